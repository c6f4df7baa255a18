//! What C libraries understand and bring along, and which packages bring other libraries.

use std::collections::HashMap;
use std::sync::OnceLock;

use landfall_facts::{Libc, Origin, Os};

use crate::table::{Row, rows, rows_of};

/// Something that a linker can ask of a C library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Relative relocations in the short form.
    Relr,
    /// Insisting on a CPU level that a program's note names.
    IsaNote,
}

/// The release of a C library that brought a feature, as text, and the row that says so.
pub fn since(feature: Feature, libc: Libc) -> Option<(&'static str, Origin)> {
    let name = match feature {
        Feature::Relr => "relr",
        Feature::IsaNote => "isa-note",
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

/// The command that installs a library on a distribution, by the distribution's name.
pub fn installs(soname: &str, distro: &str) -> Option<(String, Origin)> {
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
    let row = by_name.get(soname).copied();
    match distro {
        "debian" | "ubuntu" => {
            let row = row?;
            let package = row.words("debian").next()?;
            Some((format!("apt-get install {package}"), row.origin()))
        }
        "rhel" | "ubi" | "centos" | "rocky" | "alma" | "fedora" | "oraclelinux" | "amazonlinux" => {
            let row = row?;
            let package = row.words("rhel").next()?;
            Some((format!("dnf install {package}"), row.origin()))
        }
        // apk takes the name of a library in place of a package's.
        "alpine" => Some((format!("apk add so:{soname}"), row?.origin())),
        _ => None,
    }
}
