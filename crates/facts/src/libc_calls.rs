//! What the parts of a C library call, told once for each of its functions, so that nobody needs its files.

use std::collections::BTreeMap;

use crate::{Arch, Origin};

/// What the loader and the libraries of a C library call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibcCalls {
    /// Whose they are, for example `debian:12`.
    pub of: String,
    /// For which architecture; numbers mean nothing without it.
    pub arch: Arch,
    /// Each library by its name, as [`LibcCalls::name_of`] has it, the loader among them.
    pub libraries: BTreeMap<String, LibraryCalls>,
}

/// What one library calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryCalls {
    /// Whenever it is loaded, with what it is loaded with. Of one that the C library loads to ask for users and
    /// hosts: all that it calls.
    pub at_start: LedTo,
    /// Everything that it offers by name. What leads to no call is here too.
    pub offers: BTreeMap<String, LedTo>,
}

/// What something leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedTo {
    /// The numbers of the calls, in order.
    pub calls: Vec<u32>,
    /// Where it is told the number of a call by whoever calls it.
    pub told: Option<Given>,
    /// The places it leads to that call with a number that could not be told: the function, and the address.
    pub lost: Vec<(String, u64)>,
    /// Whether it leads to what loads more libraries by name.
    pub loads: bool,
    /// Where this is written.
    pub origin: Origin,
}

/// A place through which a function of C is given something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Given {
    /// A register, as the architecture counts them.
    Register(u8),
    /// So many bytes above the stack pointer.
    Stack(i64),
}

/// The libraries that the C library loads to ask for users and hosts where nothing says which (glibc's
/// nss/nss_database.c).
pub const PLUGGED_IN: [&str; 2] = ["libnss_dns.so.2", "libnss_files.so.2"];

/// The one library that musl is.
const MUSL: &str = "musl";

impl LibcCalls {
    /// The name of a library here, by the name under which a program asks for it: musl is one file, with other
    /// names on each architecture, and a loader too.
    pub fn name_of(asked: &str) -> &str {
        match asked.starts_with("ld-musl-") || asked.starts_with("libc.musl-") {
            true => MUSL,
            false => asked,
        }
    }

    /// What a library calls that a program asks for.
    pub fn library(&self, asked: &str) -> Option<&LibraryCalls> {
        // The loader of musl takes itself for each of these (ldso/dynlink.c, `reserved`).
        const RESERVED: [&str; 7] =
            ["libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet."];
        let is_reserved = || RESERVED.iter().any(|name| asked.starts_with(name));
        let own = self.libraries.get(Self::name_of(asked));
        own.or_else(|| self.libraries.get(MUSL).filter(|_| is_reserved()))
    }

    /// Whether a library is one that the C library loads to ask for users and hosts.
    pub fn is_plugged_in(library: &str) -> bool {
        library.starts_with("libnss_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(library: &str) -> LibcCalls {
        let origin = Origin::Word(String::new());
        let at_start = LedTo { calls: vec![1], told: None, lost: Vec::new(), loads: false, origin };
        let library_calls = LibraryCalls { at_start, offers: BTreeMap::new() };
        let libraries = BTreeMap::from([(library.to_owned(), library_calls)]);
        LibcCalls { of: String::new(), arch: Arch::Amd64, libraries }
    }

    #[test]
    fn musl_is_one_file_for_all_that_a_c_library_has() {
        let musl = calls("musl");
        for name in ["ld-musl-x86_64.so.1", "libc.musl-x86_64.so.1", "libc.so", "libpthread.so.0"] {
            assert!(musl.library(name).is_some(), "{name}");
        }
        assert!(musl.library("libcrypto.so.3").is_none());
        assert!(calls("libc.so.6").library("libpthread.so.0").is_none());
    }
}
