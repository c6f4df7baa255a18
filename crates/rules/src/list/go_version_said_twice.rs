//! A release of Go that is said twice.

use landfall_facts::Finding;

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `actions/setup-go` is given `go-version` and `go-version-file`, and does not read the file.
    ///
    /// ## Why it breaks
    /// `Both go-version and go-version-file inputs are specified, only go-version will be used`: what go.mod asks
    /// for later is not set up. Written in `src/main.ts` of https://github.com/actions/setup-go.
    ///
    /// ## How to mend it
    /// One of the two.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: '1.22'
    ///           go-version-file: go.mod
    /// -- finds --
    /// .github/workflows/ci.yml:9: go.mod is not read: go-version says 1.22
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version-file: go.mod
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: ${{ inputs.go }}
    ///           go-version-file: go.mod
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.go }} is known only when it runs
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     strategy:
    ///       matrix:
    ///         go: ["", stable]
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: ${{ matrix.go }}
    ///           go-version-file: go.mod
    /// ```
    go_version_said_twice: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let Some(version) = seen.of_setup("go-version") else { return Ok(None) };
    let Some(file) = seen.of_setup("go-version-file") else { return Ok(None) };
    let Some(release) = version.text.look()?.filter(|release| !release.value().is_empty()) else {
        return Ok(None);
    };
    // Of a matrix that has an empty one too, go.mod is read where that is put in.
    let alike = seen.recipes.jobs.iter().filter(|job| job.at == seen.job.at);
    let mut others = alike.filter_map(|job| job.steps.get(seen.place)?.with("go-version"));
    if others.any(|said| said.known().is_none_or(str::is_empty)) {
        return Ok(None);
    }
    let release = release.value();
    if file.known() == Some("") {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!(
            "{} is not read: go-version says {release}",
            file.known().unwrap_or("the file")
        ))
        .has(format!("go-version-file: {}", file.written), &file.at)
        .needs(format!("go-version: {release}"), &version.at)
        .mend("take go-version away"),
    ))
}
