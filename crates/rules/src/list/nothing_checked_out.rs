//! A job that builds what it did not fetch.

use landfall_facts::{Finding, JobStep, Run, Unsure, Why};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A job calls the Go command on the project, and no step checks the project out.
    ///
    /// ## Why it breaks
    /// Each job begins in an empty directory: `pattern ./...: directory prefix . does not contain main module or
    /// its selected dependencies`, or `go: go.mod file not found in current directory or any parent directory`.
    /// Written in https://docs.github.com/en/actions/how-tos/write-workflows under "Using jobs"; run here in an
    /// empty directory.
    ///
    /// ## How to mend it
    /// `- uses: actions/checkout@v5` as the first step.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: '1.26'
    ///       - run: go build .
    /// -- finds --
    /// .github/workflows/ci.yml:8: go build runs in an empty directory: nothing was checked out
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
    ///           go-version: '1.26'
    ///       - run: go build .
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: '1.26'
    ///       - run: go install golang.org/x/vuln/cmd/govulncheck@latest
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///         if: inputs.checkout
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version: '1.26'
    ///       - run: go build .
    /// -- unsure --
    /// .github/workflows/ci.yml: whether anything is checked out is known only when it runs
    /// ```
    nothing_checked_out: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(step) = making.step().filter(|_| making.go.compiles()) else { return Ok(None) };
    let is_elsewhere = making.go.packages.iter().any(|said| !said.written.starts_with('.'));
    let reads_project = matches!(making.go.verb.as_str(), "build" | "install" | "test" | "vet");
    let is_at_top = making.run.dir.known().is_some_and(|dir| dir == ".");
    // Somebody's own runner may have the project already.
    if step.job().runner().is_none()
        || is_elsewhere
        || !reads_project
        || !is_at_top
        || making.go.flag("C").is_some()
    {
        return Ok(None);
    }
    let brings_nothing = |one: &JobStep| match &one.uses {
        Some(used) => matches!(used.action.as_str(), "actions/setup-go" | "actions/checkout"),
        None => {
            one.script.as_ref().is_none_or(|said| said.written.trim_start().starts_with("echo "))
        }
    };
    let is_first = |run: &Run| {
        run.program.known().is_some_and(|name| matches!(name.as_str(), "echo" | "go"))
            && run.go.as_ref().is_none_or(|go| !go.verb.starts_with("mod "))
    };
    let own = step.runs().iter().take_while(|run| !std::ptr::eq(*run, making.run));
    let has_heres = step.step.script.as_ref().is_some_and(|said| said.written.contains("<<"));
    if has_heres || !own.clone().all(is_first) || !step.before().all(brings_nothing) {
        return Ok(None);
    }
    match step.is_checked_out() {
        Some(true) => Ok(None),
        None => Err(Unsure(Why::new("whether anything is checked out is known only when it runs"))),
        Some(false) => Ok(Some(
            Finding::new(format!(
                "go {} runs in an empty directory: nothing was checked out",
                making.go.verb
            ))
            .has("the directory is empty", &making.run.at)
            .needs("a step that checks the project out", &step.job.at)
            .mend("- uses: actions/checkout@v5, as the first step"),
        )),
    }
}
