//! A health check that names what the image does not have.

use landfall_facts::{Finding, Start};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `HEALTHCHECK` needs a shell, curl or wget, and the image has none.
    ///
    /// ## Why it breaks
    /// The check is run in the container. `scratch` and distroless images have nothing to run, Debian and Ubuntu
    /// images neither curl nor wget, Alpine no curl: `exec: "curl": executable file not found in $PATH` or
    /// `/bin/sh: curl: not found`. The program runs, the container is `unhealthy` for ever, and whoever waits
    /// for it or routes by it leaves it out. Seen by users in eko/pihole-exporter#268, UnownHash/Fletchling#44,
    /// slskd/slskd#99 and GoogleContainerTools/distroless#183. A check was run here in a directory with nothing
    /// but the program in it.
    ///
    /// ## How to mend it
    /// Let the program ask itself: `HEALTHCHECK CMD ["/web", "health"]`. On Alpine, `wget -q --spider URL` is
    /// there; elsewhere install what is needed.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM gcr.io/distroless/static-debian12
    /// COPY web /
    /// HEALTHCHECK CMD curl -f http://localhost/ || exit 1
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:3: HEALTHCHECK needs a shell, and gcr.io/distroless/static-debian12 has none
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM debian:12-slim
    /// COPY web /
    /// HEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:3: HEALTHCHECK calls curl, and debian:12-slim has none
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// RUN apk add --no-cache curl
    /// HEALTHCHECK CMD curl -f http://localhost/ || wget -q http://localhost/
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM scratch
    /// COPY web /
    /// HEALTHCHECK CMD ["/web", "health"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG BASE
    /// FROM $BASE
    /// HEALTHCHECK CMD curl -f http://localhost/
    /// CMD ["/web"]
    /// -- unsure --
    /// Dockerfile: $BASE is what --build-arg says
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// HEALTHCHECK CMD curl -f http://localhost/
    /// ```
    health_check_cannot_run: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let Some(health) = &seen.stage.health else { return Ok(None) };
    // Of what neither starts nor holds anything of its own nobody asks.
    let is_started = seen.stage.entrypoint.is_some() || seen.stage.command.is_some();
    if !is_started && seen.stage.steps.is_empty() {
        return Ok(None);
    }
    let Some(says) = seen.unable(health.is_shell, tool(health))? else { return Ok(None) };
    Ok(Some(
        Finding::new(format!("HEALTHCHECK {says}"))
            .has("the check is run in the container", &health.at)
            .needs("an image that can run it", &seen.stage.at)
            .mend("let the program ask itself: HEALTHCHECK CMD [\"/web\", \"health\"]")
            .mend("or install what it calls, where there is a package manager"),
    ))
}

/// The one of the usual tools that the check calls first.
fn tool(health: &Start) -> Option<&'static str> {
    let first = health.words.first()?.known()?.split_whitespace().next()?;
    ["curl", "wget"]
        .into_iter()
        .find(|name| *name == first || first.ends_with(&format!("/bin/{name}")))
}
