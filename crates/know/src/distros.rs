//! Machines by name: distributions, images, macOS and Windows releases, and bare platforms.

use std::fmt;

use landfall_facts::{
    Arch, CpuLevel, Fact, Interpreter, Libc, Listed, Machine, Origin, Os, Shelf, Target, Why,
};

use crate::baselines::resolver_of_images;
use crate::cpu::{flags_of, levels_of};
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

/// A name that no row has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchTarget {
    /// What was asked for.
    pub target: String,
    /// What to write instead.
    pub hint: String,
}

impl fmt::Display for NoSuchTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not find target {:?}: {}", self.target, self.hint)
    }
}

impl std::error::Error for NoSuchTarget {}

/// Every row, in the order of the table.
pub fn distros() -> impl Iterator<Item = Distro> {
    rows(TABLE).map(|row| Distro { row })
}

/// The machine that a target by name or platform means; `None` for a target that has to be
/// looked at (an image, a root filesystem, a recording, here).
pub fn resolve(target: &Target) -> Result<Option<Machine>, NoSuchTarget> {
    if let Target::Named { cpu: Some(cpu), .. } | Target::Platform { cpu: Some(cpu), .. } = target
        && flags_of(cpu).is_none()
    {
        let levels: Vec<_> = levels_of(&cpu.setting).collect();
        let hint = format!("there are {} {}", cpu.setting, levels.join(", "));
        return Err(NoSuchTarget { target: target.to_string(), hint });
    }
    match target {
        Target::Named { name, release, arch, cpu } => {
            let distro = find(name, release.as_deref())
                .map_err(|hint| NoSuchTarget { target: target.to_string(), hint })?;
            if let Some(arch) = arch {
                let arches = distro.arches();
                if !arches.is_empty() && !arches.contains(arch) {
                    let arches: Vec<_> = arches.iter().map(|arch| arch.name()).collect();
                    let hint =
                        format!("{} is published for {}", distro.target(), arches.join(", "));
                    return Err(NoSuchTarget { target: target.to_string(), hint });
                }
            }
            Ok(Some(distro.machine(&target.to_string(), *arch, cpu.as_ref())))
        }
        Target::Platform { os, arch, cpu } => {
            Ok(Some(platform(&target.to_string(), *os, *arch, cpu.as_ref())))
        }
        Target::Rootfs(_) | Target::Image(_) | Target::Recorded(_) | Target::Here => Ok(None),
    }
}

fn find(name: &str, release: Option<&str>) -> Result<Distro, String> {
    // A registry and a namespace are no part of the name, but an image of the table can have them.
    if let Some(distro) = distros().find(|distro| is_image(distro, name, release)) {
        return Ok(distro);
    }
    let short = name.rsplit('/').next().unwrap_or(name);
    let means = rows("names.csv").find(|row| row.get("name") == short).map(|row| row.get("means"));
    let name = means.unwrap_or(short);
    let of_name: Vec<Distro> = distros().filter(|distro| distro.name() == name).collect();
    if of_name.is_empty() {
        let near = nearest(name, distros().map(|distro| distro.name().to_owned()));
        return Err(match near {
            Some(near) => format!("did you mean {near:?}? `landfall targets` lists them all"),
            None => "`landfall targets` lists them all".into(),
        });
    }
    let releases = || of_name.iter().map(Distro::target).collect::<Vec<_>>().join(", ");
    let has = |wanted: &str| {
        let by_name = of_name.iter().find(|distro| distro.release() == wanted);
        by_name
            .or_else(|| of_name.iter().find(|distro| distro.aliases().contains(&wanted)))
            .cloned()
    };
    let Some(release) = release else {
        return match of_name.as_slice() {
            [only] => Ok(only.clone()),
            _ => ["latest", "stable", "rolling"]
                .into_iter()
                .find_map(has)
                .ok_or_else(|| format!("say which release: {}", releases())),
        };
    };
    // `12-slim` has the libraries of `12`; `3.20.3` is a snapshot of `3.20`, `12.7` one of `12`.
    let plain = release.strip_suffix("-slim").unwrap_or(release);
    let mut tries = vec![plain];
    while let Some((shorter, _)) = tries.last().and_then(|last| last.rsplit_once('.')) {
        tries.push(shorter);
    }
    tries.into_iter().find_map(has).ok_or_else(|| format!("there are {}", releases()))
}

fn is_image(distro: &Distro, name: &str, release: Option<&str>) -> bool {
    if !name.contains('/') {
        return false;
    }
    let image = distro.field("image");
    let (repository, tag) =
        image.rsplit_once(':').map_or((image, None), |(image, tag)| (image, Some(tag)));
    if image.is_empty() || repository != name {
        return false;
    }
    match (tag, release) {
        (Some(tag), Some(release)) => tag == release,
        // Tags such as nonroot and debug of an image without a tag of its own are variants of it.
        (None, _) | (Some(_), None) => true,
    }
}

/// The name of a list that is closest to what was written, if one is close.
pub fn nearest(wanted: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for name in names {
        // The beginning of a name, or a part that nobody mistypes, is closer than any typo.
        if wanted.len() >= 4 && name.contains(wanted) {
            return Some(name);
        }
        let distance = distance(wanted, &name);
        let limit = (wanted.len().max(name.len()) / 3).max(1);
        if distance <= limit && best.as_ref().is_none_or(|(least, _)| distance < *least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// The number of letters to change, add or drop to make one text of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(before + 1);
        }
    }
    row[b.len()]
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
fn emulated(
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

fn no_cpu(name: &str) -> Why {
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
    let mut sonames = Vec::new();
    for row in rows_of("base-libraries.csv", [name, release]) {
        for soname in row.words("sonames") {
            sonames.push((soname.to_owned(), row.get("package").to_owned(), row.number()));
        }
    }
    let listed = Listed {
        sonames,
        table: "base-libraries.csv".into(),
        complete: row.get("libraries") == "listed",
    };
    machine.shelf = Fact::Known(Shelf::Listed(listed), origin.clone());
}

fn loaders(libc: Libc, arches: Option<&Vec<Arch>>) -> Fact<Vec<Interpreter>> {
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
    machine.resolver = match (linux && !row.get("image").is_empty(), resolver_of_images()) {
        (true, Some((path, origin))) => Fact::Known(path.to_owned(), origin),
        _ => file("resolv", "/etc/resolv.conf"),
    };
}

/// A machine of which only the platform is said.
fn platform(name: &str, os: Os, arch: Arch, cpu: Option<&CpuLevel>) -> Machine {
    let word = || Origin::Word(name.to_owned());
    let mut machine = Machine::unknown(name, &Why::new(format!("{name} names a platform only")));
    machine.os = Fact::Known(os, word());
    machine.arches = Fact::Known(vec![arch], word());
    machine.emulated = emulated(name, Some(&os), machine.arches.known(), word());
    machine.cpu = match cpu {
        Some(cpu) => Fact::Known(cpu.clone(), word()),
        None => Fact::Unknown(no_cpu(name)),
    };
    if !matches!(os, Os::Linux | Os::Android) {
        machine.kernel = Fact::Absent(word());
    }
    if os != Os::Darwin {
        machine.macos = Fact::Absent(word());
    }
    if os != Os::Windows {
        machine.windows = Fact::Absent(word());
    }
    machine
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(target: &str) -> Machine {
        resolve(&target.parse().unwrap()).unwrap().unwrap()
    }

    #[test]
    fn debian_11_has_the_glibc_of_its_row() {
        let machine = of("debian:11");
        assert_eq!(machine.glibc.known().unwrap().to_string(), "2.31");
        assert!(
            matches!(machine.glibc.origin(), Some(Origin::Row { table, .. }) if table == TABLE)
        );
    }

    #[test]
    fn a_release_is_found_by_code_name_snapshot_and_variant() {
        for target in
            ["debian:bullseye", "debian:11.9", "debian:11-slim", "docker.io/library/debian:11"]
        {
            assert_eq!(of(target).glibc.known().unwrap().to_string(), "2.31", "{target}");
        }
        assert_eq!(of("alpine:3.20.3").libc.known(), Some(&Libc::Musl));
        assert_eq!(
            of("gcr.io/distroless/static-debian12:nonroot").libc,
            Fact::Absent(of("distroless:static-debian12").libc.origin().unwrap().clone())
        );
    }

    #[test]
    fn a_name_nobody_has_comes_back_with_the_nearest() {
        let error = resolve(&"debain:12".parse().unwrap()).unwrap_err();
        assert!(error.hint.contains("\"debian\""), "{error}");
        let error = resolve(&"debian:99".parse().unwrap()).unwrap_err();
        assert!(error.hint.contains("debian:12"), "{error}");
    }

    #[test]
    fn what_a_row_does_not_say_is_unknown_and_never_absent() {
        let machine = of("debian:8");
        assert!(matches!(machine.certificates, Fact::Unknown(_)));
        assert!(matches!(of("debian:12").certificates, Fact::Absent(_)));
    }

    #[test]
    fn there_are_seventy_machines_and_each_is_found_by_its_own_name() {
        let all: Vec<_> = distros().collect();
        assert!(all.len() >= 70, "{}", all.len());
        for distro in all {
            let found = find(distro.name(), Some(distro.release())).unwrap();
            assert_eq!((found.name(), found.release()), (distro.name(), distro.release()));
        }
    }
}
