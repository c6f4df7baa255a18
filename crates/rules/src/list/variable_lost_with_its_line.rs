//! A variable that ends with the line that exports it.

use landfall_facts::{Fact, Finding, Home, Run};

use crate::recipes::{Answers, Tree, is_read_by_go, runs_behind};
use crate::rule::{Answer, rule};

rule! {
    /// A `RUN` line exports a variable for Go and builds nothing itself; a later line builds without it.
    ///
    /// ## Why it breaks
    /// Each `RUN` is a shell of its own, and what it exports ends with it: `RUN export CGO_ENABLED=0`
    /// and then `RUN go build` builds with cgo. Seen by users in moby/moby#34152 and docker/buildx#147
    /// ("`export` only runs in the context of the current shell instance. Use `ENV`"); two shells were
    /// run one after the other here.
    ///
    /// ## How to mend it
    /// `ENV CGO_ENABLED=0`, or both in one `RUN` with `&&`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN export CGO_ENABLED=0
    /// RUN go build -o /web .
    /// -- finds --
    /// Dockerfile:2: CGO_ENABLED=0 ends with this RUN, and go build comes later
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN export CGO_ENABLED=0 && go build -o /web .
    /// RUN export CGO_ENABLED=0
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// RUN export VERSION=1
    /// RUN go build -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG CGO
    /// RUN export CGO_ENABLED=$CGO
    /// RUN go build -o /web .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    variable_lost_with_its_line: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_program(&["export"], one)
}

fn one(tree: &Tree<'_>, run: &Run) -> Answer {
    let Home::Stage { image, stage, shell } = run.home else { return Ok(None) };
    let is_here = |other: &&Run| match other.home {
        Home::Stage { image: of, stage: at, shell: in_shell } => {
            (of, at) == (image, stage) && in_shell >= shell
        }
        Home::Script { .. } | Home::Target { .. } | Home::Step { .. } => false,
    };
    let behind: Vec<&Run> = runs_behind(tree.recipes, run).filter(is_here).collect();
    // What is used in its own shell was meant for it; a program there may read it.
    let is_setting = |other: &&&Run| {
        other.home == run.home
            && !matches!(other.program.known().map(String::as_str), Some("export" | "cd" | "echo"))
    };
    if behind.iter().any(|other| is_setting(&other)) {
        return Ok(None);
    }
    let compiles = |other: &&&Run| other.go.as_deref().is_some_and(|go| go.compiles());
    let Some(build) = behind.iter().find(compiles) else { return Ok(None) };
    for said in &run.words {
        let Some((name, _)) = said.written.split_once('=') else { continue };
        // PATH and its kin are not for Go alone.
        if !is_read_by_go(name) {
            continue;
        }
        let Some(whole) = said.text.look()? else { continue };
        let value = whole.value().split_once('=').map_or("", |(_, value)| value);
        if matches!(build.env.get(name), Fact::Known(own, _) if own == value) {
            continue;
        }
        let verb = build.go.as_deref().map_or("", |go| &go.verb);
        return Ok(Some(
            Finding::new(format!("{name}={value} ends with this RUN, and go {verb} comes later"))
                .has(run.written.clone(), &run.at)
                .needs(format!("go {verb}, in a shell of its own"), &build.at)
                .mend(format!("ENV {name}={value}"))
                .mend("or one RUN for both, with && between"),
        ));
    }
    Ok(None)
}
