//! A machine of GitHub that is no more.

use landfall_facts::{Edit, Finding};

use crate::recipes::{Answers, JobSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A job asks for a machine that GitHub has retired.
    ///
    /// ## Why it breaks
    /// Jobs with the label of a retired image fail or wait for a runner that never comes: `This is a scheduled
    /// Ubuntu 20.04 retirement. Ubuntu 20.04 LTS runner will be removed on 2025-04-15`. Seen by users in
    /// actions/runner-images#11101, actions/runner-images#13046 and sony/nmos-cpp#445. Somebody's own runner may
    /// carry such a label: then silence the rule. No runner was asked here.
    ///
    /// ## How to mend it
    /// The label in the finding. A newer image has a newer glibc: a program with cgo built on it may no longer
    /// start where the old one did.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-20.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go build ./...
    /// -- finds --
    /// .github/workflows/ci.yml:3: GitHub has no ubuntu-20.04 any more, since 2025-04-15
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go build ./...
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: [self-hosted, ubuntu-20.04]
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go build ./...
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ${{ matrix.os }}
    ///     strategy:
    ///       matrix: ${{ fromJSON(inputs.matrix) }}
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: go build ./...
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ matrix.os }} is known only when it runs
    /// ```
    runner_retired: Breaks of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_jobs(one)
}

fn one(seen: &JobSeen<'_>) -> Answer {
    let Some(label) = &seen.job.runner else { return Ok(None) };
    let builds = seen.steps().any(|step| step.sets_go_up() || step.makings().next().is_some());
    if !builds {
        return Ok(None);
    }
    let is_of_matrix = label.written.contains("matrix.");
    let Some(name) = label.known() else {
        return if is_of_matrix { label.text.look().map(|_| None) } else { Ok(None) };
    };
    let Some(runner) = landfall_know::runner(name) else { return Ok(None) };
    let Some(until) = runner.until else { return Ok(None) };
    let mut of_matrix = seen.job.matrix.iter().map(|(_, said)| said);
    let of_matrix = of_matrix.find(|one| is_of_matrix && one.known() == Some(name));
    let said = of_matrix.unwrap_or(label);
    let mut finding = Finding::new(format!("GitHub has no {name} any more, since {until}"))
        .has(format!("runs-on: {name}"), &said.at)
        .needs(format!("it ended on {until}"), &runner.origin);
    if let Some(instead) = runner.instead {
        finding = finding
            .mend(format!("runs-on: {instead}"))
            .perhaps_fixed_by(format!("run on {instead}"), Edit::replace(&said.at, instead));
    }
    Ok(Some(finding))
}
