//! The GODEBUG keys of each Go release.

use landfall_facts::Origin;

use crate::table::{Row, rows};

/// What a Go release makes of a GODEBUG key.
#[derive(Debug, Clone)]
pub enum Godebug {
    /// It may stand in `//go:debug`, in go.mod and in the environment.
    Setting(GodebugSetting),
    /// The runtime reads it from the environment; in `//go:debug` and go.mod it is an error.
    Runtime(Origin),
    /// It was a setting before; the release tells so by name.
    Removed {
        /// The minor release that removed it.
        since: u32,
        /// The values that are an error in `//go:debug` and go.mod; none where every value is.
        refused: Vec<&'static str>,
        /// The row.
        origin: Origin,
    },
    /// An error in `//go:debug` and go.mod; the environment may hold it, and nobody reads it.
    Unknown,
}

/// A GODEBUG key that a program can set for itself.
#[derive(Debug, Clone)]
pub struct GodebugSetting {
    /// The package that reads it.
    pub package: &'static str,
    /// The minor release that changed the default, and the value that was the default before.
    pub changed: Option<(u32, &'static str)>,
    /// The row.
    pub origin: Origin,
}

/// What a minor release makes of a key; `None` for a release that the table does not have.
pub fn godebug(key: &str, go: u32) -> Option<Godebug> {
    const TABLE: &str = "godebug.csv";
    let mut of_release = rows(TABLE).filter(|row| spans(row, go)).peekable();
    of_release.peek()?;
    let of_key: Vec<_> = of_release.filter(|row| is_named(row, key)).collect();
    let of_kind = |kind: &str| of_key.iter().find(|row| row.get("kind") == kind);
    // A key that is both is read by the runtime where the program has set it too.
    if let Some(row) = of_kind("setting") {
        return Some(Godebug::Setting(GodebugSetting {
            package: row.get("package"),
            changed: minor(row.get("changed")).map(|release| (release, row.get("old"))),
            origin: row.origin(),
        }));
    }
    if let Some(row) = of_kind("removed") {
        let since = minor(row.get("removed"))?;
        let refused = row.words("old").collect();
        return Some(Godebug::Removed { since, refused, origin: row.origin() });
    }
    Some(of_kind("runtime").map_or(Godebug::Unknown, |row| Godebug::Runtime(row.origin())))
}

fn is_named(row: &Row, key: &str) -> bool {
    let name = row.get("name");
    name == key || name.strip_suffix('*').is_some_and(|start| key.starts_with(start))
}

/// Whether a release lies between the first and the last of a row.
pub(crate) fn spans(row: &Row, go: u32) -> bool {
    match (minor(row.get("first")), minor(row.get("last"))) {
        (Some(first), Some(last)) => (first..=last).contains(&go),
        _ => false,
    }
}

/// The minor release that a table names: 26 of `1.26`.
pub(crate) fn minor(release: &str) -> Option<u32> {
    release.strip_prefix("1.")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_says_what_its_default_was() {
        let Some(Godebug::Setting(one)) = godebug("panicnil", 26) else { panic!("no setting") };
        assert_eq!((one.package, one.changed), ("runtime", Some((21, "1"))));
    }

    #[test]
    fn what_only_the_runtime_reads_is_no_setting() {
        assert!(matches!(godebug("gctrace", 26), Some(Godebug::Runtime(_))));
        assert!(matches!(godebug("cpu.avx2", 26), Some(Godebug::Runtime(_))));
    }

    #[test]
    fn a_key_of_folklore_is_unknown() {
        for key in ["cgodebug", "tls13", "cpu", ""] {
            assert!(matches!(godebug(key, 26), Some(Godebug::Unknown)), "{key}");
        }
    }

    #[test]
    fn a_removed_key_is_refused_whatever_its_value_and_later_only_for_old_ones() {
        let refused = |key, go| match godebug(key, go) {
            Some(Godebug::Removed { since, refused, .. }) => (since, refused),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused("x509sha1", 26), (24, vec![]));
        assert_eq!(refused("x509sha1", 27), (24, vec!["1"]));
        assert_eq!(refused("asynctimerchan", 27), (27, vec!["1", "2"]));
        assert!(matches!(godebug("asynctimerchan", 26), Some(Godebug::Setting(_))));
    }

    #[test]
    fn a_release_that_the_table_does_not_have_is_not_guessed() {
        assert!(godebug("panicnil", 20).is_none());
        assert!(godebug("panicnil", 999).is_none());
    }
}
