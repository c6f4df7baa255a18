//! A GOMEMLIMIT that the container does not have.

use landfall_facts::Finding;

use crate::recipes::{Answers, ServiceSeen, Tree};
use crate::rule::{Answer, rule};
use crate::settings;

rule! {
    /// A service sets `GOMEMLIMIT` to as much memory as its container may have, or more.
    ///
    /// ## Why it breaks
    /// The garbage collector works harder only near `GOMEMLIMIT`, and the kernel ends the container at its own
    /// limit, exit code 137, before. The limit of Go counts neither C code nor the program's file, so even an
    /// equal one comes too late. Written in the guide to the garbage collector, https://go.dev/doc/gc-guide,
    /// under "Suggested uses": leave 5-10% of headroom; seen by users in kiali/kiali#8987. What Go does at a
    /// limit above that of its control group was seen on a machine, and with no compose here.
    ///
    /// ## How to mend it
    /// `GOMEMLIMIT` of nine tenths of the container's limit.
    ///
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
    ///     mem_limit: 512m
    ///     environment: {GOMEMLIMIT: 1GiB}
    /// -- finds --
    /// compose.yaml:5: GOMEMLIMIT=1GiB is not below the 512m that the container may have
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
    ///     mem_limit: 512m
    ///     environment: {GOMEMLIMIT: 460MiB}
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
    ///     mem_limit: $MEMORY
    ///     environment: {GOMEMLIMIT: 460MiB}
    /// -- unsure --
    /// compose.yaml: compose puts $MEMORY together when it starts
    /// ```
    memory_limit_above_container: Degrades of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_services(one)
}

fn one(seen: &ServiceSeen<'_>) -> Answer {
    let Some(limit) = seen.memory_limit() else { return Ok(None) };
    let pairs = seen.service.pairs("environment");
    let Some((_, said, _)) = pairs.into_iter().rfind(|(name, _, _)| name == "GOMEMLIMIT") else {
        return Ok(None);
    };
    let Some(of_go) = said.look()? else { return Ok(None) };
    let Some(of_container) = limit.text.look()? else { return Ok(None) };
    let (Some(go), Some(container)) =
        (settings::memory_limit(of_go.value()), settings::container_bytes(of_container.value()))
    else {
        return Ok(None);
    };
    // `off` and 0 are no limits.
    if go == u64::MAX || container == 0 || go < container {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!(
            "GOMEMLIMIT={} is not below the {} that the container may have",
            of_go.value(),
            of_container.value()
        ))
        .has(format!("GOMEMLIMIT={}", of_go.value()), of_go.origin)
        .needs(format!("less than {}", of_container.value()), of_container.origin)
        .mend(format!("GOMEMLIMIT={}MiB", (container / 10 * 9) >> 20)),
    ))
}
