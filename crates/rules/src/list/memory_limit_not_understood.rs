//! A GOMEMLIMIT in an image or a compose file that Go does not understand.

use landfall_facts::{Fact, Finding, Origin};
use landfall_know::{GoDoes, go_does};

use crate::recipes::{Answers, ServiceSeen, StageSeen, Tree};
use crate::rule::{Answer, rule};
use crate::settings;

rule! {
    /// An image or a service sets `GOMEMLIMIT` to something that Go does not understand.
    ///
    /// ## Why it breaks
    /// Go takes whole bytes or whole `B`, `KiB`, `MiB`, `GiB` and `TiB`, and not the `512m` and `512Mi` of
    /// containers: ``fatal error: malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit` ``, before
    /// `main`, since Go 1.19. Seen by users in haproxytech/dataplaneapi#350. A program was started so here.
    ///
    /// ## How to mend it
    /// `GOMEMLIMIT=512MiB`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// ENV GOMEMLIMIT=512M
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:4: GOMEMLIMIT=512M ends /web before main; Go reads 512MiB
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
    ///     environment:
    ///       GOMEMLIMIT: 1.5GiB
    /// -- finds --
    /// compose.yaml:5: GOMEMLIMIT=1.5GiB ends /web before main; Go reads whole numbers, as 1536MiB
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// ENV GOMEMLIMIT=512MiB
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// ARG LIMIT
    /// ENV GOMEMLIMIT=$LIMIT
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $LIMIT is what --build-arg says
    /// ```
    memory_limit_not_understood: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    let mut all = tree.of_shipped(of_image);
    all.extend(tree.of_services(of_service));
    all
}

fn of_image(seen: &StageSeen<'_>) -> Answer {
    match seen.stage.env.var("GOMEMLIMIT") {
        Some(var) if !var.is_arg => one(seen, &var.value),
        Some(_) | None => Ok(None),
    }
}

fn of_service(seen: &ServiceSeen<'_>) -> Answer {
    let pairs = seen.service.pairs("environment");
    let said = pairs.into_iter().rfind(|(name, _, _)| name == "GOMEMLIMIT");
    match (said, seen.stage()) {
        (Some((_, said, _)), Some(stage)) => one(&stage, &said),
        (Some(_) | None, _) => Ok(None),
    }
}

fn one(seen: &StageSeen<'_>, said: &Fact<String>) -> Answer {
    let Some(started) = seen.started() else { return Ok(None) };
    // Before 1.19 nobody reads it.
    let is_older = started
        .making
        .builder()
        .and_then(|image| image.go)
        .is_some_and(|go| !go_does(GoDoes::ReadMemoryLimit, go.minor()));
    let Some(limit) = said.look()? else { return Ok(None) };
    if is_older || limit.value().is_empty() || settings::memory_limit(limit.value()).is_some() {
        return Ok(None);
    }
    let value = limit.value();
    let meant = meant(value);
    let says = match &meant {
        Some(meant) if value.contains('.') => format!("Go reads whole numbers, as {meant}"),
        Some(meant) => format!("Go reads {meant}"),
        None => "Go reads bytes, or as in 512MiB".to_owned(),
    };
    let path = &started.shipped.path;
    let at: &Origin = limit.origin;
    Ok(Some(
        Finding::new(format!("GOMEMLIMIT={value} ends {path} before main; {says}"))
            .has(format!("GOMEMLIMIT={value}"), at)
            .needs(format!("{path} is a program of Go"), &started.making.run.at)
            .mend(format!("GOMEMLIMIT={}", meant.as_deref().unwrap_or("512MiB"))),
    ))
}

/// The same amount in words that Go has, in MiB.
fn meant(value: &str) -> Option<String> {
    let bytes = settings::container_bytes(value)?;
    (bytes >= 1 << 20).then(|| format!("{}MiB", bytes >> 20))
}
