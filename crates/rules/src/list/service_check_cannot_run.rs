//! A health check of a service that the image it builds cannot run.

use landfall_facts::{Finding, Said};

use crate::recipes::{Answers, ServiceSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `healthcheck` of a service needs a shell, curl or wget, and the image that it builds has none.
    ///
    /// ## Why it breaks
    /// `CMD-SHELL`, and a test that is no list, is run by `/bin/sh` of the image. `scratch` and distroless have
    /// no shell, Debian and Ubuntu no curl and no wget, Alpine no curl. The program runs, and the service stays
    /// `unhealthy`: whoever waits for it with `condition: service_healthy` never starts. Seen by users in
    /// slskd/slskd#99, eko/pihole-exporter#268 and ObolNetwork/charon#1879. A check was run here in a directory
    /// with nothing but the program in it.
    ///
    /// ## How to mend it
    /// `test: ["CMD", "/web", "health"]`, with a program that asks itself.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM gcr.io/distroless/static-debian12
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build: .
    ///     healthcheck:
    ///       test: ["CMD", "curl", "-f", "http://localhost/"]
    /// -- finds --
    /// compose.yaml:5: the health check calls curl, and gcr.io/distroless/static-debian12 has none
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM gcr.io/distroless/static-debian12
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build: .
    ///     healthcheck:
    ///       test: /web health || exit 1
    /// -- finds --
    /// compose.yaml:5: the health check needs a shell, and gcr.io/distroless/static-debian12 has none
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build: .
    ///     healthcheck:
    ///       test: wget -q --spider http://localhost/ || exit 1
    ///   database:
    ///     image: postgres
    ///     healthcheck:
    ///       test: curl -f http://localhost/
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG BASE
    /// FROM $BASE
    /// ENTRYPOINT ["/web"]
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build: .
    ///     healthcheck:
    ///       test: curl -f http://localhost/
    /// -- unsure --
    /// compose.yaml: $BASE is what --build-arg says
    /// ```
    service_check_cannot_run: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_services(one)
}

fn one(seen: &ServiceSeen<'_>) -> Answer {
    let tests: Vec<&Said> = seen.service.all("healthcheck.test").collect();
    let Some(first) = tests.first() else { return Ok(None) };
    let (needs_shell, call) = match (first.known(), tests.get(1)) {
        (Some("NONE"), _) => return Ok(None),
        (Some("CMD"), Some(word)) => (false, word.known()),
        (Some("CMD-SHELL"), Some(line)) => (true, Some(&*line.written)),
        _ => (true, Some(&*first.written)),
    };
    let first_word = call.and_then(|line| line.split_whitespace().next()).unwrap_or_default();
    let tool = ["curl", "wget"].into_iter().find(|name| *name == first_word);
    let Some(stage) = seen.stage() else { return Ok(None) };
    let says = match stage.unable(needs_shell, tool)? {
        Some(says) => says,
        None => return Ok(None),
    };
    Ok(Some(
        Finding::new(format!("the health check {says}"))
            .has("the check is run in the container", &first.at)
            .needs("an image that can run it", &stage.stage.at)
            .mend("test: [\"CMD\", \"/web\", \"health\"], with a program that asks itself"),
    ))
}
