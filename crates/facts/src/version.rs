//! One type per kind of version, so that a glibc is never held against a kernel.

use std::fmt;
use std::str::FromStr;

/// A text that is no version of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadVersion(String);

impl fmt::Display for BadVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not read a version in {:?}", self.0)
    }
}

impl std::error::Error for BadVersion {}

/// Up to four numbers with dots between; missing ones count as zero when compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Dotted {
    numbers: [u32; 4],
}

fn dotted(text: &str) -> Option<(Dotted, u8)> {
    let mut numbers = [0; 4];
    let mut shown = 0;
    for part in text.split('.') {
        *numbers.get_mut(shown)? = part.parse().ok()?;
        shown += 1;
    }
    Some((Dotted { numbers }, shown as u8))
}

macro_rules! version {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name {
            dotted: Dotted,
            shown: u8,
        }

        impl $name {
            /// The version with these two leading numbers.
            pub fn new(major: u32, minor: u32) -> Self {
                Self { dotted: Dotted { numbers: [major, minor, 0, 0] }, shown: 2 }
            }

            /// The first number.
            pub fn major(&self) -> u32 {
                self.dotted.numbers[0]
            }

            /// The second number, 0 if there is none.
            pub fn minor(&self) -> u32 {
                self.dotted.numbers[1]
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.dotted == other.dotted
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.dotted.cmp(&other.dotted)
            }
        }

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.dotted.hash(state);
            }
        }

        impl FromStr for $name {
            type Err = BadVersion;

            fn from_str(text: &str) -> Result<Self, BadVersion> {
                let (dotted, shown) = dotted(text).ok_or_else(|| BadVersion(text.to_owned()))?;
                Ok(Self { dotted, shown })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                for (at, number) in self.dotted.numbers[..self.shown as usize].iter().enumerate() {
                    if at > 0 {
                        f.write_str(".")?;
                    }
                    number.fmt(f)?;
                }
                Ok(())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

version! {
    /// A version of the GNU C library, for example 2.31.
    GlibcVersion
}
version! {
    /// A version of musl, for example 1.2.5.
    MuslVersion
}
version! {
    /// A version of the Linux kernel, for example 5.10.
    KernelVersion
}
version! {
    /// A version of macOS, for example 10.15 or 14.
    MacosVersion
}
version! {
    /// The NT version of a Windows release: 6.1 is Windows 7, 10.0 is Windows 10 and 11.
    WindowsVersion
}

impl GlibcVersion {
    /// Reads the name of a symbol version: `GLIBC_2.34` is 2.34; `GLIBC_PRIVATE` is none.
    pub fn from_symbol_version(name: &str) -> Option<Self> {
        name.strip_prefix("GLIBC_")?.parse().ok()
    }
}

/// A Go release, as a toolchain writes it: `go1.21.13`, `go1.22rc1`, `devel go1.28-abc`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct GoVersion {
    text: String,
    minor: u32,
    patch: Option<u32>,
}

impl GoVersion {
    /// The second number: 21 for `go1.21.13`.
    pub fn minor(&self) -> u32 {
        self.minor
    }

    /// The third number, if there is one: 13 for `go1.21.13`.
    pub fn patch(&self) -> Option<u32> {
        self.patch
    }
}

impl FromStr for GoVersion {
    type Err = BadVersion;

    /// Reads any text in which a word begins with `go1.`; what else stands there is kept.
    fn from_str(text: &str) -> Result<Self, BadVersion> {
        let bad = || BadVersion(text.to_owned());
        let numbers = text
            .split_ascii_whitespace()
            .find_map(|word| word.strip_prefix("go1."))
            .ok_or_else(bad)?;
        let number = |text: &str| {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            text[..end].parse::<u32>().ok().map(|n| (n, end))
        };
        let (minor, end) = number(numbers).ok_or_else(bad)?;
        let patch = numbers[end..].strip_prefix('.').and_then(number).map(|(patch, _)| patch);
        Ok(Self { text: text.to_owned(), minor, patch })
    }
}

impl fmt::Display for GoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for GoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_not_by_letter() {
        let old: GlibcVersion = "2.4".parse().unwrap();
        let new: GlibcVersion = "2.34".parse().unwrap();
        assert!(old < new);
        assert!("2.2.5".parse::<GlibcVersion>().unwrap() < new);
    }

    #[test]
    fn a_missing_number_is_zero_but_is_not_shown() {
        let kernel: KernelVersion = "3.10".parse().unwrap();
        assert_eq!(kernel, "3.10.0".parse().unwrap());
        assert_eq!(kernel.to_string(), "3.10");
    }

    #[test]
    fn a_private_symbol_version_is_no_glibc_version() {
        assert_eq!(GlibcVersion::from_symbol_version("GLIBC_PRIVATE"), None);
        assert_eq!(GlibcVersion::from_symbol_version("GLIBC_ABI_DT_RELR"), None);
        assert_eq!(GlibcVersion::from_symbol_version("GLIBC_2.34"), Some(GlibcVersion::new(2, 34)));
    }

    #[test]
    fn a_go_version_keeps_what_it_does_not_understand() {
        let go: GoVersion = "devel go1.28-0f1e2d X:boringcrypto".parse().unwrap();
        assert_eq!((go.minor(), go.patch()), (28, None));
        assert_eq!(go.to_string(), "devel go1.28-0f1e2d X:boringcrypto");
        let go: GoVersion = "go1.21.13".parse().unwrap();
        assert_eq!((go.minor(), go.patch()), (21, Some(13)));
        assert_eq!("go1.22rc1".parse::<GoVersion>().unwrap().minor(), 22);
        assert!("gopher".parse::<GoVersion>().is_err());
    }
}
