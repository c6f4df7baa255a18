//! A Go that is set up by a file that is not there yet.

use landfall_facts::{Finding, Unsure, Why};

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `actions/setup-go` reads go.mod before the project is checked out.
    ///
    /// ## Why it breaks
    /// The directory is still empty: `The specified go version file at: go.mod does not exist`. Written in
    /// `src/main.ts` of https://github.com/actions/setup-go. No runner was asked here.
    ///
    /// ## How to mend it
    /// `actions/checkout` before `actions/setup-go`.
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
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version-file: go.mod
    ///       - uses: actions/checkout@v5
    /// -- finds --
    /// .github/workflows/ci.yml:7: go.mod is read before it is checked out
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
    ///         if: inputs.checkout
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version-file: go.mod
    ///       - uses: actions/checkout@v5
    /// -- unsure --
    /// .github/workflows/ci.yml: whether the project is checked out is known only when it runs
    /// ```
    setup_go_before_checkout: Breaks of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let Some(said) = seen.of_setup("go-version-file") else { return Ok(None) };
    // Somebody's own runner may still have the project of the job before.
    if seen.step.with("go-version").is_some() || seen.job().runner().is_none() {
        return Ok(None);
    }
    let Some(checkout) = seen.behind().find(|step| step.step.is_action("actions/checkout")) else {
        return Ok(None);
    };
    if seen.before().any(|step| step.uses.is_some() && !step.is_action("actions/checkout")) {
        return Ok(None);
    }
    let fetches = |step: &landfall_facts::JobStep| {
        step.script.as_ref().is_some_and(|said| said.written.contains("git"))
    };
    match seen.is_checked_out() {
        Some(true) => Ok(None),
        Some(false) if seen.before().any(fetches) => Ok(None),
        Some(false) => Ok(Some(
            Finding::new(format!(
                "{} is read before it is checked out",
                said.known().unwrap_or("go.mod")
            ))
            .has(format!("go-version-file: {}", said.written), &said.at)
            .needs("the step that checks it out", checkout.place())
            .mend("put actions/checkout before actions/setup-go"),
        )),
        None => {
            Err(Unsure(Why::new("whether the project is checked out is known only when it runs")))
        }
    }
}
