//! Runs a program below a filter, with somebody who is asked about what the filter leaves open.

use std::ffi::OsString;
use std::sync::Arc;

use crate::decide::Call;
use crate::filter::Filter;
use crate::kernel::confining;

/// What is run, and below what.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// The program and its arguments.
    pub command: &'a [OsString],
    /// What the kernel decides.
    pub filter: &'a Filter,
    /// Whether set-user-ID programs may give it rights, which only a caller with CAP_SYS_ADMIN can allow.
    pub may_gain_rights: bool,
}

/// A call that a filter leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The thread that makes it; 0 where it cannot be seen from here.
    pub thread: u32,
    /// The call. Of what its arguments point to, nothing can be relied on: the program may change it after it was
    /// looked at and before the kernel reads it.
    pub call: Call,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The kernel makes it.
    Allow,
    /// It fails with this number.
    Refuse(u16),
    /// The process ends, with SIGKILL and without the call.
    Kill,
}

/// Who is asked, by several threads at once.
pub trait Judge: Send + Sync {
    /// What becomes of a call. The program waits for it.
    fn judge(&self, asked: &Asked) -> Verdict;

    /// Called several times a second, whether anything is asked or not.
    fn look_around(&self);
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With this status.
    Exited(i32),
    /// By this signal.
    Killed(i32),
}

/// Runs a program to its end, and until the last process that it left behind has ended. Signals that are sent to us
/// are passed on to it.
pub fn supervised(job: Job<'_>, judge: Arc<dyn Judge>) -> Result<Ending, String> {
    confining::supervised(job, judge)
}

/// Becomes a program, with nobody to ask: what the filter leaves open fails with ENOSYS. Comes back only with what
/// went wrong.
pub fn alone(job: Job<'_>) -> String {
    confining::alone(job)
}
