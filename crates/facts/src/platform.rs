//! Operating systems and architectures, under the names that Go gives them.

use std::fmt;
use std::str::FromStr;

/// A name that Go does not use, with the one that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// What was written.
    pub name: String,
    /// What Go calls it, where we can tell.
    pub meant: Option<&'static str>,
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no name that Go uses", self.name)?;
        match self.meant {
            Some(meant) => write!(f, "; did you mean {meant:?}?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownName {}

macro_rules! names {
    (
        $(#[$doc:meta])* $type:ident {
            $($variant:ident = $name:literal $(| $alias:literal)*,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "each variant is its name")]
        pub enum $type { $($variant,)* }

        impl $type {
            /// Every one that Go has a name for.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name that Go uses.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }

        impl FromStr for $type {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                match text {
                    $($name => Ok(Self::$variant),)*
                    _ => Err(UnknownName {
                        name: text.to_owned(),
                        meant: match text.to_ascii_lowercase().as_str() {
                            $($name $(| $alias)* => Some($name),)*
                            _ => None,
                        },
                    }),
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

names! {
    /// An operating system (`GOOS`).
    Os {
        Aix = "aix",
        Android = "android",
        Darwin = "darwin" | "macos" | "osx" | "mac",
        Dragonfly = "dragonfly",
        Freebsd = "freebsd",
        Illumos = "illumos",
        Ios = "ios",
        Js = "js",
        Linux = "linux",
        Netbsd = "netbsd",
        Openbsd = "openbsd",
        Plan9 = "plan9",
        Solaris = "solaris" | "sunos",
        Wasip1 = "wasip1" | "wasi",
        Windows = "windows" | "win" | "win32" | "win64",
    }
}

names! {
    /// An architecture (`GOARCH`).
    Arch {
        I386 = "386" | "i386" | "i486" | "i586" | "i686" | "x86" | "ia32",
        Amd64 = "amd64" | "x86_64" | "x86-64" | "x64",
        Arm = "arm" | "armhf" | "armel" | "armv6" | "armv6l" | "armv7" | "armv7l" | "arm32",
        Arm64 = "arm64" | "aarch64" | "armv8",
        Loong64 = "loong64" | "loongarch64",
        Mips = "mips",
        Mips64 = "mips64",
        Mips64le = "mips64le" | "mips64el",
        Mipsle = "mipsle" | "mipsel",
        Ppc64 = "ppc64" | "powerpc64",
        Ppc64le = "ppc64le" | "ppc64el" | "powerpc64le",
        Riscv64 = "riscv64" | "riscv64gc",
        S390x = "s390x",
        Wasm = "wasm" | "wasm32",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_another_tool_is_refused_with_the_one_go_uses() {
        let error = "aarch64".parse::<Arch>().unwrap_err();
        assert_eq!(error.meant, Some("arm64"));
        assert_eq!("macos".parse::<Os>().unwrap_err().meant, Some("darwin"));
        assert_eq!("Linux".parse::<Os>().unwrap_err().meant, Some("linux"));
        assert_eq!("beos".parse::<Os>().unwrap_err().meant, None);
    }

    #[test]
    fn every_name_reads_back() {
        for arch in Arch::ALL {
            assert_eq!(arch.name().parse(), Ok(*arch));
        }
        for os in Os::ALL {
            assert_eq!(os.name().parse(), Ok(*os));
        }
    }
}
