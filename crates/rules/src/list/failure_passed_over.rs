//! A build whose failure the next command hides.

use landfall_facts::Home;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A `RUN` line goes on with `;` behind a build or test, whatever became of it.
    ///
    /// ## Why it breaks
    /// Behind `;` the next command runs in any case, and the line counts as that one ends: `go test ./...;
    /// go build -o /web .` makes an image of what fails its tests. Shells of Docker are started without
    /// `-e`. Written in https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html under
    /// "Sequential Lists"; run here with bash and Go 1.26.
    ///
    /// ## How to mend it
    /// `&&` for `;`, or `set -e;` first.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// COPY . .
    /// RUN go test ./...; go build -o /web .
    /// -- finds --
    /// Dockerfile:3: the line goes on whatever became of go test
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// COPY . .
    /// RUN set -e; go test ./...; go build -o /web .
    /// RUN go test ./... && go build -o /web .
    /// RUN go env; go build -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG VERB
    /// RUN go $VERB ./...; go build -o /web .
    /// -- unsure --
    /// Dockerfile: $VERB is what --build-arg says
    /// ```
    failure_passed_over: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_runs(|tree, run| match run.go.as_deref() {
        Some(go) => one(&Making { recipes: tree.recipes, run, go }),
        None => {
            let is_go = run.program.known().is_some_and(|name| name == "go");
            let is_lost = run.flow.is_passed_over && matches!(run.home, Home::Stage { .. });
            if let Some(verb) = run.words.first().filter(|_| is_go && is_lost) {
                verb.text.look()?;
            }
            Ok(None)
        }
    })
}

fn one(making: &Making<'_>) -> Answer {
    let flow = making.run.flow;
    let is_of_weight = matches!(making.go.verb.as_str(), "build" | "install" | "test" | "vet");
    let is_line = matches!(making.run.home, Home::Stage { .. });
    if !is_of_weight || !is_line || !flow.is_passed_over || flow.is_asked || flow.is_forgiven {
        return Ok(None);
    }
    Ok(Some(
        making
            .told(format!("the line goes on whatever became of go {}", making.go.verb))
            .mend("&& for ;")
            .mend("or set -e; at its beginning"),
    ))
}
