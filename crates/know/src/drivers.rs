//! Packages that need cgo, and what becomes of them where it is off.

use std::borrow::Cow;

use landfall_facts::{Origin, Os};

use crate::table::{Row, rows};

/// What becomes of a package where cgo is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutCgo {
    /// It builds, and fails when called.
    Stub,
    /// A program that uses it does not build.
    Vanishes,
    /// It builds, and other code does the work.
    Pure,
}

/// A package that needs cgo.
#[derive(Debug, Clone)]
pub struct CgoDriver {
    /// The import path of the row; behind `/...` are all packages below it.
    pub path: &'static str,
    /// What becomes of it where cgo is off.
    pub without: WithoutCgo,
    /// The error in its own words; empty where it fails without one.
    pub text: Cow<'static, str>,
    /// The import paths of what does the same without cgo.
    pub instead: Vec<&'static str>,
    /// What the change costs, where somebody has looked.
    pub costs: Cow<'static, str>,
    /// The row.
    pub origin: Origin,
}

/// What the table knows of a package on a system.
pub fn cgo_driver(package: &str, os: Os) -> Option<CgoDriver> {
    let covers = |row: &&Row| {
        let path = row.get("path");
        let mut systems = row.words("os").peekable();
        let is_named = match path.strip_suffix("...") {
            Some(above) => package.starts_with(above),
            None => path == package,
        };
        is_named && (systems.peek().is_none() || systems.any(|one| one == os.name()))
    };
    let row = rows("cgo-drivers.csv").find(covers)?;
    let without = match row.get("without") {
        "stub" => WithoutCgo::Stub,
        "vanishes" => WithoutCgo::Vanishes,
        "pure" => WithoutCgo::Pure,
        _ => return None,
    };
    Some(CgoDriver {
        path: row.get("path"),
        without,
        text: with_commas(row.get("text")),
        instead: row.words("instead").collect(),
        costs: with_commas(row.get("costs")),
        origin: row.origin(),
    })
}

/// Whether a module has a package that the table knows to need cgo.
pub fn has_cgo_driver(module: &str) -> bool {
    let is_of_module = |path: &str| {
        let rest = path.strip_prefix(module);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    rows("cgo-drivers.csv").any(|row| is_of_module(row.get("path")) && row.get("without") != "pure")
}

/// A text of the table: a comma parts fields and is written otherwise there.
fn with_commas(text: &'static str) -> Cow<'static, str> {
    const COMMA: &str = "\\x2c";
    if text.contains(COMMA) { Cow::Owned(text.replace(COMMA, ",")) } else { Cow::Borrowed(text) }
}

/// The row of a module that writes machine code and runs it.
pub fn writes_code(module: &str) -> Option<Origin> {
    rows("code-writers.csv").find(|row| row.get("module") == module).map(|row| row.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stub_fails_in_its_own_words() {
        let one = cgo_driver("github.com/mattn/go-sqlite3", Os::Linux).unwrap();
        assert_eq!(one.without, WithoutCgo::Stub);
        assert_eq!(
            one.text,
            "Binary was compiled with 'CGO_ENABLED=0', go-sqlite3 requires cgo to work. This is a stub"
        );
        assert!(one.instead.contains(&"modernc.org/sqlite"));
    }

    #[test]
    fn some_packages_need_cgo_on_some_systems() {
        assert!(cgo_driver("github.com/ebitengine/oto/v3", Os::Linux).is_some());
        assert!(cgo_driver("github.com/ebitengine/oto/v3", Os::Windows).is_none());
    }

    #[test]
    fn a_row_is_about_its_package_and_no_other() {
        let of = |path| cgo_driver(path, Os::Linux).map(|one| one.without);
        let ethereum = "github.com/ethereum/go-ethereum/crypto";
        assert_eq!(of(ethereum), Some(WithoutCgo::Pure));
        assert_eq!(
            of("github.com/ethereum/go-ethereum/crypto/secp256k1"),
            Some(WithoutCgo::Vanishes)
        );
        assert_eq!(of("github.com/go-gl/gl/v2.1/gl"), Some(WithoutCgo::Vanishes));
        assert_eq!(of("github.com/mattn/go-sqlite3/upgrade"), None);
    }

    #[test]
    fn every_row_says_what_becomes_of_its_package() {
        for row in rows("cgo-drivers.csv") {
            let os = row.words("os").next().map_or(Os::Linux, |os| os.parse().unwrap());
            let package = row.get("path").replace("...", "gl");
            let found = cgo_driver(&package, os).unwrap();
            assert_eq!(found.path, row.get("path"));
        }
    }
}
