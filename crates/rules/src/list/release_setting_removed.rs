//! A setting that GoReleaser no longer knows.

use landfall_facts::{Finding, RecipeKind, Unsure, Why};

use crate::recipes::{Answers, Tree};
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
    let settings = tree.recipes.settings.iter();
    settings.map(|one| (one.at.clone(), answer(tree, one))).collect()
}

fn answer(tree: &Tree<'_>, one: &landfall_facts::FileSetting) -> Answer {
    let kind = tree.recipes.files.get(one.file).map(|file| file.kind);
    let known = landfall_know::release_setting(&one.path);
    let Some(known) = known.filter(|_| kind == Some(RecipeKind::Goreleaser)) else {
        return Ok(None);
    };
    let Some(removed) = known.removed else { return Ok(None) };
    let mut of_file = tree.recipes.settings.iter().filter(|other| other.file == one.file);
    match of_file.find(|other| other.path == "version") {
        Some(version) if version.value == removed => {}
        Some(_) => return Ok(None),
        None => {
            return Err(Unsure(Why::new("which release of GoReleaser reads the file is not said")));
        }
    }
    let finding = Finding::new(format!("GoReleaser {removed} does not know {}", one.path))
        .has(one.path.clone(), &one.at)
        .needs(format!("removed in {removed}"), &known.origin);
    Ok(Some(match known.instead {
        "" => finding.mend("take it away"),
        instead => finding.mend(format!("{instead} takes its place")),
    }))
}
