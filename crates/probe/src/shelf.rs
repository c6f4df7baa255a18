//! The libraries of a machine, as far as one artifact can reach them.
//!
//! Every file with a wanted name is looked for in every directory that the loader, or a search
//! path of any object so reached, would name. Which of them the loader takes is not decided here.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use landfall_facts::{
    Arch, Build, CacheEntry, Export, Fact, Interpreter, Libc, Library, LibraryImport, Listed,
    Origin, SeenShelf, Shelf, Why,
};
use landfall_formats::elf::{Elf, Which};
use landfall_formats::{ReadError, ld_cache, loader};

use crate::elf;
use crate::world::{Blind, World};

const CACHE: &str = "/etc/ld.so.cache";
/// No program of any distribution asks for a fifth of this many files; a hostile image could.
const MOST: usize = 16_384;
/// Nor so many directories.
const MOST_DIRECTORIES: usize = 1024;

/// Looks for the libraries that a build can reach through a loader.
pub(crate) fn gather(world: &dyn World, build: &Build, loader: Option<&Interpreter>) -> SeenShelf {
    let interpreter = loader.map(|one| one.path.as_str());
    let libc = loader.map(|one| one.libc).or(build.link.libc.known().copied());
    let loader = interpreter.map(str::to_owned);
    let mut shelf = SeenShelf { loader, ..SeenShelf::default() };
    shelf.library_path = world
        .env("LD_LIBRARY_PATH")
        .map(|path| {
            path.split([':', ';']).filter(|dir| !dir.is_empty()).map(str::to_owned).collect()
        })
        .unwrap_or_default();
    let libc = libc.unwrap_or(Libc::Native);
    defaults(world, libc, interpreter, &mut shelf);
    let cache = match libc {
        Libc::Glibc => cache(world, &mut shelf),
        Libc::Musl | Libc::Bionic | Libc::Uclibc | Libc::Native => Vec::new(),
    };
    let library_path = shelf.library_path.clone();
    let default_dirs = shelf.default_dirs.clone();
    let arch = build.arch.known().copied();
    let mut search = Search { world, arch, shelf, cache, dirs: Vec::new(), tried: HashSet::new() };
    // In the order of glibc's loader, though any order finds the same.
    let known = |paths: &Fact<Vec<String>>| paths.known().cloned().unwrap_or_default();
    let (rpath, runpath) = (known(&build.link.rpath), known(&build.link.runpath));
    for dir in [rpath, library_path, runpath, default_dirs].iter().flatten() {
        search.add_dir(dir, None);
    }
    if let Some(path) = interpreter {
        search.try_file(path);
    }
    let mut wanted: Vec<String> = build.link.needed.known().cloned().unwrap_or_default();
    let mut asked: HashSet<String> = HashSet::new();
    // A directory that a later object adds can hold names asked for before: ask all of them again.
    loop {
        let dirs = search.dirs.len();
        let mut next = 0;
        while next < wanted.len() && search.tried.len() < MOST {
            let name = wanted[next].clone();
            next += 1;
            for index in search.look_for(&name) {
                let library = &search.shelf.libraries[index];
                let (path, own) =
                    (library.path.clone(), [library.rpath.clone(), library.runpath.clone()]);
                let needed = library.needed.clone();
                for dir in own.iter().flatten() {
                    search.add_dir(dir, Some(&path));
                }
                for name in needed {
                    if asked.insert(name.clone()) {
                        wanted.push(name);
                    }
                }
            }
        }
        if search.tried.len() >= MOST {
            let why = Why::new(format!("its libraries ask for more than {MOST} files"));
            search.shelf.unseen.get_or_insert(why);
            break;
        }
        if search.dirs.len() == dirs {
            break;
        }
    }
    let names: HashSet<&str> = wanted.iter().map(String::as_str).collect();
    search.shelf.cache =
        search.cache.iter().filter(|entry| names.contains(entry.name.as_str())).cloned().collect();
    search.shelf
}

/// The names of all libraries that a loader finds by itself: in its cache and where it looks last, those
/// that are for its architecture. A list with a gap is none.
pub(crate) fn names(world: &dyn World, loader: &Interpreter) -> Fact<Shelf> {
    let nothing = Build::unknown("", &Why::not_given("artifact"));
    let seen = gather(world, &nothing, Some(loader));
    if let Some(why) = seen.unseen {
        return Fact::Unknown(why);
    }
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    if loader.libc == Libc::Glibc {
        for entry in cache(world, &mut SeenShelf::default()) {
            files.entry(entry.name).or_default().push(entry.path);
        }
    }
    for dir in &seen.default_dirs {
        match world.list(dir) {
            Ok(names) => {
                for name in names.into_iter().filter(|name| name.contains(".so")) {
                    let path = format!("{}/{name}", dir.trim_end_matches('/'));
                    files.entry(name).or_default().push(path);
                }
            }
            Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    // A link may lead nowhere, a name may be of a text, and a library for another architecture.
    let is_for_it = |path: &String| {
        let Ok(file) = world.open(path) else { return false };
        Elf::read(file.as_ref()).is_ok_and(|elf| elf::arch(&elf) == loader.arch)
    };
    let found = files.into_iter().filter(|(_, paths)| paths.iter().any(is_for_it));
    let listed = Listed {
        sonames: found.map(|(name, _)| Cow::Owned(name)).collect(),
        table: loader.path.clone(),
        complete: true,
    };
    Fact::Known(Shelf::Listed(listed), Origin::Path(world.shown(&loader.path)))
}

/// What a loader sees of an ELF file: of one for another architecture only that.
pub(crate) fn library(
    elf: &Elf<'_>,
    wanted: Option<Arch>,
    path: &str,
    real_path: &str,
) -> Result<Library, ReadError> {
    let mut library = Library {
        path: path.to_owned(),
        real_path: real_path.to_owned(),
        arch: elf::arch(elf),
        soname: None,
        needed: Vec::new(),
        rpath: Vec::new(),
        runpath: Vec::new(),
        no_default_dirs: false,
        defines: Vec::new(),
        wants: Vec::new(),
        exports: Fact::Absent(Origin::Path(path.to_owned())),
        imports: Vec::new(),
    };
    if wanted.is_some() && library.arch != wanted {
        return Ok(library);
    }
    elf.check_whole()?;
    let Some(dynamic) = elf.dynamic()? else { return Ok(library) };
    let versions = dynamic.versions(elf)?;
    let exports = dynamic.symbols(elf, &versions, Which::Exports)?;
    let imports = dynamic.symbols(elf, &versions, Which::Imports)?;
    let bound = match dynamic.bind_now {
        true => None,
        false => Some(dynamic.symbols_bound_at_start(elf)?),
    };
    library.imports = imports
        .into_iter()
        .map(|symbol| LibraryImport {
            lazy: bound.as_ref().is_some_and(|bound| bound.binary_search(&symbol.index).is_err()),
            symbol: symbol.name,
            version: symbol.version,
            weak: symbol.weak,
        })
        .collect();
    let export = |symbol: landfall_formats::elf::Symbol| Export {
        symbol: symbol.name,
        version: symbol.version,
    };
    library.exports =
        Fact::Known(exports.into_iter().map(export).collect(), Origin::Path(path.to_owned()));
    library.needed = dynamic.needed.into_iter().map(|(name, _)| name).collect();
    library.soname = dynamic.soname;
    library.rpath = dynamic.rpath;
    library.runpath = dynamic.runpath;
    library.no_default_dirs = dynamic.no_default_dirs;
    library.defines = versions.defined.iter().map(|defined| defined.version.clone()).collect();
    library.wants = versions.needed.iter().map(elf::version_wanted).collect();
    Ok(library)
}

/// The last directory that the path of an object stands in.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("/", |(dir, _)| if dir.is_empty() { "/" } else { dir })
}

/// Where the loader looks last.
fn defaults(world: &dyn World, libc: Libc, interpreter: Option<&str>, shelf: &mut SeenShelf) {
    match (libc, interpreter) {
        (Libc::Musl, Some(path)) => {
            // The file is named after the loader: ld-musl-x86_64.so.1, ld-musl-x86_64.path.
            let name = path
                .rsplit('/')
                .next()
                .and_then(|name| name.split(".so").next())
                .unwrap_or("ld-musl");
            let file = format!("/etc/{name}.path");
            shelf.default_dirs = match world.text(&file) {
                Ok(text) => loader::musl_directories(&text),
                Err(Blind::NotThere) => loader::MUSL_DIRECTORIES.map(str::to_owned).to_vec(),
                Err(Blind::Cannot(why)) => {
                    shelf.unseen = Some(why);
                    return;
                }
            };
        }
        (Libc::Glibc, Some(path)) => match world.open(path) {
            Ok(file) => match loader::glibc_directories(file.as_ref()) {
                Ok(dirs) if !dirs.is_empty() => shelf.default_dirs = dirs,
                Ok(_) => {
                    let none = "it names no directories to search";
                    shelf.unseen = Some(Why::damaged(&world.shown(path), &none));
                }
                Err(error) => shelf.unseen = Some(Why::damaged(&world.shown(path), &error)),
            },
            Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => shelf.unseen = Some(why),
        },
        (_, Some(path)) => {
            let why = Why::new(format!("landfall does not know how the loader {path} searches"));
            shelf.unseen = Some(why);
        }
        // Without a loader nothing is loaded, or nobody knows by which.
        (_, None) => {}
    }
}

fn cache(world: &dyn World, shelf: &mut SeenShelf) -> Vec<CacheEntry> {
    let shown = world.shown(CACHE);
    let file = match world.open(CACHE) {
        Ok(file) => file,
        Err(Blind::NotThere) => return Vec::new(),
        Err(Blind::Cannot(why)) => {
            shelf.unseen = Some(why);
            return Vec::new();
        }
    };
    let read = landfall_formats::bytes(file.as_ref(), 0, file.len())
        .and_then(|bytes| ld_cache::read(&bytes));
    match read {
        Ok(entries) => entries
            .into_iter()
            .map(|entry| CacheEntry { name: entry.name, path: entry.path, hwcaps: entry.hwcaps })
            .collect(),
        Err(error) => {
            shelf.unseen = Some(Why::damaged(&shown, &error));
            Vec::new()
        }
    }
}

struct Search<'w> {
    world: &'w dyn World,
    arch: Option<Arch>,
    shelf: SeenShelf,
    cache: Vec<CacheEntry>,
    dirs: Vec<String>,
    tried: HashSet<String>,
}

impl Search<'_> {
    /// Adds a directory of a search path. `$ORIGIN` is where the object lies that names it; where
    /// a program will lie is known only on the machine.
    fn add_dir(&mut self, dir: &str, owner: Option<&str>) {
        let dir = match owner {
            Some(owner) => dir.replace("${ORIGIN}", "$ORIGIN").replace("$ORIGIN", parent(owner)),
            None => dir.to_owned(),
        };
        if !dir.starts_with('/') || dir.contains('$') {
            self.add_doubt(dir);
        } else if self.dirs.len() >= MOST_DIRECTORIES {
            let why = "its libraries name more directories than any program has";
            self.shelf.unseen.get_or_insert(Why::new(why));
        } else if !self.dirs.contains(&dir) {
            self.dirs.push(dir);
        }
    }

    /// A path that begins at `$ORIGIN`, or where the program is started, is known on the machine
    /// only.
    fn add_doubt(&mut self, path: String) {
        let why = Why::new(format!("where \"{path}\" will be on the machine is not known here"));
        if !self.shelf.blind.iter().any(|(blind, _)| *blind == path) {
            self.shelf.blind.push((path, why));
        }
    }

    /// Looks for a name everywhere; the indices of the libraries seen for the first time.
    fn look_for(&mut self, name: &str) -> Vec<usize> {
        let before = self.shelf.libraries.len();
        if name.starts_with('/') {
            self.try_file(name);
        } else if name.contains('/') {
            self.add_doubt(name.to_owned());
        } else {
            for dir in self.dirs.clone() {
                self.try_file(&format!("{}/{name}", dir.trim_end_matches('/')));
            }
            let cached: Vec<_> = self
                .cache
                .iter()
                .filter(|entry| entry.name == name)
                .map(|entry| entry.path.clone())
                .collect();
            for path in cached {
                self.try_file(&path);
            }
        }
        (before..self.shelf.libraries.len()).collect()
    }

    fn try_file(&mut self, path: &str) {
        if self.tried.len() >= MOST || !self.tried.insert(path.to_owned()) {
            return;
        }
        let opened = self.world.open(path).and_then(|file| Ok((file, self.world.resolve(path)?)));
        match opened {
            // What the loader refuses too is broken; what only we cannot read is not.
            Ok((file, real)) => match Elf::read(file.as_ref()) {
                Ok(elf) => match library(&elf, self.arch, path, &real) {
                    Ok(library) => self.shelf.libraries.push(library),
                    Err(error) => self.cannot_read(path, &error),
                },
                Err(error @ ReadError::Io { .. }) => self.cannot_read(path, &error),
                Err(error) => self.shelf.broken.push((path.to_owned(), error.to_string())),
            },
            Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => self.shelf.blind.push((path.to_owned(), why)),
        }
    }

    fn cannot_read(&mut self, path: &str, error: &ReadError) {
        let shown = self.world.shown(path);
        let why = match error {
            ReadError::Io { error, .. } => Why::denied(&shown, error),
            ReadError::Damaged { .. } => Why::damaged(&shown, error),
        };
        self.shelf.blind.push((path.to_owned(), why));
    }
}
