//! A Go that is set up older than go.mod asks for, and may fetch no other.

use landfall_facts::{Fact, Finding, Unsure};
use landfall_know::{GoDoes, go_does};

use crate::recipes::pipeline::older_setup;
use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `actions/setup-go` sets up a Go that is older than go.mod asks for, and that may fetch no other.
    ///
    /// ## Why it breaks
    /// Since v6 `actions/setup-go` sets `GOTOOLCHAIN=local` for all steps behind it, whatever `env:` of the
    /// workflow or job says (actions/setup-go#460): `go: go.mod requires go >= 1.26.0 (running go 1.22.12;
    /// GOTOOLCHAIN=local)`. With an older version of the action the same comes of `GOTOOLCHAIN: local` in
    /// `env:`. Seen by users in PerpetualSoftware/pad#901. The Go command's part of it was run here.
    ///
    /// ## How to mend it
    /// `go-version-file: go.mod` in the place of `go-version`. `GOTOOLCHAIN: auto` under `env:` of the step that
    /// builds fetches the release at each run.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26.0
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: '1.22'
    ///       - run: go build ./...
    /// -- finds --
    /// .github/workflows/ci.yml:8: go.mod asks for Go 1.26.0, and setup-go sets up 1.22, which fetches no other
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26.5
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: '1.26'
    ///       - run: go build ./...
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26.0
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: '1.22'
    ///       - run: go build ./...
    ///         env:
    ///           GOTOOLCHAIN: auto
    /// -- also --
    /// toolchain_fetched_after_setup
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26.0
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@main
    ///         with:
    ///           go-version: '1.22'
    ///       - run: go build ./...
    /// -- unsure --
    /// .github/workflows/ci.yml: which version actions/setup-go@main is, is not known here
    /// ```
    setup_go_older_than_module: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(older) = older_setup(making)? else { return Ok(None) };
    let (asked, place) = older.asked;
    // Go 1.20 and before fetch nothing, and read a go.mod of a newer language unless it has three numbers.
    let is_refused = asked.split('.').count() == 3;
    let fetches = go_does(GoDoes::FetchToolchains, older.minor);
    if !fetches && !is_refused {
        return Ok(None);
    }
    if fetches {
        match making.var("GOTOOLCHAIN") {
            Fact::Known(value, _) if value == "local" => {}
            Fact::Unknown(why) => return Err(Unsure(why)),
            Fact::Known(..) | Fact::Absent(_) => return Ok(None),
        }
    }
    let release = older.release.known().unwrap_or_default();
    Ok(Some(
        Finding::new(format!(
            "go.mod asks for Go {asked}, and setup-go sets up {release}, which fetches no other"
        ))
        .has(format!("go-version: {release}"), &older.release.at)
        .needs(format!("go {asked}"), place)
        .mend("go-version-file: go.mod, in the place of go-version")
        .mend(format!("or go-version: '{asked}'")),
    ))
}
