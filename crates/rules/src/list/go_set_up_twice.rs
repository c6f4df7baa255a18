//! Two Gos that are set up one behind the other.

use landfall_facts::{Finding, Unsure, Why};

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A job sets up two Gos one behind the other, and the first is never called.
    ///
    /// ## Why it breaks
    /// Each `actions/setup-go` puts its Go first into `PATH`. Where nothing runs between two of them, the first
    /// one costs a download and a cache and builds nothing. Two of them restore the same cache over one another:
    /// `Failed to restore: "/usr/bin/tar" failed with error` (actions/setup-go#722, actions/setup-go#314).
    ///
    /// ## How to mend it
    /// One `actions/setup-go` with the release that builds.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v5
    ///         with:
    ///           go-version: '1.22'
    ///       - uses: actions/setup-go@v5
    ///         with:
    ///           go-version: '1.23'
    /// -- finds --
    /// .github/workflows/ci.yml:8: Go 1.22 is set up in vain: the Go set up behind it is called
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v5
    ///         with:
    ///           go-version: '1.22'
    ///       - run: go test ./...
    ///       - uses: actions/setup-go@v5
    ///         with:
    ///           go-version: '1.23'
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v5
    ///         if: inputs.old
    ///         with:
    ///           go-version: '1.22'
    ///       - uses: actions/setup-go@v5
    ///         with:
    ///           go-version: '1.23'
    /// -- unsure --
    /// .github/workflows/ci.yml: whether Go 1.22 is set up is known only when it runs
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v5
    ///         if: inputs.old
    ///         with:
    ///           go-version: '1.22'
    ///       - uses: actions/setup-go@v5
    ///         if: inputs.new
    ///         with:
    ///           go-version: '1.23'
    /// ```
    go_set_up_twice: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let Some(said) = seen.of_setup("go-version") else { return Ok(None) };
    let (Some(release), Some(next)) = (said.known(), seen.behind().next()) else { return Ok(None) };
    if !next.sets_go_up() || next.step.condition.is_some() {
        return Ok(None);
    }
    if seen.step.condition.is_some() {
        let why = format!("whether Go {release} is set up is known only when it runs");
        return Err(Unsure(Why::new(why)));
    }
    Ok(Some(
        Finding::new(format!("Go {release} is set up in vain: the Go set up behind it is called"))
            .has(format!("go-version: {release}"), &said.at)
            .needs("the Go that is called", next.place())
            .mend("take one of the two steps away"),
    ))
}
