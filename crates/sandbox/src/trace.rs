//! Which system calls a program and all that it starts make, from its first instruction on.
//!
//! Two can count. By eBPF the kernel counts at each call, of the whole machine, and the program is not
//! stopped; that takes rights. By ptrace each call stops the program and we count; that takes none, and the
//! program is some times slower.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use landfall_facts::{Arch, Ended, ObservedRun, Tracer};

use crate::kernel::{bpf, ptrace};

/// Whose calls are counted.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A program that is started for it, with its arguments, and all that it starts.
    Command(Vec<OsString>),
    /// A process that runs, its descendants, and all that they start.
    Process(u32),
    /// Every process in a control group (version 2) and in those below.
    Group(PathBuf),
}

/// What was seen of a run.
#[derive(Debug)]
pub struct Trace {
    /// Its calls.
    pub run: ObservedRun,
    /// What is to be known of how they were counted.
    pub notes: Vec<String>,
}

/// Counts until the program and all that it started have ended; of what ran before, until the time is over, a
/// signal says that it is enough, or it has ended. Without a `tracer` the kernel counts where it may.
pub fn trace(
    subject: &Subject,
    tracer: Option<Tracer>,
    limit: Option<Duration>,
) -> Result<Trace, String> {
    let started = SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs());
    let mut notes = Vec::new();
    let (by, seen) = match tracer {
        Some(Tracer::Ptrace) => (Tracer::Ptrace, by_ptrace(subject, limit)?),
        Some(Tracer::Ebpf) => (Tracer::Ebpf, bpf::Counter::new(subject)?.count(subject, limit)?),
        None => match (bpf::Counter::new(subject), subject) {
            (Ok(counter), _) => (Tracer::Ebpf, counter.count(subject, limit)?),
            (Err(error), Subject::Group(_)) => return Err(error),
            (Err(error), _) => {
                notes.push(format!("{error}; counted by ptrace, which is slower"));
                (Tracer::Ptrace, by_ptrace(subject, limit)?)
            }
        },
    };
    notes.extend(seen.notes);
    let run = ObservedRun {
        command: vec![name(subject)],
        started,
        kernel: kernel_release(),
        calls: seen.counts.native,
        foreign: seen.counts.foreign,
        by,
        ended: seen.ended,
        complete: seen.complete,
    };
    Ok(Trace { run, notes })
}

/// The architecture whose calls are counted: the one that landfall was built for.
pub fn arch() -> Option<Arch> {
    let name = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "x86" => "386",
        "aarch64" => "arm64",
        "loongarch64" => "loong64",
        "powerpc64" if cfg!(target_endian = "little") => "ppc64le",
        "powerpc64" => "ppc64",
        "mips" if cfg!(target_endian = "little") => "mipsle",
        "mips64" if cfg!(target_endian = "little") => "mips64le",
        name => name,
    };
    name.parse().ok()
}

/// How often each call was made.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) native: BTreeMap<u32, u64>,
    pub(crate) foreign: BTreeMap<u32, u64>,
}

/// What one of the two saw.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) counts: Counts,
    pub(crate) ended: Option<Ended>,
    pub(crate) complete: bool,
    pub(crate) notes: Vec<String>,
}

fn by_ptrace(subject: &Subject, limit: Option<Duration>) -> Result<Seen, String> {
    match subject {
        Subject::Command(command) => ptrace::start(command),
        Subject::Process(process) => ptrace::follow(*process, limit),
        Subject::Group(group) => Err(format!(
            "could not follow the control group {}: only the kernel can tell who is in it at each call; \
             trace by ebpf, or a process with --pid",
            group.display()
        )),
    }
}

/// What the run is called: the name of its program, for arguments may be secret.
fn name(subject: &Subject) -> String {
    let of_path = |path: &Path| match path.file_name() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => path.display().to_string(),
    };
    match subject {
        Subject::Command(command) => {
            command.first().map(|program| of_path(Path::new(program))).unwrap_or_default()
        }
        Subject::Process(process) => {
            program(*process).unwrap_or_else(|| format!("process {process}"))
        }
        Subject::Group(group) => of_path(group),
    }
}

/// What the program of a process is called.
fn program(process: u32) -> Option<String> {
    let file = fs::read_link(format!("/proc/{process}/exe")).ok()?;
    Some(file.file_name()?.to_string_lossy().into_owned())
}

/// The release of the kernel that runs.
fn kernel_release() -> Option<String> {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").ok()?;
    Some(release.trim().to_owned())
}
