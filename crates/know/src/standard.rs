//! What cgo changes in the standard library, release by release and port by port.

use landfall_facts::{Arch, Origin, Os};

use crate::godebug::{minor, spans};
use crate::releases::port;
use crate::table::{Row, rows};

/// A package of the standard library whose files depend on whether cgo is on.
#[derive(Debug, Clone)]
pub struct CgoSwitch {
    /// The package.
    pub package: &'static str,
    /// The files that are built only with cgo.
    pub with: Vec<&'static str>,
    /// The files that are built only without cgo.
    pub without: Vec<&'static str>,
    /// What a program does otherwise, where somebody has looked.
    pub means: Option<CgoMeans>,
    /// The row.
    pub origin: Origin,
}

/// What a program does with cgo, and what without.
#[derive(Debug, Clone)]
pub struct CgoMeans {
    /// With cgo.
    pub with: &'static str,
    /// Without cgo.
    pub without: &'static str,
    /// The row.
    pub origin: Origin,
}

/// The packages of the standard library that cgo changes in a minor release on a port; `None` for
/// a release that the table does not have.
pub fn std_cgo(go: u32, os: Os, arch: Arch) -> Option<Vec<CgoSwitch>> {
    const TABLE: &str = "std-cgo.csv";
    if !covers(TABLE, go) {
        return None;
    }
    if !port(os, arch).is_some_and(|port| port.cgo) {
        return Some(Vec::new());
    }
    let switch = |row: &'static Row| CgoSwitch {
        package: row.get("package"),
        with: row.words("with").collect(),
        without: row.words("without").collect(),
        means: means(row.get("package"), os),
        origin: row.origin(),
    };
    Some(rows(TABLE).filter(|row| spans(row, go) && holds(row, os, arch)).map(switch).collect())
}

fn means(package: &str, os: Os) -> Option<CgoMeans> {
    let fits = |row: &&Row| {
        let mut systems = row.words("os").peekable();
        row.get("package") == package
            && (systems.peek().is_none() || systems.any(|one| one == os.name()))
    };
    let row = rows("std-cgo-means.csv").find(fits)?;
    Some(CgoMeans { with: row.get("with"), without: row.get("without"), origin: row.origin() })
}

pub(crate) const EXPORTS: &str = "std-exports.csv";

/// Whether a release lies between the first and the last that a table has.
pub(crate) fn covers(table: &str, go: u32) -> bool {
    let mut all = rows(table).filter_map(releases);
    let Some(one) = all.next() else { return false };
    let (first, last) = all.fold(one, |(first, last), (from, to)| (first.min(from), last.max(to)));
    (first..=last).contains(&go)
}

/// The first and the last release of a row.
fn releases(row: &Row) -> Option<(u32, u32)> {
    Some((minor(row.get("first"))?, minor(row.get("last"))?))
}

/// Whether a release builds for a port.
pub(crate) fn is_port(go: u32, os: Os, arch: Arch) -> bool {
    rows("ports.csv").any(|row| {
        row.get("os") == os.name()
            && row.get("arch") == arch.name()
            && minor(row.get("first_go")).is_some_and(|first| first <= go)
            && minor(row.get("last_go")).is_none_or(|last| go <= last)
    })
}

/// Whether a port is among those that a row names.
pub(crate) fn holds(row: &Row, os: Os, arch: Arch) -> bool {
    let fits = |word: &str| match word.split_once('/') {
        Some((system, arches)) => {
            system == os.name()
                && (arches == "*" || arches.split('+').any(|one| one == arch.name()))
        }
        None => word == "*",
    };
    let (mut any, mut named) = (true, false);
    for word in row.words("ports") {
        match word.strip_prefix('!') {
            Some(word) if fits(word) => return false,
            Some(_) => {}
            None => {
                any = false;
                named |= fits(word);
            }
        }
    }
    any || named
}

/// Whether the table has a package of the standard library by this path.
pub fn is_standard_package(path: &str) -> bool {
    rows("std-exports.csv").any(|row| row.get("package") == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn switched(go: u32, os: Os, arch: Arch) -> Vec<&'static str> {
        let mut all: Vec<_> =
            std_cgo(go, os, arch).unwrap().into_iter().map(|one| one.package).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn cgo_changes_four_packages_on_linux_and_two_on_macos() {
        assert_eq!(
            switched(27, Os::Linux, Arch::Amd64),
            ["net", "os/user", "plugin", "runtime/cgo"]
        );
        assert_eq!(switched(27, Os::Darwin, Arch::Arm64), ["plugin", "runtime/cgo"]);
        assert_eq!(switched(27, Os::Windows, Arch::Amd64), ["runtime/cgo"]);
        assert_eq!(switched(27, Os::Js, Arch::Wasm), [""; 0]);
    }

    #[test]
    fn the_resolver_of_net_is_cgo_unix_or_a_stub() {
        let all = std_cgo(26, Os::Linux, Arch::Arm64).unwrap();
        let net = all.iter().find(|one| one.package == "net").unwrap();
        assert!(net.with.contains(&"cgo_linux.go"), "{net:?}");
        assert_eq!(net.without, ["cgo_stub.go"]);
    }

    #[test]
    fn every_change_has_a_meaning() {
        for row in rows("std-cgo.csv") {
            assert!(means(row.get("package"), Os::Linux).is_some(), "{row:?}");
        }
    }

    #[test]
    fn a_release_after_the_tables_is_not_guessed() {
        assert!(std_cgo(999, Os::Linux, Arch::Amd64).is_none());
    }
}
