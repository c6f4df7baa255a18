//! Where a build will run, and all that it gives.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::plain::facts;
use crate::{
    Arch, Compiler, GlibcVersion, Guard, KernelVersion, Limits, MacosVersion, MuslVersion, Network,
    Os, RealStart, Settings, Shelf, Surroundings, Sysctl, Toolchain, WindowsVersion,
};

facts! {
    /// A place where a build will run. A distribution by name, an image, a root filesystem and this
    /// machine differ only in the door through which they came in.
    pub struct Machine {
        /// The target, as the user named it.
        name;
        /// Its operating system.
        os: Os,
        /// The architectures whose programs it runs by itself.
        arches: Vec<Arch>,
        /// Further architectures, whose programs an emulator runs there: binfmt_misc, Rosetta.
        emulated: Vec<Arch>,
        /// The CPU level it has, where somebody said it.
        cpu: CpuLevel,
        /// What its CPU says it can do, by the names of `/proc/cpuinfo`.
        cpu_flags: Vec<String>,
        /// Its C library.
        libc: Libc,
        /// The version of its glibc; `Absent` on a machine without one.
        glibc: GlibcVersion,
        /// The version of its musl; `Absent` on a machine without one.
        musl: MuslVersion,
        /// Its Linux kernel. An image has none of its own.
        kernel: KernelVersion,
        /// Its macOS release.
        macos: MacosVersion,
        /// Its Windows, by NT version.
        windows: WindowsVersion,
        /// The dynamic loaders it has, by path.
        interpreters: Vec<Interpreter>,
        /// Its libraries.
        libraries: Shelf,
        /// A bundle of certificate authorities where Go looks for one.
        certificates: String,
        /// A time zone database where Go looks for one.
        time_zones: String,
        /// A user database.
        users: String,
        /// A resolver configuration.
        resolver: String,
        /// The sources of users that its C library asks besides `/etc/passwd` and that are at work
        /// there, by their names in `/etc/nsswitch.conf`: `sss`, `ldap`, `winbind` …
        user_sources: Vec<String>,
        /// The sources of host names that its C library asks besides `/etc/hosts` and DNS and that are
        /// at work there: `mdns4_minimal`, `libvirt` …
        host_sources: Vec<String>,
        /// A directory for temporary files.
        temporary_files: String,
        /// Of the programs that a build starts by name those that are there; `Absent` if it has none at
        /// all.
        commands: Vec<String>,
    }
    with {
        /// The Go command.
        toolchain: Toolchain,
        /// What is said to Go and its programs.
        settings: Settings,
        /// What cgo compiles and links C with.
        compiler: Compiler,
        /// What a process may have.
        limits: Limits,
        /// How the kernel is set.
        sysctl: Sysctl,
        /// How a process finds others.
        network: Network,
        /// What else surrounds a process.
        surroundings: Surroundings,
    }
    asked {
        /// The seccomp profile below which programs live there.
        profile: Box<Guard>,
        /// What came of really starting the build there.
        started: Box<RealStart>,
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

impl fmt::Display for Interpreter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arch = self.arch.map_or("?", Arch::name);
        write!(f, "{} {arch} {}", self.path, self.libc)
    }
}

impl FromStr for Interpreter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is not a path, an architecture and a C library");
        let mut words = text.rsplitn(3, ' ');
        let (Some(libc), Some(arch), Some(path)) = (words.next(), words.next(), words.next())
        else {
            return Err(bad());
        };
        let arch = match arch {
            "?" => None,
            arch => Some(arch.parse().map_err(|error| format!("{text:?}: {error}"))?),
        };
        Ok(Self { path: path.to_owned(), arch, libc: libc.parse()? })
    }
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

impl FromStr for Libc {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const ALL: [Libc; 5] = [Libc::Glibc, Libc::Musl, Libc::Bionic, Libc::Uclibc, Libc::Native];
        let found = ALL.into_iter().find(|libc| libc.name() == text);
        found.ok_or_else(|| format!("{text:?} is none of {}", ALL.map(Libc::name).join(", ")))
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

    /// Whether another says the same: Go writes down `GOARM=7,hardfloat` where `GOARM=7` was asked for, and options come
    /// in any order (`internal/buildcfg`).
    pub fn is_same(&self, other: &Self) -> bool {
        fn options(level: &CpuLevel) -> Vec<&str> {
            let mut all: Vec<&str> = level.level.split(',').collect();
            if level.setting == "GOARM" && all.len() == 1 {
                all.push(if level.level == "5" { "softfloat" } else { "hardfloat" });
            }
            all.sort_unstable();
            all
        }
        self.setting == other.setting && options(self) == options(other)
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

impl FromStr for CpuLevel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (setting, level) = text
            .split_once('=')
            .ok_or_else(|| format!("{text:?} is no level, as in GOAMD64=v3"))?;
        Ok(Self::new(setting, level))
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
