//! Machines by name: distributions, images, macOS and Windows releases, and bare platforms.

use std::borrow::Cow;

use landfall_facts::{
    Arch, CpuLevel, Fact, Interpreter, Libc, Listed, Machine, Origin, Os, Shelf, Why,
};

use crate::baselines::resolver_of_images;
use crate::table::{Row, rows, rows_of};

const TABLE: &str = "distros.csv";

/// A row of the table of machines.
#[derive(Debug, Clone)]
pub struct Distro {
    row: &'static Row,
}

impl Distro {
    /// The name under which a target finds it: `debian:11`, `scratch`.
    pub fn target(&self) -> String {
        match self.release() {
            "latest" | "rolling" => self.name().to_owned(),
            release => format!("{}:{release}", self.name()),
        }
    }

    /// The distribution's name.
    pub fn name(&self) -> &'static str {
        self.row.get("name")
    }

    /// The release.
    pub fn release(&self) -> &'static str {
        self.row.get("release")
    }

    /// Other names of the same release.
    pub fn aliases(&self) -> Vec<&'static str> {
        self.row.words("aliases").collect()
    }

    /// A field of the row, empty where the table does not say.
    pub fn field(&self, column: &str) -> &'static str {
        self.row.get(column)
    }

    /// The architectures that it is published for.
    pub fn arches(&self) -> Vec<Arch> {
        self.row.words("arches").filter_map(|arch| arch.parse().ok()).collect()
    }

    /// Where the row stands.
    pub fn origin(&self) -> Origin {
        self.row.origin()
    }

    /// The machine that the row describes, of one architecture if one is said.
    pub fn machine(&self, name: &str, arch: Option<Arch>, cpu: Option<&CpuLevel>) -> Machine {
        machine(self.row, name, arch, cpu)
    }
}

/// Every row, in the order of the table.
pub fn distros() -> impl Iterator<Item = Distro> {
    rows(TABLE).map(|row| Distro { row })
}

fn machine(row: &Row, name: &str, arch: Option<Arch>, cpu: Option<&CpuLevel>) -> Machine {
    let origin = row.origin();
    let silent = |what: &str| Why::not_in_table(TABLE, &format!("{what} of {name}"));
    let mut machine = Machine::unknown(name, &Why::new(format!("{name} does not say this")));
    machine.os = match row.get("os").parse::<Os>() {
        Ok(os) => Fact::Known(os, origin.clone()),
        Err(_) => Fact::Unknown(silent("the operating system")),
    };
    let arches: Vec<Arch> = row.words("arches").filter_map(|arch| arch.parse().ok()).collect();
    let any = row.get("name") == "scratch";
    machine.arches = match arch {
        // 64-bit Windows brings WOW64; the row says of which release.
        Some(Arch::Amd64) if row.get("os") == "windows" && arches.contains(&Arch::I386) => {
            Fact::Known(vec![Arch::Amd64, Arch::I386], origin.clone())
        }
        Some(arch) => Fact::Known(vec![arch], Origin::Word(name.to_owned())),
        None if any => Fact::Absent(origin.clone()),
        None if arches.is_empty() => Fact::Unknown(silent("the architectures")),
        None => Fact::Known(arches.clone(), origin.clone()),
    };
    machine.emulated = emulated(name, machine.os.known(), machine.arches.known(), origin.clone());
    machine.cpu = match cpu {
        Some(cpu) => Fact::Known(cpu.clone(), Origin::Word(name.to_owned())),
        None => Fact::Unknown(no_cpu(name)),
    };
    let linux = matches!(machine.os.known(), Some(Os::Linux | Os::Android));
    fill_libc(row, &mut machine, &origin, &silent);
    machine.kernel = match (linux, row.get("kernel").parse()) {
        (true, Ok(kernel)) => Fact::Known(kernel, origin.clone()),
        (true, Err(_)) => Fact::Unknown(silent("the kernel")),
        (false, _) => Fact::Absent(origin.clone()),
    };
    machine.macos = match (machine.os.known(), row.get("release").parse()) {
        (Some(Os::Darwin), Ok(version)) => Fact::Known(version, origin.clone()),
        (Some(Os::Darwin), Err(_)) => Fact::Unknown(silent("the macOS version")),
        _ => Fact::Absent(origin.clone()),
    };
    machine.windows = match (machine.os.known(), row.get("kernel").parse()) {
        (Some(Os::Windows), Ok(version)) => Fact::Known(version, origin.clone()),
        (Some(Os::Windows), Err(_)) => Fact::Unknown(silent("the Windows version")),
        _ => Fact::Absent(origin.clone()),
    };
    fill_files(row, linux, &mut machine, &origin, &silent);
    machine
}

/// What an emulator runs on a machine of that name: on Linux nothing, for nobody said so; on
/// arm64, macOS and Windows bring emulators that may be there.
pub(crate) fn emulated(
    name: &str,
    os: Option<&Os>,
    arches: Option<&Vec<Arch>>,
    origin: Origin,
) -> Fact<Vec<Arch>> {
    let arm = arches.is_some_and(|arches| arches.contains(&Arch::Arm64));
    match os {
        // Rosetta 2 is installed on demand (Apple support 102527).
        Some(Os::Darwin) if arm => Fact::Unknown(Why::new(format!("{name} may have Rosetta"))),
        // x86 since the first Windows 10 on Arm, x64 since Windows 11 (Microsoft,
        // "How emulation works on Arm").
        Some(Os::Windows) if arm => {
            Fact::Unknown(Why::new(format!("{name} may emulate x86 and x64 programs")))
        }
        _ => Fact::Absent(origin),
    }
}

pub(crate) fn no_cpu(name: &str) -> Why {
    Why::new(format!(
        "{name} does not say its CPU; write the level behind the architecture, as in linux/amd64/v3"
    ))
}

fn fill_libc(row: &Row, machine: &mut Machine, origin: &Origin, silent: &dyn Fn(&str) -> Why) {
    let absent = || origin.clone();
    (machine.glibc, machine.musl) = (Fact::Absent(absent()), Fact::Absent(absent()));
    let version = row.get("libc_version");
    machine.libc = match row.get("libc") {
        "none" => Fact::Absent(absent()),
        "glibc" => {
            machine.glibc = version.parse().map_or_else(
                |_| Fact::Unknown(silent("the glibc")),
                |version| Fact::Known(version, absent()),
            );
            Fact::Known(Libc::Glibc, absent())
        }
        "musl" => {
            machine.musl = version.parse().map_or_else(
                |_| Fact::Unknown(silent("the musl")),
                |version| Fact::Known(version, absent()),
            );
            Fact::Known(Libc::Musl, absent())
        }
        "bionic" => Fact::Known(Libc::Bionic, absent()),
        "uclibc" => Fact::Known(Libc::Uclibc, absent()),
        "libSystem" | "ucrt" => Fact::Known(Libc::Native, absent()),
        _ => {
            (machine.glibc, machine.musl) =
                (Fact::Unknown(silent("the C library")), Fact::Unknown(silent("the C library")));
            Fact::Unknown(silent("the C library"))
        }
    };
    let lacks_loader = row.words("base_lacks").any(|word| word == "loader");
    machine.interpreters = match &machine.libc {
        _ if lacks_loader => Fact::Absent(absent()),
        Fact::Known(libc, _) => loaders(*libc, machine.arches.known()),
        Fact::Absent(origin) => Fact::Absent(origin.clone()),
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
    };
    let (name, release) = (row.get("name"), row.get("release"));
    let rows = rows_of("base-libraries.csv", [name, release]);
    let sonames = rows.iter().flat_map(|row| row.words("sonames")).map(Cow::Borrowed).collect();
    let listed = Listed {
        sonames,
        table: "base-libraries.csv".into(),
        complete: row.get("libraries") == "listed",
    };
    machine.libraries = Fact::Known(Shelf::Listed(listed), origin.clone());
}

pub(crate) fn loaders(libc: Libc, arches: Option<&Vec<Arch>>) -> Fact<Vec<Interpreter>> {
    let mut found = Vec::new();
    let mut origin = None;
    for arch in arches.map_or(Arch::ALL, Vec::as_slice) {
        for row in rows_of("loaders.csv", [libc.name(), arch.name()]) {
            found.push(Interpreter { path: row.get("path").to_owned(), arch: Some(*arch), libc });
            origin.get_or_insert(row.origin());
        }
    }
    match origin {
        Some(origin) => Fact::Known(found, origin),
        None => Fact::Unknown(Why::not_in_table("loaders.csv", &format!("the loader of {libc}"))),
    }
}

/// The paths of the loaders of Linux.
pub fn loader_paths() -> impl Iterator<Item = &'static str> {
    let is_of_linux = |row: &&Row| ["glibc", "musl"].contains(&row.get("libc"));
    rows("loaders.csv").filter(is_of_linux).map(|row| row.get("path"))
}

fn fill_files(
    row: &Row,
    linux: bool,
    machine: &mut Machine,
    origin: &Origin,
    silent: &dyn Fn(&str) -> Why,
) {
    let file = |word: &str, what: &str| {
        if row.words("base_has").any(|has| has == word) {
            Fact::Known(what.to_owned(), origin.clone())
        } else if row.words("base_lacks").any(|lacks| lacks == word) {
            Fact::Absent(origin.clone())
        } else if linux {
            Fact::Unknown(silent(what))
        } else {
            // macOS and Windows have these as calls, not as files.
            Fact::Known(format!("the system's own {what}"), origin.clone())
        }
    };
    machine.certificates = file("ca", "certificate authorities");
    machine.time_zones = file("zoneinfo", "time zones");
    machine.users = file("passwd", "/etc/passwd");
    machine.temporary_files = file("tmp", "/tmp");
    // A distribution as it is shipped serves no names of others.
    machine.user_sources = Fact::Absent(origin.clone());
    machine.host_sources = Fact::Absent(origin.clone());
    // Where there is not even a shell there is nothing to be started.
    machine.commands = match file("shell", "shell") {
        Fact::Absent(origin) => Fact::Absent(origin),
        Fact::Known(..) | Fact::Unknown(_) => Fact::Unknown(silent("every command")),
    };
    machine.resolver = match (linux && !row.get("image").is_empty(), resolver_of_images()) {
        (true, Some((path, origin))) => Fact::Known(path.to_owned(), origin),
        _ => file("resolv", "/etc/resolv.conf"),
    };
}
