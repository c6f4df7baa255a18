//! A setting that GoReleaser no longer knows.

use crate::recipes::{Answers, OldSetting, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A configuration of GoReleaser v2 has a setting that v2 does not know.
    ///
    /// ## Why it breaks
    /// GoReleaser reads its file strictly: a setting that it does not know stops it before anything is built
    /// (`yaml: unmarshal errors: … field rlcp not found in type config.Archive`). Which settings v2 took away is
    /// written in https://goreleaser.com/deprecations under "Removed in v2", and that it reads strictly in its
    /// `pkg/config/load.go`. No GoReleaser was run here.
    ///
    /// ## How to mend it
    /// The setting that took its place, in the finding.
    ///
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// changelog:
    ///   skip: true
    /// -- finds --
    /// .goreleaser.yaml:3: GoReleaser 2 does not know changelog.skip
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// changelog:
    ///   disable: true
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 1
    /// changelog:
    ///   skip: true
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// changelog:
    ///   skip: true
    /// -- unsure --
    /// .goreleaser.yaml: which release of GoReleaser reads the file is not said
    /// ```
    release_setting_removed: Breaks of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_old_settings(|known| known.removed, one)
}

fn one(old: &OldSetting<'_>) -> Answer {
    let removed = old.known.removed.unwrap_or_default();
    let says = format!("GoReleaser {removed} does not know {}", old.setting.path);
    Ok(Some(old.told(says, format!("removed in {removed}"))))
}
