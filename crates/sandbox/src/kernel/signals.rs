//! Signals that are sent to us and meant for the program.
#![expect(unsafe_code, reason = "a handler for signals has no safe form")]

use std::io::{self, Read as _};
use std::os::fd::AsRawFd as _;
use std::sync::atomic::{AtomicI32, Ordering};
use std::{mem, ptr};

/// What is passed on: what people and services send to end, stop, wake or tell a program.
const PASSED_ON: [i32; 7] = [
    libc::SIGHUP,
    libc::SIGINT,
    libc::SIGQUIT,
    libc::SIGTERM,
    libc::SIGUSR1,
    libc::SIGUSR2,
    libc::SIGCONT,
];

/// The runtime of Rust ignores it; programs do not expect that.
pub(super) const PIPE_OF_RUST: i32 = libc::SIGPIPE;

/// Where a handler writes to.
static PIPE: AtomicI32 = AtomicI32::new(-1);

/// Hears signals instead of us.
pub(crate) struct Signals {
    reader: io::PipeReader,
    // Kept open: a handler writes to it.
    _writer: io::PipeWriter,
    /// Those that mean something else to us than by default.
    pub(crate) ours: Vec<i32>,
}

impl Signals {
    /// From now on, signals are heard. Those that we were started to ignore are ignored by the program too.
    pub(crate) fn heard() -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        PIPE.store(writer.as_raw_fd(), Ordering::Release);
        let mut ours = vec![PIPE_OF_RUST];
        // Where it is ignored, nobody can wait for a child.
        // SAFETY: SIG_DFL installs no code.
        unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) };
        for signal in PASSED_ON {
            // SAFETY: the handler makes one call that is safe in a handler, and reads an atomic.
            unsafe {
                let mut before: libc::sigaction = mem::zeroed();
                libc::sigaction(signal, ptr::null(), &raw mut before);
                if before.sa_sigaction == libc::SIG_IGN {
                    continue;
                }
                let mut hear: libc::sigaction = mem::zeroed();
                hear.sa_sigaction = on_signal as *const () as usize;
                hear.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART;
                libc::sigaction(signal, &raw const hear, ptr::null_mut());
            }
            ours.push(signal);
        }
        Ok(Self { reader, _writer: writer, ours })
    }

    /// Those that ask to end.
    pub(crate) const ENDS: [i32; 4] = [libc::SIGHUP, libc::SIGINT, libc::SIGQUIT, libc::SIGTERM];

    /// The next signal, whoever sent it.
    pub(crate) fn any(&self) -> Option<i32> {
        let mut heard = [0; 2];
        (&self.reader).read_exact(&mut heard).ok()?;
        Some(heard[0].into())
    }

    /// The next signal that somebody sent to us alone. What a terminal sends goes to the program as well.
    pub(crate) fn next(&self) -> Option<i32> {
        let mut heard = [0; 2];
        loop {
            match (&self.reader).read_exact(&mut heard) {
                Ok(()) if heard[1] == 0 => return Some(heard[0].into()),
                Ok(()) => {}
                Err(_) => return None,
            }
        }
    }
}

/// From now on, signals mean to us what they do by default.
pub(super) fn forget() {
    for signal in PASSED_ON {
        // SAFETY: SIG_DFL installs no code; what we were started to ignore is still ignored.
        unsafe {
            let mut now: libc::sigaction = mem::zeroed();
            libc::sigaction(signal, ptr::null(), &raw mut now);
            if now.sa_sigaction != libc::SIG_IGN {
                libc::signal(signal, libc::SIG_DFL);
            }
        }
    }
}

extern "C" fn on_signal(signal: i32, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
    // SAFETY: the kernel hands a valid pointer to a handler with SA_SIGINFO.
    let by_terminal = unsafe { (*info).si_code == libc::SI_KERNEL };
    let heard = [signal as u8, u8::from(by_terminal)];
    // SAFETY: write(2) is safe in a handler, and so is where the C library keeps the number of an error.
    unsafe {
        let kept = *libc::__errno_location();
        libc::write(PIPE.load(Ordering::Acquire), heard.as_ptr().cast(), heard.len());
        *libc::__errno_location() = kept;
    }
}
