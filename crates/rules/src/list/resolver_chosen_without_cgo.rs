//! A resolver that the program does not have.

use landfall_facts::{Fact, Finding};

use crate::recipes::{Answers, ServiceSeen, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `GODEBUG` asks for the resolver of C, and the program is built without cgo.
    ///
    /// ## Why it breaks
    /// `netdns=cgo` takes effect only in a program with cgo. Without, Go goes on with its own resolver and says
    /// so only where `netdns=cgo+1` asks for it: `go package net: ignoring GODEBUG=netdns=cgo as the binary was
    /// compiled without support for the cgo resolver`. What the setting was to mend, such as names that only
    /// `nsswitch.conf` finds, stays broken. Seen by users in golang/go#69680 and andreasf/cf-mysql-plugin#8. A
    /// program was built and started so here.
    ///
    /// ## How to mend it
    /// Build with `CGO_ENABLED=1` on an image of the same C library, or take the setting out.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// ENV GODEBUG=netdns=cgo
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:4: GODEBUG=netdns=cgo changes nothing: /web is built without cgo
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// ENV GODEBUG=netdns=go
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO go build -o /web .
    /// FROM golang:1.26-alpine
    /// ENV GODEBUG=netdns=cgo
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    resolver_chosen_without_cgo: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    let mut all = tree.of_shipped(of_image);
    all.extend(tree.of_services(of_service));
    all
}

fn of_image(seen: &StageSeen<'_>) -> Answer {
    match seen.stage.env.var("GODEBUG") {
        Some(var) if !var.is_arg => one(seen, &var.value),
        Some(_) | None => Ok(None),
    }
}

fn of_service(seen: &ServiceSeen<'_>) -> Answer {
    let pairs = seen.service.pairs("environment");
    let said = pairs.into_iter().rfind(|(name, _, _)| name == "GODEBUG");
    match (said, seen.stage()) {
        (Some((_, said, _)), Some(stage)) => one(&stage, &said),
        (Some(_) | None, _) => Ok(None),
    }
}

fn one(seen: &StageSeen<'_>, said: &Fact<String>) -> Answer {
    let Fact::Known(said, at) = said else { return Ok(None) };
    let asks = said
        .split(',')
        .any(|pair| pair.strip_prefix("netdns=").is_some_and(|how| how.starts_with("cgo")));
    let Some(started) = seen.started().filter(|_| asks) else { return Ok(None) };
    let cgo = started.making.cgo();
    let Some(cgo) = cgo.look()? else { return Ok(None) };
    if *cgo.value() {
        return Ok(None);
    }
    let path = &started.shipped.path;
    Ok(Some(
        Finding::new(format!("GODEBUG={said} changes nothing: {path} is built without cgo"))
            .has(format!("GODEBUG={said}"), at)
            .needs(format!("cgo in {path}"), &started.making.run.at)
            .mend("take the setting out")
            .mend("or CGO_ENABLED=1, on an image of the same C library"),
    ))
}
