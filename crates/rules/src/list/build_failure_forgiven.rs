//! A step that builds and may fail.

use landfall_facts::Finding;

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A step that builds a program says `continue-on-error`, so that a job without the program is green.
    ///
    /// ## Why it breaks
    /// After a step with `continue-on-error: true` the job goes on and ends well, whatever came of the step. What
    /// follows ships an older program, or none: `if-no-files-found: warn` is the default of
    /// `actions/upload-artifact`. Written in "Workflow syntax for GitHub Actions" under
    /// `jobs.<job_id>.steps[*].continue-on-error`.
    ///
    /// ## How to mend it
    /// Take the line away, or keep it for steps that test.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go build -o web .
    ///         continue-on-error: true
    /// -- finds --
    /// .github/workflows/ci.yml:7: the job is green when go build fails
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go test ./...
    ///         continue-on-error: true
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go install golang.org/x/vuln/cmd/govulncheck@latest
    ///         continue-on-error: true
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go build -o web .
    ///         continue-on-error: ${{ inputs.experimental }}
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.experimental }} is known only when it runs
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go build -o web .
    ///         id: build
    ///         continue-on-error: true
    ///       - run: exit 1
    ///         if: steps.build.outcome == 'success'
    /// ```
    build_failure_forgiven: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let Some(forgiven) = &seen.step.forgiven else { return Ok(None) };
    let is_of_others = |making: &crate::recipes::Making<'_>| {
        making.run.written.contains('@') || making.run.flow.is_asked
    };
    let Some(making) = seen.makings().find(|one| one.go.verb == "build" && !is_of_others(one))
    else {
        return Ok(None);
    };
    forgiven.text.look()?;
    // A later step asks what became of it.
    let asks = |said: &Option<landfall_facts::Said>| {
        said.as_ref().is_some_and(|said| said.written.contains(".outcome"))
    };
    if seen.behind().any(|later| asks(&later.step.script) || asks(&later.step.condition)) {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!("the job is green when go {} fails", making.go.verb))
            .has("its failure is none", &forgiven.at)
            .needs(format!("go {}", making.go.verb), &making.run.at)
            .mend("take continue-on-error away here"),
    ))
}
