//! The machines that pipelines run on, and what became of the settings of GoReleaser.

use landfall_facts::Origin;

use crate::table::rows;

/// A machine that GitHub runs jobs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runner {
    /// `linux`, `darwin` or `windows`.
    pub os: &'static str,
    /// Its architecture, as Go calls it.
    pub arch: &'static str,
    /// The distribution of a Linux runner; several while the label moves from one to the other.
    pub bases: Vec<&'static str>,
    /// Whether a C compiler is there; `None` where nobody looked.
    pub has_c_compiler: Option<bool>,
    /// The day from which jobs with the label fail.
    pub until: Option<&'static str>,
    /// The label that takes its place.
    pub instead: Option<&'static str>,
    /// The row.
    pub origin: Origin,
}

/// The machine that a label means; `None` for one that the table does not have, as those of somebody's own.
pub fn runner(label: &str) -> Option<Runner> {
    let label = label.to_ascii_lowercase();
    let row = rows("runners.csv").find(|row| row.get("label") == label)?;
    let some = |column: &str| Some(row.get(column)).filter(|value| !value.is_empty());
    Some(Runner {
        os: row.get("os"),
        arch: row.get("arch"),
        bases: row.words("bases").collect(),
        has_c_compiler: some("compiler").map(|value| value == "yes"),
        until: some("until"),
        instead: some("instead"),
        origin: row.origin(),
    })
}

/// An action of GitHub, as far as Go builds care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAction {
    /// Whether it makes a release, or puts files into one.
    pub releases: bool,
    /// Whether it surely sets up no Go, checks nothing out and makes no builder of images.
    pub is_plain: bool,
    /// What it takes under `with`; empty where nobody looked.
    pub inputs: Vec<&'static str>,
    /// The row.
    pub origin: Origin,
}

/// What is known of an action, by its name in lower case.
pub fn known_action(name: &str) -> Option<KnownAction> {
    let row = rows("pipeline-actions.csv").find(|row| row.get("action") == name)?;
    Some(KnownAction {
        releases: row.get("does") == "releases",
        is_plain: row.get("does") == "plain",
        inputs: row.words("inputs").collect(),
        origin: row.origin(),
    })
}

/// What became of a setting of GoReleaser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseSetting {
    /// The version that does not know it any more.
    pub removed: Option<&'static str>,
    /// What to write instead.
    pub instead: &'static str,
    /// The row.
    pub origin: Origin,
}

/// What became of a setting, by the keys that lead to it, as `archives.format`.
pub fn release_setting(path: &str) -> Option<ReleaseSetting> {
    let row = rows("release-settings.csv").find(|row| row.get("setting") == path)?;
    Some(ReleaseSetting {
        removed: Some(row.get("removed")).filter(|version| !version.is_empty()),
        instead: row.get("instead"),
        origin: row.origin(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_means_a_machine() {
        let of = |label: &str| runner(label).map(|one| (one.os, one.arch, one.until));
        assert_eq!(of("ubuntu-latest"), Some(("linux", "amd64", None)));
        assert_eq!(of("macOS-latest"), Some(("darwin", "arm64", None)));
        assert_eq!(of("macos-13"), Some(("darwin", "amd64", Some("2025-12-08"))));
        assert_eq!(of("my-own"), None);
    }
}
