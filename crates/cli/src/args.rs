//! What can be asked: the commands and their options.

mod calls;
mod clean;
mod failures;
mod matrix;
mod scale;
mod start;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use landfall_facts::{Arch, Os};

use crate::language::Lang;

pub(crate) use calls::*;
pub(crate) use clean::{CleanArgs, Cleaning};
pub(crate) use failures::*;
pub(crate) use matrix::{Cgo, MatrixArgs};
pub(crate) use scale::*;
pub(crate) use start::{ImagesArgs, StartArgs};

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
    /// The language to speak; else LC_ALL, LC_MESSAGES or LANG choose
    #[arg(long, value_enum, global = true, value_name = "LANG", ignore_case = true)]
    pub(crate) lang: Option<Lang>,
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
    Check(Box<Check>),
    /// Put the results of a check's shards together
    Merge(Merge),
    /// Write what mends findings in recipes
    Fix(FixArgs),
    /// Write a workflow that checks each change
    Ci(CiArgs),
    /// Judge an artifact against every known machine
    Reach(Reach),
    /// Judge an artifact against many images, and really start it in each
    Images(ImagesArgs),
    /// Show which packages of a module cgo builds, what they ask of C and who imports them
    Graph(GraphArgs),
    /// Tell what becomes of a module's source on every port, with cgo and without
    Ports(PortsArgs),
    /// Build a program in every combination of port, cgo and Go, and verify each
    Matrix(Box<MatrixArgs>),
    /// Tell what is kept from earlier builds and is wrong, and the smallest thing to remove
    Clean(CleanArgs),
    /// Tell what asks for a symbol in an artifact, or leads to C or a package in a module
    Why(WhyArgs),
    /// Write down a module's cgo, unsafe and system calls, or hold its source against that
    Baseline(BaselineArgs),
    /// Tell whether a machine is fit to build Go and to run what it builds
    Doctor(DoctorArgs),
    /// Write down this machine, to judge against it elsewhere
    Record(RecordArgs),
    /// Tell in what two machines or two artifacts differ, and what of that breaks
    Compare(CompareArgs),
    /// Watch how near a process is to its limits
    Watch(WatchArgs),
    /// Run a program that can make no system call but those of a profile
    Run(RunArgs),
    /// Tell what a crash in a log was: who did it, and what it means
    Crash(CrashArgs),
    /// Count the system calls of a program and of all that it starts
    Trace(TraceArgs),
    /// Tell the system calls of a program, and write profiles of them
    Seccomp(SeccompArgs),
    /// Tell what the text of a failure means, and how it is mended
    Explain(ExplainArgs),
    /// Run a command, and explain it if it fails
    Exec(ExecArgs),
    /// Show the manual of a rule, or list the rules
    Rule(RuleArgs),
    /// List the machines known by name
    Targets(TargetsArgs),
    /// Write a completion script for a shell
    Completions(Completions),
    /// Write a manual page for man(1), or all of them
    Man(ManArgs),
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
    #[command(flatten)]
    pub(crate) start: StartArgs,
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
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub(crate) format: CheckFormat,
    /// The file to write, as a whole or not at all; `-`, or without it, it is printed
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// With --format html: a file of `landfall trace -o`, to show how the calls grew. May be given again
    #[arg(long, value_name = "FILE", conflicts_with = "shard")]
    pub(crate) trace: Vec<PathBuf>,
    /// Do one part of the work, as in 2/8; with --format jsonl `landfall merge` puts the parts together
    #[arg(
        long,
        value_name = "I/N",
        requires = "targets",
        conflicts_with_all = ["baseline", "write_known"]
    )]
    pub(crate) shard: Option<Shard>,
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

/// Reads panics, fatal errors, signals, races and dumps of goroutines out of logs of any kind, as each release of
/// Go from 1.13 on writes them. Exit code 2 where there is none.
#[derive(Debug, Parser)]
pub(crate) struct CrashArgs {
    /// Logs; `-`, or without any, standard input
    #[arg(value_name = "LOG")]
    pub(crate) logs: Vec<PathBuf>,
    /// The program that crashed: it names addresses, its module and its Go. May be given again, for libraries
    #[arg(long, value_name = "FILE")]
    pub(crate) binary: Vec<PathBuf>,
    /// A file with the program's debugging information. May be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) debug: Vec<PathBuf>,
    /// Count crashes that are the same, and show which releases of Go have them
    #[arg(long)]
    pub(crate) cluster: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Facts::Text)]
    pub(crate) format: Facts,
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

/// Holds two machines against each other, or two artifacts. Of artifacts it tells what changed from one build to
/// the next, and of two builds of one source why their bytes differ. Exit code 1 if something breaks on the second
/// that did not on the first: of artifacts, on a machine of --for.
#[derive(Debug, Parser)]
#[command(after_help = TARGETS)]
pub(crate) struct CompareArgs {
    /// The machine to compare with, where it works: a file of `landfall record`, or a target. Or the older artifact
    #[arg(value_name = "FROM")]
    pub(crate) from: String,
    /// The machine to compare: a file of `landfall record`, or a target. Or the newer artifact
    #[arg(value_name = "TO")]
    pub(crate) to: String,
    /// Of machines: the artifact, or the directory of a Go module, that is to run there; may be given again
    #[arg(long = "build", value_name = "FILE")]
    pub(crate) builds: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    /// Show too what differs and changes nothing
    #[arg(long)]
    pub(crate) all: bool,
    /// Of machines: exit code 1 if anything differs at all, as for a recording that is kept to be checked
    #[arg(long)]
    pub(crate) drift: bool,
    /// Of artifacts: a machine to judge both on; may be given again
    #[arg(long = "for", value_name = "TARGET")]
    pub(crate) targets: Vec<String>,
    /// Of artifacts: they are to be the same, byte for byte: exit code 1 if they are not, and why
    #[arg(long)]
    pub(crate) same: bool,
    /// Of artifacts: also compare the system calls that each can make, which takes a long look
    #[arg(long)]
    pub(crate) syscalls: bool,
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

/// Writes the manual page of a command, which `landfall man check | man -l -` shows, or those of all.
#[derive(Debug, Parser)]
pub(crate) struct ManArgs {
    /// The command, as in `seccomp derive`; without one, landfall as a whole
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
    /// Write the pages of all commands into this directory, as in share/man/man1
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    pub(crate) all: Option<PathBuf>,
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
    /// A page for a browser; only a check has all that it shows
    #[value(skip)]
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Facts {
    /// For people
    Text,
    /// For programs
    Json,
}
