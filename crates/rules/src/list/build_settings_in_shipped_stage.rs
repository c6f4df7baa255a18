//! Settings for the Go command where no Go is.

use landfall_facts::{Finding, Step};
use landfall_know::{Brings, packages_with};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// The last stage sets `CGO_ENABLED`, `GOOS` or `GOARCH`, and no Go command is run there.
    ///
    /// ## Why it breaks
    /// What `ENV` sets ends with its stage, and the program was built in another one: the setting changes
    /// nothing. Whoever wrote `ENV CGO_ENABLED=0` there ships a program with cgo. Written in the Dockerfile
    /// reference under "ENV". A program was built here without the setting and started with it: it had cgo.
    ///
    /// ## How to mend it
    /// Move the line into the stage that builds, before `go build`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN go build -o /web .
    /// FROM gcr.io/distroless/base-debian13
    /// ENV CGO_ENABLED=0
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:4: CGO_ENABLED=0 changes nothing here: the program is built in another stage
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// ENV CGO_ENABLED=0
    /// RUN go build -o /web .
    /// FROM gcr.io/distroless/base-debian13
    /// ENV GOMAXPROCS=2
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM golang:1.26
    /// ENV CGO_ENABLED=0
    /// COPY --from=build /web /
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG BASE
    /// FROM golang:1.26 AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM $BASE
    /// ENV CGO_ENABLED=0
    /// COPY --from=build /web /
    /// -- unsure --
    /// Dockerfile: $BASE is what --build-arg says
    /// ```
    build_settings_in_shipped_stage: Note of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let pairs = seen.stage.steps.iter().filter_map(|step| match step {
        Step::Env { pairs } => Some(pairs),
        _ => None,
    });
    let is_meant = |name: &str| ["CGO_ENABLED", "GOOS", "GOARCH", "GOARM"].contains(&name);
    let Some((name, value)) = pairs.flatten().find(|(name, _)| is_meant(name)) else {
        return Ok(None);
    };
    let Some((_, making)) = seen.shipped_programs().into_iter().next() else { return Ok(None) };
    let has_go = seen.runs().any(|run| run.go.is_some())
        || seen.installs(packages_with(Brings::Go)).is_some()
        || seen.brings("/usr/local/go/bin/go");
    if has_go {
        return Ok(None);
    }
    if let Some(unsure) = seen.unknown_image() {
        return Err(unsure);
    }
    // An image that no table has may bring Go.
    let is_known = seen.machine().is_ok()
        && seen.first_image().is_none_or(|_| seen.base_name().as_deref() == Some(seen.called()));
    if !is_known {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!(
            "{name}={} changes nothing here: the program is built in another stage",
            value.known().unwrap_or(&value.written)
        ))
        .has(format!("{name} is set in the stage that ships"), &value.at)
        .needs("the line that builds", &making.run.at)
        .mend(format!("ENV {name}={}, in the stage that builds", value.written)),
    ))
}
