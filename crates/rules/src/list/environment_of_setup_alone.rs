//! A variable that only the setting up of Go sees.

use landfall_facts::{Fact, Finding, Unsure, Why};
use landfall_know::{Sets, variable_sets};

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `env:` of the step that sets Go up holds what is meant for the step that builds.
    ///
    /// ## Why it breaks
    /// `env:` of a step is seen by that step alone. `CGO_ENABLED: 0` beside `uses: actions/setup-go` ends with
    /// it, and the build below has cgo on. Written in "Workflow syntax for GitHub Actions" under
    /// `jobs.<job_id>.steps[*].env`, which is
    /// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax.
    ///
    /// ## How to mend it
    /// `env:` of the job, or of the step that builds.
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
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version-file: go.mod
    ///         env:
    ///           CGO_ENABLED: '0'
    ///       - run: go build ./...
    /// -- finds --
    /// .github/workflows/ci.yml:10: CGO_ENABLED is not set when go build runs: it is for the step that sets Go up
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     env:
    ///       CGO_ENABLED: '0'
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version-file: go.mod
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
    ///         env:
    ///           CGO_ENABLED: '0'
    ///       - run: go build ./...
    /// -- unsure --
    /// .github/workflows/ci.yml: whether Go is set up here is known only when it runs
    /// ```
    environment_of_setup_alone: Degrades of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    if !seen.sets_go_up() {
        return Ok(None);
    }
    for (name, value, at) in seen.own_env() {
        if !matches!(variable_sets(name), Some(Sets::Platform | Sets::Build)) {
            continue;
        }
        let misses = |making: &crate::recipes::Making<'_>| {
            making.go.compiles() && matches!(making.run.env.get(name), Fact::Absent(_))
        };
        let Some(making) = seen.behind().flat_map(|step| step.makings()).find(misses) else {
            continue;
        };
        if seen.step.condition.is_some() {
            return Err(Unsure(Why::new("whether Go is set up here is known only when it runs")));
        }
        let verb = &making.go.verb;
        return Ok(Some(
            Finding::new(format!(
                "{name} is not set when go {verb} runs: it is for the step that sets Go up"
            ))
            .has(format!("{name}: {value}"), at)
            .needs(format!("go {verb} in another step"), &making.run.at)
            .mend("move it to env: of the job"),
        ));
    }
    Ok(None)
}
