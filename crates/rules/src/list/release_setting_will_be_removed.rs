//! A setting that GoReleaser is about to take away.

use landfall_facts::{Unsure, Why};

use crate::recipes::{Answers, OldSetting, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A configuration of GoReleaser has a setting that it warns of.
    ///
    /// ## Why it breaks
    /// The setting still works, `goreleaser check` fails with it (exit code 2), and one of the next releases will
    /// not know it: with `version: latest` that is some morning. Written in https://goreleaser.com/deprecations
    /// under "Active deprecation notices".
    ///
    /// ## How to mend it
    /// The setting that takes its place, in the finding.
    ///
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// archives:
    ///   - format: zip
    /// -- finds --
    /// .goreleaser.yaml:3: GoReleaser warns of archives.format and will not know it one day
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// archives:
    ///   - formats: [zip]
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 1
    /// archives:
    ///   - format: zip
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// archives:
    ///   - format: zip
    /// -- unsure --
    /// .goreleaser.yaml: which release of GoReleaser reads the file is not said
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// archives:
    ///   - format: zip
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: goreleaser/goreleaser-action@v6
    ///         with:
    ///           version: '2.3.2'
    ///           args: build
    /// -- unsure --
    /// .goreleaser.yaml: whether GoReleaser 2.3.2 warns of it is not in the table
    /// ```
    release_setting_will_be_removed: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_old_settings(|known| known.removed.is_none().then_some("2"), |old| one(tree, old))
}

fn one(tree: &Tree<'_>, old: &OldSetting<'_>) -> Answer {
    if let Some(version) = tree.pinned_goreleaser() {
        let why = format!("whether GoReleaser {version} warns of it is not in the table");
        return Err(Unsure(Why::new(why)));
    }
    let path = &old.setting.path;
    let says = format!("GoReleaser warns of {path} and will not know it one day");
    Ok(Some(old.told(says, "an active notice")))
}
