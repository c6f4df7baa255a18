//! A position-independent program in an image without a loader.

use landfall_facts::Finding;

use crate::recipes::{Answers, StageSeen, Tree, Wanted, foreign_program};
use crate::rule::{Answer, rule};

rule! {
    /// A program is built with `-buildmode=pie`, and the image that starts it has no loader for it.
    ///
    /// ## Why it breaks
    /// With `-buildmode=pie` the Go linker names a loader in the program even where cgo is off: that of the
    /// machine it links on. In `scratch`, in `distroless/static` and, linked on Debian, in Alpine there is no
    /// such file: `exec /web: no such file or directory`. Seen by users in opencontainers/runc#2577. Built
    /// with Go 1.21 to 1.27, each, and started here in a directory with nothing else in it.
    ///
    /// ## How to mend it
    /// Leave `-buildmode=pie` out, end on an image with the builder's C library, or link a static PIE:
    /// `CGO_ENABLED=1 go build -buildmode=pie -ldflags '-linkmode external -extldflags -static-pie'`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN CGO_ENABLED=0 go build -buildmode=pie -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:2: /web is linked with -buildmode=pie and names the loader of glibc, and alpine:3.22 has musl
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -buildmode=pie -o /web .
    /// RUN CGO_ENABLED=0 go build -o /tool ./tool
    /// FROM alpine:3.22
    /// COPY --from=build /web /tool /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO go build -buildmode=pie -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    pie_without_loader: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let Some(found) = foreign_program(seen, Wanted::Pie)? else { return Ok(None) };
    let (path, libc) = (&found.shipped.path, found.libc);
    let flag = found.making.go.flag("buildmode").map_or(&found.making.run.at, |flag| &flag.at);
    Ok(Some(
        Finding::new(format!(
            "{path} is linked with -buildmode=pie and names the loader of {libc}, and {}",
            found.has()
        ))
        .has("-buildmode=pie", flag)
        .needs(format!("the loader of {libc} in {}", seen.called()), &found.shipped.copied.at)
        .mend("leave -buildmode=pie out")
        .mend(format!("or end on an image with {libc}")),
    ))
}
