//! The processes that come from a program, until the last one has ended.

use std::sync::atomic::{AtomicBool, Ordering};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process, wait, waitpid};

/// Waits for a program and for all that it leaves behind.
pub(crate) struct Children {
    program: Pid,
    is_subreaper: bool,
    /// Whether the program was waited for: its number may be another's since.
    has_ended: AtomicBool,
}

/// What has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The program itself, with this status.
    Exited(i32),
    /// The program itself, by this signal.
    Killed(i32),
    /// The last of what it left behind.
    All,
}

impl Children {
    /// From now on, what loses its parent below us becomes our child, to be waited for.
    pub(crate) fn adopt() -> bool {
        // Any number but none turns it on.
        rustix::process::set_child_subreaper(Some(rustix::process::getpid())).is_ok()
    }

    pub(crate) fn of(program: Pid, is_subreaper: bool) -> Self {
        Self { program, is_subreaper, has_ended: AtomicBool::new(false) }
    }

    /// Waits until the program ends, or the last of what it left behind does.
    pub(crate) fn next(&self) -> Ended {
        loop {
            let ended = match self.is_subreaper {
                true => wait(WaitOptions::empty()),
                false => waitpid(Some(self.program), WaitOptions::empty()),
            };
            match ended {
                Ok(Some((pid, status))) if pid == self.program => {
                    if let Some(ended) = told(status) {
                        self.has_ended.store(true, Ordering::Release);
                        return ended;
                    }
                }
                Ok(_) | Err(Errno::INTR) => {}
                Err(_) => return Ended::All,
            }
        }
    }

    /// Passes a signal on to the program.
    pub(crate) fn signal(&self, number: i32) {
        if let Some(signal) = Signal::from_named_raw(number)
            && !self.has_ended.load(Ordering::Acquire)
        {
            // It may have ended just now.
            let _ = kill_process(self.program, signal);
        }
    }
}

fn told(status: WaitStatus) -> Option<Ended> {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(status), _) => Some(Ended::Exited(status)),
        (_, Some(signal)) => Some(Ended::Killed(signal)),
        // Stopped, or gone on.
        (None, None) => None,
    }
}
