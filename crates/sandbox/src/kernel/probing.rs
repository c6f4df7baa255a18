//! Makes one call below a filter, in a process that ends with it.
#![expect(unsafe_code, reason = "fork, seccomp and calls by their number have no safe form")]

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use std::{io, mem, ptr, thread};

use landfall_facts::Proof;

use crate::filter::Filter;
use crate::prove::Trial;

/// What is in the shared memory before the call has come back: no call gives this.
const NOTHING: i64 = i64::MIN;
/// What is there if the process could not be put below the filter.
const NOT_CONFINED: i64 = i64::MIN + 1;

/// Tries a call; `mark` is the error that the filter alone gives.
pub(crate) fn try_below(
    filter: &Filter,
    capabilities: u64,
    trial: &Trial,
    mark: u16,
) -> Result<Proof, String> {
    let cannot = |what: &str| format!("could not {what}: {}", io::Error::last_os_error());
    let instructions: Vec<libc::sock_filter> = filter
        .instructions
        .iter()
        .map(|one| libc::sock_filter {
            code: one.code,
            jt: one.if_true,
            jf: one.if_false,
            k: one.value,
        })
        .collect();
    // SAFETY: asks for new memory, which nobody else has; what it gives is looked at before it is used.
    let shared = unsafe {
        libc::mmap(
            ptr::null_mut(),
            mem::size_of::<AtomicI64>(),
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_SHARED | libc::MAP_ANONYMOUS,
            -1,
            0,
        )
    };
    if shared == libc::MAP_FAILED {
        return Err(cannot("share memory"));
    }
    // SAFETY: the memory is as large and as aligned as a page, is zeroed, and lives until it is given back below.
    let told = unsafe { &*shared.cast::<AtomicI64>() };
    told.store(NOTHING, Ordering::SeqCst);
    // SAFETY: the child makes system calls alone: it allocates nothing and takes no lock.
    let child = unsafe { libc::fork() };
    if child == 0 {
        child_tries(&instructions, capabilities, trial, told);
    }
    if child < 0 {
        return Err(cannot("start a process"));
    }
    let status = ended(child).ok_or_else(|| cannot("wait for a process"))?;
    let told = told.load(Ordering::SeqCst);
    // SAFETY: nobody refers to it any more: the child has ended.
    unsafe { libc::munmap(shared, mem::size_of::<AtomicI64>()) };
    if told == NOT_CONFINED {
        return Err(
            "could not put a process below the filter: the kernel or a filter outside refuses it"
                .to_owned(),
        );
    }
    Ok(proof(told, status, mark))
}

/// How a process ended. A call that waits, or a filter that refuses to let it end, does not hold us up.
fn ended(child: libc::pid_t) -> Option<i32> {
    /// All that is tried is answered at once.
    const PATIENCE: Duration = Duration::from_secs(2);
    let start = Instant::now();
    let mut status = 0;
    loop {
        // SAFETY: asks for the process that was started above, and writes into a number of ours.
        match unsafe { libc::waitpid(child, &raw mut status, libc::WNOHANG) } {
            0 if start.elapsed() > PATIENCE => {
                // SAFETY: it is our child and was not waited for, so the number is still its own.
                unsafe { libc::kill(child, libc::SIGKILL) };
            }
            0 => {}
            other if other == child => return Some(status),
            _ if io::Error::last_os_error().kind() == io::ErrorKind::Interrupted => {}
            _ => return None,
        }
        thread::sleep(Duration::from_micros(200));
    }
}

fn proof(told: i64, status: i32, mark: u16) -> Proof {
    if told == NOTHING {
        return match libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status)) {
            Some(libc::SIGSYS) => Proof::Ended,
            Some(signal) => Proof::Lost(signal),
            None => Proof::Lost(0),
        };
    }
    match u16::try_from(-told) {
        Ok(error) if error == mark => Proof::Refused,
        Ok(error) if i32::from(error) == libc::ENOSYS => Proof::NoSuchCall,
        Ok(error) if error > 0 => Proof::Answered(error),
        Ok(_) | Err(_) => Proof::Done,
    }
}

/// Drops what is not held, goes below the filter, makes the call, tells what came of it, and ends.
fn child_tries(
    instructions: &[libc::sock_filter],
    capabilities: u64,
    trial: &Trial,
    told: &AtomicI64,
) -> ! {
    /// `_LINUX_CAPABILITY_VERSION_3` (linux/capability.h)
    const VERSION: u32 = 0x2008_0522;
    let header = [VERSION, 0_u32];
    let mut held = [0_u32; 6];
    let program = libc::sock_fprog {
        len: instructions.len() as u16,
        filter: instructions.as_ptr().cast_mut(),
    };
    let [a, b, c, d, e, f] = trial.arguments.map(|argument| argument as libc::c_long);
    // Where the filter refuses to let it end, this does; what it makes inherits it.
    let second = libc::rlimit { rlim_cur: 1, rlim_max: 1 };
    // SAFETY: calls by their numbers, with memory that lives as long as they do; the last one is chosen so that
    // it does no harm, and the process ends right behind it.
    unsafe {
        // Nothing is to be found in a core of it.
        libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0);
        libc::setrlimit(libc::RLIMIT_CPU, &raw const second);
        let got = libc::syscall(libc::SYS_capget, header.as_ptr(), held.as_mut_ptr());
        if got == 0 {
            // Each half: effective, permitted, inheritable.
            let halves = [capabilities as u32, (capabilities >> 32) as u32];
            for (half, wanted) in halves.into_iter().enumerate() {
                held[3 * half + 1] &= wanted;
                held[3 * half] = held[3 * half + 1];
                held[3 * half + 2] = 0;
            }
            libc::syscall(libc::SYS_capset, header.as_ptr(), held.as_ptr());
        }
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        let done =
            libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const program, 0, 0);
        if done != 0 {
            told.store(NOT_CONFINED, Ordering::SeqCst);
            libc::_exit(0);
        }
        let came = libc::syscall(trial.number as libc::c_long, a, b, c, d, e, f);
        // Of a call that makes a process this is the new one: it has nothing to tell.
        let error = *libc::__errno_location();
        if came >= 0 {
            told.store(came, Ordering::SeqCst);
        } else {
            told.store(-i64::from(error), Ordering::SeqCst);
        }
        libc::_exit(0);
    }
}
