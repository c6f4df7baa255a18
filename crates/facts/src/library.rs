//! The libraries of a machine, as far as a dynamic loader is concerned.

use std::borrow::Cow;

use crate::{Arch, Fact, Plain, Recorded, Why};

/// What a machine has in the way of libraries.
#[derive(Debug, Clone)]
pub enum Shelf {
    /// Files that were looked at.
    Seen(SeenShelf),
    /// Names that a table lists.
    Listed(Listed),
}

impl Recorded for Shelf {
    fn plain(&self) -> Plain {
        let mut names: Vec<String> = match self {
            Self::Listed(listed) => listed.sonames.iter().map(|name| name.to_string()).collect(),
            Self::Seen(seen) => {
                seen.libraries.iter().filter_map(|library| library.soname.clone()).collect()
            }
        };
        names.sort_unstable();
        names.dedup();
        Plain::List(names)
    }

    /// A list that holds all there is.
    fn typed(plain: Plain) -> Result<Self, String> {
        let names = Vec::<String>::typed(plain)?;
        let sonames = names.into_iter().map(Cow::Owned).collect();
        Ok(Self::Listed(Listed { sonames, table: String::new(), complete: true }))
    }
}

/// Libraries that were looked at, and the order in which the loader there looks.
///
/// Only what an artifact can reach was looked for: every file with a wanted name in every
/// directory that the loader, or a search path of any object so reached, would name.
#[derive(Debug, Clone, Default)]
pub struct SeenShelf {
    /// The loader that looks, by its path; it is a library among the others.
    pub loader: Option<String>,
    /// ELF objects by the path under which the loader comes to them.
    pub libraries: Vec<Library>,
    /// Entries of `ld.so.cache` for wanted names, in the order of the file.
    pub cache: Vec<CacheEntry>,
    /// Where the loader looks last, in order.
    pub default_dirs: Vec<String>,
    /// `LD_LIBRARY_PATH` of the machine, in order.
    pub library_path: Vec<String>,
    /// Files and directories that could not be looked at, and why.
    pub blind: Vec<(String, Why)>,
    /// Why the loader could find more than stands here: where it looks could not be read, or it
    /// would look at too much.
    pub unseen: Option<Why>,
    /// Files with a wanted name that are no loadable object, and what is wrong with them.
    pub broken: Vec<(String, String)>,
}

/// Libraries that a table lists by name.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Their names.
    pub sonames: Vec<Cow<'static, str>>,
    /// The table.
    pub table: String,
    /// Whether what is not listed is not there.
    pub complete: bool,
}

/// One ELF object of a machine.
#[derive(Debug, Clone)]
pub struct Library {
    /// Where the loader comes to it.
    pub path: String,
    /// Where it really lies, with every link followed.
    pub real_path: String,
    /// Its architecture, `None` for one that Go has no name for.
    pub arch: Option<Arch>,
    /// The name it gives itself.
    pub soname: Option<String>,
    /// The libraries it names, in order.
    pub needed: Vec<String>,
    /// Where to look for libraries, its dependencies' too.
    pub rpath: Vec<String>,
    /// Where to look for its own direct libraries.
    pub runpath: Vec<String>,
    /// Whether the default directories are not to be searched for its libraries.
    pub no_default_dirs: bool,
    /// The versions it defines; empty for a library without versions.
    pub defines: Vec<String>,
    /// The versions it wants of others.
    pub wants: Vec<VersionWanted>,
    /// What it offers.
    pub exports: Fact<Vec<Export>>,
    /// What it takes.
    pub imports: Vec<LibraryImport>,
}

/// A version that a loader checks in a library before anything runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionWanted {
    /// The library, for example `libc.so.6`.
    pub library: String,
    /// The version, for example `GLIBC_2.34`.
    pub version: String,
    /// Whether its absence is only warned about.
    pub weak: bool,
    /// The place of the entry, in bytes from the file's beginning.
    pub offset: u64,
}

/// A symbol that a library offers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Export {
    /// Its name.
    pub symbol: String,
    /// Its version, if it has one.
    pub version: Option<String>,
}

/// A symbol that a library takes from another before anything runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryImport {
    /// Its name.
    pub symbol: String,
    /// Its version, if it asks for one.
    pub version: Option<String>,
    /// Whether it does without.
    pub weak: bool,
    /// Whether it is looked for when first called only.
    pub lazy: bool,
}

/// A line of the loader's cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheEntry {
    /// The name looked for.
    pub name: String,
    /// The file.
    pub path: String,
    /// The CPU level of the subdirectory it lies in, for example `x86-64-v3`.
    pub hwcaps: Option<String>,
}
