//! The end of a filter that hears of calls and answers them (seccomp_unotify(2)).
#![expect(unsafe_code, reason = "ioctls on a listener have no safe form")]

use std::os::fd::{AsRawFd as _, OwnedFd};
use std::{fs, io, mem};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::ioctl::{Opcode, opcode};
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use crate::decide::Call;

const MAGIC: u8 = b'!';
const RECEIVE: Opcode = opcode::read_write::<libc::seccomp_notif>(MAGIC, 0);
const SEND: Opcode = opcode::read_write::<libc::seccomp_notif_resp>(MAGIC, 1);
const IS_VALID: Opcode = opcode::write::<u64>(MAGIC, 2);
const SET_FLAGS: Opcode = opcode::write::<u64>(MAGIC, 4);
/// Who waits for the answer is woken on the processor of who gives it (Linux 6.6).
const SYNC_WAKE_UP: u64 = 1;

/// Hears of the calls that a filter leaves open.
pub(crate) struct Listener {
    fd: OwnedFd,
    /// Bytes of a notification and of an answer, which may be more than we know of.
    request: usize,
    response: usize,
}

/// A call that waits for an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notification {
    id: u64,
    /// The thread that makes it, as we number it; 0 where we cannot see it.
    pub(crate) thread: u32,
    /// The call.
    pub(crate) call: Call,
}

/// What was heard.
pub(crate) enum Received {
    /// A call.
    Call(Notification),
    /// Nothing, or of a call that was given up before we heard of it.
    Nothing,
    /// Nobody is left who could call.
    End,
}

impl Listener {
    pub(super) fn new(fd: OwnedFd) -> Result<Self, String> {
        // SAFETY: zeros are valid, and the kernel fills it.
        let mut sizes: libc::seccomp_notif_sizes = unsafe { mem::zeroed() };
        // SAFETY: the kernel writes into `sizes`, which is as large as it has been since this call exists.
        let done = unsafe {
            libc::syscall(libc::SYS_seccomp, libc::SECCOMP_GET_NOTIF_SIZES, 0, &raw mut sizes)
        };
        if done < 0 {
            let error = io::Error::last_os_error();
            return Err(format!("could not watch the program: {error}"));
        }
        let request = mem::size_of::<libc::seccomp_notif>().max(sizes.seccomp_notif.into());
        let response =
            mem::size_of::<libc::seccomp_notif_resp>().max(sizes.seccomp_notif_resp.into());
        Ok(Self { fd, request, response })
    }

    /// Makes answers faster where one thread answers another that waits. An older kernel goes on as it did.
    pub(crate) fn wake_in_step(&self) -> bool {
        // SAFETY: the flags are given by value.
        unsafe { libc::ioctl(self.fd.as_raw_fd(), SET_FLAGS as _, SYNC_WAKE_UP) == 0 }
    }

    /// Waits for the next call.
    pub(crate) fn receive(&self) -> io::Result<Received> {
        // In words, so that it is aligned; zeros, as the kernel asks.
        let mut space = vec![0u64; self.request.div_ceil(8)];
        // SAFETY: the kernel writes a notification, for which there is room.
        if unsafe { libc::ioctl(self.fd.as_raw_fd(), RECEIVE as _, space.as_mut_ptr()) } != 0 {
            let error = io::Error::last_os_error();
            return match error.raw_os_error() {
                Some(libc::EINTR) => Ok(Received::Nothing),
                // A call that was given up; since Linux 6.11 also the end.
                Some(libc::ENOENT) if self.is_over() => Ok(Received::End),
                Some(libc::ENOENT) => Ok(Received::Nothing),
                _ => Err(error),
            };
        }
        // SAFETY: it was written, and is aligned as 64 bits.
        let it = unsafe { &*space.as_ptr().cast::<libc::seccomp_notif>() };
        Ok(Received::Call(Notification {
            id: it.id,
            thread: it.pid,
            call: Call {
                arch: it.data.arch,
                number: it.data.nr as u32,
                instruction_pointer: it.data.instruction_pointer,
                arguments: it.data.args,
            },
        }))
    }

    /// Lets the kernel make a call. False where nobody waits for it any more.
    pub(crate) fn go_on(&self, asked: &Notification) -> io::Result<bool> {
        self.answer(asked, 0, libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE as u32)
    }

    /// Lets a call fail with a number. False where nobody waits for it any more.
    pub(crate) fn refuse(&self, asked: &Notification, errno: u16) -> io::Result<bool> {
        self.answer(asked, -i32::from(errno), 0)
    }

    /// Ends the process that made a call, which is never made. False where that could not be done.
    pub(crate) fn kill(&self, asked: &Notification) -> bool {
        let killed = self.process_of(asked).is_some_and(|process| {
            // Whose number it was while the call waits is who made the call.
            self.is_waiting(asked) && pidfd_send_signal(process, Signal::KILL).is_ok()
        });
        if !killed {
            // Who cannot be killed shall at least not get what it asked for; or it is gone already.
            let _ = self.refuse(asked, libc::EPERM as u16);
        }
        killed
    }

    fn process_of(&self, asked: &Notification) -> Option<OwnedFd> {
        let status = fs::read_to_string(format!("/proc/{}/status", asked.thread)).ok()?;
        let process = status.lines().find_map(|line| line.strip_prefix("Tgid:"))?;
        pidfd_open(Pid::from_raw(process.trim().parse().ok()?)?, PidfdFlags::empty()).ok()
    }

    /// Whether a call still waits: if so, its thread is still the one it was.
    pub(crate) fn is_waiting(&self, asked: &Notification) -> bool {
        // SAFETY: the kernel reads the number.
        unsafe { libc::ioctl(self.fd.as_raw_fd(), IS_VALID as _, &raw const asked.id) == 0 }
    }

    fn answer(&self, asked: &Notification, error: i32, flags: u32) -> io::Result<bool> {
        let mut space = vec![0u64; self.response.div_ceil(8)];
        // SAFETY: there is room, it is aligned, and zeros are a valid answer.
        let answer = unsafe { &mut *space.as_mut_ptr().cast::<libc::seccomp_notif_resp>() };
        (answer.id, answer.error, answer.flags) = (asked.id, error, flags);
        // SAFETY: the kernel reads the answer.
        if unsafe { libc::ioctl(self.fd.as_raw_fd(), SEND as _, space.as_mut_ptr()) } == 0 {
            return Ok(true);
        }
        match Errno::from_raw_os_error(io::Error::last_os_error().raw_os_error().unwrap_or(0)) {
            // It was interrupted, or killed.
            Errno::NOENT => Ok(false),
            error => Err(error.into()),
        }
    }

    /// Whether everybody below the filter has ended.
    fn is_over(&self) -> bool {
        let mut asked = [PollFd::new(&self.fd, PollFlags::empty())];
        let now = rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut asked, Some(&now)).is_ok() && asked[0].revents().contains(PollFlags::HUP)
    }
}
