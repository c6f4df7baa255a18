//! Starts a program that waits, before its first instruction, until whoever traces it is ready.
#![expect(unsafe_code, reason = "fork, seccomp and execve have no safe form")]

use std::ffi::CString;
use std::io::{self, Read as _, Write as _};
use std::os::fd::AsRawFd as _;

use landfall_facts::Ended;

use super::program::Program;

/// What the child does between its start and execve(2), when it is told to go on.
#[derive(Clone, Copy)]
pub(super) enum Before<'a> {
    /// Nothing.
    Nothing,
    /// Puts itself below a seccomp filter.
    Filter(&'a [libc::sock_filter]),
    /// Makes the call of this number, which nobody else makes: so it is known to a counter in the kernel, to
    /// which its process number may mean nothing.
    Knock(i32),
}

/// A child that waits to be told to go on.
pub(super) struct Waiting {
    /// Its number.
    pub(super) process: libc::pid_t,
    go: io::PipeWriter,
    said: io::PipeReader,
}

/// What a child says before it becomes the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Said {
    /// It gave up the rights of set-user-ID programs to be allowed a filter.
    GaveUpRights = 1,
    /// The kernel took no filter.
    NoFilter = 2,
    /// The program could not be executed.
    NotExecuted = 3,
}

impl Program {
    /// A child of ours that will become the program once it is told to.
    pub(super) fn start(&self, before: Before<'_>) -> io::Result<Waiting> {
        // Both ends of both pipes are closed by execve(2).
        let (told, go) = io::pipe()?;
        let (said, say) = io::pipe()?;
        let pointers = |words: &[CString]| -> Vec<*const libc::c_char> {
            words.iter().map(|word| word.as_ptr()).chain([std::ptr::null()]).collect()
        };
        let (arguments, environment) = (pointers(&self.arguments), pointers(&self.environment));
        // SAFETY: the child does nothing but system calls on memory that was made ready above; it allocates
        // nothing, takes no lock, and ends in `become_program`.
        match unsafe { libc::fork() } {
            -1 => Err(io::Error::last_os_error()),
            0 => {
                // SAFETY: all four point to what lives until execve(2), both arrays end with a null, and this is
                // the child of fork(2).
                unsafe {
                    libc::close(go.as_raw_fd());
                    become_program(
                        (told.as_raw_fd(), say.as_raw_fd()),
                        before,
                        self.path.as_ptr(),
                        arguments.as_ptr(),
                        environment.as_ptr(),
                    )
                }
            }
            process => Ok(Waiting { process, go, said }),
        }
    }
}

impl Waiting {
    /// Lets the child go on. What it says can be read once it has become the program or has ended.
    pub(super) fn go_on(mut self) -> io::Result<Saying> {
        self.go.write_all(&[1])?;
        Ok(Saying(self.said))
    }
}

/// What a child says, which ends when it becomes the program.
pub(super) struct Saying(io::PipeReader);

impl Saying {
    /// All of it, each with an error of the kernel where there is one.
    pub(super) fn all(mut self) -> Vec<(Said, io::Error)> {
        let mut bytes = Vec::new();
        // What could not be read was not said.
        let _ = self.0.read_to_end(&mut bytes);
        let (words, _) = bytes.as_chunks::<5>();
        let all = words.iter().filter_map(|[word, a, b, c, d]| {
            let said = [Said::GaveUpRights, Said::NoFilter, Said::NotExecuted]
                .into_iter()
                .find(|said| *said as u8 == *word)?;
            Some((said, io::Error::from_raw_os_error(i32::from_ne_bytes([*a, *b, *c, *d]))))
        });
        all.collect()
    }
}

/// Makes the call by which a counter in the kernel knows the calling thread.
pub(super) fn knock(number: i32) {
    // SAFETY: no kernel has a call of this number, and it has no arguments.
    unsafe { libc::syscall(libc::c_long::from(number)) };
}

/// Waits for the end of a child.
pub(super) fn wait(process: libc::pid_t) -> io::Result<Ended> {
    let mut status = 0;
    loop {
        // SAFETY: `status` has room for the status.
        if unsafe { libc::waitpid(process, &raw mut status, 0) } == process {
            return Ok(ended(status));
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

/// How a process ended, by the status of one that did.
pub(super) fn ended(status: i32) -> Ended {
    if libc::WIFEXITED(status) {
        Ended::Code(libc::WEXITSTATUS(status))
    } else {
        Ended::Signal(libc::WTERMSIG(status))
    }
}

/// Waits to be told, does what is to be done before, and becomes the program. Ends with 127 where it cannot.
///
/// # Safety
/// To be called in a child of fork(2) only. `path` is a string, `arguments` and `environment` are arrays of such that
/// end with a null; `before` borrows what is valid.
unsafe fn become_program(
    (told, say): (i32, i32),
    before: Before<'_>,
    path: *const libc::c_char,
    arguments: *const *const libc::c_char,
    environment: *const *const libc::c_char,
) -> ! {
    let tell = |said: Said| {
        let error = errno();
        let [a, b, c, d] = error.to_ne_bytes();
        let bytes = [said as u8, a, b, c, d];
        // SAFETY: the bytes live until the call returns.
        unsafe { libc::write(say, bytes.as_ptr().cast(), bytes.len()) };
    };
    let mut byte = 0_u8;
    // SAFETY: `byte` has room for one byte. Whoever should tell has gone where nothing comes.
    while unsafe { libc::read(told, (&raw mut byte).cast(), 1) } != 1 {
        if errno() != libc::EINTR {
            // SAFETY: ends this process, and runs nothing of what its parent has.
            unsafe { libc::_exit(127) }
        }
    }
    // Rust ignores it, and what is ignored stays so across execve(2).
    // SAFETY: SIG_DFL is no function of ours.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    match before {
        Before::Nothing => {}
        Before::Filter(filter) => {
            // Without CAP_SYS_ADMIN only one may have a filter who can get no rights by it.
            let mut is_confined = confined(filter);
            if !is_confined && errno() == libc::EACCES {
                // SAFETY: this option takes numbers only.
                unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) };
                is_confined = confined(filter);
                tell(Said::GaveUpRights);
            }
            if !is_confined {
                tell(Said::NoFilter);
                // SAFETY: as above.
                unsafe { libc::_exit(127) }
            }
        }
        Before::Knock(number) => knock(number),
    }
    // SAFETY: as the caller promises.
    unsafe {
        libc::execve(path, arguments, environment);
        tell(Said::NotExecuted);
        libc::_exit(127)
    }
}

/// Puts this process below a filter; `errno` tells why not.
fn confined(filter: &[libc::sock_filter]) -> bool {
    let program = libc::sock_fprog {
        // A filter of more than 4096 instructions is refused by the kernel.
        len: u16::try_from(filter.len()).unwrap_or(u16::MAX),
        filter: filter.as_ptr().cast_mut(),
    };
    let with = |flags: libc::c_ulong| {
        // SAFETY: the kernel reads `len` instructions at `filter`, which is borrowed, and writes nothing.
        unsafe {
            libc::syscall(
                libc::SYS_seccomp,
                libc::c_ulong::from(libc::SECCOMP_SET_MODE_FILTER),
                flags,
                &raw const program,
            )
        }
    };
    // Before Linux 5.16 a filter slows a program down by what protects it from others of its own thread, and
    // before 4.17 the flag was not known.
    with(libc::SECCOMP_FILTER_FLAG_SPEC_ALLOW) == 0 || (errno() == libc::EINVAL && with(0) == 0)
}

/// The error of the last call of the C library.
fn errno() -> i32 {
    io::Error::last_os_error().raw_os_error().unwrap_or_default()
}
