//! A variable that looks as if Go read it.

use landfall_facts::{Finding, Step};
use landfall_know::Does;

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A variable that the Go command does not read is set as if it did.
    ///
    /// ## Why it breaks
    /// The Go command ignores what it does not know, without a message: with `CGO_ENABLE=0` cgo stays on,
    /// with `GO_FLAGS=-mod=vendor` nothing is vendored, and `CC_FOR_TARGET` is for `make.bash`, which
    /// builds Go itself. The names that it reads are written in `go help environment`; run here with Go
    /// 1.26.
    ///
    /// ## How to mend it
    /// The name as `go help environment` has it: `CGO_ENABLED`, `GOFLAGS`, `CC`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ENV CGO_ENABLE=0
    /// RUN go build -o /web .
    /// -- finds --
    /// Dockerfile:2: nobody reads CGO_ENABLE; CGO_ENABLED was meant
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ENV CGO_ENABLED=0 GO_FLAGS="-v"
    /// RUN go build $GO_FLAGS -o /web .
    /// FROM scratch
    /// ENV GO_FLAGS=x
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG CGO
    /// ENV CGO_ENABLE=$CGO
    /// RUN go build -o /web .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    variable_nobody_reads: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_stages(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let builds = |run: &landfall_facts::Run| run.go.as_deref().is_some_and(|go| go.compiles());
    if !seen.runs().any(builds) || seen.runs().any(|run| !is_plain(run)) {
        return Ok(None);
    }
    let pairs = seen.stage.steps.iter().filter_map(|step| match step {
        Step::Env { pairs } => Some(pairs),
        _ => None,
    });
    for (name, said) in pairs.flatten() {
        let Some((meant, row)) = landfall_know::meant_variable(name) else { continue };
        if seen.uses(name) {
            continue;
        }
        let Some(value) = said.text.look()? else { continue };
        return Ok(Some(
            Finding::new(format!("nobody reads {name}; {meant} was meant"))
                .has(format!("{name}={}", value.value()), &said.at)
                .needs(format!("{name} is not read by Go"), &row)
                .mend(format!("{meant}, in the place of {name}")),
        ));
    }
    Ok(None)
}

/// Whether a command is one that reads no variables of a project's own.
fn is_plain(run: &landfall_facts::Run) -> bool {
    let name = run.program.known().map_or("make", |name| name.as_str());
    let is_script = run.called.written.contains('/') || name.ends_with(".sh");
    !is_script && !landfall_know::does(name, Does::Call)
}
