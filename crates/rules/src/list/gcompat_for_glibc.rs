//! A layer of compatibility in the place of glibc.

use landfall_facts::{Fact, Finding, Libc};
use landfall_know::{Brings, packages_with};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A program is built with cgo on glibc, and started on Alpine with `gcompat` or `libc6-compat`.
    ///
    /// ## Why it breaks
    /// The package brings a loader of glibc's name that loads musl. The program starts, and a function that musl
    /// does not have ends it: `Error relocating /usr/local/bin/opa: __res_init: symbol not found`. Which are
    /// missing depends on what is linked, and changes with the builder. Seen by users in
    /// open-policy-agent/opa#3725, rilldata/rill#9290 and dnote/dnote#652. It was not seen here.
    ///
    /// ## How to mend it
    /// Build in `golang:…-alpine` with `apk add gcc musl-dev`, end on Debian or `distroless/base`, or, without C
    /// in the program, `CGO_ENABLED=0`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM alpine:3.22
    /// RUN apk add --no-cache libc6-compat
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:4: libc6-compat is musl under another name, and /web is built with cgo on glibc
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// RUN apk add --no-cache libc6-compat
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO go build -o /web .
    /// FROM alpine:3.22
    /// RUN apk add --no-cache gcompat
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    gcompat_for_glibc: Degrades of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let layers = packages_with(Brings::Layer);
    let Some((layer, run)) = layers.iter().find_map(|name| Some((name, seen.installs(&[name])?)))
    else {
        return Ok(None);
    };
    for (shipped, making) in seen.shipped_programs() {
        let is_glibc = making.libc().is_some_and(|(libc, _)| libc == Libc::Glibc);
        if !is_glibc || making.may_be_static() {
            continue;
        }
        match making.cgo() {
            Fact::Known(true, _) => {}
            Fact::Unknown(why) => return Err(landfall_facts::Unsure(why)),
            Fact::Known(false, _) | Fact::Absent(_) => continue,
        }
        let path = &shipped.path;
        return Ok(Some(
            Finding::new(format!(
                "{layer} is musl under another name, and {path} is built with cgo on glibc"
            ))
            .has(format!("{layer} in the place of glibc"), &run.at)
            .needs("glibc", &making.run.at)
            .mend("build in golang:…-alpine, with apk add gcc musl-dev")
            .mend("or CGO_ENABLED=0, if nothing in the program needs C")
            .mend("or end on debian:12-slim or gcr.io/distroless/base"),
        ));
    }
    Ok(None)
}
