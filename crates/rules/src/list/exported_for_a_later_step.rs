//! A variable that is exported in one step and meant for another.

use landfall_facts::{Fact, Finding, Unsure, Why};

use crate::recipes::pipeline::is_of_go;
use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A step exports a variable for the Go command, and the step that calls it does not see it.
    ///
    /// ## Why it breaks
    /// Each `run:` is a shell of its own, and what it exports ends with it. `export CGO_ENABLED=0` in one step
    /// leaves cgo on in the next, and nothing says so. Written in "Workflow commands for GitHub Actions" under
    /// "Setting an environment variable"; the same mistake in Dockerfiles is moby/moby#34152. Run here with two
    /// shells.
    ///
    /// ## How to mend it
    /// `echo "CGO_ENABLED=0" >> "$GITHUB_ENV"`, or `env:` of the job.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: export CGO_ENABLED=0
    ///       - run: go build ./...
    /// -- finds --
    /// .github/workflows/ci.yml:6: CGO_ENABLED is not set when go build runs: each step has a shell of its own
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: echo "CGO_ENABLED=0" >> "$GITHUB_ENV"
    ///       - run: go build ./...
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: |
    ///           export CGO_ENABLED=0
    ///           go vet ./...
    ///       - run: go test ./...
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: |
    ///           if [ -f x ]; then export CGO_ENABLED=0; fi
    ///       - run: go build ./...
    /// -- unsure --
    /// .github/workflows/ci.yml: whether CGO_ENABLED is exported is known only when it runs
    /// ```
    exported_for_a_later_step: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let does_no_more = |name: Option<&String>| {
        name.is_some_and(|name| matches!(name.as_str(), "export" | "echo" | "cd" | "["))
    };
    // What the step itself runs may be all that the variable is for.
    if !seen.runs().iter().all(|run| does_no_more(run.program.known())) {
        return Ok(None);
    }
    for (name, at) in seen.step.lost.iter().filter(|(name, _)| is_of_go(name)) {
        let misses = |making: &crate::recipes::Making<'_>| {
            making.go.compiles() && matches!(making.run.env.get(name), Fact::Absent(_))
        };
        let Some(making) = seen.behind().flat_map(|step| step.makings()).find(misses) else {
            continue;
        };
        if seen.runs().iter().any(|run| run.at == *at && run.flow.is_conditional) {
            let why = format!("whether {name} is exported is known only when it runs");
            return Err(Unsure(Why::new(why)));
        }
        let verb = &making.go.verb;
        return Ok(Some(
            Finding::new(format!(
                "{name} is not set when go {verb} runs: each step has a shell of its own"
            ))
            .has(format!("{name} is exported in this step"), at)
            .needs(format!("go {verb} in another step"), &making.run.at)
            .mend(format!("echo \"{name}=…\" >> \"$GITHUB_ENV\""))
            .mend(format!("or {name} under env: of the job")),
        ));
    }
    Ok(None)
}
