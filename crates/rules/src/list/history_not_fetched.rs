//! A release that is made without the history of the repository.

use landfall_facts::{Finding, Unsure, Why};

use crate::recipes::pipeline::text;
use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// GoReleaser makes a release where only one commit was fetched.
    ///
    /// ## Why it breaks
    /// `actions/checkout` fetches one commit and no other tag. GoReleaser takes the changelog from the tag before
    /// and finds none, and where no tag points at the commit it stops: `fatal: No names found, cannot describe
    /// anything.` Seen by users in goreleaser/goreleaser-action#97 and infrahq/infra#3120; `fetch-tags: true`
    /// alone does not help (cglab-public/agenfk#48). No runner was asked here.
    ///
    /// ## How to mend it
    /// `fetch-depth: 0` under `with:` of `actions/checkout`.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: goreleaser/goreleaser-action@v6
    ///         with:
    ///           args: release --clean
    /// -- finds --
    /// .github/workflows/ci.yml:5: GoReleaser sees one commit and no older tag
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///         with:
    ///           fetch-depth: 0
    ///       - uses: goreleaser/goreleaser-action@v6
    ///         with:
    ///           args: release --clean
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: goreleaser/goreleaser-action@v6
    ///         with:
    ///           args: release --snapshot
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: git fetch --force --tags
    ///       - uses: goreleaser/goreleaser-action@v6
    ///         with:
    ///           args: release --clean
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///         with:
    ///           fetch-depth: ${{ inputs.depth }}
    ///       - uses: goreleaser/goreleaser-action@v6
    ///         with:
    ///           args: release --clean
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.depth }} is known only when it runs
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// changelog:
    ///   disable: true
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: goreleaser/goreleaser-action@v6
    ///         with:
    ///           args: release --clean
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: somebody/tag-action@v1
    ///       - uses: goreleaser/goreleaser-action@v6
    ///         with:
    ///           args: release --clean
    /// -- unsure --
    /// .github/workflows/ci.yml: whether somebody/tag-action fetches the tags is not known
    /// ```
    history_not_fetched: Degrades of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    if !seen.step.is_action("goreleaser/goreleaser-action") {
        return Ok(None);
    }
    let args = text(seen.step.with("args")).unwrap_or_default();
    let releases = args.split_whitespace().any(|word| word == "release");
    if !releases || args.contains("--snapshot") {
        return Ok(None);
    }
    let says = |path: &str, is_meant: &dyn Fn(&str) -> bool| {
        let is_release = |file: usize| {
            let kind = seen.recipes.files.get(file).map(|file| file.kind);
            kind == Some(landfall_facts::RecipeKind::Goreleaser)
        };
        let mut settings = seen.recipes.settings.iter().filter(|one| is_release(one.file));
        settings.any(|one| one.path == path && is_meant(&one.value))
    };
    // GitHub itself knows the tags.
    let is_of_host = says("changelog.use", &|value| value.starts_with("github"));
    if is_of_host || says("changelog.disable", &|value| value == "true") {
        return Ok(None);
    }
    let fetches = |step: &landfall_facts::JobStep| {
        step.script.as_ref().is_some_and(|said| said.written.contains("git fetch"))
    };
    let mut checkouts = seen.before().filter(|step| step.is_action("actions/checkout"));
    let (Some(checkout), None) = (checkouts.next(), checkouts.next()) else { return Ok(None) };
    if seen.before().any(fetches) {
        return Ok(None);
    }
    let foreign = seen.before().filter_map(|step| step.uses.as_ref()).find(|used| {
        let is_of_git = used.action.starts_with("actions/") || used.action.starts_with("docker/");
        !is_of_git && landfall_know::known_action(&used.action).is_none()
    });
    if let Some(depth) = checkout.with("fetch-depth") {
        let depth = depth.text.look()?;
        if depth.is_none_or(|depth| depth.value() != "1") {
            return Ok(None);
        }
    }
    if let Some(used) = foreign {
        let why = format!("whether {} fetches the tags is not known", used.action);
        return Err(Unsure(Why::new(why)));
    }
    let place = checkout.uses.as_ref().map_or(&checkout.at, |used| &used.at);
    Ok(Some(
        Finding::new("GoReleaser sees one commit and no older tag")
            .has("fetch-depth is 1 where nothing is said", place)
            .needs("the tags and what lies between them", seen.place())
            .mend("fetch-depth: 0, under with: of actions/checkout"),
    ))
}
