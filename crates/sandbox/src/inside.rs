//! Starts a program in a root filesystem of its own, or in this one, below limits and a filter, and ends all of it.
//!
//! The root filesystem stays as it is: what is written to it goes to memory, and with the program. It sees no process
//! and no network but its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::filter::Filter;
use crate::kernel::inside;

/// What is started, and how.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// Where; nothing is this machine's own root.
    pub root: Option<&'a Root<'a>>,
    /// The program, by its whole path there, and its arguments.
    pub command: &'a [OsString],
    /// All of its environment.
    pub environment: &'a [(OsString, OsString)],
    /// Soft and hard limits.
    pub limits: &'a [(Limit, u64, u64)],
    /// What the kernel lets it call.
    pub filter: Option<&'a Filter>,
    /// How long it may take.
    pub patience: Duration,
}

/// A root filesystem.
#[derive(Debug, Clone)]
pub struct Root<'a> {
    /// Where it lies, as a whole path.
    pub dir: &'a Path,
    /// An empty directory to put it together in, as a whole path. Nothing is left in it.
    pub stage: &'a Path,
    /// Files of ours that are seen there below [`GUESTS`], by these names.
    pub guests: Vec<(PathBuf, String)>,
    /// The directory that the program is started in, made if it is not there.
    pub directory: String,
    /// Whom it is started as: user, group and further groups.
    pub user: (u32, u32, Vec<u32>),
}

/// Where files of ours are seen.
pub const GUESTS: &str = "/landfall";

/// What of a process is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum Limit {
    OpenFiles,
    Processes,
    AddressSpace,
    Stack,
    FileSize,
    Data,
    ProcessorTime,
    CoreSize,
}

/// What became of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// How it ended.
    pub end: End,
    /// The beginning of what it said on standard output, and on standard error.
    pub said: [Vec<u8>; 2],
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With this status.
    Exited(i32),
    /// By this signal.
    Killed(i32),
    /// It took too long, and was ended with all that it had started.
    Late,
    /// Somebody wanted it to stop, and it was ended with all that it had started.
    Stopped,
    /// The kernel does not take it for a program that can be started there: the number of the error.
    Refused(i32),
}

/// Starts a program and waits for its end. An error is that it could not be tried: it says nothing of the program.
pub fn start(job: &Job<'_>, is_to_stop: &dyn Fn() -> bool) -> Result<Ran, String> {
    inside::start(job, is_to_stop)
}
