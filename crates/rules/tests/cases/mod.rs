//! The small language of `case` blocks: a build and a machine in a line each, and what is said.
//!
//! What a line does not name is there and harmless: a static Go program for linux/amd64, on a
//! Linux machine that has every file and no C library. `?` is what could not be looked at.

mod build;
mod machine;
mod order;
mod source;

use landfall_facts::{Build, Fact, Format, Kind, Linking, Listed, Machine, Origin, Shelf, Why};

use build::ask;
use machine::give;

/// A case: two sides, and what the rule whose manual it stands in says of them.
pub(crate) struct Case {
    pub(crate) text: String,
    pub(crate) build: Build,
    pub(crate) machine: Machine,
    pub(crate) says: Vec<String>,
    pub(crate) also: Vec<String>,
}

impl Case {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let (mut build, mut machine) = (plain_build(), plain_machine());
        let (mut says, mut also) = (Vec::new(), Vec::new());
        for line in text.lines() {
            let (key, value) = line.split_once(':').ok_or_else(|| format!("no key in {line:?}"))?;
            let value = value.trim();
            match key {
                "build" => value.split(", ").try_for_each(|phrase| ask(&mut build, phrase))?,
                "target" => {
                    let mut phrases = value.split(", ");
                    machine.name = phrases.next().unwrap_or_default().to_owned();
                    if let Some((os, arch)) = machine.name.clone().split_once('/')
                        && let (Ok(os), Ok(arch)) = (os.parse(), arch.parse())
                    {
                        machine.os = known(os);
                        machine.arches = known(vec![arch]);
                    }
                    phrases.try_for_each(|phrase| give(&mut machine, phrase))?;
                }
                "finds" | "unsure" | "fine" => says.push(format!("{key}: {value}")),
                "also" => also.extend(value.split(", ").map(str::to_owned)),
                _ => return Err(format!("{key:?} is no key of a case")),
            }
        }
        Ok(Self { text: text.trim_end().to_owned(), build, machine, says, also })
    }
}

fn word() -> Origin {
    Origin::Word("a case".into())
}

fn known<T>(value: T) -> Fact<T> {
    Fact::Known(value, word())
}

fn absent<T>() -> Fact<T> {
    Fact::Absent(word())
}

fn denied<T>() -> Fact<T> {
    Fact::Unknown(Why::new("permission denied"))
}

fn plain_build() -> Build {
    let mut build = Build::unknown("app", &Why::new("a case that says nothing of it"));
    build.format = known(Format::Elf { bits: 64, big_endian: false });
    build.kind = known(Kind::Executable);
    build.os = known(landfall_facts::Os::Linux);
    build.arch = known(landfall_facts::Arch::Amd64);
    build.cpu = absent();
    build.packed = absent();
    build.go.is_go = known(true);
    build.go.version = absent();
    let link = &mut build.link;
    link.kind = known(Linking::Static);
    link.interpreter = absent();
    link.needed = absent();
    link.soname = absent();
    link.rpath = absent();
    link.no_default_dirs = known(false);
    link.runpath = absent();
    link.libc = absent();
    link.versions = absent();
    link.imports = absent();
    link.newest_glibc_import = absent();
    link.relr = known(false);
    link.kernel = absent();
    link.isa = absent();
    link.static_glibc = known(false);
    link.static_glibc_names = absent();
    let needs = &mut build.needs;
    for need in [
        &mut needs.certificates,
        &mut needs.time_zones,
        &mut needs.users,
        &mut needs.names,
        &mut needs.temporary_files,
        &mut needs.c_names,
        &mut needs.user_file,
        &mut needs.plugins,
        &mut build.embedded.certificates,
        &mut build.embedded.time_zones,
    ] {
        *need = absent();
    }
    build.macho.signature = known(true);
    build
}

fn plain_machine() -> Machine {
    let mut machine = Machine::unknown("", &Why::new("a case that says nothing of it"));
    machine.os = known(landfall_facts::Os::Linux);
    machine.arches = known(vec![landfall_facts::Arch::Amd64]);
    machine.emulated = absent();
    machine.libc = absent();
    machine.glibc = absent();
    machine.musl = absent();
    machine.kernel = absent();
    machine.macos = absent();
    machine.windows = absent();
    machine.interpreters = absent();
    machine.libraries = known(Shelf::Listed(Listed {
        sonames: Vec::new(),
        table: "base-libraries.csv".into(),
        complete: true,
    }));
    for file in files(&mut machine) {
        *file.1 = known(file.0.to_owned());
    }
    machine.user_sources = absent();
    machine.host_sources = absent();
    machine.commands = known(Vec::new());
    machine
}

fn files(machine: &mut Machine) -> [(&'static str, &mut Fact<String>); 5] {
    [
        ("certificates", &mut machine.certificates),
        ("time_zones", &mut machine.time_zones),
        ("users", &mut machine.users),
        ("resolver", &mut machine.resolver),
        ("temporary_files", &mut machine.temporary_files),
    ]
}

fn push<T>(list: &mut Fact<Vec<T>>, value: T) {
    match list {
        Fact::Known(all, _) => all.push(value),
        Fact::Absent(_) | Fact::Unknown(_) => *list = known(vec![value]),
    }
}
