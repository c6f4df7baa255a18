//! A program that is built with cgo for nobody said no, in an image without its C library.

use landfall_facts::{Edit, Finding};

use crate::recipes::{Answers, StageSeen, Tree, Wanted, foreign_program};
use crate::rule::{Answer, rule};

rule! {
    /// cgo is on because nobody turned it off, and the image that starts the program has another C library, or
    /// none.
    ///
    /// ## Why it breaks
    /// The Debian images of Go have gcc, so cgo is on there. A program that imports `net`, `os/user` or
    /// anything with C then names the loader of glibc, and where the last image has none it does not start:
    /// `exec /web: no such file or directory`. Almost every server imports `net`. The Alpine images of Go have
    /// no gcc, so the same line makes a static program there, which is why changing the tag of the builder
    /// breaks or mends it. Seen by users in docker-library/golang#453, open-policy-agent/gatekeeper#1732 and
    /// 0w0mewo/localsend-cli#2. What the program imports is not written in a Dockerfile, so this is no
    /// certain break; a program that imports `net` was built so and started here in a directory with nothing
    /// else in it.
    ///
    /// ## How to mend it
    /// `CGO_ENABLED=0` before `go build`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:2: cgo is on, so if /web imports net, os/user or C it needs glibc, and scratch has no C library
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN go build -o /web .
    /// FROM gcr.io/distroless/base-debian12
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// ENV CGO_ENABLED=0
    /// RUN go build -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// Where nothing is started the image hands out files.
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO go build -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    cgo_left_on: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let Some(found) = foreign_program(seen, Wanted::CgoLeftOn)? else { return Ok(None) };
    let (path, libc, called) = (&found.shipped.path, found.libc, &found.making.run.called);
    Ok(Some(
        Finding::new(format!(
            "cgo is on, so if {path} imports net, os/user or C it needs {libc}, and {}",
            found.has()
        ))
        .has("nobody says CGO_ENABLED, and the builder has a C compiler", &found.making.run.at)
        .needs(format!("the loader of {libc} in {}", seen.called()), &found.shipped.copied.at)
        .mend(format!("CGO_ENABLED=0 {}", found.making.run.written.trim()))
        .mend(format!("or, if the program needs C, end on an image with {libc}"))
        .perhaps_fixed_by("turn cgo off", Edit::before(&called.at, "CGO_ENABLED=0 ")),
    ))
}
