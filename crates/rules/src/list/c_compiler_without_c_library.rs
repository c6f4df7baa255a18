//! gcc of Alpine without the headers of the C library.

use landfall_facts::{Fact, Finding};
use landfall_know::{Brings, packages_with};

use crate::recipes::{Answers, Making, Tree, where_on};
use crate::rule::{Answer, rule};

rule! {
    /// A stage of Alpine installs gcc and not musl-dev, and builds with cgo.
    ///
    /// ## Why it breaks
    /// The package gcc of Alpine holds no header of the C library and none of the files that programs
    /// start with: `fatal error: stdlib.h: No such file or directory`, or `grp.h` or `errno.h`, and
    /// `cannot find Scrt1.o`. Cgo is on because there is a gcc. Seen by users in
    /// docker-library/golang#86 and kelseyhightower/confd#609. Run here: gcc told to look at its own
    /// headers alone; no Alpine was run.
    ///
    /// ## How to mend it
    /// `apk add --no-cache gcc musl-dev`, or `build-base`, which brings both.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// RUN apk add --no-cache git gcc
    /// COPY . .
    /// RUN go build -o /web .
    /// -- finds --
    /// Dockerfile:2: gcc is installed without musl-dev: cgo finds no header of the C library
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// RUN apk add --no-cache gcc libc-dev
    /// RUN go build -o /web .
    /// FROM golang:1.26-alpine
    /// RUN apk add gcc g++
    /// RUN go build -o /web .
    /// FROM golang:1.26-alpine
    /// RUN apk add gcc
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM golang:1.26
    /// RUN apt-get install -y gcc
    /// RUN go build -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// ARG CGO
    /// RUN apk add gcc
    /// RUN CGO_ENABLED=$CGO go build -o /web .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    c_compiler_without_c_library: Breaks of recipes
}

/// What brings the headers of musl.
fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let is_of_c = matches!(making.go.verb.as_str(), "build" | "install" | "test" | "run");
    let Some(gcc) = making.installs(&["gcc"]).filter(|_| is_of_c && making.counts()) else {
        return Ok(None);
    };
    let is_apk = gcc.program.known().is_some_and(|name| name == "apk");
    let is_golang = making.builder().is_some_and(|image| image.has_c_compiler == Some(false));
    if !is_apk
        || !is_golang
        || making.installs(packages_with(Brings::Headers)).is_some()
        || brings_headers(making)
    {
        return Ok(None);
    }
    if where_on(making.cgo())?.is_none()
        || making.may_have_installed()
        || !matches!(making.var("CC"), Fact::Absent(_))
    {
        return Ok(None);
    }
    let says = "gcc is installed without musl-dev: cgo finds no header of the C library";
    Ok(Some(
        Finding::new(says)
            .has(gcc.written.clone(), &gcc.at)
            .needs(format!("go {} with cgo", making.go.verb), &making.run.at)
            .mend("apk add gcc musl-dev")
            .mend("or build-base, which brings both, or CGO_ENABLED=0"),
    ))
}

/// Packages for development bring the headers that they are written against.
fn brings_headers(making: &Making<'_>) -> bool {
    let adds = |run: &landfall_facts::Run| run.program.known().is_some_and(|name| name == "apk");
    making.runs_before().filter(|run| adds(run)).any(|run| {
        run.words.iter().filter_map(|said| said.known()).any(|word| word.ends_with("-dev"))
    })
}
