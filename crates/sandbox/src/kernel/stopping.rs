//! Signals that reach us while a program is traced: they are meant for it, and once it has ended, for us.
#![expect(
    unsafe_code,
    reason = "what handles a signal is set by the C library, and runs at any time"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Those that are passed on.
const PASSED: [i32; 6] =
    [libc::SIGHUP, libc::SIGINT, libc::SIGQUIT, libc::SIGTERM, libc::SIGUSR1, libc::SIGUSR2];
/// Wakes whoever waits, and says nothing.
const WAKE: i32 = libc::SIGWINCH;
/// How often one who has to end is woken: a signal may come between its look and its sleep.
const AGAIN: Duration = Duration::from_millis(20);

/// Nobody is there yet: what comes is kept.
const NOT_YET: i32 = 0;
/// What comes is meant for us.
const OURS: i32 = -1;

static MEANT_FOR: AtomicI32 = AtomicI32::new(NOT_YET);
static KEPT: AtomicU64 = AtomicU64::new(0);
static SHOULD_END: AtomicBool = AtomicBool::new(false);

/// From now on signals are passed on, or kept until it is known to whom.
pub(super) fn pass_on() {
    MEANT_FOR.store(NOT_YET, Ordering::SeqCst);
    KEPT.store(0, Ordering::SeqCst);
    SHOULD_END.store(false, Ordering::SeqCst);
    for signal in PASSED {
        handle(signal);
    }
}

/// Signals are for this process from now on.
pub(super) fn to(process: i32) {
    MEANT_FOR.store(process, Ordering::SeqCst);
    let kept = KEPT.swap(0, Ordering::SeqCst);
    for signal in PASSED.iter().filter(|signal| kept >> **signal & 1 != 0) {
        // SAFETY: kill(2) takes numbers only. The process is a child that nobody has waited for.
        unsafe { libc::kill(process, *signal) };
    }
}

/// Signals are for us from now on: they say that we should end.
pub(super) fn to_us() {
    MEANT_FOR.store(OURS, Ordering::SeqCst);
    if KEPT.swap(0, Ordering::SeqCst) != 0 {
        SHOULD_END.store(true, Ordering::SeqCst);
    }
}

/// Whether a signal said that we should end.
pub(super) fn should_end() -> bool {
    SHOULD_END.load(Ordering::SeqCst)
}

/// Wakes the calling thread out of a call that waits, again and again, once it should end: because a signal
/// said so, or because its time is over. Ends with the value.
pub(super) struct Alarm(Arc<AtomicBool>);

impl Alarm {
    pub(super) fn new(limit: Option<Duration>) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let until = limit.map(|limit| Instant::now() + limit);
        handle(WAKE);
        // SAFETY: both tell numbers of the caller.
        let (process, thread) =
            unsafe { (libc::getpid(), libc::syscall(libc::SYS_gettid) as libc::pid_t) };
        let seen = Arc::clone(&is_over);
        thread::spawn(move || {
            while !seen.load(Ordering::SeqCst) {
                thread::sleep(AGAIN);
                if until.is_some_and(|until| Instant::now() >= until) {
                    SHOULD_END.store(true, Ordering::SeqCst);
                }
                if should_end() {
                    // SAFETY: tgkill(2) takes numbers only, and the thread is one of this process or of nobody.
                    unsafe { libc::syscall(libc::SYS_tgkill, process, thread, WAKE) };
                }
            }
        });
        Self(is_over)
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Lets a signal be handled by us, unless whoever started us wants it ignored.
fn handle(signal: i32) {
    // SAFETY: sigaction(2) writes the old action to a struct of its own and reads the new one from another, in
    // which every field is set; `arrived` does only what a handler may.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &raw mut action);
        if action.sa_sigaction == libc::SIG_IGN {
            return;
        }
        action.sa_sigaction = arrived as extern "C" fn(_, _, _) as libc::sighandler_t;
        // Without SA_RESTART: a call that waits ends.
        action.sa_flags = libc::SA_SIGINFO;
        libc::sigemptyset(&raw mut action.sa_mask);
        libc::sigaction(signal, &raw const action, std::ptr::null_mut());
    }
}

extern "C" fn arrived(signal: i32, about: *mut libc::siginfo_t, _: *mut libc::c_void) {
    if signal == WAKE {
        return;
    }
    match MEANT_FOR.load(Ordering::SeqCst) {
        NOT_YET => {
            KEPT.fetch_or(1 << signal, Ordering::SeqCst);
        }
        OURS => SHOULD_END.store(true, Ordering::SeqCst),
        process => {
            // What a terminal sends, it sends to all that run in it: the program has it already.
            // SAFETY: the kernel hands a valid struct to a handler with SA_SIGINFO.
            let is_of_a_terminal = unsafe { (*about).si_code } > 0;
            if !is_of_a_terminal {
                // SAFETY: kill(2) may be called in a handler, and takes numbers only.
                unsafe {
                    let before = *libc::__errno_location();
                    libc::kill(process, signal);
                    *libc::__errno_location() = before;
                }
            }
        }
    }
}
