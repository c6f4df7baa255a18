//! The race detector where cgo is off.

use landfall_facts::Finding;

use crate::recipes::{Answers, Making, Tree, where_off};
use crate::rule::{Answer, rule};

rule! {
    /// A line asks for `-race`, and cgo is off there.
    ///
    /// ## Why it breaks
    /// `go: -race requires cgo; enable cgo by setting CGO_ENABLED=1`, on every system but macOS. Off is
    /// what `CGO_ENABLED=0` says, and what the Go command decides by itself since 1.20 where there is no
    /// C compiler, as in the Alpine images of Go. Seen by users in golang/go#38955 and
    /// docker-library/golang#155; run here with Go 1.26.
    ///
    /// ## How to mend it
    /// `CGO_ENABLED=1` and a C compiler for the lines with `-race`, or no `-race` there.
    ///
    /// ```case
    /// -- test.sh --
    /// export CGO_ENABLED=0
    /// go test -race ./...
    /// -- finds --
    /// test.sh:2: go test -race stops, for cgo is off
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// COPY . .
    /// RUN go test -race ./...
    /// -- finds --
    /// Dockerfile:3: go test -race stops, for cgo is off
    /// ```
    /// macOS needs no cgo for it.
    /// ```case
    /// -- test.sh --
    /// CGO_ENABLED=0 GOOS=darwin go build -race ./...
    /// CGO_ENABLED=0 go test ./...
    /// go test -race ./...
    /// ```
    /// ```case
    /// -- test.sh --
    /// CGO_ENABLED=$CGO go test -race ./...
    /// -- unsure --
    /// test.sh: nothing here sets $CGO
    /// ```
    race_without_cgo: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let is_darwin = making.os().known().is_some_and(|os| os == "darwin");
    if making.switch("race").is_none() || !making.counts() || is_darwin {
        return Ok(None);
    }
    let Some(cgo) = where_off(making.cgo_as_said())? else { return Ok(None) };
    let says = format!("go {} -race stops, for cgo is off", making.go.verb);
    Ok(Some(off(making.told(says), &cgo)))
}

fn off(finding: Finding, origin: &landfall_facts::Origin) -> Finding {
    finding
        .needs("cgo is off", origin)
        .mend("CGO_ENABLED=1 before it, and a C compiler there")
        .mend("or take -race out of the line")
}
