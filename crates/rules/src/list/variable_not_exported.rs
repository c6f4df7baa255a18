//! A variable that Go never sees.

use landfall_facts::Finding;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A variable for Go is assigned and not exported, so that the Go command does not see it.
    ///
    /// ## Why it breaks
    /// `CGO_ENABLED=0` on a line of its own is a variable of the shell. Programs see it only if it is
    /// exported, or was in the environment before: `go build` on the next line builds with cgo, and for
    /// its own platform where `GOOS` was assigned. POSIX has it under "Variable Assignment"; seen by users
    /// in crc-org/macadam#118. Run here with bash and Go 1.26.
    ///
    /// ## How to mend it
    /// `export CGO_ENABLED=0`, or both on one line: `CGO_ENABLED=0 go build`.
    ///
    /// ```case
    /// -- build.sh --
    /// CGO_ENABLED=0
    /// go build -o web .
    /// -- finds --
    /// build.sh:1: go build does not see CGO_ENABLED=0, which is not exported
    /// ```
    /// ```case
    /// -- build.sh --
    /// export CGO_ENABLED=0
    /// GOOS=linux
    /// GOOS=$GOOS go build -o web .
    /// set -a
    /// GOARCH=arm64
    /// go build -o web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ENV CGO_ENABLED=1
    /// RUN CGO_ENABLED=0; go build -o /web . && ls
    /// ```
    /// ```case
    /// -- build.sh --
    /// CGO_ENABLED=$CGO
    /// go build -o web .
    /// -- unsure --
    /// build.sh: nothing here sets $CGO
    /// ```
    variable_not_exported: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    if !making.go.compiles() {
        return Ok(None);
    }
    for name in ["CGO_ENABLED", "GOOS", "GOARCH", "GOARM", "GOFLAGS", "CC", "CXX", "GO111MODULE"] {
        let Some(var) = making.run.env.var(name).filter(|var| !var.is_exported) else { continue };
        // For names and messages: what is put in elsewhere was not meant for Go.
        let is_switch = name == "CGO_ENABLED";
        if is_used(making, name) || (var.value.known().is_none() && !is_switch) {
            continue;
        }
        let Some(value) = var.value.look()? else { continue };
        let verb = &making.go.verb;
        return Ok(Some(
            Finding::new(format!(
                "go {verb} does not see {name}={}, which is not exported",
                value.value()
            ))
            .has(format!("{name}={}", value.value()), value.origin)
            .needs(format!("go {verb}"), &making.run.at)
            .mend(format!("export {name}={}", value.value())),
        ));
    }
    Ok(None)
}

/// Whether a line of the same file puts the variable in.
fn is_used(making: &Making<'_>, name: &str) -> bool {
    let forms = [format!("${name}"), format!("${{{name}")];
    let mut runs = making.recipes.runs.iter().filter(|run| run.home == making.run.home);
    runs.any(|run| forms.iter().any(|form| run.written.contains(form)))
}
