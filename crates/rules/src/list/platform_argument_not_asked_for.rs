//! An argument of BuildKit that no stage asks for.

use landfall_facts::Finding;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A stage uses `TARGETARCH` or its kin without asking for it with `ARG`.
    ///
    /// ## Why it breaks
    /// What BuildKit says of platforms is known before the first `FROM` and in each stage that asks for it
    /// with `ARG TARGETARCH`. In any other stage the variable is empty, and `GOARCH=` is as good as no
    /// `GOARCH`: the program is built for the machine that the stage runs on. With
    /// `--platform=$BUILDPLATFORM` that is the wrong one wherever two platforms are different, and the
    /// image fails with `exec format error`; without it nothing is lost but the intent. Seen by users in
    /// FriendsOfShopware/shopmon#770; written in the Dockerfile reference under "Automatic platform
    /// ARGs in the global scope".
    ///
    /// ## How to mend it
    /// `ARG TARGETOS TARGETARCH` in the stage that builds, before the line that uses them.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .
    /// -- finds --
    /// Dockerfile:2: GOARCH is empty, for no ARG asks for TARGETARCH in this stage
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG TARGETARCH
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG ARCH
    /// RUN CGO_ENABLED=0 GOARCH=$ARCH go build -o /web .
    /// -- unsure --
    /// Dockerfile: $ARCH is what --build-arg says
    /// ```
    platform_argument_not_asked_for: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    if !making.go.ships() {
        return Ok(None);
    }
    let Some((_, stage)) = making.stage() else { return Ok(None) };
    for (name, argument) in
        [("GOARCH", "TARGETARCH"), ("GOOS", "TARGETOS"), ("GOARM", "TARGETVARIANT")]
    {
        let value = making.run.env.get(name);
        let Some(value) = value.look()? else { continue };
        let is_asked = stage.env.var(argument).is_some();
        let names = making.mentions(argument);
        if value.value().is_empty() && !is_asked && names {
            return Ok(Some(
                Finding::new(format!(
                    "{name} is empty, for no ARG asks for {argument} in this stage"
                ))
                .has(format!("{name} is put together from ${argument}"), &making.run.at)
                .needs("a line ARG in this stage", &stage.at)
                .mend(format!("ARG {argument}, behind this FROM")),
            ));
        }
    }
    Ok(None)
}
