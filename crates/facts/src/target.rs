//! How a user names a machine.

use std::fmt;
use std::str::FromStr;

use crate::{Arch, CpuLevel, Os};

/// The name of a machine, read but not yet looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A distribution or image of the table: `debian:11`, `scratch`, `alpine:3.20/arm64`.
    Named {
        /// Its name.
        name: String,
        /// Its release; the newest or only one where none is said.
        release: Option<String>,
        /// The architecture, where it is said.
        arch: Option<Arch>,
        /// The CPU level, where it is said.
        cpu: Option<CpuLevel>,
    },
    /// An operating system and architecture, with a CPU level perhaps: `linux/arm/v6`.
    Platform {
        /// The operating system.
        os: Os,
        /// The architecture.
        arch: Arch,
        /// The level.
        cpu: Option<CpuLevel>,
    },
    /// A directory that holds a root filesystem.
    Rootfs(String),
    /// A saved image: a docker-archive or an OCI layout, as a tar file or a directory.
    Image(String),
    /// A recorded machine.
    Recorded(String),
    /// The machine we stand on.
    Here,
}

/// A text that names no machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadTarget {
    /// What was written.
    pub text: String,
    /// What is wrong with it, and what to write instead.
    pub reason: String,
}

impl fmt::Display for BadTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not read target {:?}: {}", self.text, self.reason)
    }
}

impl std::error::Error for BadTarget {}

impl FromStr for Target {
    type Err = BadTarget;

    fn from_str(text: &str) -> Result<Self, BadTarget> {
        let bad = |reason: String| BadTarget { text: text.to_owned(), reason };
        if text == "here" {
            return Ok(Self::Here);
        }
        for (prefix, make) in [
            ("rootfs:", Self::Rootfs as fn(String) -> Self),
            ("image:", Self::Image),
            ("machine:", Self::Recorded),
        ] {
            if let Some(path) = text.strip_prefix(prefix) {
                return match path {
                    "" => Err(bad(format!("a path is missing after {prefix:?}"))),
                    path => Ok(make(path.to_owned())),
                };
            }
        }
        let (first, rest) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        match (first.parse::<Os>(), rest) {
            (Ok(os), Some(rest)) => platform(os, rest).map_err(bad),
            // `windows` alone is a name of the table too; `linux` alone is no machine.
            (Ok(Os::Linux), None) => {
                Err(bad("an architecture is missing; write for example \"linux/amd64\"".into()))
            }
            (Err(unknown), Some(rest))
                if unknown.meant.is_some() && rest.split('/').next().is_some_and(is_arch) =>
            {
                Err(bad(unknown.to_string()))
            }
            _ => named(text).map_err(bad),
        }
    }
}

fn is_arch(text: &str) -> bool {
    match text.parse::<Arch>() {
        Ok(_) => true,
        Err(unknown) => unknown.meant.is_some(),
    }
}

fn platform(os: Os, rest: &str) -> Result<Target, String> {
    let (arch, level) = rest.split_once('/').map_or((rest, None), |(a, b)| (a, Some(b)));
    let arch: Arch = arch.parse().map_err(|unknown: crate::UnknownName| unknown.to_string())?;
    let cpu = level.map(|level| cpu_level(arch, level)).transpose()?;
    Ok(Target::Platform { os, arch, cpu })
}

/// The level that an image platform's variant means: `v7` of `linux/arm/v7` is GOARM=7.
fn cpu_level(arch: Arch, level: &str) -> Result<CpuLevel, String> {
    let wrong = || {
        format!(
            "{level:?} is no level of {arch}; write for example \"linux/amd64/v3\" or \"linux/arm/v7\""
        )
    };
    let digits =
        level.strip_prefix('v').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    match arch {
        Arch::Amd64 => digits.map(|_| CpuLevel::new("GOAMD64", level)),
        Arch::Arm => digits.map(|digits| CpuLevel::new("GOARM", digits)),
        Arch::Arm64 => digits.map(|digits| {
            let minor = if digits.contains('.') { "" } else { ".0" };
            CpuLevel::new("GOARM64", format!("{level}{minor}"))
        }),
        Arch::Ppc64 | Arch::Ppc64le => {
            level.starts_with("power").then(|| CpuLevel::new("GOPPC64", level))
        }
        Arch::Riscv64 => level.starts_with("rva").then(|| CpuLevel::new("GORISCV64", level)),
        Arch::I386
        | Arch::Loong64
        | Arch::Mips
        | Arch::Mips64
        | Arch::Mips64le
        | Arch::Mipsle
        | Arch::S390x
        | Arch::Wasm => None,
    }
    .ok_or_else(wrong)
}

fn named(text: &str) -> Result<Target, String> {
    let mut parts = text.split('/').collect::<Vec<_>>();
    let arch_at = parts.iter().skip(1).position(|part| is_arch(part)).map(|at| at + 1);
    let platform = arch_at.map(|at| parts.split_off(at)).unwrap_or_default();
    let arch = platform
        .first()
        .map(|arch| arch.parse::<Arch>().map_err(|unknown| unknown.to_string()))
        .transpose()?;
    let cpu = match (arch, &platform[..]) {
        (_, [] | [_]) => None,
        (Some(arch), [_, level]) => Some(cpu_level(arch, level)?),
        _ => return Err("too much stands after the architecture".into()),
    };
    let name = parts.join("/");
    let (name, release) = match name.rsplit_once(':') {
        Some((_, "")) => return Err("a release is missing after \":\"".into()),
        Some((name, release)) => (name.to_owned(), Some(release.to_owned())),
        None => (name, None),
    };
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err(
            "write for example \"debian:12\", \"linux/arm64\", \"image:app.tar\" or \"here\""
                .into(),
        );
    }
    Ok(Target::Named { name, release, arch, cpu })
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named { name, release, arch, cpu } => {
                f.write_str(name)?;
                if let Some(release) = release {
                    write!(f, ":{release}")?;
                }
                if let Some(arch) = arch {
                    write!(f, "/{arch}")?;
                }
                level(f, cpu.as_ref())
            }
            Self::Platform { os, arch, cpu } => {
                write!(f, "{os}/{arch}")?;
                level(f, cpu.as_ref())
            }
            Self::Rootfs(path) => write!(f, "rootfs:{path}"),
            Self::Image(path) => write!(f, "image:{path}"),
            Self::Recorded(path) => write!(f, "machine:{path}"),
            Self::Here => f.write_str("here"),
        }
    }
}

fn level(f: &mut fmt::Formatter<'_>, cpu: Option<&CpuLevel>) -> fmt::Result {
    match cpu {
        Some(cpu) if cpu.level.starts_with(|c: char| c.is_ascii_digit()) => {
            write!(f, "/v{}", cpu.level)
        }
        Some(cpu) => write!(f, "/{}", cpu.level),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_back() {
        for text in [
            "debian:11",
            "scratch",
            "alpine:3.20/arm64",
            "gcr.io/distroless/static-debian12:nonroot",
            "linux/arm/v6",
            "debian:12/arm/v7",
            "linux/amd64/v3",
            "windows/386",
            "rootfs:/srv/root",
            "image:web.tar",
            "machine:prod.toml",
            "here",
        ] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_platform_in_another_tools_words_is_refused_with_gos() {
        let error = "linux/aarch64".parse::<Target>().unwrap_err();
        assert!(error.reason.contains("did you mean \"arm64\""), "{error}");
        let error = "macos/arm64".parse::<Target>().unwrap_err();
        assert!(error.reason.contains("did you mean \"darwin\""), "{error}");
    }

    #[test]
    fn an_empty_part_is_refused() {
        for text in ["", "rootfs:", "debian:", "linux", "linux/", "linux/amd64/fast"] {
            assert!(text.parse::<Target>().is_err(), "{text:?}");
        }
    }
}
