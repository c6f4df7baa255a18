//! A file that others write while we read it, and the numbers by which calls fail.
#![expect(unsafe_code, reason = "leases have no safe form")]

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// By what is told whether a file is another one now, or was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    file: (u64, u64),
    length: u64,
    written: (i64, i64),
    changed: (i64, i64),
}

/// Two edits in so short a time may look the same from outside: the clock of a file system stands still between two
/// ticks of the kernel, of which there are a hundred a second at least.
const TICKS: Duration = Duration::from_millis(25);

impl Seen {
    /// Whether another edit would look otherwise.
    pub(crate) fn is_settled(&self) -> bool {
        let (seconds, nanoseconds) = self.changed;
        let changed = match (u64::try_from(seconds), u32::try_from(nanoseconds)) {
            (Ok(seconds), Ok(nanoseconds)) => UNIX_EPOCH + Duration::new(seconds, nanoseconds),
            _ => return true,
        };
        // Where a clock runs ahead, nothing can be told by it.
        SystemTime::now().duration_since(changed).map_or(true, |since| since > TICKS)
    }
}

/// How a file looks from outside.
pub(crate) fn seen(path: &Path) -> io::Result<Seen> {
    fs::metadata(path).map(|it| of(&it))
}

fn of(it: &Metadata) -> Seen {
    Seen {
        file: (it.dev(), it.ino()),
        length: it.len(),
        written: (it.mtime(), it.mtime_nsec()),
        changed: (it.ctime(), it.ctime_nsec()),
    }
}

/// What a file holds, or nothing while somebody still has it open to write to it.
pub(crate) fn whole(path: &Path) -> io::Result<Option<(Seen, String)>> {
    let mut file = File::open(path)?;
    let before = of(&file.metadata()?);
    if is_open_for_writing(&file) {
        return Ok(None);
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    let is_same = of(&file.metadata()?) == before && !is_open_for_writing(&file);
    Ok(is_same.then_some((before, text)))
}

/// The kernel gives no lease to read a file that anybody has open to write (fcntl(2)). Where it gives none at all,
/// as on network file systems or to those who do not own the file, nothing is known.
fn is_open_for_writing(file: &File) -> bool {
    let fd = file.as_raw_fd();
    // SAFETY: all of these take numbers. Who opens the file between the two leases makes the kernel send us a
    // signal, which is made one that means nothing by default.
    unsafe {
        libc::fcntl(fd, F_SETSIG, libc::SIGURG);
        if libc::fcntl(fd, libc::F_SETLEASE, libc::F_RDLCK) == 0 {
            libc::fcntl(fd, libc::F_SETLEASE, libc::F_UNLCK);
            return false;
        }
    }
    io::Error::last_os_error().raw_os_error() == Some(libc::EAGAIN)
}

/// Which signal tells of a lease (fcntl.h; the crate of the C library has no name for it).
const F_SETSIG: i32 = 10;

/// The number by which a call fails that is refused with this name, on this machine.
pub(crate) fn refused_by(name: &str) -> Option<u16> {
    let (_, number) = NAMES.iter().find(|(one, _)| *one == name)?;
    u16::try_from(*number).ok()
}

/// The name of such a number.
pub(crate) fn refusal(number: u16) -> Option<&'static str> {
    let (name, _) = NAMES.iter().find(|(_, one)| *one == i32::from(number))?;
    Some(name)
}

macro_rules! names {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name),)*] };
}

/// The errors of errno(3); which number each has differs between architectures.
const NAMES: &[(&str, i32)] = names! {
    EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST
    EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM
    ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP ENOMSG EIDRM ENOSTR ENODATA ETIME ENOSR ENOLINK EPROTO
    EBADMSG EOVERFLOW EILSEQ EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT
    ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET
    ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN
    EHOSTUNREACH EALREADY EINPROGRESS ESTALE EDQUOT ECANCELED EOWNERDEAD ENOTRECOVERABLE ENOKEY EKEYEXPIRED
    EKEYREVOKED EKEYREJECTED
};
