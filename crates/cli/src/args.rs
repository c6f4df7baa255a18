//! What can be asked: the commands and their options.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use landfall_facts::{Arch, KernelVersion, Os};

/// Will this Go build run where it is going, and if not, what exactly breaks and how is it mended?
#[derive(Debug, Parser)]
#[command(name = "landfall", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colours; NO_COLOR and a pipe turn them off by themselves
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true, value_name = "WHEN")]
    pub(crate) color: Color,
    /// A directory with tables whose rows are added to the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) tables: Option<PathBuf>,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  everything runs
  1  something breaks
  2  nothing is known to break, but something could not be looked at
  3  landfall could not do its work: a wrong argument, a file that is no artifact";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tell the facts of Go artifacts
    Inspect(Inspect),
    /// Judge artifacts against the machines they ship to
    Check(Check),
    /// Write what mends findings in recipes
    Fix(FixArgs),
    /// Write a workflow that checks each change
    Ci(CiArgs),
    /// Judge an artifact against every known machine
    Reach(Reach),
    /// Show which packages of a module cgo builds, what they ask of C and who imports them
    Graph(GraphArgs),
    /// Tell what becomes of a module's source on every port, with cgo and without
    Ports(PortsArgs),
    /// Tell what asks for a symbol in an artifact, or leads to C or a package in a module
    Why(WhyArgs),
    /// Write down a module's cgo, unsafe and system calls, or hold its source against that
    Baseline(BaselineArgs),
    /// Tell whether a machine is fit to build Go and to run what it builds
    Doctor(DoctorArgs),
    /// Write down this machine, to judge against it elsewhere
    Record(RecordArgs),
    /// Tell in what two machines differ, and what of that breaks a build
    Compare(CompareArgs),
    /// Watch how near a process is to its limits
    Watch(WatchArgs),
    /// Run a program that can make no system call but those of a profile
    Run(RunArgs),
    /// Count the system calls of a program and of all that it starts
    Trace(TraceArgs),
    /// Tell the system calls of a program, and write profiles of them
    Seccomp(SeccompArgs),
    /// Show the manual of a rule, or list the rules
    Rule(RuleArgs),
    /// List the machines known by name
    Targets(TargetsArgs),
    /// Write a completion script for a shell
    Completions(Completions),
}

#[derive(Debug, Parser)]
pub(crate) struct Inspect {
    /// Artifacts, or directories to look for artifacts and Go source in
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Facts::Text)]
    pub(crate) format: Facts,
}

#[derive(Debug, Parser)]
#[command(after_help = TARGETS)]
pub(crate) struct Check {
    /// Artifacts and recipes, directories to look for both in, or directories of a Go module, whose programs
    /// are judged by their source
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// A machine to judge against; may be given again. Without it: here, and the reach; of a module, what its
    /// recipes name: images, runners, platforms of releases
    #[arg(long = "for", value_name = "TARGET")]
    pub(crate) targets: Vec<String>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// The seccomp profile that artifacts are to live below: a file, or docker, podman or containerd, with a
    /// release as in docker@28.1
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Option<String>,
    #[command(flatten)]
    pub(crate) holds: Holds,
    /// With --profile: what makes a filter of it there, as in runc@1.0.0-rc92 or crun@1.8; without it, the newest
    /// runc
    #[arg(long, value_name = "PROGRAM", requires = "profile")]
    pub(crate) runtime: Option<String>,
    /// With --profile: the libseccomp that is there, as in 2.4.1; without it, one that knows every call
    #[arg(long, value_name = "RELEASE", requires = "profile")]
    pub(crate) libseccomp: Option<String>,
    /// Also hold the cgo, unsafe and system calls of a module against what `landfall baseline` wrote:
    /// exit code 1 if they differ
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// A rule not to hear; counted in the report. May be given again
    #[arg(long, value_name = "RULE")]
    pub(crate) allow: Vec<String>,
    /// Findings in recipes that this file lists are counted, and new ones alone are heard
    #[arg(long, value_name = "FILE")]
    pub(crate) known: Option<PathBuf>,
    /// Write down the findings in recipes, for --known
    #[arg(long, value_name = "FILE", conflicts_with = "known")]
    pub(crate) write_known: Option<PathBuf>,
}

/// Changes recipes so that findings are gone. Each change is proven before anything is written: the finding
/// must be gone, and no new one may appear.
#[derive(Debug, Parser)]
pub(crate) struct FixArgs {
    /// Directories to look for recipes in, or recipes; without any, this directory
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Also write what may change more than the fault
    #[arg(long)]
    pub(crate) r#unsafe: bool,
    /// Print what would be written, and write nothing; exit code 1 if there is anything
    #[arg(long)]
    pub(crate) diff: bool,
    /// A rule not to hear. May be given again
    #[arg(long, value_name = "RULE")]
    pub(crate) allow: Vec<String>,
}

/// Writes a small workflow that runs landfall on each change and shows what it finds beside the lines.
#[derive(Debug, Parser)]
pub(crate) struct CiArgs {
    /// For whom it is written
    #[arg(long, value_enum)]
    pub(crate) write: CiHost,
    /// Where landfall comes from and its commit: OWNER/REPOSITORY@COMMIT, or the URL of a repository
    #[arg(long, value_name = "REPOSITORY@COMMIT")]
    pub(crate) from: String,
    /// Print it instead
    #[arg(long)]
    pub(crate) print: bool,
    /// Write it anew where it is there already
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CiHost {
    /// .github/workflows/landfall.yml
    Github,
    /// .gitlab/landfall.gitlab-ci.yml
    Gitlab,
}

/// How source is to be built.
#[derive(Debug, clap::Args)]
pub(crate) struct SourceArgs {
    /// Source is to be built without cgo, as with CGO_ENABLED=0
    #[arg(long, conflicts_with = "cgo")]
    pub(crate) no_cgo: bool,
    /// Source is to be built with cgo, as with CGO_ENABLED=1
    #[arg(long)]
    pub(crate) cgo: bool,
    /// Build tags for source, parted by commas
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub(crate) tags: Vec<String>,
}

const TARGETS: &str = "\
Targets:
  debian:12  alpine:3.20/arm64  distroless:static  scratch    by name, see `landfall targets`
  linux/arm64  linux/amd64/v3  linux/arm/v6  windows/386      by platform
  rootfs:DIR                                                  a root filesystem
  image:FILE                                                  a saved image or OCI layout
  machine:FILE.toml                                           a recorded machine
  here                                                        this machine";

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
}

/// Tells the system calls that a program of Go for Linux can make, from its code alone: each with the place
/// that makes it and a way from where the program begins to there. What could not be told is listed, and
/// then the exit code is 2.
#[derive(Debug, Parser)]
pub(crate) struct DeriveArgs {
    /// The program
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The machine whose C library is loaded with it: rootfs:DIR, image:FILE or here; without it, here
    #[arg(long, value_name = "TARGET")]
    pub(crate) libc: Option<String>,
    /// Leave out what there is only a weaker reason for
    #[arg(long, value_enum, default_value_t = TierArg::Reachable)]
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
    #[arg(long, value_enum, default_value_t = TierArg::Reachable)]
    pub(crate) tier: TierArg,
    /// Of a program that is linked dynamically, the machine whose libraries it takes: here, rootfs:DIR or
    /// image:FILE; without it, this one
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

#[derive(Debug, Parser)]
pub(crate) struct Reach {
    /// Artifacts, or directories to look for artifacts in
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Parser)]
pub(crate) struct GraphArgs {
    /// The directory of a module, or one in it
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) dir: PathBuf,
    /// The platform to build for, as in linux/arm64; without it, this one
    #[arg(long = "for", value_name = "PLATFORM")]
    pub(crate) platform: Option<String>,
    /// As with CGO_ENABLED=0
    #[arg(long)]
    pub(crate) no_cgo: bool,
    /// Build tags, parted by commas
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub(crate) tags: Vec<String>,
    /// Tell where a machine has what C code asks for: here, rootfs:DIR or image:FILE
    #[arg(long, value_name = "MACHINE")]
    pub(crate) on: Option<String>,
    /// Ask `go list` too, and tell what it lists otherwise
    #[arg(long)]
    pub(crate) with_go: bool,
    /// With --format json, also list every package and which of its files are built
    #[arg(long)]
    pub(crate) files: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = GraphFormat::Text)]
    pub(crate) format: GraphFormat,
}

#[derive(Debug, Parser)]
pub(crate) struct PortsArgs {
    /// The directory of a module, or one in it: its programs are looked at, and those below
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) dir: PathBuf,
    /// A port to look at, as in linux/arm64; may be given again. Without it, all of them
    #[arg(long = "for", value_name = "PLATFORM")]
    pub(crate) platforms: Vec<String>,
    /// Build tags, parted by commas
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub(crate) tags: Vec<String>,
    /// The release of Go, as in 1.27; without it, the one at hand, or a newer one that go.mod asks for
    #[arg(long, value_name = "RELEASE", value_parser = release)]
    pub(crate) go: Option<u32>,
    /// Show everything that stops it, not only what is nearest to its programs
    #[arg(long)]
    pub(crate) all: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Facts::Text)]
    pub(crate) format: Facts,
}

/// The minor number of a release that is written as `1.27`, `go1.27` or `1.27.3`.
fn release(text: &str) -> Result<u32, String> {
    let text = text.strip_prefix("go").unwrap_or(text);
    let mut parts = text.split('.');
    match (parts.next(), parts.next().map(str::parse)) {
        (Some("1"), Some(Ok(minor))) => Ok(minor),
        _ => Err("write a release of Go, as in 1.27".to_owned()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// For people: each cgo package, and the shortest way of imports to it
    Text,
    /// For Graphviz
    Dot,
    /// For Mermaid, which Markdown on many sites shows
    Mermaid,
    /// A picture, for which nothing needs to be installed
    Svg,
    /// For programs
    Json,
}

#[derive(Debug, Parser)]
pub(crate) struct WhyArgs {
    /// The artifact, or the directory of a module, or one in it
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Of an artifact: a symbol version (GLIBC_2.34), a library (libc.so.6) or a symbol (getaddrinfo).
    /// Of a module: a package (net, go-sqlite3), a function (pkg.Func, pkg.(*T).Method), C, a name of C
    /// (C.sqlite3_open_v2), unsafe, //export, or a library (sqlite3)
    #[arg(value_name = "WHAT")]
    pub(crate) what: String,
    /// Show every program of a module, and a way to each place
    #[arg(long)]
    pub(crate) all: bool,
    /// The platform that calls are followed on, as in linux/arm64; without it, this one
    #[arg(long = "for", value_name = "PLATFORM")]
    pub(crate) platform: Option<String>,
    /// As with CGO_ENABLED=0
    #[arg(long)]
    pub(crate) no_cgo: bool,
    /// Build tags, parted by commas
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub(crate) tags: Vec<String>,
    /// Ask the Go linker too: each program is built, and the file thrown away
    #[arg(long)]
    pub(crate) with_go: bool,
    /// How to print what is told of a module
    #[arg(long, value_enum, default_value_t = Facts::Text)]
    pub(crate) format: Facts,
}

#[derive(Debug, Parser)]
pub(crate) struct BaselineArgs {
    /// The directory of a module, or one in it
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) dir: PathBuf,
    /// The file to write; without it, it is printed
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    pub(crate) write: Option<PathBuf>,
    /// The file to hold the source against: exit code 1 if they differ
    #[arg(long, value_name = "FILE")]
    pub(crate) check: Option<PathBuf>,
    /// Build tags, parted by commas
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub(crate) tags: Vec<String>,
    /// The release of Go, as in 1.27; without it, the one at hand, or a newer one that go.mod asks for
    #[arg(long, value_name = "RELEASE", value_parser = release)]
    pub(crate) go: Option<u32>,
}

#[derive(Debug, Parser)]
pub(crate) struct DoctorArgs {
    /// A root filesystem to look at, instead of this machine
    #[arg(long, value_name = "DIR", group = "machine")]
    pub(crate) root: Option<PathBuf>,
    /// A saved image or OCI layout to look at, instead of this machine
    #[arg(long, value_name = "FILE", group = "machine")]
    pub(crate) image: Option<PathBuf>,
    /// A platform that C is to be compiled for too, as in linux/arm64. May be given again, or with commas
    #[arg(
        long = "for",
        value_name = "PLATFORM",
        value_delimiter = ',',
        value_parser = platform,
        conflicts_with = "machine"
    )]
    pub(crate) platforms: Vec<(Os, Arch)>,
    /// Also look which files of shells set something of Go
    #[arg(long, conflicts_with = "machine")]
    pub(crate) shell: bool,
    /// Also build a line of C, really, in a directory of its own, and for each platform of --for
    #[arg(long, conflicts_with = "machine")]
    pub(crate) probe: bool,
    /// A machine that was written down, instead of this one
    #[arg(long, value_name = "FILE.toml", group = "machine")]
    pub(crate) recorded: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// A rule not to hear; counted in the report. May be given again
    #[arg(long, value_name = "RULE")]
    pub(crate) allow: Vec<String>,
}

#[derive(Debug, Parser)]
pub(crate) struct RecordArgs {
    /// The file to write; `-`, or without it, it is printed
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// What to call the machine; without it, as the file is called
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A process that sees it: its limits, its environment, its root, instead of this one's
    #[arg(long, value_name = "NUMBER")]
    pub(crate) pid: Option<u32>,
}

#[derive(Debug, Parser)]
#[command(after_help = TARGETS)]
pub(crate) struct CompareArgs {
    /// The machine to compare with, where it works: a file of `landfall record`, or a target
    #[arg(value_name = "FROM")]
    pub(crate) from: String,
    /// The machine to compare: a file of `landfall record`, or a target
    #[arg(value_name = "TO")]
    pub(crate) to: String,
    /// The artifact, or the directory of a Go module, that is to run there; may be given again
    #[arg(long = "build", value_name = "FILE")]
    pub(crate) builds: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// Show too what differs and changes nothing
    #[arg(long)]
    pub(crate) all: bool,
    /// Exit code 1 if anything differs at all, as for a recording that is kept to be checked
    #[arg(long)]
    pub(crate) drift: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Facts::Text)]
    pub(crate) format: Facts,
}

#[derive(Debug, Parser)]
pub(crate) struct WatchArgs {
    /// The number of the process
    #[arg(value_name = "PID")]
    pub(crate) process: u32,
    /// Look once: exit code 1 if a limit is near, 2 if something could not be looked at
    #[arg(long)]
    pub(crate) once: bool,
    /// Where it serves net/http/pprof, as in 127.0.0.1:6060: its heap and goroutines are told too
    #[arg(long, value_name = "ADDRESS", value_parser = landfall_probe::watched::Profiles::at)]
    pub(crate) pprof: Option<landfall_probe::watched::Profiles>,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, value_parser = seconds)]
    pub(crate) interval: f64,
    /// How to print; without it a view that renews itself in a terminal, and a line of JSON for each look
    /// elsewhere
    #[arg(long, value_enum)]
    pub(crate) format: Option<Facts>,
}

/// A platform as Go names it.
fn platform(text: &str) -> Result<(Os, Arch), String> {
    let (os, arch) = text.split_once('/').ok_or("write GOOS/GOARCH, as in linux/arm64")?;
    match (os.parse(), arch.parse()) {
        (Ok(os), Ok(arch)) => Ok((os, arch)),
        (Err(error), _) => Err(error.to_string()),
        (_, Err(error)) => Err(error.to_string()),
    }
}

/// A time between a hundredth of a second and a day.
fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.01..=86_400.0).contains(&seconds) => Ok(seconds),
        _ => Err("write seconds between 0.01 and 86400".to_owned()),
    }
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

#[derive(Debug, Parser)]
pub(crate) struct RuleArgs {
    /// The rule; without it all are listed
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Parser)]
pub(crate) struct TargetsArgs {
    /// Only names that contain this
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Parser)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: findings with both sides and how to mend them
    Text,
    /// One line a finding
    Concise,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Facts {
    /// For people
    Text,
    /// For programs
    Json,
}
