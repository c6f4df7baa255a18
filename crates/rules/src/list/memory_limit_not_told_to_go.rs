//! A container with a limit that its program of Go does not hear of.

use landfall_facts::{Fact, Finding};

use crate::recipes::{Answers, ServiceSeen, Tree};
use crate::rule::{Answer, rule};
use crate::settings;

rule! {
    /// A service limits the memory of a program of Go, and nothing sets `GOMEMLIMIT`.
    ///
    /// ## Why it breaks
    /// Go does not read the limit of its container: `debug.SetMemoryLimit(-1)` is 9223372036854775807 bytes.
    /// The heap may grow to twice what is live before it is collected, and the kernel ends the container with
    /// exit code 137 where collecting earlier would have done. Written in the guide to the garbage collector,
    /// https://go.dev/doc/gc-guide, under "Memory limit"; seen by users in kiali/kiali#8987 and
    /// dolthub/dolt#10813. A program was asked here what its limit is.
    ///
    /// ## How to mend it
    /// `GOMEMLIMIT` of nine tenths of the container's limit, or the module
    /// `github.com/KimMachineGun/automemlimit`.
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
    ///     deploy: {resources: {limits: {memory: 512M}}}
    /// -- finds --
    /// compose.yaml:4: /web does not know that it may have 512M: nothing sets GOMEMLIMIT
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// ENV GOMEMLIMIT=450MiB
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build: .
    ///     mem_limit: 512m
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
    ///     env_file: web.env
    ///     mem_limit: 512m
    /// -- unsure --
    /// compose.yaml: GOMEMLIMIT may come from a file that is not read here
    /// ```
    memory_limit_not_told_to_go: Note of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_services(one)
}

fn one(seen: &ServiceSeen<'_>) -> Answer {
    let Some(limit) = seen.memory_limit() else { return Ok(None) };
    let Some(bytes) = limit.known().and_then(settings::container_bytes).filter(|bytes| *bytes > 0)
    else {
        return Ok(None);
    };
    let Some(started) = seen.stage().and_then(|stage| stage.started()) else { return Ok(None) };
    let reads_it = started
        .making
        .module()
        .is_some_and(|module| module.requires.iter().any(|(path, _)| path.contains("memlimit")));
    if reads_it {
        return Ok(None);
    }
    match seen.var("GOMEMLIMIT") {
        Fact::Absent(_) => {}
        Fact::Known(..) => return Ok(None),
        Fact::Unknown(why) if seen.is_partial() => return Err(landfall_facts::Unsure(why)),
        Fact::Unknown(_) => return Ok(None),
    }
    let (path, said) = (&started.shipped.path, limit.known().unwrap_or(&limit.written));
    Ok(Some(
        Finding::new(format!(
            "{path} does not know that it may have {said}: nothing sets GOMEMLIMIT"
        ))
        .has(format!("the container may have {said}"), &limit.at)
        .needs(format!("{path} is a program of Go"), &started.making.run.at)
        .mend(format!("environment: GOMEMLIMIT={}MiB", (bytes / 10 * 9) >> 20)),
    ))
}
