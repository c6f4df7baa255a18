//! Starts a program in namespaces of its own: see [`crate::inside`].
//!
//! Two processes are made. The first makes the calls that put the root filesystem together, starts the second, waits
//! for it, and tells how it ended; when it goes, the kernel ends all that is left in its process namespace. The
//! second becomes the program. Both only make system calls on memory that was made ready before.
#![expect(unsafe_code, reason = "clone, mount and execve have no safe form that allocates nothing")]

mod calls;

use std::ffi::{CString, OsStr};
use std::io::{self, PipeReader, Read as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::ffi::OsStrExt as _;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use std::{fs, mem, ptr, thread};

use self::calls::{drop_rights, errno, make, own, raise_loopback, tell};
use super::staging::{self, Step, Users};
use crate::inside::{End, Job, Limit, Ran};

/// How often it is looked whether it has ended.
const TICK: Duration = Duration::from_millis(5);
/// So much of what a program says is kept of its beginning.
const LONGEST: u64 = 1 << 20;
/// What of it is still in the pipe when it has ended comes within this time.
const REST: Duration = Duration::from_secs(1);

/// See [`crate::inside::start`].
pub(crate) fn start(job: &Job<'_>, is_to_stop: &dyn Fn() -> bool) -> Result<Ran, String> {
    let is_root = rustix::process::geteuid().is_root();
    let in_own_users = job.root.map_or(Users::Ours, |root| Users::Own(root.user.0, root.user.1));
    if !is_root {
        return tried(job, in_own_users, is_to_stop).map_err(Untried::said);
    }
    match tried(job, Users::Ours, is_to_stop) {
        // Root of a container may make no namespaces but in one of users.
        Err(Untried::NoProcess(libc::EPERM)) if job.root.is_some() => {
            tried(job, in_own_users, is_to_stop).map_err(Untried::said)
        }
        tried => tried.map_err(Untried::said),
    }
}

/// Why nothing was started.
enum Untried {
    /// The kernel made no process in these namespaces, with this error.
    NoProcess(i32),
    Other(String),
}

impl Untried {
    fn said(self) -> String {
        match self {
            Self::NoProcess(errno) => {
                let error = plain(errno);
                format!(
                    "could not start it: the kernel refuses namespaces ({error}); be root of the machine, or allow \
                     users their namespaces"
                )
            }
            Self::Other(why) => why,
        }
    }
}

impl From<String> for Untried {
    fn from(why: String) -> Self {
        Self::Other(why)
    }
}

impl From<io::Error> for Untried {
    fn from(error: io::Error) -> Self {
        Self::Other(format!("could not start it: {error}"))
    }
}

fn tried(job: &Job<'_>, users: Users, is_to_stop: &dyn Fn() -> bool) -> Result<Ran, Untried> {
    let plan = Plan::new(job, users)?;
    let nothing = fs::File::open("/dev/null")?;
    let (output, errors, say) = (io::pipe()?, io::pipe()?, io::pipe()?);
    let files =
        [nothing.as_raw_fd(), output.1.as_raw_fd(), errors.1.as_raw_fd(), say.1.as_raw_fd()];
    // SAFETY: without CLONE_VM this is fork(2): the child has a copy of our memory and of this stack, makes system
    // calls alone, and ends in `first`.
    let process = match unsafe { clone(plan.namespaces | libc::SIGCHLD) } {
        // SAFETY: this is the child, which has one thread and whose plan was made before it was.
        0 => unsafe { plan.first(files) },
        number if number < 0 => return Err(Untried::NoProcess(errno())),
        number => number as libc::pid_t,
    };
    drop((output.1, errors.1, say.1));
    let said = [output.0, errors.0].map(reading);
    let why = waited(process, job, is_to_stop);
    let mut words = Vec::new();
    // Who ended it does not need to be told how it ended.
    if why.is_none() {
        (&say.0).take(1 << 10).read_to_end(&mut words)?;
    }
    let said = said.map(|said| said.recv_timeout(REST).unwrap_or_default());
    let end = match why {
        Some(end) => end,
        None => plan.end(&words)?,
    };
    Ok(Ran { end, said })
}

/// Waits until the first process has ended, or ends it with all that it made.
fn waited(process: libc::pid_t, job: &Job<'_>, is_to_stop: &dyn Fn() -> bool) -> Option<End> {
    let begun = Instant::now();
    loop {
        let mut status = 0;
        // SAFETY: asks for the process that was made above, and writes into a number of ours.
        let ended = unsafe { libc::waitpid(process, &raw mut status, libc::WNOHANG) };
        if ended == process || ended < 0 && errno() != libc::EINTR {
            return None;
        }
        let why = match () {
            () if is_to_stop() => Some(End::Stopped),
            () if begun.elapsed() > job.patience => Some(End::Late),
            () => None,
        };
        if why.is_some() {
            // SAFETY: both take numbers alone. The process is our child and was not waited for; its group has its
            // number. Where it has a process namespace, all in that ends with it.
            unsafe {
                libc::kill(-process, libc::SIGKILL);
                libc::kill(process, libc::SIGKILL);
                libc::waitpid(process, &raw mut status, 0);
            }
            return why;
        }
        thread::sleep(TICK);
    }
}

/// What comes out of a pipe: its beginning is kept, and the rest is read all the same.
fn reading(mut pipe: PipeReader) -> Receiver<Vec<u8>> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        // Who cannot be read has nothing to say, and who does not wait any more is not told.
        let _ = pipe.by_ref().take(LONGEST).read_to_end(&mut text);
        let rest = if text.len() as u64 == LONGEST { Some(pipe) } else { None };
        let _ = tell.send(text);
        if let Some(mut rest) = rest {
            let _ = io::copy(&mut rest, &mut io::sink());
        }
    });
    told
}

/// What the processes say: a kind, and two numbers.
const WORD: usize = 9;
/// A step failed: its place, and the error.
const STEP: u8 = 1;
/// What is done before the program failed: what that is, and the error.
const BEFORE: u8 = 2;
/// The program was not executed: the error.
const NOT_EXECUTED: u8 = 3;
/// It ended with this status of waitpid(2).
const ENDED: u8 = 4;

/// What is done in the second process, and fails with its place here.
const BEFORES: [&str; 6] = [
    "make a process for the program",
    "set a limit",
    "give up rights",
    "become the user",
    "keep it from new rights",
    "put it below the profile",
];

/// All that the processes need, made before they are: they can allocate nothing.
struct Plan {
    namespaces: libc::c_int,
    has_root: bool,
    steps: Vec<Step>,
    limits: Vec<(libc::c_int, libc::rlimit)>,
    /// User, group and further groups, if it is to become another than we are.
    user: Option<(u32, u32, Vec<u32>)>,
    filter: Option<Vec<libc::sock_filter>>,
    path: CString,
    /// What the pointers below point to.
    _texts: [Vec<CString>; 2],
    arguments: Vec<*const libc::c_char>,
    environment: Vec<*const libc::c_char>,
}

impl Plan {
    fn new(job: &Job<'_>, users: Users) -> Result<Self, String> {
        let text = |text: &OsStr| {
            CString::new(text.as_bytes())
                .map_err(|_| "could not start it: a word of the command holds a NUL".to_owned())
        };
        let program = job.command.first().ok_or("could not start it: no program is named")?;
        let arguments: Vec<CString> =
            job.command.iter().map(|word| text(word)).collect::<Result<_, _>>()?;
        let variable = |(name, value): &(std::ffi::OsString, std::ffi::OsString)| {
            let mut variable = name.clone();
            variable.push("=");
            variable.push(value);
            text(&variable)
        };
        let environment: Vec<CString> =
            job.environment.iter().map(variable).collect::<Result<_, _>>()?;
        let pointers = |words: &[CString]| -> Vec<*const libc::c_char> {
            words.iter().map(|word| word.as_ptr()).chain([ptr::null()]).collect()
        };
        let namespaces = libc::CLONE_NEWNS
            | libc::CLONE_NEWPID
            | libc::CLONE_NEWNET
            | libc::CLONE_NEWIPC
            | libc::CLONE_NEWUTS;
        let namespaces = match (job.root, users) {
            (None, _) => 0,
            (Some(_), Users::Ours) => namespaces,
            (Some(_), Users::Own(..)) => namespaces | libc::CLONE_NEWUSER,
        };
        let filter = job.filter.map(|filter| {
            let one = |one: &crate::filter::Instruction| libc::sock_filter {
                code: one.code,
                jt: one.if_true,
                jf: one.if_false,
                k: one.value,
            };
            filter.instructions.iter().map(one).collect()
        });
        let limit = |(limit, soft, hard): &(Limit, u64, u64)| {
            let rlimit = libc::rlimit { rlim_cur: *soft as _, rlim_max: *hard as _ };
            (resource(*limit), rlimit)
        };
        Ok(Self {
            namespaces,
            has_root: job.root.is_some(),
            steps: job
                .root
                .map(|root| staging::steps(root, users))
                .transpose()?
                .unwrap_or_default(),
            limits: job.limits.iter().map(limit).collect(),
            user: job.root.filter(|_| matches!(users, Users::Ours)).map(|root| root.user.clone()),
            filter,
            path: text(program)?,
            arguments: pointers(&arguments),
            environment: pointers(&environment),
            _texts: [arguments, environment],
        })
    }

    /// What the words of the processes come to.
    fn end(&self, words: &[u8]) -> Result<End, String> {
        let (words, _) = words.as_chunks::<WORD>();
        for [kind, a, b, c, d, e, f, g, h] in words {
            let first = i32::from_ne_bytes([*a, *b, *c, *d]);
            let second = i32::from_ne_bytes([*e, *f, *g, *h]);
            let at = usize::try_from(first).unwrap_or(usize::MAX);
            match *kind {
                STEP => {
                    let purpose = self.steps.get(at).map_or("begin", |step| step.purpose.as_str());
                    return Err(format!(
                        "could not start it: could not {purpose}: {}",
                        plain(second)
                    ));
                }
                BEFORE => {
                    let purpose = BEFORES.get(at).copied().unwrap_or("begin");
                    return Err(format!(
                        "could not start it: could not {purpose}: {}",
                        plain(second)
                    ));
                }
                NOT_EXECUTED => return refused(first),
                ENDED if libc::WIFEXITED(first) => {
                    return Ok(End::Exited(libc::WEXITSTATUS(first)));
                }
                ENDED => return Ok(End::Killed(libc::WTERMSIG(first))),
                _ => {}
            }
        }
        Err("could not start it: it was ended from outside before anybody knew how it ends"
            .to_owned())
    }

    /// The first process: puts the root filesystem together, starts the program, and tells how it ended.
    ///
    /// # Safety
    /// Only in a process that was just made.
    unsafe fn first(&self, files: [libc::c_int; 4]) -> ! {
        // SAFETY: system calls with numbers, or with pointers into memory that was laid out before the clone.
        unsafe {
            own(files);
            libc::setpgid(0, 0);
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            libc::umask(0);
            for (place, step) in self.steps.iter().enumerate() {
                if make(&step.call) != 0 {
                    tell(STEP, place as i32, errno());
                    libc::_exit(1);
                }
            }
            libc::umask(0o022);
            if self.has_root {
                // Without it only who asks for 127.0.0.1 misses something, and hears so.
                raise_loopback();
            }
            let program = clone(libc::SIGCHLD);
            if program == 0 {
                self.second();
            }
            if program < 0 {
                tell(BEFORE, 0, errno());
                libc::_exit(1);
            }
            // Else whoever reads what the program says would wait for us.
            libc::dup2(0, 1);
            libc::dup2(0, 2);
            let mut status = 0;
            loop {
                // As the first of its namespace it waits for whoever lost a parent too.
                let ended = libc::waitpid(-1, &raw mut status, 0);
                if libc::c_long::from(ended) == program {
                    break;
                }
                if ended < 0 && errno() != libc::EINTR {
                    libc::_exit(1);
                }
            }
            tell(ENDED, status, 0);
            // What it left behind in our group ends with us.
            libc::kill(0, libc::SIGKILL);
            libc::_exit(0)
        }
    }

    /// The second process: becomes the program.
    ///
    /// # Safety
    /// Only in a process that was just made.
    unsafe fn second(&self) -> ! {
        // SAFETY: as in `first`.
        unsafe {
            let or_tell = |is_done: bool, at: i32| {
                if !is_done {
                    tell(BEFORE, at, errno());
                    libc::_exit(127);
                }
            };
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            if self.has_root {
                // No terminal of ours is its own.
                libc::setsid();
            }
            for (resource, limit) in &self.limits {
                or_tell(libc::setrlimit(*resource as _, limit) == 0, 1);
            }
            if self.has_root {
                or_tell(drop_rights(), 2);
            }
            if let Some((user, group, groups)) = &self.user {
                let is_done = libc::syscall(libc::SYS_setgroups, groups.len(), groups.as_ptr())
                    == 0
                    && libc::syscall(libc::SYS_setresgid, *group, *group, *group) == 0
                    && libc::syscall(libc::SYS_setresuid, *user, *user, *user) == 0;
                or_tell(is_done, 3);
            }
            let mut none: libc::sigset_t = mem::zeroed();
            libc::sigemptyset(&raw mut none);
            libc::sigprocmask(libc::SIG_SETMASK, &raw const none, ptr::null_mut());
            for signal in 1..32 {
                // What was heard by us is none of a program's own; of two that nobody can hear, it fails.
                libc::signal(signal, libc::SIG_DFL);
            }
            if self.has_root || self.filter.is_some() {
                or_tell(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, 4);
            }
            if let Some(filter) = &self.filter {
                let program = libc::sock_fprog {
                    len: filter.len() as u16,
                    filter: filter.as_ptr().cast_mut(),
                };
                let mode = libc::SECCOMP_MODE_FILTER;
                let set = libc::prctl(libc::PR_SET_SECCOMP, mode, &raw const program, 0, 0);
                or_tell(set == 0, 5);
            }
            self.execute()
        }
    }

    /// # Safety
    /// As in `second`.
    unsafe fn execute(&self) -> ! {
        // SAFETY: as in `second`; both lists end with a null.
        unsafe {
            let a_while = libc::timespec { tv_sec: 0, tv_nsec: 10_000_000 };
            for _ in 0..100 {
                libc::execve(
                    self.path.as_ptr(),
                    self.arguments.as_ptr(),
                    self.environment.as_ptr(),
                );
                // Another process of ours, made while the file was written, has it open until it executes.
                if errno() != libc::ETXTBSY {
                    break;
                }
                libc::nanosleep(&raw const a_while, ptr::null_mut());
            }
            tell(NOT_EXECUTED, errno(), 0);
            libc::_exit(127)
        }
    }
}

/// What it means that the kernel does not execute a program: that a loader is not there, or that it is no program.
/// Anything else is about us.
fn refused(errno: i32) -> Result<End, String> {
    match errno {
        libc::ENOENT | libc::ENOEXEC | libc::ELIBBAD | libc::EINVAL | libc::ENOTDIR => {
            Ok(End::Refused(errno))
        }
        errno => {
            Err(format!("could not start it: the kernel does not execute it: {}", plain(errno)))
        }
    }
}

fn resource(limit: Limit) -> libc::c_int {
    let resource = match limit {
        Limit::OpenFiles => libc::RLIMIT_NOFILE,
        Limit::Processes => libc::RLIMIT_NPROC,
        Limit::AddressSpace => libc::RLIMIT_AS,
        Limit::Stack => libc::RLIMIT_STACK,
        Limit::FileSize => libc::RLIMIT_FSIZE,
        Limit::Data => libc::RLIMIT_DATA,
        Limit::ProcessorTime => libc::RLIMIT_CPU,
        Limit::CoreSize => libc::RLIMIT_CORE,
    };
    resource as libc::c_int
}

/// What an error means, without its number.
pub(crate) fn plain(errno: i32) -> String {
    let text = io::Error::from_raw_os_error(errno).to_string();
    let end = text.rfind(" (os error").unwrap_or(text.len());
    text[..end].to_owned()
}

/// # Safety
/// As of fork(2).
unsafe fn clone(flags: libc::c_int) -> libc::c_long {
    // SAFETY: as its caller promises.
    unsafe { super::launch::clone(flags) }
}
