//! A Go command whose failure is lost in a pipe of a step.

use landfall_facts::{Edit, Finding, Run};
use landfall_know::{Does, does};

use crate::recipes::pipeline::text;
use crate::recipes::{Answers, StepSeen, Tree, place_in};
use crate::rule::{Answer, rule};

rule! {
    /// A Go command stands before a pipe in a step without `pipefail`, so that its failure is not seen.
    ///
    /// ## Why it breaks
    /// A step that says no `shell:` is run by `bash -e` on Linux and macOS; only `shell: bash` adds `-o
    /// pipefail`. Of `go test ./... | tee test.log` the status is that of `tee`, and the job is green. Written
    /// in "Workflow syntax for GitHub Actions" under `jobs.<job_id>.steps[*].shell`. Seen by users in
    /// gastownhall/gastown#1598, etcd-io/etcd#13869 and cadence-workflow/cadence#5635; run here with bash.
    ///
    /// ## How to mend it
    /// `shell: bash` in the step or under `defaults.run`, or `set -o pipefail` before the line.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go test ./... | tee test.log
    /// -- finds --
    /// .github/workflows/ci.yml:6: nobody sees that go test fails: its pipe has no pipefail
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go test ./... | tee test.log
    ///         shell: bash
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: |
    ///           set -o pipefail
    ///           go test ./... | tee test.log
    /// ```
    /// Some programs tell of the failures that they read.
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go test -v ./... | go-junit-report -set-exit-code > report.xml
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go list ./... | xargs go vet
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go test ./... | tee test.log
    ///         shell: ${{ inputs.shell }}
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.shell }} is known only when it runs
    /// ```
    step_without_pipefail: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let pipes = |line: &str| {
        ["go test ", "go build ", "go vet "].iter().any(|go| line.trim_start().starts_with(go))
            && line.contains(" | ")
    };
    let script = text(seen.step.script.as_ref()).unwrap_or_default();
    if let Some(shell) = seen.step.shell.as_ref().filter(|_| script.lines().any(pipes)) {
        shell.text.look()?;
    }
    let is_lost = |making: &crate::recipes::Making<'_>| {
        let flow = making.run.flow;
        matches!(making.go.verb.as_str(), "build" | "install" | "test" | "vet")
            && flow.is_piped
            && !flow.is_asked
            && !flow.is_forgiven
    };
    let lost = seen.makings().find(|making| is_lost(making) && swallows(seen.runs(), making.run));
    let Some(making) = lost else { return Ok(None) };
    // Whose failure counts for nothing loses nothing.
    if seen.step.forgiven.is_some() {
        return Ok(None);
    }
    let verb = &making.go.verb;
    Ok(Some(
        Finding::new(format!("nobody sees that go {verb} fails: its pipe has no pipefail"))
            .has("the status of a pipe is that of its last command", &making.run.at)
            .needs(format!("the status of go {verb}"), &seen.step.at)
            .mend("shell: bash, in this step: with it the runner sets pipefail")
            .mend("or set -o pipefail, before the line")
            .perhaps_fixed_by(
                "let bash tell failures in pipes",
                Edit::before(&making.run.at, "set -o pipefail; "),
            ),
    ))
}

/// Whether a pipe ends in a program that succeeds whatever it reads. Others, as `go-junit-report
/// -set-exit-code`, tell of failures themselves.
fn swallows(runs: &[Run], piped: &Run) -> bool {
    let from = place_in(runs, piped).unwrap_or(runs.len());
    let last = runs[from..].iter().find(|run| !run.flow.is_piped);
    let name = last.and_then(|run| run.program.known()).map(String::as_str).unwrap_or_default();
    does(name, Does::Show) || does(name, Does::Pick)
}
