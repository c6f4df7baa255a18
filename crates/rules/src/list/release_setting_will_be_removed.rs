//! A setting that GoReleaser is about to take away.

use landfall_facts::{Finding, RecipeKind, Unsure, Why};

use crate::recipes::{Answers, Tree};
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
    let settings = tree.recipes.settings.iter();
    settings.map(|one| (one.at.clone(), answer(tree, one))).collect()
}

fn answer(tree: &Tree<'_>, one: &landfall_facts::FileSetting) -> Answer {
    let kind = tree.recipes.files.get(one.file).map(|file| file.kind);
    let known = landfall_know::release_setting(&one.path);
    let is_meant = |known: &landfall_know::ReleaseSetting| {
        kind == Some(RecipeKind::Goreleaser) && known.removed.is_none()
    };
    let Some(known) = known.filter(is_meant) else { return Ok(None) };
    let mut of_file = tree.recipes.settings.iter().filter(|other| other.file == one.file);
    match of_file.find(|other| other.path == "version") {
        Some(version) if version.value == "2" => {}
        Some(_) => return Ok(None),
        None => {
            return Err(Unsure(Why::new("which release of GoReleaser reads the file is not said")));
        }
    }
    let steps = tree.recipes.jobs.iter().flat_map(|job| &job.steps);
    let pinned = steps
        .filter(|step| step.is_action("goreleaser/goreleaser-action"))
        .filter_map(|step| step.with("version")?.known())
        .find(|version| version.trim_start_matches('v').split('.').count() == 3);
    if let Some(version) = pinned {
        let why = format!("whether GoReleaser {version} warns of it is not in the table");
        return Err(Unsure(Why::new(why)));
    }
    let says = format!("GoReleaser warns of {} and will not know it one day", one.path);
    let finding =
        Finding::new(says).has(one.path.clone(), &one.at).needs("an active notice", &known.origin);
    Ok(Some(match known.instead {
        "" => finding.mend("take it away"),
        instead => finding.mend(format!("{instead} takes its place")),
    }))
}
