//! A driver that is empty without cgo.

use crate::recipes::{Answers, Making, Tree, where_off};
use crate::rule::{Answer, rule};

rule! {
    /// go.mod asks for a driver that is a stub without cgo, and a line builds without cgo.
    ///
    /// ## Why it breaks
    /// The build succeeds. The program fails when it first uses the driver: `Binary was compiled with
    /// 'CGO_ENABLED=0', go-sqlite3 requires cgo to work. This is a stub`. Off is also what the Go
    /// command decides by itself since 1.20 in an image without a C compiler, or for another platform.
    /// Seen by users in owncast/owncast#60, mattn/go-sqlite3#855 and
    /// italia/developers-italia-api#255. A module of several programs may build one that does not use
    /// the driver: then nothing is lost.
    ///
    /// ## How to mend it
    /// `CGO_ENABLED=1` with a C compiler in the stage, or a driver written in Go alone.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26
    /// require github.com/mattn/go-sqlite3 v1.14.22
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// COPY . .
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// -- finds --
    /// Dockerfile:3: github.com/mattn/go-sqlite3 is a stub in what is built without cgo
    /// ```
    /// Nobody said it here: the image has no C compiler.
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26
    /// require github.com/mattn/go-sqlite3 v1.14.22
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// COPY . .
    /// RUN go build -o /web .
    /// -- finds --
    /// Dockerfile:3: github.com/mattn/go-sqlite3 is a stub in what is built without cgo
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26
    /// require github.com/mattn/go-sqlite3 v1.14.22 // indirect
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// COPY . .
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26
    /// require github.com/mattn/go-sqlite3 v1.14.22
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO go build -o /web .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    driver_built_without_cgo: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    // A program of another module is named with its version.
    let is_own = !making.go.packages.iter().any(|said| said.written.contains('@'));
    if !making.go.ships() || !is_own || !making.builds_main_program() {
        return Ok(None);
    }
    let Some((driver, at)) = making.stubs() else { return Ok(None) };
    let Some(cgo) = where_off(making.cgo_as_said())? else { return Ok(None) };
    let mut finding = making
        .told(format!("{} is a stub in what is built without cgo", driver.path))
        .needs("cgo is off", &cgo)
        .needs(format!("go.mod asks for {}", driver.path), at)
        .mend("CGO_ENABLED=1, and a C compiler in the stage");
    if !driver.instead.is_empty() {
        finding = finding.mend(format!("or use {}", driver.instead.join(" or ")));
    }
    Ok(Some(finding))
}
