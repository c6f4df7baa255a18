//! A recipe that changes the settings of Go for every other project.

use landfall_facts::{Finding, Home};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A Makefile writes settings with `go env -w`, which last.
    ///
    /// ## Why it breaks
    /// `go env -w` writes into a file of the user who builds, and every project is built with it from then
    /// on: `GOFLAGS=-mod=mod` that one Makefile wrote makes builds of another fail. Seen by users in
    /// kserve/kserve#4079; run here.
    ///
    /// ## How to mend it
    /// `export GOFLAGS := -mod=mod`, which ends with make. `go env -u GOFLAGS` takes it back.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// deps:
    /// 	go env -w GOFLAGS=-mod=mod
    /// -- finds --
    /// Makefile:2: go env -w GOFLAGS=-mod=mod stays for every project of who runs make
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// deps:
    /// 	go env GOFLAGS
    /// 	go env -u GOFLAGS
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN go env -w GOFLAGS=-mod=mod
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- Makefile --
    /// deps:
    /// 	go env -w $(SETTINGS)
    /// -- unsure --
    /// Makefile: nothing in the Makefile sets SETTINGS
    /// ```
    settings_written_for_good: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let writes =
        making.go.verb == "env" && making.run.words.iter().any(|said| said.known() == Some("-w"));
    if !writes || !matches!(making.run.home, Home::Target { .. }) {
        return Ok(None);
    }
    // A file of its own is nobody else's.
    if making.run.env.var("GOENV").is_some() {
        return Ok(None);
    }
    let mut last = None;
    for said in &making.run.words {
        last = said.text.look()?.map(|word| word.value().clone());
    }
    let said = last.unwrap_or_default();
    Ok(Some(
        Finding::new(format!("go env -w {said} stays for every project of who runs make"))
            .has(making.run.written.clone(), &making.run.at)
            .mend(format!("export {said}, at the top of the Makefile")),
    ))
}
