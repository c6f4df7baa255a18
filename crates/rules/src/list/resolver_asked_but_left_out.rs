//! netdns=cgo for a program that has no cgo.

use landfall_facts::{Fact, Finding};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// An image sets `GODEBUG=netdns=cgo`, and its program is built without cgo.
    ///
    /// ## Why it breaks
    /// Without cgo the resolver of the C library is not in the program, and `netdns=cgo` changes nothing:
    /// names that only it would find are not found. With `netdns=cgo+1` the program says so: `ignoring
    /// GODEBUG=netdns=cgo as the binary was compiled without support for the cgo resolver`. Seen by
    /// users in golang/go#69680 and andreasf/cf-mysql-plugin#8; run here with Go 1.26.
    ///
    /// ## How to mend it
    /// Build with `CGO_ENABLED=1` and ship a libc, or take the setting out.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM debian:12
    /// ENV GODEBUG=netdns=cgo
    /// COPY --from=build /web /web
    /// -- finds --
    /// Dockerfile:4: netdns=cgo asks for a resolver that /web is built without
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// RUN go build -o /web .
    /// FROM debian:12
    /// ENV GODEBUG=netdns=cgo
    /// COPY --from=build /web /web
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO go build -o /web .
    /// FROM debian:12
    /// ENV GODEBUG=netdns=cgo
    /// COPY --from=build /web /web
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    resolver_asked_but_left_out: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let Fact::Known(settings, at) = seen.stage.env.get("GODEBUG") else { return Ok(None) };
    let asks = |setting: &str| {
        setting
            .strip_prefix("netdns=")
            .is_some_and(|value| value.split('+').any(|one| one == "cgo"))
    };
    let Some(setting) = settings.split(',').find(|setting| asks(setting)) else { return Ok(None) };
    for (shipped, making) in seen.shipped_programs() {
        let cgo = making.cgo();
        let Some(cgo) = cgo.look()? else { continue };
        if *cgo.value() {
            continue;
        }
        return Ok(Some(
            Finding::new(format!(
                "{setting} asks for a resolver that {} is built without",
                shipped.path
            ))
            .has(format!("GODEBUG={settings}"), &at)
            .needs("cgo is off where it is built", &making.run.at)
            .mend("CGO_ENABLED=1 there, and a libc in the image")
            .mend("or take the setting out"),
        ));
    }
    Ok(None)
}
