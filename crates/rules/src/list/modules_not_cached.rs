//! An action that keeps no modules from one run to the next.

use landfall_facts::Finding;

use crate::recipes::{Answers, Making, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// An old `actions/setup-go` keeps neither modules nor built packages, and everything is fetched and built anew.
    ///
    /// ## Why it breaks
    /// v1 and v2 of the action cache nothing, v3 only with `cache: true`; since v4 it is done unless it is
    /// forbidden. Written in the `action.yml` of each (https://github.com/actions/setup-go). A run fetches all
    /// modules and compiles the standard library again, and fails when the proxy is slow.
    ///
    /// ## How to mend it
    /// `actions/setup-go@v6`, or `cache: true` with v3.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// require example.com/other v1.0.0
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v3
    ///         with:
    ///           go-version: '1.22'
    ///       - run: go build ./...
    /// -- finds --
    /// .github/workflows/ci.yml:6: setup-go v3 caches nothing here: each run fetches and builds everything anew
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// require example.com/other v1.0.0
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v3
    ///         with:
    ///           go-version: '1.22'
    ///           cache: true
    ///       - run: go build ./...
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// require example.com/other v1.0.0
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v2
    ///         with:
    ///           go-version: '1.22'
    ///       - uses: actions/cache@v3
    ///         with:
    ///           path: ~/go/pkg/mod
    ///           key: go
    ///       - run: go build ./...
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// require example.com/other v1.0.0
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v3
    ///         with:
    ///           go-version: '1.22'
    ///           cache: ${{ inputs.cache }}
    ///       - run: go build ./...
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.cache }} is known only when it runs
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
    ///       - uses: actions/setup-go@v3
    ///         with:
    ///           go-version: '1.22'
    ///       - run: go build ./...
    /// ```
    modules_not_cached: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let Some(major) = seen.major().filter(|major| seen.sets_go_up() && *major <= 3) else {
        return Ok(None);
    };
    let is_cached = seen
        .job
        .steps
        .iter()
        .any(|step| step.uses.as_ref().is_some_and(|used| used.action.contains("cache")));
    // Without a go.mod that asks for modules there is next to nothing to keep.
    let fetches = |making: &Making<'_>| {
        let is_off = making.var("GO111MODULE").known().is_some_and(|mode| mode == "off");
        let asks = making.module().is_some_and(|module| !module.requires.is_empty());
        making.go.compiles() && making.is_in_module() && asks && !is_off
    };
    let builds = seen.behind().any(|step| step.makings().any(|making| fetches(&making)));
    if is_cached || !builds {
        return Ok(None);
    }
    if let Some(said) = seen.step.with("cache").filter(|_| major == 3) {
        let said = said.text.look()?;
        if said.is_some_and(|said| said.value() == "true") {
            return Ok(None);
        }
    }
    let says = format!(
        "setup-go v{major} caches nothing here: each run fetches and builds everything anew"
    );
    Ok(Some(Finding::new(says).has(format!("actions/setup-go v{major}"), seen.place()).mend(
        match seen.is_checked_out() {
            Some(false) => {
                "uses: actions/setup-go@v6, behind actions/checkout: it looks for go.sum"
            }
            Some(true) | None => "uses: actions/setup-go@v6",
        },
    )))
}
