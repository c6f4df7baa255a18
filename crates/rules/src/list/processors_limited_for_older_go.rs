//! A limit of processors that an older Go does not read.

use landfall_facts::{Fact, Finding, GoVersion, Unsure};
use landfall_know::{GoDoes, go_does};

use crate::recipes::{Answers, ServiceSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A service limits the processors of a program that is built with Go 1.24 or older.
    ///
    /// ## Why it breaks
    /// Before Go 1.25 `GOMAXPROCS` is the number of processors of the machine, whatever the container may use
    /// of them. With `cpus: 0.5` on eight processors eight threads use the share up at once and then all wait:
    /// answers come late, at the 99th percentile most. Since 1.25 Go reads the limit, where go.mod says `go
    /// 1.25` too. Written in the release notes, https://go.dev/doc/go1.25; seen by users in golang/go#73193,
    /// ory/hydra#2033 and goharbor/harbor#19643. No compose was run here.
    ///
    /// ## How to mend it
    /// Go 1.25 with `go 1.25` in go.mod, or `GOMAXPROCS` of the limit, rounded up.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.23
    /// -- Dockerfile --
    /// FROM golang:1.24-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build: .
    ///     cpus: 0.5
    /// -- finds --
    /// compose.yaml:4: /web is built with Go 1.24, which does not know that it may use 0.5 processors
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.25.0
    /// -- Dockerfile --
    /// FROM golang:1.25-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build: .
    ///     cpus: 0.5
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.24-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- compose.yaml --
    /// services:
    ///   web:
    ///     build: .
    ///     cpus: 0.5
    ///     env_file: web.env
    /// -- unsure --
    /// compose.yaml: GOMAXPROCS may come from a file that is not read here
    /// ```
    processors_limited_for_older_go: Degrades of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_services(one)
}

/// The first minor release that reads the limit of its container.
fn one(seen: &ServiceSeen<'_>) -> Answer {
    let Some(limit) = seen.processor_limit() else { return Ok(None) };
    let Some(processors) =
        limit.known().and_then(|said| said.parse::<f64>().ok()).filter(|said| *said > 0.0)
    else {
        return Ok(None);
    };
    let Some(started) = seen.stage().and_then(|stage| stage.started()) else { return Ok(None) };
    let module = started.making.module();
    let reads_it = module
        .is_some_and(|module| module.requires.iter().any(|(path, _)| path.contains("maxprocs")));
    let of_builder = started.making.builder().and_then(|image| image.go);
    let of_module = module
        .and_then(|module| module.go.known())
        .and_then(|said| format!("go{said}").parse::<GoVersion>().ok());
    let older = |go: &GoVersion| !go_does(GoDoes::ReadProcessorQuota, go.minor());
    let why = match (&of_builder, &of_module) {
        (Some(go), _) if older(go) => format!("is built with Go 1.{}", go.minor()),
        (_, Some(go)) if older(go) => format!("is of a module for Go 1.{}", go.minor()),
        _ => return Ok(None),
    };
    if reads_it {
        return Ok(None);
    }
    match seen.var("GOMAXPROCS") {
        Fact::Absent(_) => {}
        Fact::Known(..) => return Ok(None),
        Fact::Unknown(why) if seen.is_partial() => return Err(Unsure(why)),
        Fact::Unknown(_) => return Ok(None),
    }
    let (path, said) = (&started.shipped.path, limit.known().unwrap_or(&limit.written));
    Ok(Some(
        Finding::new(format!(
            "{path} {why}, which does not know that it may use {said} processors"
        ))
        .has(format!("the container may use {said} processors"), &limit.at)
        .needs("Go 1.25, and go 1.25 in go.mod", &started.making.run.at)
        .mend(format!("environment: GOMAXPROCS={}", processors.ceil()))
        .mend("or build with Go 1.25, with go 1.25 in go.mod"),
    ))
}
