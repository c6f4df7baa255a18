//! A release of Go that setup-go does not find.

use landfall_facts::{Edit, Finding};

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `go-version` is written in a way that `actions/setup-go` finds no Go by.
    ///
    /// ## Why it breaks
    /// The action takes numbers and ranges (`1.22`, `^1.22`, `1.x`) and the words `stable` and `oldstable`. With
    /// `go1.22` or `latest` it stops: `Unable to find Go version 'latest' for platform linux and architecture
    /// x64.` Written in `src/installer.ts` of https://github.com/actions/setup-go. No runner was asked here.
    ///
    /// ## How to mend it
    /// `stable` for `latest`, and the number alone for `go1.22`.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: latest
    /// -- finds --
    /// .github/workflows/ci.yml:8: setup-go finds no Go called latest
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: stable
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     strategy:
    ///       matrix: ${{ fromJSON(inputs.matrix) }}
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: ${{ matrix.go }}
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ matrix.go }} is known only when it runs
    /// ```
    go_version_not_understood: Breaks of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let Some((said, text)) = seen.go_version()? else { return Ok(None) };
    let meant = match text.trim() {
        "latest" => "stable",
        text => match text.strip_prefix("go1.") {
            Some(_) => &text[2..],
            None => return Ok(None),
        },
    };
    let finding = Finding::new(format!("setup-go finds no Go called {}", text.trim()))
        .has(format!("go-version: {text}"), &said.at)
        .mend(format!("go-version: '{meant}'"));
    if said.written.contains("${{") {
        return Ok(Some(finding));
    }
    let edit = Edit::replace(&said.at, format!("'{meant}'"));
    Ok(Some(finding.fixed_by("say it as setup-go does", edit)))
}
