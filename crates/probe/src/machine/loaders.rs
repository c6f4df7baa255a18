//! The dynamic loaders of a machine, and the C libraries that they belong to.

use landfall_facts::{
    Arch, Build, Fact, GlibcVersion, Interpreter, Libc, MuslVersion, Origin, SeenShelf, Why,
};
use landfall_formats::elf::Elf;
use landfall_formats::loader;

use crate::world::{Blind, World};
use crate::{elf, shelf};

/// Directories in which the known dynamic loaders lie.
const LOADER_DIRECTORIES: [&str; 6] =
    ["/lib64", "/lib", "/libexec", "/usr/libexec", "/system/bin", "/lib32"];

/// Every dynamic loader of the machine, the one that the build names among them, and why there may
/// be one that nobody could see, if so.
pub(super) fn all(
    world: &dyn World,
    wanted: Option<&str>,
) -> (Fact<Vec<Interpreter>>, Option<Why>) {
    let mut paths: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
    let mut hidden: Option<Why> = None;
    for dir in LOADER_DIRECTORIES {
        match world.list(dir) {
            Ok(names) => {
                let loader = |name: &&String| {
                    [
                        "ld-linux",
                        "ld-musl-",
                        "ld64.so",
                        "ld.so.1",
                        "ld-uClibc",
                        "ld-elf.so",
                        "linker",
                    ]
                    .iter()
                    .any(|start| name.starts_with(start))
                        && !name.ends_with(".conf")
                        && !name.ends_with(".cache")
                };
                paths.extend(names.iter().filter(loader).map(|name| format!("{dir}/{name}")));
            }
            Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => {
                hidden.get_or_insert(why);
            }
        }
    }
    let mut found: Vec<Interpreter> = Vec::new();
    for path in paths {
        if found.iter().any(|one| one.path == path) {
            continue;
        }
        let asked = wanted == Some(path.as_str());
        let file = match world.open(&path) {
            Ok(file) => file,
            Err(Blind::Cannot(why)) if asked => return (Fact::Unknown(why), None),
            Err(Blind::Cannot(why)) => {
                hidden.get_or_insert(why);
                continue;
            }
            Err(Blind::NotThere) => continue,
        };
        let arch = match Elf::read(file.as_ref()) {
            Ok(elf) => elf::arch(&elf),
            Err(error) => {
                let why = Why::damaged(&world.shown(&path), &error);
                if asked {
                    return (Fact::Unknown(why), None);
                }
                hidden.get_or_insert(why);
                continue;
            }
        };
        let libc = elf::libc_of_interpreter(&path).unwrap_or(Libc::Native);
        found.push(Interpreter { path, arch, libc });
    }
    let looked = Origin::Path(world.shown(wanted.unwrap_or("/lib")));
    // What is kept from us hides only loaders that nobody asked for; but with no other loader at
    // hand nobody can say that there is none.
    let found = match (found.is_empty(), &hidden) {
        (true, Some(why)) => Fact::Unknown(why.clone()),
        (true, None) => Fact::Absent(looked),
        (false, _) => {
            let first = Origin::Path(world.shown(&found[0].path));
            Fact::Known(found, first)
        }
    };
    (found, hidden)
}

pub(super) fn arches(world: &dyn World, interpreters: &Fact<Vec<Interpreter>>) -> Fact<Vec<Arch>> {
    match interpreters {
        Fact::Known(all, origin) => {
            let mut arches: Vec<Arch> = all.iter().filter_map(|one| one.arch).collect();
            arches.sort_unstable();
            arches.dedup();
            match arches.is_empty() {
                true => Fact::Unknown(Why::new(
                    "Go has no name for the architecture of the loaders there",
                )),
                false => Fact::Known(arches, origin.clone()),
            }
        }
        // Nothing in there is made for an architecture, so any machine can host it.
        Fact::Absent(_) => Fact::Absent(Origin::Path(world.shown("/"))),
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
    }
}

/// The newest version that the machine's libc.so.6 defines.
pub(super) fn glibc(
    world: &dyn World,
    loader: &Interpreter,
    build: &Build,
    shelf: &SeenShelf,
) -> Fact<GlibcVersion> {
    let dirs = shelf.default_dirs.iter().map(|dir| format!("{dir}/libc.so.6"));
    let seen: Vec<String> = shelf
        .libraries
        .iter()
        .filter(|one| one.path.ends_with("/libc.so.6"))
        .map(|one| one.path.clone())
        .collect();
    let arch = loader.arch.or(build.arch.known().copied());
    let mut blind = None;
    for path in seen.into_iter().chain(dirs) {
        let library = match world.open(&path) {
            Ok(file) => {
                Elf::read(file.as_ref()).and_then(|elf| shelf::library(&elf, arch, &path, &path))
            }
            Err(Blind::NotThere) => continue,
            Err(Blind::Cannot(why)) => {
                blind = Some(why);
                continue;
            }
        };
        match library {
            Ok(library) if library.arch == arch => {
                // What libc says of itself when run; its newest symbol version can be older.
                if let Ok(Some(version)) =
                    world.open(&path).map_or(Ok(None), |file| loader::glibc_version(file.as_ref()))
                    && let Ok(version) = version.parse()
                {
                    return Fact::Known(version, Origin::Path(world.shown(&path)));
                }
                let newest = library
                    .defines
                    .iter()
                    .filter_map(|name| GlibcVersion::from_symbol_version(name))
                    .max();
                if let Some(version) = newest {
                    return Fact::Known(version, Origin::Path(world.shown(&path)));
                }
            }
            Ok(_) => {}
            Err(error) => blind = Some(Why::damaged(&world.shown(&path), &error)),
        }
    }
    match blind {
        Some(why) => Fact::Unknown(why),
        None => Fact::Absent(Origin::Path(world.shown(&loader.path))),
    }
}

pub(super) fn musl(world: &dyn World, path: &str) -> Fact<MuslVersion> {
    let shown = world.shown(path);
    let file = match world.open(path) {
        Ok(file) => file,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(shown)),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    match loader::musl_version(file.as_ref())
        .map(|version| version.and_then(|version| version.parse().ok()))
    {
        Ok(Some(version)) => Fact::Known(version, Origin::Path(shown)),
        Ok(None) => Fact::Unknown(Why::new(format!("{shown} does not tell its version"))),
        Err(error) => Fact::Unknown(Why::damaged(&shown, &error)),
    }
}
