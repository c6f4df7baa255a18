//! The calls of a process that was just made, which may allocate nothing.
#![expect(unsafe_code, reason = "none of them has a safe form that allocates nothing")]

use std::ffi::CString;
use std::{io, mem, ptr};

use super::super::staging::Call;
use super::WORD;

/// Where the second process and the first have their way to tell.
const SAY: libc::c_int = 3;

/// Takes these files for its own, and closes all others: a pipe of another start that stayed open here would seem
/// not to end.
///
/// # Safety
/// Only in a process that was just made.
pub(super) unsafe fn own(files: [libc::c_int; 4]) {
    // SAFETY: system calls with numbers.
    unsafe {
        // None of these is below 3, for Rust sees to it that 0 to 2 are open; the last may be 3 itself.
        let mut moved = files;
        for file in &mut moved {
            *file = libc::fcntl(*file, libc::F_DUPFD, 10);
        }
        for (to, file) in (0..).zip(moved) {
            libc::dup2(file, to);
        }
        libc::fcntl(SAY, libc::F_SETFD, libc::FD_CLOEXEC);
        if libc::syscall(libc::SYS_close_range, SAY + 1, libc::c_uint::MAX, 0) != 0 {
            for file in SAY + 1..1024 {
                libc::close(file);
            }
        }
    }
}

/// # Safety
/// Only in a process that was just made.
pub(super) unsafe fn tell(kind: u8, first: i32, second: i32) {
    let [a, b, c, d] = first.to_ne_bytes();
    let [e, f, g, h] = second.to_ne_bytes();
    let word: [u8; WORD] = [kind, a, b, c, d, e, f, g, h];
    // SAFETY: the bytes live until the call returns.
    unsafe { libc::write(SAY, word.as_ptr().cast(), word.len()) };
}

/// Makes a call of the list; 0 where it is done.
///
/// # Safety
/// Only in a process that was just made.
pub(super) unsafe fn make(call: &Call) -> libc::c_int {
    // SAFETY: every path ends with a NUL and lives as long as the list.
    unsafe {
        match call {
            Call::Write(path, text) => {
                let file = libc::open(path.as_ptr(), libc::O_WRONLY | libc::O_CLOEXEC);
                if file < 0 {
                    return file;
                }
                let written = libc::write(file, text.as_ptr().cast(), text.len());
                let error = errno();
                libc::close(file);
                *libc::__errno_location() = error;
                if written == text.len() as isize { 0 } else { -1 }
            }
            Call::Directory(path, mode) => match libc::mkdir(path.as_ptr(), *mode) {
                0 => 0,
                _ if errno() == libc::EEXIST => 0,
                error => error,
            },
            Call::File(path) => {
                let flags = libc::O_WRONLY | libc::O_CREAT | libc::O_EXCL | libc::O_CLOEXEC;
                match libc::open(path.as_ptr(), flags, 0o666 as libc::c_uint) {
                    file if file >= 0 => libc::close(file),
                    error => error,
                }
            }
            Call::Link(to, at) => libc::symlink(to.as_ptr(), at.as_ptr()),
            Call::Mount { what, at, kind, flags, options } => {
                let pointer =
                    |text: &Option<CString>| text.as_ref().map_or(ptr::null(), |it| it.as_ptr());
                let mut done = -1;
                for options in options {
                    done = libc::mount(
                        pointer(what),
                        at.as_ptr(),
                        pointer(kind),
                        *flags,
                        options.as_ptr().cast(),
                    );
                    if done == 0 {
                        break;
                    }
                }
                done
            }
            Call::Enter(path) => libc::chdir(path.as_ptr()),
            Call::Pivot => {
                // The old root comes to lie over the new one, and is taken off (pivot_root(2)).
                let here = c".".as_ptr();
                if libc::syscall(libc::SYS_pivot_root, here, here) != 0 {
                    return -1;
                }
                match libc::umount2(here, libc::MNT_DETACH) {
                    0 => libc::chdir(c"/".as_ptr()),
                    error => error,
                }
            }
        }
    }
}

/// Those that Docker leaves a container (`daemon/pkg/oci/caps/defaults.go` of moby), by their bits
/// (linux/capability.h).
const KEPT: u64 = 1 << 0 // CAP_CHOWN
    | 1 << 1 // CAP_DAC_OVERRIDE
    | 1 << 3 // CAP_FOWNER
    | 1 << 4 // CAP_FSETID
    | 1 << 5 // CAP_KILL
    | 1 << 6 // CAP_SETGID
    | 1 << 7 // CAP_SETUID
    | 1 << 8 // CAP_SETPCAP
    | 1 << 10 // CAP_NET_BIND_SERVICE
    | 1 << 13 // CAP_NET_RAW
    | 1 << 18 // CAP_SYS_CHROOT
    | 1 << 27 // CAP_MKNOD
    | 1 << 29 // CAP_AUDIT_WRITE
    | 1 << 31; // CAP_SETFCAP

/// Gives up, once the program is executed, all rights but those of a container.
///
/// # Safety
/// Only in a process that was just made.
pub(super) unsafe fn drop_rights() -> bool {
    for bit in (0..64).filter(|bit| KEPT >> bit & 1 == 0) {
        // SAFETY: prctl(2) takes numbers here.
        let dropped = unsafe { libc::prctl(libc::PR_CAPBSET_DROP, bit as libc::c_ulong, 0, 0, 0) };
        // The kernel knows no more of them.
        if dropped != 0 && errno() == libc::EINVAL {
            break;
        }
        if dropped != 0 {
            return false;
        }
    }
    true
}

/// Turns on the one network interface that there is.
///
/// # Safety
/// Only in a process that was just made.
pub(super) unsafe fn raise_loopback() {
    // SAFETY: the request lives until both calls have returned, and zeros are valid in it.
    unsafe {
        let socket = libc::socket(libc::AF_INET, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC, 0);
        let mut request: libc::ifreq = mem::zeroed();
        for (to, from) in request.ifr_name.iter_mut().zip(b"lo") {
            *to = *from as libc::c_char;
        }
        if libc::ioctl(socket, libc::SIOCGIFFLAGS as _, &raw mut request) == 0 {
            request.ifr_ifru.ifru_flags |= (libc::IFF_UP | libc::IFF_RUNNING) as libc::c_short;
            libc::ioctl(socket, libc::SIOCSIFFLAGS as _, &raw const request);
        }
        libc::close(socket);
    }
}

pub(super) fn errno() -> i32 {
    io::Error::last_os_error().raw_os_error().unwrap_or(0)
}
