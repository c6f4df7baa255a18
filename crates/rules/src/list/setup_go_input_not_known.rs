//! An input that setup-go does not take.

use landfall_facts::Finding;

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `actions/setup-go` is given an input that it does not know, and goes on without it.
    ///
    /// ## Why it breaks
    /// An unknown input is a warning in the log (`Unexpected input(s) 'go_version', valid inputs are …`) and no
    /// more. With `go_version` in the place of `go-version` no Go is set up, and the one that happens to be on the
    /// runner builds. The inputs are written in its `action.yml` (https://github.com/actions/setup-go).
    ///
    /// ## How to mend it
    /// The input with the right name.
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
    ///           go_version: '1.22'
    /// -- finds --
    /// .github/workflows/ci.yml:8: setup-go does not know go_version
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
    ///           check-latest: true
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@main
    ///         with:
    ///           go_version: '1.22'
    /// -- unsure --
    /// .github/workflows/ci.yml: which version actions/setup-go@main is, is not known here
    /// ```
    setup_go_input_not_known: Degrades of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let Some(known) = landfall_know::known_action("actions/setup-go").filter(|_| seen.sets_go_up())
    else {
        return Ok(None);
    };
    let is_known = |name: &str| known.inputs.iter().any(|one| one.eq_ignore_ascii_case(name));
    let Some((name, said)) = seen.step.with.iter().find(|(name, _)| !is_known(name)) else {
        return Ok(None);
    };
    // A newer one may know more.
    if let Some(used) = &seen.step.uses {
        used.major.look()?;
    }
    let meant = name.replace('_', "-");
    let finding = Finding::new(format!("setup-go does not know {name}"))
        .has(format!("{name}: {}", said.written), &said.at)
        .needs(format!("it knows {}", known.inputs.join(", ")), &known.origin);
    Ok(Some(match is_known(&meant) {
        true => finding.mend(format!("{meant}: {}", said.written)),
        false => finding.mend("take it away"),
    }))
}
