//! A variable that is handed on and used at once.

use landfall_facts::{Fact, Finding, Unsure, Why};

use crate::recipes::pipeline::is_of_go;
use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A step writes a variable into `GITHUB_ENV` and calls the Go command itself, which does not see it.
    ///
    /// ## Why it breaks
    /// What is written into `GITHUB_ENV` is read when the step has ended: "The step that creates or updates the
    /// environment variable does not have access to the new value". So `echo CGO_ENABLED=0 >> $GITHUB_ENV` and
    /// `go build` below it builds with cgo. Written in
    /// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands. Run here with bash
    /// and a file in the place of `GITHUB_ENV`.
    ///
    /// ## How to mend it
    /// `export` it as well, or put it under `env:` of the step.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: |
    ///           echo "CGO_ENABLED=0" >> $GITHUB_ENV
    ///           go build ./...
    /// -- finds --
    /// .github/workflows/ci.yml:7: CGO_ENABLED is not set when go build runs: GITHUB_ENV is for the steps behind
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: echo "CGO_ENABLED=0" >> $GITHUB_ENV
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
    ///           echo "CGO_ENABLED=0" >> $GITHUB_ENV
    ///           export CGO_ENABLED=0
    ///           go build ./...
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: |
    ///           if [ -f x ]; then echo "CGO_ENABLED=0" >> $GITHUB_ENV; fi
    ///           go build ./...
    /// -- unsure --
    /// .github/workflows/ci.yml: whether CGO_ENABLED is handed on is known only when it runs
    /// ```
    environment_file_for_same_step: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    for run in seen.runs() {
        let is_echo = run.called.known().is_some_and(|name| matches!(name, "echo" | "printf"));
        if !is_echo || !run.written.contains("GITHUB_ENV") {
            continue;
        }
        let word = run.words.iter().find_map(|word| word.written.split_once('='));
        let Some((name, _)) = word else { continue };
        let name = name.trim_matches(['"', '\'']);
        let misses = |making: &crate::recipes::Making<'_>| {
            making.go.compiles() && matches!(making.run.env.get(name), Fact::Absent(_))
        };
        let mut behind = seen.makings().filter(|making| starts(&making.run.at) > starts(&run.at));
        let Some(making) = behind.find(misses).filter(|_| is_of_go(name)) else { continue };
        if run.flow.is_conditional {
            let why = format!("whether {name} is handed on is known only when it runs");
            return Err(Unsure(Why::new(why)));
        }
        let verb = &making.go.verb;
        return Ok(Some(
            Finding::new(format!(
                "{name} is not set when go {verb} runs: GITHUB_ENV is for the steps behind"
            ))
            .has(format!("{name} is written into GITHUB_ENV"), &run.at)
            .needs(format!("go {verb} in the same step"), &making.run.at)
            .mend(format!("export {name}=… as well"))
            .mend(format!("or {name} under env: of this step")),
        ));
    }
    Ok(None)
}

/// The first byte of a piece of a file.
fn starts(at: &landfall_facts::Origin) -> u32 {
    match at {
        landfall_facts::Origin::Span { span, .. } => span.bytes.0,
        _ => 0,
    }
}
