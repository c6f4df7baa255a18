//! A build whose failure a pipe hides.

use landfall_facts::Home;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A build or test is piped into another program, and its failure is lost.
    ///
    /// ## Why it breaks
    /// Of a pipeline only the last program counts: `go test ./... | tee log` succeeds whatever the
    /// tests say, under `set -e` too. Seen by users in gastownhall/gastown#1598, etcd-io/etcd#13869 and
    /// cadence-workflow/cadence#5635; run here with bash and Go 1.26.
    ///
    /// ## How to mend it
    /// `set -o pipefail` before it; in a Dockerfile `SHELL ["/bin/bash", "-o", "pipefail", "-c"]`, for
    /// `sh` of Debian does not know it.
    ///
    /// ```case
    /// -- test.sh --
    /// set -e
    /// go test ./... | tee test.log
    /// -- finds --
    /// test.sh:2: a failure of go test is lost in the pipe
    /// ```
    /// ```case
    /// -- test.sh --
    /// set -euo pipefail
    /// go test ./... | tee test.log
    /// go version | cut -d' ' -f3
    /// set +o pipefail
    /// go list ./... | grep -v vendor
    /// go test -run Panics . | grep "as it should"
    /// ```
    /// ```case
    /// -- test.sh --
    /// go $VERB ./... | tee test.log
    /// -- unsure --
    /// test.sh: nothing here sets $VERB
    /// ```
    /// ```case
    /// -- test.sh --
    /// go test ./... | tee test.log
    /// echo done
    /// ```
    failure_lost_in_pipe: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_runs(|tree, run| match run.go.as_deref() {
        Some(go) => one(&Making { recipes: tree.recipes, run, go }),
        None => {
            let is_go = run.program.known().is_some_and(|name| name == "go");
            if let Some(verb) = run.words.first().filter(|_| is_go && run.flow.is_piped) {
                verb.text.look()?;
            }
            Ok(None)
        }
    })
}

fn one(making: &Making<'_>) -> Answer {
    // Rules of their own know the shells of workflows and Makefiles.
    if matches!(making.run.home, Home::Step { .. } | Home::Target { .. }) {
        return Ok(None);
    }
    let flow = making.run.flow;
    let is_of_weight = matches!(making.go.verb.as_str(), "build" | "install" | "test" | "vet");
    // Its output is asked for, as text: `$(go build -v 2>&1 | wc -l)`.
    // Where another command follows and nothing stops, it is lost without the pipe too.
    let is_lost = flow.is_asked || flow.is_forgiven || flow.is_passed_over;
    if !is_of_weight || !flow.is_piped || is_lost {
        return Ok(None);
    }
    // Who looks for something in it asks what it says.
    if !making.is_only_shown() || making.switch("list").is_some() {
        return Ok(None);
    }
    let verb = &making.go.verb;
    Ok(Some(
        making
            .told(format!("a failure of go {verb} is lost in the pipe"))
            .mend("set -o pipefail, before it")
            .mend("or write to a file, and show that"),
    ))
}
