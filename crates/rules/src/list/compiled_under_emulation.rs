//! A compiler that is emulated, for a program that could be cross-compiled.

use landfall_facts::{Edit, Fact, Finding};

use crate::recipes::{Answers, Making, Tree, where_off};
use crate::rule::{Answer, rule};

rule! {
    /// A stage names the platform for Go, and still runs on that platform itself.
    ///
    /// ## Why it breaks
    /// `GOARCH=$TARGETARCH` without cgo builds for any platform on any. Without `--platform=$BUILDPLATFORM` the
    /// stage itself is of the platform that is built for, so on a machine of another the whole compiler runs
    /// under QEMU: ten to twenty times slower, and now and then `qemu: uncaught target signal 11`, for Go does
    /// not support QEMU's user mode. Seen by users in moby/buildkit#2541, docker/buildx#723,
    /// kubernetes/node-problem-detector#1103 and hermeum/hermes-agent-operator#7. No BuildKit was run here.
    ///
    /// ## How to mend it
    /// `FROM --platform=$BUILDPLATFORM golang:1.26 AS build`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// ARG TARGETARCH
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// -- finds --
    /// Dockerfile:1: for linux/arm64 on linux/amd64 the compiler itself is emulated
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// ARG TARGETARCH
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// ARG TARGETARCH
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO GOARCH=$TARGETARCH go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    compiled_under_emulation: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some((image, stage)) = making.stage().filter(|_| making.go.ships()) else {
        return Ok(None);
    };
    // What is built in the stage that ships is not copied from there: it is of that stage's platform.
    let is_last = image.stages.last().is_some_and(|last| std::ptr::eq(last, stage));
    let is_emulated = !is_last
        && matches!(&stage.platform, Fact::Known(platform, _)
        if *platform == image.target.to_string() && image.target.arch != image.host.arch);
    // Somebody wants to build for more than one platform.
    let says_arch =
        matches!(making.run.env.get("GOARCH"), Fact::Known(arch, _) if !arch.is_empty());
    let is_asked = stage.env.var("TARGETARCH").is_some_and(|var| var.is_arg);
    if !is_emulated || !says_arch || !is_asked || stage.platform_flag.is_some() {
        return Ok(None);
    }
    if where_off(making.cgo())?.is_none() {
        return Ok(None);
    }
    let Some(said) = making.first_image() else { return Ok(None) };
    Ok(Some(
        Finding::new(format!(
            "for {} on {} the compiler itself is emulated",
            image.target, image.host
        ))
        .has(format!("{} without --platform", said.written), &said.at)
        .needs("GOARCH is said, and the stage could run anywhere", &making.run.at)
        .mend(format!("FROM --platform=$BUILDPLATFORM {}", said.written))
        .perhaps_fixed_by(
            "run the stage on the machine's own platform",
            Edit::before(&said.at, "--platform=$BUILDPLATFORM "),
        ),
    ))
}
