//! A line on standard error that tells how far a long run is, for a terminal only.

use landfall_report::language::tr;
use landfall_report::tr;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Shorter runs say nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// How far a run over a known number of things is.
pub(crate) struct Progress {
    what: &'static str,
    all: usize,
    done: AtomicUsize,
    start: Instant,
    shown: bool,
}

impl Progress {
    pub(crate) fn new(what: &'static str, all: usize) -> Self {
        let shown = io::stderr().is_terminal();
        Self { what, all, done: AtomicUsize::new(0), start: Instant::now(), shown }
    }

    /// One more is done.
    pub(crate) fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.shown && self.start.elapsed() > PATIENCE {
            let (what, all) = (tr(self.what), self.all);
            let told = tr!("{what} {done} of {all}", what, done, all);
            let _ = write!(io::stderr().lock(), "\r{told}\x1b[K");
        }
    }
}

/// Does one thing that may take long, and says so if it does.
pub(crate) fn during<T: Send>(what: &str, work: impl FnOnce() -> T + Send) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    let (done, wait) = mpsc::channel::<()>();
    thread::scope(|scope| {
        // Who may have no thread is told nothing of it.
        let _ = thread::Builder::new().spawn_scoped(scope, move || {
            if wait.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                let _ = write!(io::stderr().lock(), "\r{} …\x1b[K", tr(what));
                let _ = wait.recv();
                let _ = write!(io::stderr().lock(), "\r\x1b[K");
            }
        });
        let result = work();
        drop(done);
        result
    })
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown && self.start.elapsed() > PATIENCE {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}
