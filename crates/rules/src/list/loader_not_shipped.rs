//! A program with cgo in an image that does not have its loader.

use landfall_facts::Finding;

use crate::recipes::{Answers, StageSeen, Tree, Wanted, foreign_program};
use crate::rule::{Answer, rule};

rule! {
    /// A program is built with cgo, and the image that starts it has another C library, or none.
    ///
    /// ## Why it breaks
    /// A program with cgo names the loader of the C library that it was built with:
    /// `/lib64/ld-linux-x86-64.so.2` for glibc, `/lib/ld-musl-x86_64.so.1` for musl. Where that file is not,
    /// the kernel starts nothing and blames the program: `exec /web: no such file or directory`; a shell says
    /// `not found`. Seen by users in docker-library/golang#453, chainguard-images/images#125,
    /// gliderlabs/docker-alpine#100 and honeycombio/buildevents#40. A program built with cgo was started here
    /// in a directory with nothing else in it.
    ///
    /// It is silent where a flag speaks of `static`, where another `CC` is named, and where a package or a
    /// copied directory may bring a loader.
    ///
    /// ## How to mend it
    /// Without C in the program, `CGO_ENABLED=0`. With it, end on an image of the builder's C library, or link
    /// statically: `-ldflags '-linkmode external -extldflags -static'`, best in an Alpine builder.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /web
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:2: /web is built with cgo on glibc, and alpine:3.22 has musl
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN apk add --no-cache gcc musl-dev
    /// ENV CGO_ENABLED=1
    /// RUN go build -o /web .
    /// FROM gcr.io/distroless/static-debian12
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:4: /web is built with cgo on musl, and gcr.io/distroless/static-debian12 has no C library
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=1 go build -ldflags '-linkmode external -extldflags -static' -o /web .
    /// RUN CGO_ENABLED=0 go build -o /tool ./tool
    /// FROM scratch
    /// COPY --from=build /web /tool /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM scratch
    /// COPY --from=build /lib/ /lib/
    /// COPY --from=build /lib64/ /lib64/
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG BASE
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM $BASE
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $BASE is what --build-arg says
    /// ```
    loader_not_shipped: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let Some(found) = foreign_program(seen, Wanted::Cgo)? else { return Ok(None) };
    let (path, libc) = (&found.shipped.path, found.libc);
    Ok(Some(
        Finding::new(format!("{path} is built with cgo on {libc}, and {}", found.has()))
            .has(format!("{path} is built with cgo"), &found.making.run.at)
            .needs(format!("the loader of {libc} in {}", seen.called()), &found.shipped.copied.at)
            .mend("CGO_ENABLED=0, if nothing in the program needs C")
            .mend(format!("or end on an image with {libc}"))
            .mend(
                "or -ldflags '-linkmode external -extldflags -static', best in an Alpine builder",
            ),
    ))
}
