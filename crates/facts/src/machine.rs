//! Where a build will run, and all that it gives.

use std::cmp::Ordering;
use std::fmt;

use crate::{
    Arch, Fact, GlibcVersion, KernelVersion, MacosVersion, MuslVersion, Os, Shelf, Why,
    WindowsVersion,
};

/// A place where a build will run. A distribution by name, an image, a root filesystem and this
/// machine differ only in the door through which they came in.
#[derive(Debug, Clone)]
pub struct Machine {
    /// The target, as the user named it.
    pub name: String,
    /// Its operating system.
    pub os: Fact<Os>,
    /// The architectures whose programs it runs by itself.
    pub arches: Fact<Vec<Arch>>,
    /// Further architectures, whose programs an emulator runs there: binfmt_misc, Rosetta.
    pub emulated: Fact<Vec<Arch>>,
    /// The CPU level it has, where somebody said it.
    pub cpu: Fact<CpuLevel>,
    /// What its CPU says it can do, by the names of `/proc/cpuinfo`.
    pub cpu_flags: Fact<Vec<String>>,
    /// Its C library.
    pub libc: Fact<Libc>,
    /// The version of its glibc; `Absent` on a machine without one.
    pub glibc: Fact<GlibcVersion>,
    /// The version of its musl; `Absent` on a machine without one.
    pub musl: Fact<MuslVersion>,
    /// Its Linux kernel. An image has none of its own.
    pub kernel: Fact<KernelVersion>,
    /// Its macOS release.
    pub macos: Fact<MacosVersion>,
    /// Its Windows, by NT version.
    pub windows: Fact<WindowsVersion>,
    /// The dynamic loaders it has, by path.
    pub interpreters: Fact<Vec<Interpreter>>,
    /// Its libraries.
    pub shelf: Fact<Shelf>,
    /// A bundle of certificate authorities where Go looks for one.
    pub certificates: Fact<String>,
    /// A time zone database where Go looks for one.
    pub time_zones: Fact<String>,
    /// A user database.
    pub users: Fact<String>,
    /// A resolver configuration.
    pub resolver: Fact<String>,
    /// The sources of users that its C library asks besides `/etc/passwd` and that are at work
    /// there, by their names in `/etc/nsswitch.conf`: `sss`, `ldap`, `winbind` …
    pub user_sources: Fact<Vec<String>>,
    /// The sources of host names that its C library asks besides `/etc/hosts` and DNS and that are
    /// at work there: `mdns4_minimal`, `libvirt` …
    pub host_sources: Fact<Vec<String>>,
    /// A directory for temporary files.
    pub temporary_files: Fact<String>,
    /// Of the programs that a build starts by name those that are there; `Absent` if it has none at
    /// all.
    pub commands: Fact<Vec<String>>,
}

impl Machine {
    /// A machine of which nothing could be looked at, for this one reason.
    pub fn unknown(name: impl Into<String>, why: &Why) -> Self {
        fn no<T>(why: &Why) -> Fact<T> {
            Fact::Unknown(why.clone())
        }
        Self {
            name: name.into(),
            os: no(why),
            arches: no(why),
            emulated: no(why),
            cpu: no(why),
            cpu_flags: no(why),
            libc: no(why),
            glibc: no(why),
            musl: no(why),
            kernel: no(why),
            macos: no(why),
            windows: no(why),
            interpreters: no(why),
            shelf: no(why),
            certificates: no(why),
            time_zones: no(why),
            users: no(why),
            resolver: no(why),
            user_sources: no(why),
            host_sources: no(why),
            temporary_files: no(why),
            commands: no(why),
        }
    }
}

/// A dynamic loader that a machine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreter {
    /// The path that programs name.
    pub path: String,
    /// Its architecture, `None` for one that Go has no name for.
    pub arch: Option<Arch>,
    /// The C library that it belongs to.
    pub libc: Libc,
}

/// A C library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum Libc {
    Glibc,
    Musl,
    Bionic,
    Uclibc,
    /// That of an operating system which has only one.
    Native,
}

impl Libc {
    /// `glibc`, `musl`, `bionic`, `uclibc` or `native`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Glibc => "glibc",
            Self::Musl => "musl",
            Self::Bionic => "bionic",
            Self::Uclibc => "uclibc",
            Self::Native => "native",
        }
    }
}

impl fmt::Display for Libc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A step of an architecture, as Go's settings name them: `GOAMD64=v3`, `GOARM=7`, `GOARM64=v9.0`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CpuLevel {
    /// The setting, for example `GOAMD64`.
    pub setting: String,
    /// Its value, for example `v3`.
    pub level: String,
}

impl CpuLevel {
    /// The level that a setting has.
    pub fn new(setting: impl Into<String>, level: impl Into<String>) -> Self {
        Self { setting: setting.into(), level: level.into() }
    }

    /// How it stands to another level of the same setting: by its numbers, so that v9.0 is above
    /// v8.5 and rva22u64 above rva20u64. `None` across settings, or without a number.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.setting != other.setting {
            return None;
        }
        Some(rank(&self.level)?.cmp(&rank(&other.level)?))
    }
}

impl fmt::Display for CpuLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.setting, self.level)
    }
}

/// The first number of a level and the one after a dot.
fn rank(level: &str) -> Option<(u32, u32)> {
    let number = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        Some((text[..end].parse::<u32>().ok()?, end))
    };
    let start = level.find(|c: char| c.is_ascii_digit())?;
    let (first, end) = number(&level[start..])?;
    let rest = &level[start + end..];
    let second = rest.strip_prefix('.').and_then(number).map_or(0, |(second, _)| second);
    Some((first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_compare_by_number_and_only_within_a_setting() {
        let level = CpuLevel::new;
        assert_eq!(
            level("GOAMD64", "v3").compare(&level("GOAMD64", "v2")),
            Some(Ordering::Greater)
        );
        assert_eq!(
            level("GOARM64", "v8.5").compare(&level("GOARM64", "v9.0")),
            Some(Ordering::Less)
        );
        assert_eq!(
            level("GOARM", "7,softfloat").compare(&level("GOARM", "7")),
            Some(Ordering::Equal)
        );
        assert_eq!(level("GOAMD64", "v3").compare(&level("GOARM", "7")), None);
        assert_eq!(level("GO386", "softfloat").compare(&level("GO386", "sse2")), None);
    }
}
