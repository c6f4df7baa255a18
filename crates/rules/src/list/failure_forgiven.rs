//! A build that may fail.

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `|| true` behind a build: it succeeds whatever happens.
    ///
    /// ## Why it breaks
    /// A build that fails leaves no program, or yesterday's, and what comes next goes on with it. POSIX has
    /// it under "OR Lists": the status is that of the last command. Run here with bash and Go 1.26;
    /// written in https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html.
    ///
    /// ## How to mend it
    /// Take `|| true` away, or say what is to happen: `|| exit 1`.
    ///
    /// ```case
    /// -- build.sh --
    /// go build -o web . || true
    /// -- finds --
    /// build.sh:1: go build may fail, and nobody is told
    /// ```
    /// ```case
    /// -- build.sh --
    /// go build -o web . || exit 1
    /// go clean -testcache || true
    /// go vet ./... || true
    /// ```
    /// ```case
    /// -- build.sh --
    /// go $VERB ./... || true
    /// -- unsure --
    /// build.sh: nothing here sets $VERB
    /// ```
    failure_forgiven: Note of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_runs(|tree, run| match run.go.as_deref() {
        Some(go) => one(&Making { recipes: tree.recipes, run, go }),
        None => {
            let is_go = run.program.known().is_some_and(|name| name == "go");
            if let Some(verb) = run.words.first().filter(|_| is_go && run.flow.is_forgiven) {
                verb.text.look()?;
            }
            Ok(None)
        }
    })
}

fn one(making: &Making<'_>) -> Answer {
    if making.go.verb != "build" || !making.run.flow.is_forgiven {
        return Ok(None);
    }
    Ok(Some(making.told("go build may fail, and nobody is told").mend("take || true away")))
}
