//! A release of Go that YAML takes for a number.

use landfall_facts::{Edit, Finding, Said};

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `go-version: 1.20` without quotes is the number 1.2, and Go 1.2 is set up.
    ///
    /// ## Why it breaks
    /// YAML reads `1.20` as a number, and its last zero is lost before `actions/setup-go` sees it: Go 1.2.2 of
    /// 2014 is set up, or none is found. Only releases that end in 0 are hurt: 1.10, 1.20, 1.30. Seen by users
    /// in actions/setup-go#326, actions/setup-go#328 and actions/setup-go#382. No runner was asked here.
    ///
    /// ## How to mend it
    /// `go-version: '1.20'`, or `go-version-file: go.mod`.
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
    ///           go-version: 1.20
    /// -- finds --
    /// .github/workflows/ci.yml:8: go-version 1.20 without quotes is 1.2, and Go 1.2 is set up
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     strategy:
    ///       matrix:
    ///         go: [1.20, 1.21]
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v5
    ///         with:
    ///           go-version: ${{ matrix.go }}
    /// -- finds --
    /// .github/workflows/ci.yml:6: go-version 1.20 without quotes is 1.2, and Go 1.2 is set up
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
    ///           go-version: '1.20'
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
    ///           go-version: 1.20.14
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
    ///       - uses: actions/setup-go@v5
    ///         with:
    ///           go-version: ${{ matrix.go }}
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ matrix.go }} is known only when it runs
    /// ```
    go_version_cut_short: Breaks of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let Some((said, text)) = seen.go_version()? else { return Ok(None) };
    let is_of_matrix = said.written.contains("matrix.");
    let is_cut = |said: &&Said| {
        let mut parts = said.written.split('.');
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let two = (parts.next(), parts.next(), parts.next());
        matches!(two, (Some("1"), Some(minor), None) if is_number(minor) && minor.len() > 1 && minor.ends_with('0'))
    };
    let of_matrix = seen.job.matrix.iter().map(|(_, said)| said);
    let of_matrix = of_matrix.filter(|one| is_of_matrix && one.known() == Some(text));
    let Some(cut) = std::iter::once(said).chain(of_matrix).find(is_cut) else { return Ok(None) };
    let short = text.trim_end_matches('0');
    Ok(Some(
        Finding::new(format!(
            "go-version {text} without quotes is {short}, and Go {short} is set up"
        ))
        .has(format!("the number {text}"), &cut.at)
        .mend(format!("go-version: '{text}'"))
        .fixed_by("put the release into quotes", Edit::replace(&cut.at, format!("'{text}'"))),
    ))
}
