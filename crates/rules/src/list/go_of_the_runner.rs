//! A build with whatever Go is on the runner.

use landfall_facts::{Finding, JobStep, Unsure, Why};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A job builds with the Go that happens to be on the runner of GitHub.
    ///
    /// ## Why it breaks
    /// No step sets a Go up, so the one of the runner's image builds. It changes when the image does, about every
    /// week, and is another one on each system. What is on an image is written in the lists of
    /// https://github.com/actions/runner-images.
    ///
    /// ## How to mend it
    /// `uses: actions/setup-go@v6` with `go-version-file: go.mod`.
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
    ///       - run: go build ./...
    /// -- finds --
    /// .github/workflows/ci.yml:6: go build is run by whatever Go ubuntu-latest has that day
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
    ///       - run: go build ./...
    /// ```
    /// A wrapper of the project may bring a Go of its own.
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
    ///       - run: ./tool/go build ./...
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     container: golang:1.26
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go build ./...
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
    ///         if: inputs.go
    ///         with:
    ///           go-version-file: go.mod
    ///       - run: go build ./...
    /// -- unsure --
    /// .github/workflows/ci.yml: whether a Go is set up is known only when it runs
    /// ```
    go_of_the_runner: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(step) = making.step().filter(|_| making.go.compiles() && making.is_on_path()) else {
        return Ok(None);
    };
    if step.job().runner().is_none() || step.job.image.is_some() || making.module().is_none() {
        return Ok(None);
    }
    // What is not known may set a Go up.
    let sets_none = |one: &JobStep| match &one.uses {
        Some(used) => {
            matches!(used.action.as_str(), "actions/checkout" | "actions/setup-go")
                || landfall_know::known_action(&used.action).is_some_and(|known| known.is_plain)
        }
        None => one.script.as_ref().is_none_or(|said| installs_none(&said.written)),
    };
    let own = step.step.script.as_ref().is_none_or(|said| installs_none(&said.written));
    if !own || !step.before().all(sets_none) {
        return Ok(None);
    }
    match making.setup() {
        Some(setup) if setup.step.condition.is_some() => {
            return Err(Unsure(Why::new("whether a Go is set up is known only when it runs")));
        }
        Some(_) => return Ok(None),
        None => {}
    }
    let label = step.job.runner.as_ref().and_then(|said| said.known()).unwrap_or_default();
    let verb = &making.go.verb;
    Ok(Some(
        Finding::new(format!("go {verb} is run by whatever Go {label} has that day"))
            .has("no step sets a Go up", &making.run.at)
            .mend("uses: actions/setup-go@v6 with go-version-file: go.mod, before it"),
    ))
}

/// Whether a script surely installs no Go.
fn installs_none(script: &str) -> bool {
    let words =
        ["install", "apt", "curl", "wget", "brew", "PATH", "GITHUB_ENV", "docker", "snap", "mise"];
    !words.iter().any(|word| script.contains(word))
}
