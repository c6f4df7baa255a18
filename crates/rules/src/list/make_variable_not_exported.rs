//! A variable of a Makefile that the Go command never sees.

use landfall_facts::{Edit, Finding, MakeVariable, Makefile};
use landfall_know::{Sets, variable_sets};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A Makefile assigns a setting of Go and neither exports it nor uses it.
    ///
    /// ## Why it breaks
    /// make hands a variable to its commands only where it is exported or came from the environment (GNU
    /// make manual, https://www.gnu.org/software/make/manual/html_node/Variables_002fRecursion.html):
    /// `CGO_ENABLED := 0` alone changes nothing, and the program is linked to the C library of the machine
    /// that builds. Seen by users in crc-org/macadam#118: "GOARCH/GOOS must be set as env vars during the
    /// build. Currently all binaries are native ones". Run here.
    ///
    /// ## How to mend it
    /// `export CGO_ENABLED := 0`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// CGO_ENABLED := 0
    ///
    /// web:
    /// 	go build -o web .
    /// -- finds --
    /// Makefile:1: go build never sees CGO_ENABLED=0: make does not export it
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// export CGO_ENABLED := 0
    ///
    /// web:
    /// 	go build -o web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// GOOS ?= linux
    ///
    /// web:
    /// 	GOOS=$(GOOS) go build -o web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// GOFLAGS = -mod=mod
    /// export
    ///
    /// web:
    /// 	go build -o web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// GOOS := $(shell uname -s)
    ///
    /// web:
    /// 	go build -o web .
    /// -- unsure --
    /// Makefile: make computes $(shell uname -s)
    /// ```
    make_variable_not_exported: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_make_variables(one)
}

fn one(tree: &Tree<'_>, file: &Makefile, variable: &MakeVariable) -> Answer {
    let name = variable.name.as_str();
    // A tool or a place is named for make itself too.
    let is_read = matches!(variable_sets(name), Some(Sets::Platform | Sets::Build | Sets::Modules));
    let is_lost = is_read
        && !variable.is_exported
        && !variable.is_used
        && !variable.is_default
        && !variable.is_conditional
        && variable.targets.is_empty();
    if !is_lost {
        return Ok(None);
    }
    let mut builds = tree.makings().filter(|making| {
        making.is_of_file(file.file) && making.go.compiles() && making.run.env.var(name).is_none()
    });
    let Some(build) = builds.next() else { return Ok(None) };
    let Some(value) = variable.value.look()? else { return Ok(None) };
    if value.value().is_empty() {
        return Ok(None);
    }
    let verb = &build.go.verb;
    Ok(Some(
        Finding::new(format!(
            "go {verb} never sees {name}={}: make does not export it",
            value.value()
        ))
        .has(format!("{name} is assigned and not exported"), &variable.at)
        .needs(build.run.written.clone(), &build.run.at)
        .mend(format!("export {name} := {}", value.value()))
        .perhaps_fixed_by(format!("export {name}"), Edit::before(&variable.at, "export ")),
    ))
}
