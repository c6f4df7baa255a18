//! What can be asked of system calls: `seccomp`, `run` and `trace`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use landfall_facts::{Arch, KernelVersion};

use super::{Facts, seconds};

#[derive(Debug, Parser)]
pub(crate) struct SeccompArgs {
    #[command(subcommand)]
    pub(crate) command: SeccompCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SeccompCommand {
    /// Tell the system calls that a program can make, from its code alone
    Derive(DeriveArgs),
    /// Write a profile that allows what programs call, for those who enforce it
    Emit(EmitArgs),
    /// Tell what a profile lets through that it should not
    Audit(AuditArgs),
    /// Put the runs of several files of `landfall trace` into one
    Merge(MergeArgs),
    /// Make the tables of what C libraries call, by which --libc knows distributions by name
    #[command(hide = true)]
    Tabulate(TabulateArgs),
}

/// Tells the system calls that a program of Go for Linux can make, from its code alone: each with the place
/// that makes it and a way from where the program begins to there. What could not be told is listed, and
/// then the exit code is 2.
#[derive(Debug, Parser)]
pub(crate) struct DeriveArgs {
    /// The program
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The machine whose C library is loaded with it: debian:12, rootfs:DIR, image:FILE or here; without it, here
    #[arg(long, value_name = "TARGET")]
    pub(crate) libc: Option<String>,
    /// Leave out what there is only a weaker reason for
    #[arg(long, value_enum, default_value_t = TierArg::Seldom)]
    pub(crate) tier: TierArg,
    /// How to print
    #[arg(long, value_enum, default_value_t = DeriveFormat::Text)]
    pub(crate) format: DeriveFormat,
    /// In a profile: what becomes of a call that the program does not make
    #[arg(long, value_enum, default_value_t = Otherwise::Enosys)]
    pub(crate) otherwise: Otherwise,
}

/// Writes a profile that allows the system calls of programs, and no other. What is given is united: programs,
/// files of `landfall trace`, profiles of OCI or Docker. What could not be told of a program is said, and then
/// the exit code is 2: such a program can call more than its profile allows.
#[derive(Debug, Parser)]
pub(crate) struct EmitArgs {
    /// Programs, files of `landfall trace`, or profiles
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Also allow what was observed: a file of `landfall trace`. May be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) observed: Vec<PathBuf>,
    /// Of programs, leave out what there is only a weaker reason for
    #[arg(long, value_enum, default_value_t = TierArg::Seldom)]
    pub(crate) tier: TierArg,
    /// Of a program that is linked dynamically, the machine whose libraries it takes: debian:12, rootfs:DIR,
    /// image:FILE or here; without it, here
    #[arg(long, value_name = "MACHINE")]
    pub(crate) libc: Option<String>,
    /// What becomes of a call that is not allowed; without it, what a given profile says, else enosys
    #[arg(long, value_enum)]
    pub(crate) otherwise: Option<Otherwise>,
    /// For whom it is written
    #[arg(long = "as", value_enum)]
    pub(crate) form: EmitForm,
    /// The file to write; with --as go also a directory, which becomes a package that builds on every
    /// platform. Without it, it is printed
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// With --as oci or kubernetes: containers are started with no-new-privileges, so that the container
    /// runtime itself needs fewer calls
    #[arg(long)]
    pub(crate) no_new_privileges: bool,
    /// With --as go: the name of the package
    #[arg(long, value_name = "NAME", default_value = "seccomp", value_parser = package)]
    pub(crate) package: String,
    /// With --as go: a program that cannot be confined goes on, and says so
    #[arg(long)]
    pub(crate) go_on: bool,
    /// Of a profile: for which architecture; without it, that of the other files, or this one's
    #[arg(long, value_name = "ARCH")]
    pub(crate) arch: Option<Arch>,
    #[command(flatten)]
    pub(crate) holds: Holds,
    /// Of a profile with conditions: the kernel that it is for, as in 5.10
    #[arg(long, value_name = "RELEASE")]
    pub(crate) kernel: Option<KernelVersion>,
}

/// Tells which ways out of a container, or into the kernel, a profile leaves open: each with why it should be
/// shut, who says so, and how to shut it. Exit code 1 if one that weighs high is open, 2 if something could not
/// be decided.
#[derive(Debug, Parser)]
pub(crate) struct AuditArgs {
    /// The profile: a file, or docker, podman or containerd, with a release as in docker@28.1
    #[arg(value_name = "PROFILE")]
    pub(crate) profile: String,
    #[command(flatten)]
    pub(crate) holds: Holds,
    /// For which architecture; without it, this machine's
    #[arg(long, value_name = "ARCH")]
    pub(crate) arch: Option<Arch>,
    /// The kernel that it is for, as in 5.10; without it a new one, or with --prove this machine's
    #[arg(long, value_name = "RELEASE")]
    pub(crate) kernel: Option<KernelVersion>,
    /// Try each door really: in a process below the filter, with the capabilities of the container, on this
    /// kernel, by calls that do no harm
    #[arg(long)]
    pub(crate) prove: bool,
    /// Show the doors too that are shut
    #[arg(long)]
    pub(crate) all: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Facts::Text)]
    pub(crate) format: Facts,
}

/// What a container may do besides.
#[derive(Debug, clap::Args)]
pub(crate) struct Holds {
    /// A capability that the container has besides those that Docker gives, as in CAP_SYS_ADMIN; `all` for
    /// every one, `none` for those that are named alone. May be given again
    #[arg(long = "cap", value_name = "CAPABILITY", value_parser = capability)]
    pub(crate) capabilities: Vec<String>,
}

/// The name of a capability, with or without what they all begin with.
fn capability(text: &str) -> Result<String, String> {
    let upper = text.to_ascii_uppercase();
    if upper == "ALL" || upper == "NONE" {
        return Ok(upper);
    }
    let name = if upper.starts_with("CAP_") { upper } else { format!("CAP_{upper}") };
    match landfall_know::capabilities().any(|known| known == name) {
        true => Ok(name),
        false => {
            Err("write the name of a capability, as in CAP_SYS_ADMIN, or all, or none".to_owned())
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EmitForm {
    /// Docker, Podman, containerd, Kubernetes: JSON
    Oci,
    /// A drop-in of a systemd unit
    Systemd,
    /// A manifest for the Security Profiles Operator
    Kubernetes,
    /// A file of Go that confines the program it is linked into, without cgo or any module
    Go,
    /// The bytes that the kernel takes, as for bwrap --seccomp
    Bpf,
    /// The names, one a line
    List,
}

/// A name that a package of Go can have.
fn package(text: &str) -> Result<String, String> {
    let is_word =
        text.bytes().all(|it| it == b'_' || it.is_ascii_lowercase() || it.is_ascii_digit());
    let begins = text.bytes().next().is_some_and(|it| it.is_ascii_lowercase());
    match is_word
        && begins
        && !["func", "go", "if", "init", "main", "for", "map", "var"].contains(&text)
    {
        true => Ok(text.to_owned()),
        false => Err("write a name of a package, as in seccomp".to_owned()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TierArg {
    /// What every program of Go calls: its runtime does
    Runtime,
    /// And what `main` and the initialisers of packages lead to
    Likely,
    /// And all that is linked in
    Reachable,
    /// And what is made only where something else is missing, has failed or is asked for
    Seldom,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DeriveFormat {
    /// For people
    Text,
    /// The names, one a line
    List,
    /// For programs
    Json,
    /// A profile for Docker, Podman, containerd and Kubernetes
    Oci,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Otherwise {
    /// It fails as on a kernel that does not know it, and programs fall back
    Enosys,
    /// It fails for want of rights
    Eperm,
    /// The program is ended
    Kill,
    /// It is made, and written to the kernel's log
    Log,
}

/// Runs a program that can make no system call but those of a profile. What the profile allows, and what a profile
/// of OCI refuses by name, the kernel decides by itself, from the start to the end. All else is asked of landfall
/// each time, told, and decided by the policy file as it is at that moment.
#[derive(Debug, Parser)]
#[command(after_help = POLICY)]
pub(crate) struct RunArgs {
    /// A policy file (TOML), or a profile of OCI or Docker (JSON)
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: PathBuf,
    /// Allow what nothing names, and write it into the policy file, which is made where there is none
    #[arg(long, conflicts_with = "unsupervised")]
    pub(crate) learn: bool,
    /// Let the kernel decide everything, as the files say at the start: nothing is told, and no edit counts
    #[arg(long)]
    pub(crate) unsupervised: bool,
    /// Write down each call that was asked about, one line of JSON each
    #[arg(long, value_name = "FILE", conflicts_with = "unsupervised")]
    pub(crate) log: Option<PathBuf>,
    /// Let set-user-ID programs and file capabilities give rights, as without a filter; needs CAP_SYS_ADMIN
    #[arg(long)]
    pub(crate) may_gain_rights: bool,
    /// The program and its arguments
    #[arg(
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "COMMAND"
    )]
    pub(crate) command: Vec<OsString>,
}

const POLICY: &str = "\
Policy file:
  default = \"refuse\"         what nothing names: refuse (with EPERM), allow, kill, or an error, as \"ENOSYS\"
  profile = \"docker.json\"    a profile to build on; what the file names itself comes first
  allow = [\"read\", \"write\"]
  kill = [\"ptrace\"]
  adjustable = [\"connect\"]   decided by landfall even if it is allowed; or \"all\"
  [refuse]
  mount = \"EPERM\"

Edits count at once for what landfall decides: what is refused, fatal, adjustable or not named. What the kernel
decides (what the file allows at the start, and what the profile names) is fixed until the program ends: a filter
can be added to, and never be taken back. A file that is gone, half-written or wrong changes nothing.

Allowing a call by its name or its numbers is safe. What its arguments point to can be changed by the program after
it was looked at, and landfall never decides by that.

If landfall is killed, the kernel kills the program, and refuses with ENOSYS what its children ask. Signals are
passed on. landfall ends when the last process that the program left behind has ended.

Exit codes: that of the program, 128 and the number of the signal that ended it, or 3 if landfall could not work.";

/// Counts the system calls of a program, of its threads and of all that it starts, from its first instruction
/// on, and adds the run to a file. What the program reads and writes is left alone; what is counted is told on
/// standard error.
#[derive(Debug, Parser)]
#[command(after_help = TRACE)]
pub(crate) struct TraceArgs {
    /// The file that the run is added to; of the command only the name of the program is written
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Who counts; without it the kernel where it may, else we
    #[arg(long, value_enum)]
    pub(crate) by: Option<CountedBy>,
    /// Tell nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// A process that runs, with its descendants, until it ends, the time is over, or Ctrl-C
    #[arg(long, value_name = "NUMBER", group = "running", conflicts_with = "command")]
    pub(crate) pid: Option<u32>,
    /// A control group (version 2) with all that runs in it, until the time is over, or Ctrl-C
    #[arg(long, value_name = "PATH", group = "running", conflicts_with = "command")]
    pub(crate) cgroup: Option<PathBuf>,
    /// How long what runs already is followed
    #[arg(long, value_name = "SECONDS", requires = "running", value_parser = seconds)]
    pub(crate) seconds: Option<f64>,
    /// The program to start, and its arguments
    #[arg(last = true, value_name = "CMD", required_unless_present = "running")]
    pub(crate) command: Vec<OsString>,
}

const TRACE: &str = "\
Who counts:
  ebpf    the kernel, at each call; takes root, or CAP_BPF and CAP_PERFMON. A program outlives landfall
          that is killed; while it counts, every call of the machine takes some time longer
  ptrace  landfall, which stops the program at each call: any user may, the program is slower, and
          ends if landfall is killed. Without CAP_SYS_ADMIN the program gets no rights from set-user-ID
          files. It may have no other tracer, and it cannot trace itself

Signals that landfall gets are passed on to the program, and its exit code is landfall's, or 128 and the
number of the signal that ended it. Landfall ends when all that the program started has ended; a signal
after the program's end lets it end at once, and what still runs is not counted. If landfall could not do
its work, it says so, and its exit code is 3.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CountedBy {
    /// Each call stops the program
    Ptrace,
    /// The kernel counts
    Ebpf,
}

#[derive(Debug, Parser)]
pub(crate) struct MergeArgs {
    /// Files that `landfall trace` wrote
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The file to write; without it, it is printed
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Writes libc-call-sets.csv and libc-calls.csv: what the loader and the C library of machines call at every start,
/// and by each function that they offer. What is not named stays as the tables have it.
#[derive(Debug, Parser)]
pub(crate) struct TabulateArgs {
    /// A key of libc-packages.csv, and where its files are: d12x=rootfs:DIR
    #[arg(value_name = "KEY=TARGET")]
    pub(crate) machines: Vec<String>,
    /// The directory to write to
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
}
