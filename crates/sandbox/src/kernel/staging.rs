//! How a root filesystem is put together: a list of calls, made ready before there is a process that makes them.
//!
//! All is laid out on a file system in memory that nobody else sees. What the root filesystem has lies below it, and
//! paths of ours are made above: no link in it leads a path of ours elsewhere.

use std::ffi::CString;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use crate::inside::{GUESTS, Root};

/// One call, and what it is for, as in "could not …".
pub(super) struct Step {
    pub(super) call: Call,
    pub(super) purpose: String,
}

/// A call. A path without a slash at its beginning is below the stage, once that was entered.
pub(super) enum Call {
    /// Writes a text to a file that is there.
    Write(CString, Vec<u8>),
    /// Makes a directory, or finds it.
    Directory(CString, libc::mode_t),
    /// Makes an empty file.
    File(CString),
    /// Makes a symbolic link: to what, and where.
    Link(CString, CString),
    /// Mounts with the first of the options that the kernel takes.
    Mount {
        what: Option<CString>,
        at: CString,
        kind: Option<CString>,
        flags: libc::c_ulong,
        options: Vec<CString>,
    },
    /// Enters a directory.
    Enter(CString),
    /// Makes the directory that was entered the root, and lets go of the old one.
    Pivot,
}

/// Whether the kernel lets us mount as we are, or in a user namespace of our own, as these user and group there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Users {
    Ours,
    Own(u32, u32),
}

/// As much as a program may write.
const ROOM: &str = "mode=0755,size=1g";
/// What engines give every container of devices (OCI runtime specification, `config-linux.md`, "Default Devices").
const DEVICES: [&str; 6] = ["null", "zero", "full", "random", "urandom", "tty"];
/// And of links (the same, "Default filesystems"; runc, `libcontainer/rootfs_linux.go`, `setupDevSymlinks`).
const LINKS: [(&str, &str); 4] = [
    ("/proc/self/fd", "fd"),
    ("/proc/self/fd/0", "stdin"),
    ("/proc/self/fd/1", "stdout"),
    ("/proc/self/fd/2", "stderr"),
];

/// All that is done before a program is started in a root filesystem.
pub(super) fn steps(root: &Root<'_>, users: Users) -> Result<Vec<Step>, String> {
    let mut steps = Steps(Vec::new());
    steps.users(users)?;
    steps.stage(root, users)?;
    for (_, name) in &root.guests {
        let at = format!("upper{GUESTS}/{name}");
        steps.add(Call::File(text(&at)?), "make room for the program");
    }
    steps.mount(None, "root", Some("overlay"), SAFE, &overlay(users), "lay an overlay over it")?;
    for (file, name) in &root.guests {
        let at = format!("root{GUESTS}/{name}");
        steps.bind(file, &at, libc::MS_BIND, "bind the program there")?;
    }
    for name in DEVICES {
        let file = Path::new("/dev").join(name);
        steps.bind(&file, &format!("root/dev/{name}"), libc::MS_BIND, "bind a device there")?;
    }
    let proc = SAFE | libc::MS_NOEXEC | libc::MS_RDONLY;
    steps.mount(Some("proc"), "root/proc", Some("proc"), proc, &[""], "mount /proc there")?;
    steps.add(Call::Enter(text("root")?), "enter it");
    steps.add(Call::Pivot, "make it the root");
    let mut path = String::new();
    for part in root.directory.split('/').filter(|part| !part.is_empty()) {
        path = format!("{path}/{part}");
        steps.add(Call::Directory(text(&path)?, 0o755), "make the directory that it is started in");
    }
    let directory = if path.is_empty() { "/" } else { &path };
    steps.add(Call::Enter(text(directory)?), "enter the directory that it is started in");
    Ok(steps.0)
}

const SAFE: libc::c_ulong = libc::MS_NOSUID | libc::MS_NODEV;

/// In a user namespace what an overlay notes goes to attributes that users may write, where the kernel has them
/// (Linux 5.11, and on tmpfs 6.6).
fn overlay(users: Users) -> Vec<&'static str> {
    const PLAIN: &str = "lowerdir=lower,upperdir=upper,workdir=work";
    match users {
        Users::Ours => vec![PLAIN],
        Users::Own(..) => {
            vec!["lowerdir=lower,upperdir=upper,workdir=work,userxattr", PLAIN]
        }
    }
}

struct Steps(Vec<Step>);

impl Steps {
    fn add(&mut self, call: Call, purpose: &str) {
        self.0.push(Step { call, purpose: purpose.to_owned() });
    }

    /// Says who we are in a user namespace (user_namespaces(7)).
    fn users(&mut self, users: Users) -> Result<(), String> {
        let Users::Own(user, group) = users else { return Ok(()) };
        let ours = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
        for (file, line) in [
            ("setgroups", "deny".to_owned()),
            ("uid_map", format!("{user} {} 1", ours.0)),
            ("gid_map", format!("{group} {} 1", ours.1)),
        ] {
            let path = text(&format!("/proc/self/{file}"))?;
            self.add(Call::Write(path, line.into_bytes()), "become a user of a user namespace");
        }
        Ok(())
    }

    /// The stage: what is there below, what we add above, and where both are seen together.
    fn stage(&mut self, root: &Root<'_>, users: Users) -> Result<(), String> {
        let private = libc::MS_REC | libc::MS_PRIVATE;
        self.mount(None, "/", None, private, &[""], "have mounts of its own")?;
        let stage = bytes(root.stage)?;
        self.0.push(Step {
            call: Call::Mount {
                what: Some(text("tmpfs")?),
                at: stage.clone(),
                kind: Some(text("tmpfs")?),
                flags: SAFE,
                options: vec![text(ROOM)?],
            },
            purpose: "mount a file system in memory".to_owned(),
        });
        self.add(Call::Enter(stage), "enter a file system in memory");
        let above = ["lower", "upper", "work", "root", "upper/proc", "upper/dev"];
        for dir in above.into_iter().chain([&*format!("upper{GUESTS}")]) {
            self.add(Call::Directory(text(dir)?, 0o755), "make a directory in memory");
        }
        self.add(Call::Directory(text("upper/dev/shm")?, 0o1777), "make a directory in memory");
        for name in DEVICES {
            self.add(Call::File(text(&format!("upper/dev/{name}"))?), "make room for devices");
        }
        for (to, name) in LINKS {
            let at = text(&format!("upper/dev/{name}"))?;
            self.add(Call::Link(text(to)?, at), "make links among devices");
        }
        // What is mounted below may not be taken apart by who is none of the machine's own users.
        let flags = match users {
            Users::Ours => libc::MS_BIND,
            Users::Own(..) => libc::MS_BIND | libc::MS_REC,
        };
        self.bind(root.dir, "lower", flags, &format!("bind {} there", root.dir.display()))
    }

    fn bind(
        &mut self,
        what: &Path,
        at: &str,
        flags: libc::c_ulong,
        purpose: &str,
    ) -> Result<(), String> {
        let call = Call::Mount {
            what: Some(bytes(what)?),
            at: text(at)?,
            kind: None,
            flags,
            options: vec![text("")?],
        };
        self.add(call, purpose);
        Ok(())
    }

    fn mount(
        &mut self,
        what: Option<&str>,
        at: &str,
        kind: Option<&str>,
        flags: libc::c_ulong,
        options: &[&str],
        purpose: &str,
    ) -> Result<(), String> {
        let call = Call::Mount {
            what: what.or(kind).map(text).transpose()?,
            at: text(at)?,
            kind: kind.map(text).transpose()?,
            flags,
            options: options.iter().map(|options| text(options)).collect::<Result<_, _>>()?,
        };
        self.add(call, purpose);
        Ok(())
    }
}

pub(super) fn text(text: &str) -> Result<CString, String> {
    CString::new(text).map_err(|_| format!("could not start it: {text:?} holds a NUL"))
}

pub(super) fn bytes(path: &Path) -> Result<CString, String> {
    CString::new(path.as_os_str().as_bytes())
        .map_err(|_| format!("could not start it: {} holds a NUL", path.display()))
}
