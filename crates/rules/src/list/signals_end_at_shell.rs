//! A shell between the container and its program.

use landfall_facts::{Finding, Said};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A shell starts the program and stays in front of it, so no signal reaches the program.
    ///
    /// ## Why it breaks
    /// `ENTRYPOINT /web` is `/bin/sh -c /web`. The `sh` of Debian and Ubuntu is dash, which waits for the
    /// program and hands no signal on: `docker stop` ends the container after ten seconds with `SIGKILL`, and
    /// `signal.Notify`, `http.Server.Shutdown` and deferred functions see nothing of it. Written in the
    /// Dockerfile reference under "Shell form ENTRYPOINT example"; seen by users in
    /// hyperledger-firefly/ethconnect#195 and docker/cli#3198. A program was started so by dash 0.5.12 here, and
    /// the signal never came. busybox, the shell of Alpine, lets the last command of `sh -c` take its place, so
    /// the signal comes (run with busybox 1.35 of Debian), and of that nothing is said.
    ///
    /// ## How to mend it
    /// The words as a list, `ENTRYPOINT ["/web"]`, or `exec` before the program.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM debian:12-slim
    /// RUN apt-get update && apt-get install -y ca-certificates
    /// COPY --from=build /web /
    /// ENTRYPOINT /web --port=80
    /// -- finds --
    /// Dockerfile:6: the shell of debian:12-slim stays in front of /web, and SIGTERM does not reach it
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// CMD /web --port=80
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM ubuntu:24.04
    /// RUN apt-get update && apt-get install -y ca-certificates
    /// COPY --from=build /web /
    /// CMD cd /data && exec /web --port=80
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG BASE
    /// FROM golang:1.26-bookworm AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM $BASE
    /// COPY --from=build /web /
    /// CMD /web --port=80
    /// -- unsure --
    /// Dockerfile: $BASE is what --build-arg says
    /// -- also --
    /// ```
    signals_end_at_shell: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let Some(start) = seen.start().filter(|start| start.is_shell) else { return Ok(None) };
    let Some(text) = start.words.first().and_then(Said::known) else { return Ok(None) };
    let Some(started) = seen.started() else { return Ok(None) };
    if text
        .split_whitespace()
        .any(|word| ["exec", "tini", "dumb-init"].iter().any(|own| word.ends_with(own)))
    {
        return Ok(None);
    }
    if let Some(unsure) = seen.unknown_image() {
        return Err(unsure);
    }
    let Some(image) = seen.base_name() else { return Ok(None) };
    let Some(shell) = landfall_know::image_command(&image, "sh") else { return Ok(None) };
    if shell.kind != "dash" {
        return Ok(None);
    }
    let path = landings_of(&started);
    let keyword = if seen.stage.entrypoint.is_some() { "ENTRYPOINT" } else { "CMD" };
    let is_plain = !text.contains(['$', '&', '|', ';', '>', '<', '"', '\'', '`', '*', '\\', '=']);
    let list: Vec<String> = text.split_whitespace().map(|word| format!("\"{word}\"")).collect();
    let finding = Finding::new(format!(
        "the shell of {image} stays in front of {path}, and SIGTERM does not reach it"
    ))
    .has(format!("{keyword} is for a shell"), &start.at)
    .has(format!("the shell of {image} is dash"), &shell.origin);
    Ok(Some(match is_plain {
        true => finding.mend(format!("{keyword} [{}]", list.join(", "))),
        false => finding.mend(format!("{keyword}, with exec before {path}")),
    }))
}

/// Where the program lies that is started.
fn landings_of(started: &crate::recipes::Started<'_>) -> String {
    let files = crate::recipes::landings(started.shipped.copied, &started.shipped.path);
    files.into_iter().next().unwrap_or_else(|| started.shipped.path.clone())
}
