//! What C libraries understand and bring along, and which packages bring other libraries.

use std::collections::HashMap;
use std::sync::OnceLock;

use landfall_facts::{Arch, Libc, Origin, Os};

use crate::distros::Distro;
use crate::named::distro_of;
use crate::table::{Row, rows, rows_of};

/// Something that a linker can ask of a C library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Relative relocations in the short form.
    Relr,
    /// Insisting on a CPU level that a program's note names.
    IsaNote,
    /// Threads in the library itself: what is linked there asks for them under a new version.
    Threads,
}

/// The release of a C library that brought a feature, as text, and the row that says so.
pub fn since(feature: Feature, libc: Libc) -> Option<(&'static str, Origin)> {
    let name = match feature {
        Feature::Relr => "relr",
        Feature::IsaNote => "isa-note",
        Feature::Threads => "threads-in-libc",
    };
    let row = rows("libc-features.csv")
        .find(|row| row.get("feature") == name && row.get("libc") == libc.name())?;
    Some((row.get("since"), row.origin()))
}

/// The row that says that a library comes with a C library itself.
pub fn comes_with(libc: Libc, soname: &str) -> Option<Origin> {
    rows_of("libc-libraries.csv", [libc.name(), soname]).first().map(|row| row.origin())
}

/// The row that says that an operating system brings a library along itself.
pub fn of_system(os: Os, library: &str) -> Option<Origin> {
    // Windows does not tell upper from lower case.
    let library = if os == Os::Windows { library.to_ascii_lowercase() } else { library.to_owned() };
    let is_named = |name: &str| match name.strip_suffix('*') {
        Some(start) => library.starts_with(start),
        None => library == name,
    };
    rows("system-libraries.csv")
        .find(|row| row.get("os") == os.name() && is_named(row.get("name")))
        .map(|row| row.origin())
}

/// What `zig cc -target` calls Linux with glibc on an architecture.
pub fn zig_target(arch: Arch) -> Option<&'static str> {
    zig_cc(Os::Linux, arch)
}

/// What `zig cc -target` calls a platform.
pub fn zig_cc(os: Os, arch: Arch) -> Option<&'static str> {
    rows("zig-targets.csv")
        .find(|row| row.get("os") == os.name() && row.get("arch") == arch.name())
        .map(|row| row.get("target"))
}

/// Where a distribution has a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packaged {
    /// In a package: the command that installs packages, and the package.
    In(&'static str, String),
    /// In none of this release's.
    Nowhere,
}

/// The packages of the distribution that a machine of this name has.
pub struct Packages {
    distro: Distro,
}

/// The packages for a machine of this name; `None` where it is of no distribution.
pub fn packages_for(machine: &str) -> Option<Packages> {
    Some(Packages { distro: distro_of(machine)? })
}

impl Packages {
    /// Where a library is; `None` where nobody looked.
    pub fn with(&self, soname: &str) -> Option<Packaged> {
        packaged(soname, &self.distro)
    }
}

fn packaged(soname: &str, distro: &Distro) -> Option<Packaged> {
    // Asked for each library that each of all machines lacks.
    static BY_NAME: OnceLock<HashMap<&str, &Row>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| {
        let mut by_name = HashMap::new();
        for row in rows("packages-by-soname.csv") {
            // The user's rows come first and count.
            by_name.entry(row.get("soname")).or_insert(row);
        }
        by_name
    });
    let row = by_name.get(soname).copied()?;
    let is_in = |family: &str, release: &str| {
        row.words("releases").any(|one| one.split_once(':') == Some((family, release)))
    };
    match distro.name() {
        "debian" => {
            let release = distro.release();
            let looked_at = ["11", "12", "13", "sid"].contains(&release);
            match is_in("debian", release) {
                true => Some(Packaged::In("apt-get install", since_release(row, release)?)),
                false => looked_at.then_some(Packaged::Nowhere),
            }
        }
        // Ubuntu's names are Debian's where those of all releases are alike; it has t64 since 24.04.
        "ubuntu" if ["11", "12", "13", "sid"].iter().all(|one| is_in("debian", one)) => {
            let alike = if distro.release() < "24" { "11" } else { "13" };
            Some(Packaged::In("apt-get install", since_release(row, alike)?))
        }
        "rhel" | "centos" | "rocky" | "alma" | "oraclelinux" => {
            let package = row.words("rhel").next()?;
            is_in("rhel", distro.release()).then(|| Packaged::In("dnf install", package.to_owned()))
        }
        // apk takes the name of a library in place of a package's.
        "alpine" if !row.get("alpine").is_empty() => {
            Some(Packaged::In("apk add", format!("so:{soname}")))
        }
        _ => None,
    }
}

/// The package's name in a release of Debian: of `libssl3 libssl3t64@13` the second since 13.
fn since_release(row: &Row, release: &str) -> Option<String> {
    let release: u32 = release.parse().unwrap_or(u32::MAX);
    let names = row.words("debian").filter_map(|word| match word.split_once('@') {
        Some((name, since)) => (since.parse::<u32>().ok()? <= release).then_some(name),
        None => Some(word),
    });
    names.last().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_named_as_the_release_names_it() {
        let apt = |package: &str| Some(Packaged::In("apt-get install", package.to_owned()));
        let package_of = |soname: &str, machine: &str| packages_for(machine)?.with(soname);
        assert_eq!(package_of("libssl.so.3", "debian:12"), apt("libssl3"));
        assert_eq!(package_of("libssl.so.3", "debian:bookworm-slim/arm64"), apt("libssl3"));
        assert_eq!(package_of("libssl.so.3", "debian:13"), apt("libssl3t64"));
        assert_eq!(package_of("libssl.so.3", "debian:11"), Some(Packaged::Nowhere));
        assert_eq!(package_of("libssl.so.3", "debian:10"), None);
        assert_eq!(package_of("libpcap.so.0.8", "ubuntu:22.04"), apt("libpcap0.8"));
        assert_eq!(package_of("libpcap.so.0.8", "ubuntu:24.04"), apt("libpcap0.8t64"));
        assert_eq!(package_of("libssl.so.3", "ubuntu:24.04"), None);
        assert_eq!(package_of("libnone.so.1", "debian:12"), None);
    }
}
