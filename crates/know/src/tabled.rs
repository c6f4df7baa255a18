//! The whole standard library of a release for many platforms at the same time, for those who have
//! no Go to look at.

use std::collections::{BTreeMap, HashMap};

use landfall_facts::{Arch, Os, Standard, StandardPackage};

use crate::godebug::spans;
use crate::standard::{EXPORTS, covers, holds, is_port};
use crate::table::{Row, rows};

/// What is built for.
#[derive(Debug, Clone, Copy)]
pub struct Platform<'a> {
    /// GOOS.
    pub os: Os,
    /// GOARCH.
    pub arch: Arch,
    /// Whether cgo is on.
    pub has_cgo: bool,
    /// The build tags that are set.
    pub tags: &'a [String],
}

/// A set of platforms, by their place in the list.
type Set = u128;

const USES: &str = "std-uses.csv";

/// The standard library of a minor release; `None` for a release or a port that the tables do not
/// have.
pub fn standard(go: u32, platforms: &[Platform<'_>]) -> Option<Standard> {
    let is_known = |one: &Platform<'_>| is_port(go, one.os, one.arch);
    if !covers(USES, go) || !covers(EXPORTS, go) || !platforms.iter().all(is_known) {
        return None;
    }
    let mut look = Look { platforms, known: HashMap::new() };
    let mut packages: BTreeMap<String, StandardPackage> = BTreeMap::new();
    for row in rows(USES).filter(|row| spans(row, go)) {
        let package = packages.entry(row.get("package").to_owned()).or_default();
        let on = look.ports(row) & look.cgo(row.get("package"), row.get("cgo"));
        package.built |= on;
        for import in row.words("imports") {
            match package.imports.iter_mut().find(|(path, _)| path == import) {
                Some((_, there)) => *there |= on,
                None => package.imports.push((import.to_owned(), on)),
            }
        }
    }
    for row in rows("std-cgo.csv").filter(|row| spans(row, go)) {
        let Some(package) = packages.get_mut(row.get("package")) else { continue };
        let here = look.ports(row);
        for column in ["with", "without"] {
            let on = here & look.cgo(row.get("package"), column);
            for file in row.words(column) {
                match package.switched.iter_mut().find(|(name, _)| name == file) {
                    Some((_, there)) => *there |= on,
                    None => package.switched.push((file.to_owned(), on)),
                }
            }
        }
    }
    for row in rows(EXPORTS).filter(|row| spans(row, go) && row.get("ports") != "*") {
        let Some(package) = packages.get_mut(row.get("package")) else { continue };
        let on = look.ports(row);
        if package.built & !on != 0 {
            package.names.extend(row.words("names").map(|name| (name.to_owned(), on)));
        }
    }
    Some(Standard { release: go, packages })
}

struct Look<'a> {
    platforms: &'a [Platform<'a>],
    /// What the words for some ports stand for: few are written often.
    known: HashMap<&'static str, Set>,
}

impl Look<'_> {
    fn ports(&mut self, row: &Row) -> Set {
        let platforms = self.platforms;
        let look = || set(platforms, |one| holds(row, one.os, one.arch));
        *self.known.entry(row.get("ports")).or_insert_with(look)
    }

    /// Where cgo counts for a package as a word of the tables says.
    fn cgo(&self, package: &str, word: &str) -> Set {
        // With these tags the packages are as they are without cgo (go doc net, go doc os/user).
        let off = match package {
            "net" => "netgo",
            "os/user" => "osusergo",
            _ => "",
        };
        let is_on = |one: &Platform<'_>| one.has_cgo && !one.tags.iter().any(|tag| tag == off);
        match word {
            "with" => set(self.platforms, is_on),
            "without" => set(self.platforms, |one| !is_on(one)),
            _ => Set::MAX,
        }
    }
}

fn set(platforms: &[Platform<'_>], holds: impl Fn(&Platform<'_>) -> bool) -> Set {
    let all = platforms.iter().enumerate();
    all.filter(|(_, one)| holds(one)).fold(0, |set, (bit, _)| set | 1 << bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn on(os: Os, arch: Arch, has_cgo: bool) -> Platform<'static> {
        Platform { os, arch, has_cgo, tags: &[] }
    }

    #[test]
    fn a_package_is_there_for_the_platforms_that_have_files_of_it() {
        let platforms = [on(Os::Linux, Arch::Amd64, false), on(Os::Js, Arch::Wasm, false)];
        let std = standard(26, &platforms).unwrap();
        assert_eq!(std.packages["fmt"].built, 0b11);
        assert_eq!(std.packages["syscall/js"].built, 0b10);
        assert_eq!(std.packages["internal/goos"].built, 0b11);
        assert!(!std.packages.contains_key("golang.org/x/sys/unix"));
    }

    #[test]
    fn only_names_that_are_not_everywhere_are_listed() {
        let platforms = [on(Os::Linux, Arch::Amd64, false), on(Os::Windows, Arch::Amd64, false)];
        let std = standard(26, &platforms).unwrap();
        let of = |name: &str| {
            let names = &std.packages["syscall"].names;
            names.iter().find(|(one, _)| one == name).map(|(_, on)| *on)
        };
        assert_eq!([of("Statfs_t"), of("LoadDLL"), of("Getpid")], [Some(1), Some(2), None]);
        assert_eq!(of("SYS_KQUEUE"), Some(0), "of a system that was not asked for");
        assert!(std.packages["fmt"].names.is_empty());
        // It has files there, and nothing in them.
        assert_eq!(std.packages["log/syslog"].built, 0b11);
        assert!(std.packages["log/syslog"].names.contains(&("New".to_owned(), 1)));
    }

    #[test]
    fn a_package_comes_with_its_release() {
        let has = |go| standard(go, &[on(Os::Linux, Arch::Amd64, false)]).unwrap().packages;
        assert!(!has(23).contains_key("weak") && has(24).contains_key("weak"));
    }

    #[test]
    fn cgo_decides_what_net_is_made_of_unless_a_tag_does() {
        let tags = ["netgo".to_owned()];
        let platforms = [
            on(Os::Linux, Arch::Amd64, false),
            on(Os::Linux, Arch::Amd64, true),
            Platform { tags: &tags, ..on(Os::Linux, Arch::Amd64, true) },
        ];
        let std = standard(27, &platforms).unwrap();
        let net = &std.packages["net"];
        assert!(net.imports.contains(&("C".to_owned(), 0b010)));
        assert!(net.switched.contains(&("cgo_linux.go".to_owned(), 0b010)));
        assert!(net.switched.contains(&("cgo_stub.go".to_owned(), 0b101)));
        let user = &std.packages["os/user"];
        assert!(user.imports.contains(&("C".to_owned(), 0b110)));
    }

    #[test]
    fn a_release_or_port_that_no_table_has_is_not_guessed() {
        assert!(standard(999, &[on(Os::Linux, Arch::Amd64, false)]).is_none());
        assert!(standard(21, &[on(Os::Openbsd, Arch::Riscv64, false)]).is_none());
    }
}
