//! Counts the calls of a program by stopping it at each (ptrace(2)).
//!
//! One that we start gets a seccomp filter that stops it once a call. One that runs already is stopped as it
//! enters a call and as it leaves it, and so is every program from when it installs a filter of its own: that
//! one would decide before ours, and its refusals be missed.
#![expect(unsafe_code, reason = "ptrace and wait4 have no safe form")]

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::io;
use std::time::{Duration, Instant};

use landfall_facts::Ended;

use super::program::Program;
use super::start::{self, Before, Said, Saying};
use super::stopping::{self, Alarm};
use super::stops::{self, Stop};
use super::{family, refused};
use crate::trace::{Counts, Seen};

type Thread = libc::pid_t;

/// As the C library has it.
#[cfg(target_env = "musl")]
type Request = libc::c_int;
#[cfg(not(target_env = "musl"))]
type Request = libc::c_uint;

/// A stop at a call has this bit, so that it is no signal.
const AT_CALL: i32 = libc::SIGTRAP | 0x80;
const OPTIONS: i32 = libc::PTRACE_O_TRACESYSGOOD
    | libc::PTRACE_O_TRACECLONE
    | libc::PTRACE_O_TRACEFORK
    | libc::PTRACE_O_TRACEVFORK
    | libc::PTRACE_O_TRACEEXEC
    | libc::PTRACE_O_TRACESECCOMP;
/// How long threads are waited for that are to be let go: one that waits for a child of vfork(2) does not stop.
const PATIENCE: Duration = Duration::from_secs(2);

/// The numbers that the kernel's audit has for the architectures of Linux (linux/audit.h).
const HERE: Option<u32> = if cfg!(all(target_arch = "x86_64", target_pointer_width = "64")) {
    Some(0xc000_003e)
} else if cfg!(target_arch = "aarch64") {
    Some(0xc000_00b7)
} else if cfg!(target_arch = "x86") {
    Some(0x4000_0003)
} else if cfg!(all(target_arch = "arm", target_endian = "little")) {
    Some(0x4000_0028)
} else if cfg!(target_arch = "riscv64") {
    Some(0xc000_00f3)
} else if cfg!(target_arch = "loongarch64") {
    Some(0xc000_0102)
} else if cfg!(target_arch = "s390x") {
    Some(0x8000_0016)
} else if cfg!(all(target_arch = "powerpc64", target_endian = "little")) {
    Some(0xc000_0015)
} else if cfg!(target_arch = "powerpc64") {
    Some(0x8000_0015)
} else {
    None
};

/// Starts a program, and counts until it and all that it started have ended.
pub(crate) fn start(command: &[OsString]) -> Result<Seen, String> {
    let here = here()?;
    let program = Program::new(command)?;
    let prctl = u32::try_from(libc::SYS_prctl).unwrap_or(u32::MAX);
    let filter =
        stops::filter(here, prctl).map(|(code, jt, jf, k)| libc::sock_filter { code, jt, jf, k });
    // What a filter around us refuses never comes to ours, so that one would not do.
    if !family::is_filtered()
        && let Some(seen) = started(&program, Before::Filter(&filter))?
    {
        return Ok(seen);
    }
    let seen = started(&program, Before::Nothing)?;
    let mut seen =
        seen.ok_or("could not start the program: it wants a filter that it was not given")?;
    seen.notes.push(
        "each call stopped the program twice: a seccomp filter is around us, or the kernel took none"
            .to_owned(),
    );
    Ok(seen)
}

/// Follows a process, and its descendants, until the time is over or it is enough.
pub(crate) fn follow(process: u32, limit: Option<Duration>) -> Result<Seen, String> {
    here()?;
    let mut tracer = Tracer { every_call: true, started: true, ..Tracer::default() };
    stopping::pass_on();
    stopping::to_us();
    let _alarm = Alarm::new(limit);
    // Who is born while we look is born to one that is followed, or is there at the next look.
    loop {
        let mut is_new = false;
        for one in family::descendants(process) {
            for thread in family::tasks(one) {
                is_new |= tracer.seize(thread, one == process)?;
            }
        }
        if !is_new {
            break;
        }
    }
    if tracer.threads.is_empty() {
        return Err(format!("could not trace process {process}: there is none"));
    }
    tracer.run()?;
    tracer.let_go();
    Ok(tracer.seen())
}

/// What was seen of a program, or nothing where the kernel took no filter.
fn started(program: &Program, before: Before<'_>) -> Result<Option<Seen>, String> {
    let cannot = |error: &io::Error| format!("could not start the program: {error}");
    stopping::pass_on();
    let child = program.start(before).map_err(|error| cannot(&error))?;
    let root = child.process;
    let options = OPTIONS | libc::PTRACE_O_EXITKILL;
    if let Err(error) = request(libc::PTRACE_SEIZE, root, 0, options as usize) {
        let refused = refused::ptrace_of_child_refused(root.cast_unsigned(), &error);
        // Nobody tells it to go on, and so it ends.
        drop(child);
        // That it cannot be traced is what is told.
        let _ = start::wait(root);
        return Err(refused);
    }
    let saying = child.go_on().map_err(|error| cannot(&error))?;
    stopping::to(root);
    let mut tracer = Tracer {
        root: Some(root),
        every_call: matches!(before, Before::Nothing),
        threads: HashMap::from([(root, false)]),
        ..Tracer::default()
    };
    // In the first stop of one that is to stop at each call it is told so; until then it waits to go on.
    if tracer.every_call {
        request(libc::PTRACE_INTERRUPT, root, 0, 0).map_err(|error| cannot(&error))?;
    }
    tracer.run()?;
    outcome(tracer, saying, program)
}

/// What a program was, by what its child said before.
fn outcome(tracer: Tracer, saying: Saying, program: &Program) -> Result<Option<Seen>, String> {
    let has_started = tracer.started;
    let mut seen = tracer.seen();
    let said = saying.all();
    for (word, error) in &said {
        match word {
            Said::NoFilter => return Ok(None),
            Said::NotExecuted => return Err(program.not_executed(error)),
            Said::GaveUpRights => seen.notes.push(
                "without CAP_SYS_ADMIN a filter costs the program the rights that set-user-ID files give"
                    .to_owned(),
            ),
        }
    }
    if !has_started {
        return Err(
            "could not start the program: it was ended before its first instruction".to_owned()
        );
    }
    Ok(Some(seen))
}

fn here() -> Result<u32, String> {
    HERE.ok_or_else(|| {
        format!("could not trace: landfall knows no number of {} calls", std::env::consts::ARCH)
    })
}

/// All that is followed, and what was seen of it.
#[derive(Default)]
struct Tracer {
    /// The program that we started.
    root: Option<Thread>,
    /// Whether its first instruction has been reached.
    started: bool,
    /// Each thread, and whether it was last let go until its next call, and so is counted there.
    threads: HashMap<Thread, bool>,
    /// Whether calls are counted where they are entered, and not where our filter stops them.
    every_call: bool,
    /// A thread that installs a filter on others too, which are to stop before it goes on.
    held: Option<(Thread, HashSet<Thread>)>,
    counts: Counts,
    ended: Option<Ended>,
    /// Something was not counted.
    is_cut: bool,
}

impl Tracer {
    /// Waits for one stop after the other until nobody is left to stop, or we should end.
    fn run(&mut self) -> Result<(), String> {
        let mut alarm = None;
        loop {
            match wait(-1) {
                Ok((thread, status)) => self.stopped(thread, status),
                Err(error) if error.raw_os_error() == Some(libc::ECHILD) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                    if stopping::should_end() {
                        self.is_cut |= self.root.is_some();
                        return Ok(());
                    }
                }
                Err(error) => return Err(format!("could not wait for the program: {error}")),
            }
            // Signals are ours now, and may come between a look and a wait.
            if self.root.is_some() && self.ended.is_some() && alarm.is_none() {
                alarm = Some(Alarm::new(None));
            }
        }
    }

    fn stopped(&mut self, thread: Thread, status: i32) {
        if libc::WIFEXITED(status) || libc::WIFSIGNALED(status) {
            self.threads.remove(&thread);
            if self.root == Some(thread) {
                stopping::to_us();
                self.ended = Some(start::ended(status));
            }
            return self.came_to_stop(thread);
        }
        let signal = libc::WSTOPSIG(status);
        // A child may be seen before its parent has told of it.
        let was_at_calls = *self.threads.entry(thread).or_insert(false);
        match status >> 16 {
            0 if signal == AT_CALL => {
                self.at_call(thread);
                self.resume(thread, 0);
            }
            0 => self.resume(thread, signal),
            libc::PTRACE_EVENT_SECCOMP => {
                if was_at_calls || !self.at_filter(thread) {
                    self.resume(thread, 0);
                }
            }
            libc::PTRACE_EVENT_EXEC => {
                // The thread that called it has the number of the process now, and the others are gone.
                if let Some(former) = message(thread).filter(|former| *former != thread) {
                    self.threads.remove(&former);
                    self.came_to_stop(former);
                }
                self.started |= self.root == Some(thread);
                self.resume(thread, 0);
            }
            libc::PTRACE_EVENT_STOP if is_stop(signal) => {
                // It stays stopped as it should, and tells when it goes on.
                let _ = request(libc::PTRACE_LISTEN, thread, 0, 0);
            }
            // A birth, or the first stop of one that was born: all go on.
            _ => self.resume(thread, 0),
        }
        self.came_to_stop(thread);
    }

    /// Counts the call that a thread enters; one that it leaves was counted.
    fn at_call(&mut self, thread: Thread) {
        if !self.started {
            return;
        }
        match call_info(thread) {
            Ok(Some(call)) => self.count(call),
            Ok(None) => {}
            // It was killed meanwhile.
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => {}
            // Before Linux 5.3 nobody tells.
            Err(_) => self.is_cut = true,
        }
    }

    /// Counts the call at which our filter stopped a thread, and tells whether the thread is held.
    fn at_filter(&mut self, thread: Thread) -> bool {
        if !self.started {
            return false;
        }
        let told = message(thread).map(|told| stops::said(told as u32));
        let (call, installs) = match told {
            None => return false,
            Some(Stop::Native(number)) => {
                (Some(Call::Native(number)), u32::try_from(libc::SYS_seccomp) == Ok(number))
            }
            // That it installs a filter would have another number: so as if it did.
            Some(Stop::Foreign(number)) => (Some(Call::Foreign(number)), true),
            Some(Stop::InstallsFilter) => {
                (u32::try_from(libc::SYS_prctl).ok().map(Call::Native), true)
            }
            Some(Stop::Ask) => (call_info(thread).ok().flatten(), false),
        };
        match call {
            Some(call) => self.count(call),
            None => self.is_cut = true,
        }
        installs && self.hold(thread)
    }

    /// From now on calls are counted before any filter decides. Threads that get a filter by this call are to
    /// stop before: whether there are such.
    fn hold(&mut self, thread: Thread) -> bool {
        self.every_call = true;
        let process = process_of(thread);
        let others = self.threads.iter().filter(|(other, at_calls)| {
            **other != thread && !**at_calls && process.is_some() && process_of(**other) == process
        });
        let others: HashSet<Thread> = others
            .map(|(other, _)| *other)
            .filter(|other| request(libc::PTRACE_INTERRUPT, *other, 0, 0).is_ok())
            .collect();
        if others.is_empty() || self.held.is_some() {
            return false;
        }
        self.held = Some((thread, others));
        true
    }

    /// Lets a thread go that was held until this one stopped or ended.
    fn came_to_stop(&mut self, thread: Thread) {
        let Some((held, others)) = &mut self.held else { return };
        others.remove(&thread);
        if others.is_empty() || *held == thread && !self.threads.contains_key(&thread) {
            let held = *held;
            self.held = None;
            self.resume(held, 0);
        }
    }

    fn count(&mut self, call: Call) {
        let (counts, number) = match call {
            Call::Native(number) => (&mut self.counts.native, number),
            Call::Foreign(number) => (&mut self.counts.foreign, number),
        };
        *counts.entry(number).or_default() += 1;
    }

    fn resume(&mut self, thread: Thread, signal: i32) {
        let how = if self.every_call { libc::PTRACE_SYSCALL } else { libc::PTRACE_CONT };
        if let Some(at_calls) = self.threads.get_mut(&thread) {
            *at_calls = self.every_call;
        }
        // One that was killed meanwhile tells of that by itself.
        let _ = request(how, thread, 0, signal as usize);
    }

    /// Begins to follow a thread: whether it was not followed before. Only the process that is meant must be there.
    fn seize(&mut self, thread: u32, is_meant: bool) -> Result<bool, String> {
        let Ok(number) = Thread::try_from(thread) else { return Ok(false) };
        if self.threads.contains_key(&number) {
            return Ok(false);
        }
        match request(libc::PTRACE_SEIZE, number, 0, OPTIONS as usize) {
            Ok(_) => {
                self.threads.insert(number, false);
                // It ends meanwhile, or stops and is told to stop at calls.
                let _ = request(libc::PTRACE_INTERRUPT, number, 0, 0);
                Ok(true)
            }
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => Ok(false),
            // A child of one that is followed is followed by itself, and refuses a second time.
            Err(_) if is_ours(thread) => Ok(false),
            Err(error) if is_meant => Err(refused::ptrace_refused(thread, &error)),
            Err(_) => {
                self.is_cut = true;
                Ok(false)
            }
        }
    }

    /// Lets all go that are followed.
    fn let_go(&mut self) {
        let until = Instant::now() + PATIENCE;
        let _alarm = Alarm::new(Some(Duration::ZERO));
        for thread in self.threads.keys() {
            let _ = request(libc::PTRACE_INTERRUPT, *thread, 0, 0);
        }
        while !self.threads.is_empty() && Instant::now() < until {
            let Ok((thread, status)) = wait(-1) else { continue };
            self.threads.remove(&thread);
            if libc::WIFSTOPPED(status) {
                let signal = libc::WSTOPSIG(status);
                let is_signal = status >> 16 == 0 && signal != AT_CALL;
                let signal = if is_signal { signal } else { 0 };
                let _ = request(libc::PTRACE_DETACH, thread, 0, signal as usize);
            }
        }
    }

    fn seen(self) -> Seen {
        Seen { counts: self.counts, ended: self.ended, complete: !self.is_cut, notes: Vec::new() }
    }
}

/// A call: of this architecture, or of another one.
enum Call {
    Native(u32),
    Foreign(u32),
}

/// What PTRACE_GET_SYSCALL_INFO tells (linux/ptrace.h); not every C library has it.
#[repr(C)]
#[derive(Default)]
struct CallInfo {
    op: u8,
    unused: [u8; 3],
    arch: u32,
    instruction: u64,
    stack: u64,
    /// The number of the call, where `op` says that there is one.
    number: u64,
    arguments: [u64; 6],
    of_filter: [u64; 2],
}

const GET_SYSCALL_INFO: Request = 0x420e;
const AT_ENTRY: u8 = 1;
const AT_FILTER: u8 = 3;

/// The call that a thread is about to make, if it is about to (Linux 5.3).
fn call_info(thread: Thread) -> io::Result<Option<Call>> {
    let mut info = CallInfo::default();
    let (size, into) = (size_of_val(&info), (&raw mut info) as usize);
    request(GET_SYSCALL_INFO, thread, size, into)?;
    if ![AT_ENTRY, AT_FILTER].contains(&info.op) {
        return Ok(None);
    }
    // The kernel itself has 32 bits for it, whatever the size of its registers.
    let number = info.number as u32;
    let is_native = Some(info.arch) == HERE;
    Ok(Some(if is_native { Call::Native(number) } else { Call::Foreign(number) }))
}

/// What an event tells: the number of a thread, or what our filter says.
fn message(thread: Thread) -> Option<Thread> {
    let mut message: libc::c_ulong = 0;
    request(libc::PTRACE_GETEVENTMSG, thread, 0, (&raw mut message) as usize).ok()?;
    Thread::try_from(message).ok()
}

fn is_stop(signal: i32) -> bool {
    [libc::SIGSTOP, libc::SIGTSTP, libc::SIGTTIN, libc::SIGTTOU].contains(&signal)
}

/// The process of a thread.
fn process_of(thread: Thread) -> Option<u32> {
    field(u32::try_from(thread).ok()?, "Tgid:")
}

/// Whether we trace a thread.
fn is_ours(thread: u32) -> bool {
    field(thread, "TracerPid:") == Some(std::process::id())
}

fn field(thread: u32, name: &str) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{thread}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix(name))?.trim().parse().ok()
}

/// ptrace(2). What the pointers among the arguments lead to has to be as large as the request says.
fn request(request: Request, thread: Thread, address: usize, data: usize) -> io::Result<()> {
    // SAFETY: only GETEVENTMSG and GET_SYSCALL_INFO write to our memory: one long, and as many bytes as
    // `address` says; both callers above have that room. No other request has pointers.
    match unsafe { libc::ptrace(request, thread, address, data) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Waits until one of ours stops or ends.
fn wait(whom: Thread) -> io::Result<(Thread, i32)> {
    let mut status = 0;
    // SAFETY: `status` has room for the status, and no usage is asked for.
    match unsafe { libc::wait4(whom, &raw mut status, libc::__WALL, std::ptr::null_mut()) } {
        -1 => Err(io::Error::last_os_error()),
        thread => Ok((thread, status)),
    }
}
