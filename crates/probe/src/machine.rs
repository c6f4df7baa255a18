//! What a machine gives: a root filesystem, an image, or the one we stand on.

use std::collections::HashSet;

use landfall_facts::{
    Arch, Build, Fact, GlibcVersion, Interpreter, KernelVersion, Libc, Machine, MacosVersion,
    Origin, Os, Shelf, Why, WindowsVersion,
};
use landfall_formats::elf::Elf;
use landfall_formats::loader;

use crate::elf;
use crate::image::Image;
use crate::shelf;
use crate::world::{Blind, Kind, World};

/// Where Go looks for certificate authorities on Linux: files first, the first that can be read
/// (`crypto/x509/root_linux.go`), then every file of these directories (`root_unix.go`).
const CERTIFICATE_FILES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
];
const CERTIFICATE_DIRECTORIES: [&str; 2] = ["/etc/ssl/certs", "/etc/pki/tls/certs"];
/// Where Go looks for time zones on Unix (`time/zoneinfo_unix.go`).
const TIME_ZONES: [&str; 4] =
    ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo"];
/// Directories in which the known dynamic loaders lie.
const LOADER_DIRECTORIES: [&str; 6] =
    ["/lib64", "/lib", "/libexec", "/usr/libexec", "/system/bin", "/lib32"];

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
    machine.arches = match (arches_of_loaders(world, &machine.interpreters), hidden) {
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
    machine.os = match go_os(os) {
        Some(os) => Fact::Known(os, itself.clone()),
        None => Fact::Unknown(no_name(os)),
    };
    machine.arches = match go_arch(arch) {
        Some(arch) => Fact::Known(vec![arch], itself.clone()),
        None => Fact::Unknown(no_name(arch)),
    };
    match machine.os.known() {
        Some(Os::Linux | Os::Android) => {
            fill(world, build, &mut machine);
            machine.kernel = read(world, "/proc/sys/kernel/osrelease", kernel);
            machine.cpu_flags = read(world, "/proc/cpuinfo", cpu_flags);
            machine.macos = Fact::Absent(itself.clone());
            machine.windows = Fact::Absent(itself);
            machine.emulated = binfmt(world);
        }
        Some(Os::Darwin) => {
            machine.macos = command(world, &["sw_vers", "-productVersion"], |text| {
                text.trim().parse::<MacosVersion>().ok()
            });
            native_files(world, &mut machine);
            rosetta(world, &mut machine);
        }
        Some(Os::Windows) => {
            machine.windows = command(world, &["cmd", "/c", "ver"], windows_version);
            native_files(world, &mut machine);
            // A program for x64 can stand on an Arm machine without knowing it.
            machine.emulated = Fact::Unknown(Why::new("Windows may emulate programs here"));
        }
        _ => {
            fill(world, build, &mut machine);
        }
    }
    machine
}

/// The platform that this program itself is made for, in Go's names.
pub fn own_platform() -> (Option<Os>, Option<Arch>) {
    (go_os(std::env::consts::OS), go_arch(std::env::consts::ARCH))
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
    machine.libc = Fact::Known(Libc::Native, Origin::Path(world.shown("/")));
}

/// Fills in what lies in files; why a loader may be there that nobody could see, if so.
fn fill(world: &dyn World, build: &Build, machine: &mut Machine) -> Option<Why> {
    let interpreter = build.link.interpreter.known().map(String::as_str);
    let hidden;
    (machine.interpreters, hidden) = interpreters(world, interpreter);
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
        Some(one) if one.libc == Libc::Glibc => glibc(world, one, build, &seen),
        _ => Fact::Absent(looked.clone()),
    };
    machine.musl = match serving {
        Some(one) if one.libc == Libc::Musl => musl(world, &one.path),
        _ => Fact::Absent(looked.clone()),
    };
    machine.shelf = match &machine.interpreters {
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
        Fact::Known(..) | Fact::Absent(_) => Fact::Known(Shelf::Seen(seen), looked),
    };
    machine.certificates = certificates(world);
    machine.time_zones = time_zones(world);
    machine.users = first(world, &["/etc/passwd"], Kind::File);
    machine.resolver = first(world, &["/etc/resolv.conf"], Kind::File);
    machine.temporary_files = match set(world, "TMPDIR") {
        Some(dir) => first(world, &[&dir], Kind::Directory),
        None => first(world, &["/tmp"], Kind::Directory),
    };
    machine.commands = commands(world, build);
    hidden
}

/// Where a shell of a container or a service looks for programs where nobody says otherwise.
const SEARCH_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The programs that a build starts and that are there.
fn commands(world: &dyn World, build: &Build) -> Fact<Vec<String>> {
    let starts = build.source.known().and_then(|source| source.starts.known());
    let Some(starts) = starts.filter(|starts| !starts.is_empty()) else {
        return Fact::Known(Vec::new(), Origin::Path(world.shown("/")));
    };
    let path = set(world, "PATH").unwrap_or_else(|| SEARCH_PATH.to_owned());
    let mut there = Vec::new();
    for name in starts.iter().map(|start| &start.name) {
        let places: Vec<String> = match name.starts_with('/') {
            true => vec![name.clone()],
            false => path.split(':').map(|dir| format!("{dir}/{name}")).collect(),
        };
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        match first(world, &places, Kind::File) {
            Fact::Known(..) => there.push(name.clone()),
            Fact::Absent(_) => {}
            Fact::Unknown(why) => return Fact::Unknown(why),
        }
    }
    Fact::Known(there, Origin::Word(format!("PATH={path}")))
}

/// Every dynamic loader of the machine, the one that the build names among them, and why there may
/// be one that nobody could see, if so.
fn interpreters(world: &dyn World, wanted: Option<&str>) -> (Fact<Vec<Interpreter>>, Option<Why>) {
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

fn arches_of_loaders(world: &dyn World, interpreters: &Fact<Vec<Interpreter>>) -> Fact<Vec<Arch>> {
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
fn glibc(
    world: &dyn World,
    loader: &Interpreter,
    build: &Build,
    shelf: &landfall_facts::SeenShelf,
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

fn musl(world: &dyn World, path: &str) -> Fact<landfall_facts::MuslVersion> {
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

/// A variable of the environment; Go takes an empty one for none.
fn set(world: &dyn World, name: &str) -> Option<String> {
    world.env(name).filter(|value| !value.is_empty())
}

/// What `crypto/x509` would read (`root_unix.go`): each variable stands in for a whole list.
fn certificates(world: &dyn World) -> Fact<String> {
    let file = match set(world, "SSL_CERT_FILE") {
        Some(file) => first(world, &[&file], Kind::File),
        None => first(world, &CERTIFICATE_FILES, Kind::File),
    };
    if !matches!(file, Fact::Absent(_)) {
        return file;
    }
    let dirs = set(world, "SSL_CERT_DIR");
    let dirs: Vec<&str> = match &dirs {
        Some(dirs) => dirs.split(':').collect(),
        None => CERTIFICATE_DIRECTORIES.to_vec(),
    };
    for dir in dirs {
        match world.list(dir) {
            Ok(names) if !names.is_empty() => {
                return Fact::Known(dir.to_owned(), Origin::Path(world.shown(dir)));
            }
            Ok(_) | Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    file
}

/// What `time` would read: `ZONEINFO`, a directory or a zip file, and then the usual places.
fn time_zones(world: &dyn World) -> Fact<String> {
    if let Some(path) = set(world, "ZONEINFO") {
        match world.kind(&path) {
            Ok(_) => return Fact::Known(path.clone(), Origin::Path(world.shown(&path))),
            Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    first(world, &TIME_ZONES, Kind::Directory)
}

/// The first of these paths that is there.
fn first(world: &dyn World, paths: &[&str], kind: Kind) -> Fact<String> {
    for path in paths {
        match world.kind(path) {
            Ok(found) if found == kind => {
                return Fact::Known((*path).to_owned(), Origin::Path(world.shown(path)));
            }
            Ok(_) | Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    Fact::Absent(Origin::Path(world.shown(paths.first().copied().unwrap_or("/"))))
}

fn read<T>(world: &dyn World, path: &str, make: impl Fn(&str) -> Option<T>) -> Fact<T> {
    match world.text(path) {
        Ok(text) => match make(&text) {
            Some(value) => Fact::Known(value, Origin::Path(world.shown(path))),
            None => Fact::Unknown(Why::new(format!(
                "{} says nothing that landfall understands",
                world.shown(path)
            ))),
        },
        Err(Blind::NotThere) => {
            Fact::Unknown(Why::new(format!("{} is not there", world.shown(path))))
        }
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

fn command<T>(world: &dyn World, command: &[&str], make: impl Fn(&str) -> Option<T>) -> Fact<T> {
    let shown = command.join(" ");
    match world.run(command) {
        Ok(text) => match make(&text) {
            Some(value) => Fact::Known(value, Origin::Command(shown)),
            None => Fact::Unknown(Why::new(format!(
                "`{shown}` printed nothing that landfall understands"
            ))),
        },
        Err(Blind::NotThere) => {
            Fact::Unknown(Why::new(format!("`{shown}` is not there to be run")))
        }
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// The version in a kernel's release: `6.1.0-13-amd64` is 6.1.0.
fn kernel(release: &str) -> Option<KernelVersion> {
    let end = release.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(release.len());
    release[..end].trim_end_matches('.').parse().ok()
}

/// What every CPU of `/proc/cpuinfo` has: a program can be moved from one to another. On ARM the
/// architecture stands beside the features and brings all before it: 7 is armv6 and armv7.
fn cpu_flags(text: &str) -> Option<Vec<String>> {
    let lines = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(key, _)| matches!(key.trim(), "flags" | "Features"));
    let mut sets = lines
        .map(|(_, flags)| flags.split_ascii_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let first = sets.next()?;
    let common = sets
        .fold(first, |common, set| common.into_iter().filter(|flag| set.contains(flag)).collect());
    let architecture = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(key, _)| key.trim() == "CPU architecture")
        .filter_map(|(_, number)| number.trim().parse::<u8>().ok())
        .min();
    Some(
        common
            .into_iter()
            .chain((6..=architecture.unwrap_or(0)).map(|n| format!("armv{n}")))
            .collect(),
    )
}

/// `Microsoft Windows [Version 10.0.19045.3803]` is 10.0.
fn windows_version(text: &str) -> Option<WindowsVersion> {
    let version = text.split("ersion ").nth(1)?;
    let mut parts = version.split('.');
    format!("{}.{}", parts.next()?, parts.next()?).parse().ok()
}

/// The architectures whose programs the kernel hands to an emulator (binfmt_misc): those that an
/// enabled handler knows by their first bytes.
fn binfmt(world: &dyn World) -> Fact<Vec<Arch>> {
    const DIRECTORY: &str = "/proc/sys/fs/binfmt_misc";
    let names = match world.list(DIRECTORY) {
        // Mounted, it holds these two; in a container it mostly is not, and the host's handlers
        // count all the same (kernel, admin-guide/binfmt-misc).
        Ok(names) if names.iter().any(|name| name == "status") => {
            let status = format!("{DIRECTORY}/status");
            match world.text(&status) {
                Ok(text) if text.trim() == "disabled" => {
                    return Fact::Absent(Origin::Path(world.shown(&status)));
                }
                Ok(_) | Err(Blind::NotThere) => names,
                Err(Blind::Cannot(why)) => return Fact::Unknown(why),
            }
        }
        Ok(_) | Err(Blind::NotThere) => {
            let why = format!("an emulator may be registered: {DIRECTORY} is not mounted");
            return Fact::Unknown(Why::new(why));
        }
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let mut arches = Vec::new();
    for name in names.iter().filter(|name| !matches!(name.as_str(), "status" | "register")) {
        match world.text(&format!("{DIRECTORY}/{name}")) {
            Ok(text) => arches.extend(handled(&text)),
            Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    let origin = Origin::Path(world.shown(DIRECTORY));
    Fact::from_option(Some(arches).filter(|arches| !arches.is_empty()), origin)
}

/// The architecture of the ELF files that a handler of binfmt_misc takes, if it is enabled.
fn handled(handler: &str) -> Option<Arch> {
    let mut lines = handler.lines();
    if lines.next() != Some("enabled") {
        return None;
    }
    let hex = lines.find_map(|line| line.strip_prefix("magic "))?;
    let digits: Vec<u8> =
        hex.chars().map_while(|c| c.to_digit(16)).filter_map(|c| u8::try_from(c).ok()).collect();
    let mut header: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    header.resize(64, 0);
    elf::arch(&Elf::read(&header).ok()?)
}

/// An Apple machine tells what it is even to a program that Rosetta runs, which is made for amd64.
fn rosetta(world: &dyn World, machine: &mut Machine) {
    const SILICON: [&str; 3] = ["sysctl", "-n", "hw.optional.arm64"];
    const ROSETTA: &str = "/Library/Apple/usr/libexec/oah";
    let made_for_intel = machine.arches.known().is_some_and(|arches| arches.contains(&Arch::Amd64));
    let silicon = world.run(&SILICON).is_ok_and(|text| text.trim() == "1");
    let origin = Origin::Command(SILICON.join(" "));
    if made_for_intel && !silicon {
        machine.emulated = Fact::Absent(origin);
        return;
    }
    machine.arches = Fact::Known(vec![Arch::Arm64], origin.clone());
    machine.emulated = match (made_for_intel, world.kind(ROSETTA)) {
        (true, _) => Fact::Known(vec![Arch::Amd64], origin),
        (false, Ok(_)) => Fact::Known(vec![Arch::Amd64], Origin::Path(ROSETTA.to_owned())),
        (false, Err(Blind::NotThere)) => Fact::Absent(Origin::Path(ROSETTA.to_owned())),
        (false, Err(Blind::Cannot(why))) => Fact::Unknown(why),
    };
}

/// Go's name for what Rust calls an operating system.
fn go_os(name: &str) -> Option<Os> {
    match name {
        "macos" => Some(Os::Darwin),
        other => other.parse().ok(),
    }
}

/// Go's name for what Rust calls an architecture.
fn go_arch(name: &str) -> Option<Arch> {
    let little = cfg!(target_endian = "little");
    match name {
        "x86" => Some(Arch::I386),
        "x86_64" => Some(Arch::Amd64),
        "arm" => Some(Arch::Arm),
        "aarch64" => Some(Arch::Arm64),
        "loongarch64" => Some(Arch::Loong64),
        "mips" => Some(if little { Arch::Mipsle } else { Arch::Mips }),
        "mips64" => Some(if little { Arch::Mips64le } else { Arch::Mips64 }),
        "powerpc64" => Some(if little { Arch::Ppc64le } else { Arch::Ppc64 }),
        "riscv64" => Some(Arch::Riscv64),
        "s390x" => Some(Arch::S390x),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_release_is_more_than_its_version() {
        assert_eq!(kernel("6.1.0-13-amd64\n").unwrap().to_string(), "6.1.0");
        assert_eq!(kernel("3.10.0-1160.el7.x86_64").unwrap(), KernelVersion::new(3, 10));
        assert_eq!(kernel("fish"), None);
    }

    #[test]
    fn only_what_all_cpus_have_counts() {
        let text = "processor\t: 0\nflags\t\t: sse avx2 fma\nprocessor\t: 1\nflags\t\t: sse fma\n";
        assert_eq!(cpu_flags(text).unwrap(), ["sse", "fma"]);
    }

    #[test]
    fn an_arm_cpu_says_its_architecture_beside_its_features() {
        let text = "Features\t: half vfp vfpv3\nCPU architecture: 7\n";
        assert_eq!(cpu_flags(text).unwrap(), ["half", "vfp", "vfpv3", "armv6", "armv7"]);
    }

    #[test]
    fn windows_says_its_version_in_a_sentence() {
        assert_eq!(
            windows_version("\nMicrosoft Windows [Version 10.0.19045.3803]\n").unwrap(),
            WindowsVersion::new(10, 0)
        );
    }
}
