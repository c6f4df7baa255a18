//! The standard library, release by release and port by port: what it has, what it exports, and
//! what cgo changes in it.

use std::collections::HashMap;
use std::sync::OnceLock;

use landfall_facts::{Arch, Origin, Os};

use crate::godebug::spans;
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

/// Whether the standard library of a minor release has files of a package for a port; `None` where
/// the tables cannot tell: of a release, a port or a package that they do not have.
pub fn std_has(go: u32, package: &str, os: Os, arch: Arch) -> Option<bool> {
    let of_package = packages().get(package)?;
    (covers(PACKAGES, go) && is_port(go, os, arch))
        .then(|| of_package.iter().any(|row| spans(row, go) && holds(row, os, arch)))
}

/// Whether a package of the standard library exports a name at its top level in a minor release on
/// a port; `None` where the tables cannot tell: of a release, a port or a package that they do not
/// have.
pub fn std_exports(go: u32, package: &str, name: &str, os: Os, arch: Arch) -> Option<bool> {
    packages().get(package)?;
    (covers(EXPORTS, go) && is_port(go, os, arch)).then(|| {
        rows_of_name(package, name).iter().any(|row| spans(row, go) && holds(row, os, arch))
    })
}

/// The releases and ports that have a name of the standard library.
#[derive(Debug, Clone)]
pub struct Exported {
    /// The first minor release; the oldest of the table stands for older ones too.
    pub first: u32,
    /// The last minor release; the newest of the table if it is still there.
    pub last: u32,
    /// The ports, in the words of the table: `*`, `linux/*`, `linux/amd64+arm64`, `!windows/*`.
    pub ports: &'static str,
    /// The row.
    pub origin: Origin,
}

/// Where and when a package of the standard library exports a name at its top level.
pub fn std_exported(package: &str, name: &str) -> Vec<Exported> {
    let exported = |row: &&'static Row| {
        let (first, last) = releases(row)?;
        Some(Exported { first, last, ports: row.get("ports"), origin: row.origin() })
    };
    rows_of_name(package, name).iter().filter_map(exported).collect()
}

const PACKAGES: &str = "std-packages.csv";
pub(crate) const EXPORTS: &str = "std-exports.csv";

fn packages() -> &'static HashMap<&'static str, Vec<&'static Row>> {
    static PARSED: OnceLock<HashMap<&str, Vec<&Row>>> = OnceLock::new();
    PARSED.get_or_init(|| {
        let mut all: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows(PACKAGES) {
            all.entry(row.get("package")).or_default().push(row);
        }
        all
    })
}

fn rows_of_name(package: &str, name: &str) -> &'static [&'static Row] {
    type Names = HashMap<&'static str, Vec<&'static Row>>;
    static PARSED: OnceLock<HashMap<&str, Names>> = OnceLock::new();
    let parsed = PARSED.get_or_init(|| {
        let mut all: HashMap<_, Names> = HashMap::new();
        for row in rows(EXPORTS) {
            let names = all.entry(row.get("package")).or_default();
            for name in row.words("names") {
                names.entry(name).or_default().push(row);
            }
        }
        all
    });
    parsed.get(package).and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
}

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

fn minor(release: &str) -> Option<u32> {
    release.strip_prefix("1.")?.parse().ok()
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
        assert_eq!(std_has(999, "fmt", Os::Linux, Arch::Amd64), None);
        assert_eq!(std_exports(20, "fmt", "Println", Os::Linux, Arch::Amd64), None);
    }

    #[test]
    fn a_port_that_a_release_does_not_have_is_not_guessed() {
        assert_eq!(std_has(21, "fmt", Os::Openbsd, Arch::Riscv64), None);
        assert_eq!(std_has(27, "fmt", Os::Openbsd, Arch::Riscv64), Some(true));
    }

    #[test]
    fn a_package_comes_with_a_release_or_a_port() {
        assert_eq!(std_has(23, "weak", Os::Linux, Arch::Amd64), Some(false));
        assert_eq!(std_has(24, "weak", Os::Linux, Arch::Amd64), Some(true));
        assert_eq!(std_has(26, "syscall/js", Os::Linux, Arch::Amd64), Some(false));
        assert_eq!(std_has(26, "syscall/js", Os::Js, Arch::Wasm), Some(true));
        assert_eq!(std_has(26, "golang.org/x/sys/unix", Os::Linux, Arch::Amd64), None);
    }

    #[test]
    fn syscall_is_another_on_each_system() {
        let has = |name, os, arch| std_exports(26, "syscall", name, os, arch);
        assert_eq!(has("Statfs_t", Os::Linux, Arch::Arm64), Some(true));
        assert_eq!(has("Statfs_t", Os::Windows, Arch::Arm64), Some(false));
        assert_eq!(has("LoadDLL", Os::Windows, Arch::Amd64), Some(true));
        assert_eq!(has("LoadDLL", Os::Linux, Arch::Amd64), Some(false));
        assert_eq!(has("SYS_OPEN", Os::Linux, Arch::Amd64), Some(true));
        assert_eq!(has("SYS_OPEN", Os::Linux, Arch::Arm64), Some(false));
        assert_eq!(has("TCP_FASTOPEN_CONNECT", Os::Linux, Arch::Amd64), Some(false));
        assert_eq!(has("Kill", Os::Android, Arch::Arm64), Some(true));
    }

    #[test]
    fn log_syslog_has_files_and_no_names_on_windows() {
        assert_eq!(std_has(26, "log/syslog", Os::Windows, Arch::Amd64), Some(true));
        assert_eq!(std_exports(26, "log/syslog", "New", Os::Windows, Arch::Amd64), Some(false));
        assert_eq!(std_exports(26, "log/syslog", "New", Os::Linux, Arch::Amd64), Some(true));
    }

    #[test]
    fn a_name_says_since_which_release_it_is_there() {
        let lines = std_exported("strings", "Lines");
        assert_eq!(lines.iter().map(|one| one.first).collect::<Vec<_>>(), [24]);
        assert_eq!(std_exports(23, "strings", "Lines", Os::Linux, Arch::Amd64), Some(false));
        assert!(std_exported("strings", "lines").is_empty());
    }
}
