//! What a machine gives: a root filesystem, an image, or the one we stand on.

mod around;
pub mod compiler;
mod emulators;
mod files;
pub(crate) mod limits;
mod loaders;
mod names;
mod native;
mod network;
mod rights;
mod room;
pub mod settings;
mod system;
mod tools;
pub mod trial;
mod work;

use std::collections::HashSet;

use landfall_facts::{
    Arch, Build, Fact, GoVersion, Interpreter, Libc, Machine, Origin, Os, Shelf, Why,
};

use crate::beside::Beside;
use crate::elf;
use crate::image::Image;
use crate::shelf;
use crate::world::World;

/// The machine that a root filesystem makes, looked at with one build in mind.
pub fn rooted(world: &dyn World, name: &str, build: &Build) -> Machine {
    let mut machine =
        Machine::unknown(name, &Why::new(format!("{name} is a root filesystem without a machine")));
    let hidden = fill(world, build, &mut machine);
    machine.os = match &machine.interpreters {
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
        Fact::Absent(_) => Fact::Known(Os::Linux, Origin::Path(world.shown("/"))),
        Fact::Known(all, _) => {
            match all.iter().find_map(|one| Some((elf::os_of_interpreter(&one.path)?, &one.path))) {
                Some((os, path)) => Fact::Known(os, Origin::Path(world.shown(path))),
                None => Fact::Known(Os::Linux, Origin::Path(world.shown("/"))),
            }
        }
    };
    machine.arches = match (loaders::arches(world, &machine.interpreters), hidden) {
        // A loader that is kept from us could be for the architecture that is asked for.
        (Fact::Known(arches, _), Some(why))
            if build.arch.known().is_none_or(|arch| !arches.contains(arch)) =>
        {
            Fact::Unknown(why)
        }
        (arches, _) => arches,
    };
    machine.emulated = Fact::Absent(Origin::Path(world.shown("/")));
    machine
}

/// The machine that a container of an image is, looked at with one build in mind.
pub fn of_image(image: &Image, name: &str, build: &Build) -> Machine {
    let mut machine = Machine::unknown(
        name,
        &Why::new(format!("{name} is an image; its containers run on a host's kernel and CPU")),
    );
    fill(image, build, &mut machine);
    let platform = image.platform();
    let origin = Origin::Path(image.shown("/").trim_end_matches(":/").to_owned());
    machine.os = match platform.os.parse::<Os>() {
        Ok(os) => Fact::Known(os, origin.clone()),
        Err(error) => {
            Fact::Unknown(Why::new(format!("{name} says of its operating system: {error}")))
        }
    };
    machine.arches = match platform.architecture.parse::<Arch>() {
        Ok(arch) => Fact::Known(vec![arch], origin.clone()),
        Err(error) => Fact::Unknown(Why::new(format!("{name} says of its architecture: {error}"))),
    };
    machine.emulated = Fact::Absent(origin);
    machine
}

/// The machine we stand on, looked at with one build in mind. `os` and `arch` are what this
/// program itself is made for, in the words of `std::env::consts`.
pub fn here(world: &dyn World, (os, arch): (&str, &str), build: &Build) -> Machine {
    let mut machine =
        Machine::unknown("here", &Why::new("landfall does not look for this on such a machine"));
    let itself = Origin::Itself(format!("{os} on {arch}"));
    let no_name = |what: &str| Why::new(format!("Go has no name for {what}"));
    machine.os = match system::go_os(os) {
        Some(os) => Fact::Known(os, itself.clone()),
        None => Fact::Unknown(no_name(os)),
    };
    machine.arches = match system::go_arch(arch) {
        Some(arch) => Fact::Known(vec![arch], itself.clone()),
        None => Fact::Unknown(no_name(arch)),
    };
    match machine.os.known() {
        Some(Os::Linux | Os::Android) => {
            fill(world, build, &mut machine);
            machine.macos = Fact::Absent(itself.clone());
            machine.windows = Fact::Absent(itself);
            system::linux(world, &mut machine);
        }
        Some(Os::Darwin) => {
            native_files(world, &mut machine);
            system::macos(world, &mut machine);
        }
        Some(Os::Windows) => {
            native_files(world, &mut machine);
            system::windows(world, &mut machine);
        }
        _ => {
            fill(world, build, &mut machine);
        }
    }
    machine
}

/// What tables say and a probe has to be told.
#[derive(Debug, Clone, Copy)]
pub struct OfTables {
    /// What the Go command calls on a system where nobody says which compiler of C.
    pub default_cc: fn(Os) -> &'static str,
    /// Files of GOROOT that a release has no more.
    pub removed_before: fn(&GoVersion) -> Vec<&'static str>,
}

/// The machine we stand on with all that surrounds a process there, one of that machine by its number
/// or this one, and the tools that build Go.
pub fn whole(
    world: &dyn World,
    own: (&str, &str),
    process: Option<u32>,
    of_tables: &OfTables,
) -> Machine {
    let Some(process) = process else { return seen_by(world, own, "self", of_tables) };
    let beside = Beside::new(world, process);
    let mut machine = seen_by(&beside, own, &process.to_string(), of_tables);
    beside.correct(&mut machine);
    machine
}

fn seen_by(world: &dyn World, own: (&str, &str), process: &str, of_tables: &OfTables) -> Machine {
    let mut program = Build::unknown("", &Why::not_given("artifact"));
    if let Some(arch) = system::go_arch(own.1) {
        program.arch = Fact::Known(arch, Origin::Itself(format!("{} on {}", own.0, own.1)));
    }
    let mut machine = here(world, own, &program);
    // Nobody said which are asked for.
    machine.commands = Fact::Unknown(Why::new("which programs it has was not looked at"));
    both_libcs(world, &program, &mut machine);
    around::of_files(world, &mut machine);
    if let Some(os) = machine.os.known() {
        tools::fill(world, *os, of_tables, &mut machine);
    }
    match machine.os.known() {
        Some(Os::Linux | Os::Android) => {
            native::not_of_linux(&mut machine);
            around::of_process(world, process, &mut machine);
            limits::fill(world, process, &mut machine);
        }
        Some(Os::Darwin) => native::of_macos(world, &mut machine),
        Some(Os::Windows) => native::of_windows(world, &mut machine),
        _ => {}
    }
    machine
}

/// A root filesystem or an image, with what it has besides libraries: its distribution, and the tools
/// that build Go, of which none can be started. What is its host's is not asked of it.
pub fn furnish(world: &dyn World, machine: &mut Machine, of_tables: &OfTables) {
    around::of_files(world, machine);
    machine.commands = Fact::Unknown(Why::new("which programs it has was not looked at"));
    if let Some(os) = machine.os.known() {
        tools::fill(world, *os, of_tables, machine);
    }
    let home = Origin::Setting { name: "HOME".to_owned(), by: "the container runtime" };
    for (cache, dir) in [
        (&mut machine.toolchain.cache, "/root/.cache/go-build"),
        (&mut machine.toolchain.module_cache, "/root/go/pkg/mod"),
    ] {
        if let Fact::Absent(_) = cache {
            *cache = Fact::Known(dir.to_owned(), home.clone());
        }
    }
    native::of_host(world, machine);
}

/// Puts the list of all libraries that the machine's own C library finds, for a process or for this one, in
/// the place of those that one build would ask for.
pub fn list_libraries(world: &dyn World, process: Option<u32>, machine: &mut Machine) {
    let beside = process.map(|process| Beside::new(world, process));
    let world = beside.as_ref().map_or(world, |beside| beside as &dyn World);
    let own = machine.arches.known().and_then(|arches| arches.first()).copied();
    let loaders = machine.interpreters.known().map(Vec::as_slice).unwrap_or_default();
    let is_own = |one: &&Interpreter| {
        one.arch.is_some() && one.arch == own && Some(&one.libc) == machine.libc.known()
    };
    if let Some(loader) = loaders.iter().find(is_own) {
        machine.libraries = shelf::names(world, loader);
    }
}

/// Fills in the version of each C library that there is: a machine may have two.
fn both_libcs(world: &dyn World, build: &Build, machine: &mut Machine) {
    let all = machine.interpreters.known().map(Vec::as_slice).unwrap_or_default();
    let of = |libc: Libc| {
        all.iter().find(|one| one.libc == libc && one.arch == build.arch.known().copied())
    };
    if let (Some(loader), Fact::Absent(_)) = (of(Libc::Glibc), &machine.glibc) {
        let seen = shelf::gather(world, build, Some(loader));
        machine.glibc = loaders::glibc(world, loader, build, &seen);
    }
    if let (Some(loader), Fact::Absent(_)) = (of(Libc::Musl), &machine.musl) {
        machine.musl = loaders::musl(world, &loader.path);
    }
}

/// The platform that this program itself is made for, in Go's names.
pub fn own_platform() -> (Option<Os>, Option<Arch>) {
    (system::go_os(std::env::consts::OS), system::go_arch(std::env::consts::ARCH))
}

/// macOS and Windows verify certificates, name users and resolve names by calls, not by files.
fn native_files(world: &dyn World, machine: &mut Machine) {
    let native = |what: &str| {
        Fact::Known(format!("the system's own {what}"), Origin::Path(world.shown("/")))
    };
    machine.certificates = native("certificates");
    machine.users = native("users");
    machine.resolver = native("resolver");
    machine.temporary_files = native("temporary directory");
    machine.user_sources = Fact::Absent(Origin::Path(world.shown("/")));
    machine.host_sources = Fact::Absent(Origin::Path(world.shown("/")));
    machine.libc = Fact::Known(Libc::Native, Origin::Path(world.shown("/")));
}

/// Fills in what lies in files; why a loader may be there that nobody could see, if so.
fn fill(world: &dyn World, build: &Build, machine: &mut Machine) -> Option<Why> {
    let interpreter = build.link.interpreter.known().map(String::as_str);
    let hidden;
    (machine.interpreters, hidden) = loaders::all(world, interpreter);
    let all: &[Interpreter] = machine.interpreters.known().map_or(&[], Vec::as_slice);
    let there = |path: &str| all.iter().find(|one| one.path == path);
    // The loader that serves this build: the one it names, else, for a library, that of a program
    // of its architecture and C library.
    let of_library = |one: &&Interpreter| {
        let libc = build.link.libc.known();
        one.arch.is_some()
            && one.arch == build.arch.known().copied()
            && libc.is_none_or(|libc| *libc == one.libc)
    };
    let serving = match interpreter {
        Some(path) => there(path),
        None => all.iter().find(of_library),
    };
    let looked = Origin::Path(world.shown("/"));
    machine.libc = match (&machine.interpreters, serving.or(all.first())) {
        (Fact::Unknown(why), _) => Fact::Unknown(why.clone()),
        (_, Some(one)) => Fact::Known(one.libc, Origin::Path(world.shown(&one.path))),
        (_, None) => Fact::Absent(looked.clone()),
    };
    let mut seen = shelf::gather(world, build, serving);
    let libcs: HashSet<Libc> = all.iter().filter(of_library).map(|one| one.libc).collect();
    if interpreter.is_none() && libcs.len() > 1 {
        let why = "a library that names no C library can be loaded by either of the loaders there";
        seen.unseen.get_or_insert(Why::new(why));
    }
    machine.glibc = match serving {
        Some(one) if one.libc == Libc::Glibc => loaders::glibc(world, one, build, &seen),
        _ => Fact::Absent(looked.clone()),
    };
    machine.musl = match serving {
        Some(one) if one.libc == Libc::Musl => loaders::musl(world, &one.path),
        _ => Fact::Absent(looked.clone()),
    };
    machine.libraries = match &machine.interpreters {
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
        Fact::Known(..) | Fact::Absent(_) => Fact::Known(Shelf::Seen(seen), looked),
    };
    files::fill(world, build, machine);
    names::fill(world, machine);
    hidden
}
