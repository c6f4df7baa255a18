//! Starts a program below a filter.
//!
//! Between the filter and the program stands one call, execve(2): the number of the listener, and what went wrong,
//! go through memory that parent and child share, and the listener itself through the table of open files, which
//! they share until execve(2) too. So a policy that refuses everything still lets its program be started.
#![expect(unsafe_code, reason = "clone, seccomp and execve have no safe form")]

use std::ffi::CString;
use std::os::fd::{FromRawFd as _, OwnedFd};
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::time::Duration;
use std::{fs, io, mem, ptr, thread};

use rustix::process::{Pid, WaitId, WaitIdOptions, WaitOptions, waitid, waitpid};

use super::listener::Listener;
use super::program::Program;
use crate::filter::Filter;

/// How it is started.
pub(crate) struct Manner<'a> {
    /// What the kernel decides.
    pub(crate) filter: &'a Filter,
    /// Whether set-user-ID programs may give it rights, which only a caller with CAP_SYS_ADMIN can allow.
    pub(crate) may_gain_rights: bool,
    /// Signals that mean something to us, and are to mean to the program what they do by default.
    pub(crate) ours: &'a [i32],
}

/// A program that was started, or is about to be.
pub(crate) struct Launched {
    /// The number of its process.
    pub(crate) process: Pid,
    shared: Shared,
}

/// Starts a program in a process of its own, and gives the listener that its calls are told to. The thread that calls this must live as long as
/// the program: the program is killed when that thread ends.
pub(crate) fn launch(
    program: &Program,
    manner: &Manner<'_>,
) -> Result<(Launched, Listener), String> {
    can_continue()?;
    let shared = Shared::new().map_err(|error| format!("could not start the program: {error}"))?;
    let plan = Plan::new(program, manner);
    let before = Blocked::all();
    // SAFETY: without CLONE_VM this is fork(2): the child has a copy of our memory, and runs on a copy of this
    // stack. It only makes system calls then, as fork asks of a process with threads. What it shares is the
    // table of open files, until execve(2) parts them.
    let process = unsafe { clone(libc::CLONE_FILES | libc::SIGCHLD) };
    if process == 0 {
        // SAFETY: this is the child, which has one thread and whose plan was made before it was.
        unsafe { plan.carry_out(shared.page(), &before.mask) }
    }
    drop(before);
    if process < 0 {
        return Err(format!("could not start the program: {}", io::Error::last_os_error()));
    }
    let process = Pid::from_raw(process as i32)
        .ok_or_else(|| "could not start the program: it has no number".to_owned())?;
    match shared.installed(process) {
        Ok(listener) => {
            let listener = Listener::new(listener)?;
            Ok((Launched { process, shared }, listener))
        }
        Err(step) => {
            reap(process);
            Err(step.said(program, true))
        }
    }
}

impl Launched {
    /// Why the program never began, if it did not; known once its process has ended.
    pub(crate) fn never_began(&self, program: &Program) -> Option<String> {
        self.shared.failed().map(|step| step.said(program, true))
    }
}

/// Puts this process below a filter and makes it the program. Comes back only with what went wrong.
pub(crate) fn become_program(program: &Program, manner: &Manner<'_>) -> String {
    let plan = Plan::new(program, manner);
    for signal in plan.ours {
        // SAFETY: signal(2) with SIG_DFL installs no code.
        unsafe { libc::signal(*signal, libc::SIG_DFL) };
    }
    if !plan.may_gain_rights
        && let Err(error) = rustix::thread::set_no_new_privs(true)
    {
        return Step { at: NO_NEW_PRIVS, errno: error.raw_os_error() }.said(program, false);
    }
    // SAFETY: the program and its instructions live in `plan` and in `program`, until execve(2) or the return.
    let step = unsafe {
        match plan.install(&[0]) {
            Err(errno) => Step { at: FILTER, errno },
            Ok(_) => {
                libc::execve(plan.path, plan.arguments.as_ptr(), plan.environment.as_ptr());
                Step { at: EXECVE, errno: errno() }
            }
        }
    };
    step.said(program, false)
}

/// Linux before 5.5 cannot be told to make a call that a supervisor was asked about.
fn can_continue() -> Result<(), String> {
    let Ok(release) = fs::read_to_string("/proc/sys/kernel/osrelease") else { return Ok(()) };
    let mut parts = release.trim().split(['.', '-']).map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) if (major, minor) < (5, 5) => Err(format!(
            "could not watch the program: Linux {} cannot go on with a call that a supervisor was asked about, 5.5 \
             can; {WITHOUT}",
            release.trim()
        )),
        _ => Ok(()),
    }
}

const WITHOUT: &str = "what still works: with --unsupervised the kernel decides every call, as the files say at the start";

/// A step that failed, and with what number.
#[derive(Debug, Clone, Copy)]
struct Step {
    at: u32,
    errno: i32,
}

/// The process that starts it has ended.
const ORPHANED: u32 = 1;
const NO_NEW_PRIVS: u32 = 2;
const FILTER: u32 = 3;
const EXECVE: u32 = 4;
/// It ended without saying why.
const ENDED: u32 = 5;

impl Step {
    fn said(self, program: &Program, is_watched: bool) -> String {
        let error = io::Error::from_raw_os_error(self.errno);
        match (self.at, self.errno) {
            (EXECVE, _) => program.not_executed(&error),
            (ORPHANED | ENDED, _) => {
                "could not start the program: it was killed before it began".to_owned()
            }
            (FILTER, libc::EBUSY) if is_watched => format!(
                "could not watch the program: a supervisor watches this process already, and the kernel allows one; \
                 {WITHOUT}"
            ),
            (FILTER, libc::EINVAL) if is_watched => {
                format!("could not watch the program: this kernel tells no supervisor (Linux 5.0 does); {WITHOUT}")
            }
            (FILTER, libc::EINVAL | libc::ENOSYS) => {
                "could not confine the program: this kernel has no seccomp filters (CONFIG_SECCOMP_FILTER)".to_owned()
            }
            (FILTER, libc::EACCES) => "could not confine the program: who may gain rights needs CAP_SYS_ADMIN to set \
                                       a filter; leave out --may-gain-rights"
                .to_owned(),
            _ => format!("could not confine the program: {error}"),
        }
    }
}

/// All that a child needs, made before there is one: it can allocate nothing.
struct Plan<'a> {
    path: *const libc::c_char,
    arguments: Vec<*const libc::c_char>,
    environment: Vec<*const libc::c_char>,
    filter: Vec<libc::sock_filter>,
    may_gain_rights: bool,
    ours: &'a [i32],
    parent: libc::pid_t,
}

impl<'a> Plan<'a> {
    fn new(program: &'a Program, manner: &Manner<'a>) -> Self {
        let pointers = |words: &[CString]| -> Vec<*const libc::c_char> {
            words.iter().map(|word| word.as_ptr()).chain([ptr::null()]).collect()
        };
        let filter = manner.filter.instructions.iter().map(|it| libc::sock_filter {
            code: it.code,
            jt: it.if_true,
            jf: it.if_false,
            k: it.value,
        });
        Self {
            path: program.path.as_ptr(),
            arguments: pointers(&program.arguments),
            environment: pointers(&program.environment),
            filter: filter.collect(),
            may_gain_rights: manner.may_gain_rights,
            ours: manner.ours,
            parent: rustix::process::getpid().as_raw_pid(),
        }
    }

    /// What the child does: it makes system calls and writes into the shared page, and nothing else.
    ///
    /// # Safety
    /// Only in a child that was just made, with signals blocked.
    unsafe fn carry_out(&self, page: &Page, mask: &libc::sigset_t) -> ! {
        // SAFETY: all of these are plain system calls with numbers, or with pointers into memory that was laid
        // out before the clone and that nobody changes.
        unsafe {
            for signal in self.ours {
                libc::signal(*signal, libc::SIG_DFL);
            }
            // Should we be killed, so is the program; its own children are refused what the kernel does not
            // decide, with ENOSYS, for want of a listener.
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            if libc::getppid() != self.parent {
                page.fail(ORPHANED, 0);
            }
            if !self.may_gain_rights && libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 {
                page.fail(NO_NEW_PRIVS, errno());
            }
            libc::sigprocmask(libc::SIG_SETMASK, mask, ptr::null_mut());
            let told = libc::SECCOMP_FILTER_FLAG_NEW_LISTENER;
            // A program that is interrupted by signals, as one of Go is, asks again each time unless the kernel
            // lets it wait for the answer to what was heard (Linux 5.19).
            match self.install(&[told | libc::SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, told]) {
                Ok(listener) => page.listener.store(listener, Ordering::Release),
                Err(errno) => page.fail(FILTER, errno),
            }
            libc::execve(self.path, self.arguments.as_ptr(), self.environment.as_ptr());
            page.fail(EXECVE, errno());
        }
    }

    /// Sets the filter, with the first of the flags that the kernel knows; or gives the number of the error.
    ///
    /// # Safety
    /// Nothing but system calls: the plan has to be alive.
    unsafe fn install(&self, flags: &[libc::c_ulong]) -> Result<i32, i32> {
        let program = libc::sock_fprog {
            len: self.filter.len() as u16,
            filter: self.filter.as_ptr().cast_mut(),
        };
        let mut last = libc::EINVAL;
        for flags in flags {
            // SAFETY: the kernel reads `program` and the instructions, and writes neither.
            let listener = unsafe {
                libc::syscall(
                    libc::SYS_seccomp,
                    libc::SECCOMP_SET_MODE_FILTER,
                    *flags,
                    &raw const program,
                )
            };
            if listener >= 0 {
                return Ok(listener as i32);
            }
            last = errno();
            if last != libc::EINVAL {
                break;
            }
        }
        Err(last)
    }
}

fn errno() -> i32 {
    io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// # Safety
/// As of fork(2).
pub(super) unsafe fn clone(flags: i32) -> libc::c_long {
    let flags = flags as libc::c_long;
    // SAFETY: no stack is given, so the child has a copy of ours; no other pointer is either.
    unsafe {
        // The kernel takes the stack first there (clone(2)).
        #[cfg(target_arch = "s390x")]
        return libc::syscall(libc::SYS_clone, 0, flags, 0, 0, 0);
        #[cfg(not(target_arch = "s390x"))]
        libc::syscall(libc::SYS_clone, flags, 0, 0, 0, 0)
    }
}

/// Through which the child speaks.
#[repr(C)]
struct Page {
    /// The number of the listener, or [`NOT_YET`].
    listener: AtomicI32,
    /// Where it failed; 0 nowhere.
    failed_at: AtomicU32,
    /// With what number.
    errno: AtomicI32,
}

const NOT_YET: i32 = -1;

impl Page {
    /// Says what went wrong and ends the child, whatever calls are refused to it.
    ///
    /// # Safety
    /// Only in the child.
    unsafe fn fail(&self, at: u32, errno: i32) -> ! {
        self.errno.store(errno, Ordering::Relaxed);
        self.failed_at.store(at, Ordering::Release);
        // SAFETY: both end the process. Where a filter refuses exit_group(2), abort(3) comes to an instruction
        // that does not exist.
        unsafe {
            libc::syscall(libc::SYS_exit_group, 127);
            libc::abort()
        }
    }
}

/// A page that a child shares with us.
struct Shared(ptr::NonNull<Page>);

// SAFETY: what the page holds are atomics.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Shared {
    fn new() -> io::Result<Self> {
        // SAFETY: a new mapping, wherever the kernel puts it.
        let page = unsafe {
            libc::mmap(
                ptr::null_mut(),
                mem::size_of::<Page>(),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        match ptr::NonNull::new(page.cast::<Page>()) {
            Some(page) if page.as_ptr().cast() != libc::MAP_FAILED => {
                let shared = Self(page);
                // It comes as zeros, and 0 is a listener.
                shared.page().listener.store(NOT_YET, Ordering::Release);
                Ok(shared)
            }
            _ => Err(io::Error::last_os_error()),
        }
    }

    fn page(&self) -> &Page {
        // SAFETY: the mapping lives as long as this, is aligned, and zeros are a valid `Page`.
        unsafe { self.0.as_ref() }
    }

    fn failed(&self) -> Option<Step> {
        match self.page().failed_at.load(Ordering::Acquire) {
            0 => None,
            at => Some(Step { at, errno: self.page().errno.load(Ordering::Relaxed) }),
        }
    }

    /// The listener, once the child has it. That takes some ten microseconds, and no call that a filter could
    /// refuse can tell us of it.
    fn installed(&self, process: Pid) -> Result<OwnedFd, Step> {
        loop {
            if let Some(step) = self.failed() {
                return Err(step);
            }
            let listener = self.page().listener.load(Ordering::Acquire);
            if listener != NOT_YET {
                // SAFETY: the child opened it in the table that we share, for us; its own copy is closed by
                // execve(2).
                return Ok(unsafe { OwnedFd::from_raw_fd(listener) });
            }
            if has_ended(process) && self.page().listener.load(Ordering::Acquire) == NOT_YET {
                return Err(self.failed().unwrap_or(Step { at: ENDED, errno: 0 }));
            }
            thread::sleep(Duration::from_micros(20));
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // SAFETY: it was mapped by `new` and nobody has a reference any more.
        unsafe { libc::munmap(self.0.as_ptr().cast(), mem::size_of::<Page>()) };
    }
}

/// Whether a child has ended; it stays to be waited for.
fn has_ended(process: Pid) -> bool {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    !matches!(waitid(WaitId::Pid(process), options), Ok(None))
}

fn reap(process: Pid) {
    // It ends by itself; nothing else can be done about one that does not.
    let _ = waitpid(Some(process), WaitOptions::empty());
}

/// All signals, kept back until this is dropped.
struct Blocked {
    mask: libc::sigset_t,
}

impl Blocked {
    fn all() -> Self {
        // SAFETY: sets of signals are plain memory, which the calls fill.
        unsafe {
            let mut all = mem::zeroed();
            let mut mask = mem::zeroed();
            libc::sigfillset(&raw mut all);
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut mask);
            Self { mask }
        }
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        // SAFETY: the mask is one that this thread had.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.mask, ptr::null_mut()) };
    }
}
