//! A program in an image of another architecture.

use landfall_facts::Finding;

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A stage builds for one architecture, and the image that ships the program is of another.
    ///
    /// ## Why it breaks
    /// `exec format error` when the container starts. The builder stage has a `GOARCH` of its own, or
    /// runs with `--platform=$BUILDPLATFORM` on the machine that builds and says no `GOARCH`, and the
    /// last stage is of the platform that is built for. Seen by users in bigspawn/anilist-mal-sync#98
    /// and FriendsOfShopware/shopmon#770. A program of one architecture was started on another here;
    /// no BuildKit was run.
    ///
    /// ## How to mend it
    /// `FROM --platform=$BUILDPLATFORM golang:… AS build`, `ARG TARGETOS TARGETARCH` in that stage, and
    /// `GOOS=$TARGETOS GOARCH=$TARGETARCH go build`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// RUN CGO_ENABLED=0 GOARCH=amd64 go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// -- finds --
    /// Dockerfile:2: /web is built for amd64, and the image for linux/arm64 ships it
    /// ```
    /// What is built for amd64 alone may be meant so.
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN CGO_ENABLED=0 GOARCH=amd64 go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// ```
    /// A builder on the machine's own platform builds for that, if nothing else is said.
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// -- finds --
    /// Dockerfile:2: /web is built for amd64, and the image for linux/arm64 ships it
    /// -- also --
    /// platform_argument_not_asked_for
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
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// ARG TARGETARCH
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .
    /// FROM --platform=$BUILDPLATFORM scratch
    /// COPY --from=build /web /
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG ARCH=amd64
    /// FROM golang:1.26 AS build
    /// ARG ARCH
    /// RUN CGO_ENABLED=0 GOARCH=$ARCH go build -o /web .
    /// FROM --platform=linux/${ARCH} alpine:3.22
    /// COPY --from=build /web /
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// ARG ARCH
    /// RUN CGO_ENABLED=0 GOARCH=$ARCH go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// -- unsure --
    /// Dockerfile: $ARCH is what --build-arg says
    /// ```
    shipped_for_another_architecture: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    // A stage of the platform that builds is marked for the one that is built for all the same.
    let is_fixed =
        seen.stage.platform_flag.as_ref().is_some_and(|flag| !flag.written.contains("BUILD"));
    let platform = match is_fixed {
        true => seen.stage.platform.look()?.map(|platform| platform.value().clone()),
        false => Some(seen.image.target.to_string()),
    };
    let Some(platform) = platform else { return Ok(None) };
    let own = platform.split('/').nth(1).unwrap_or_default();
    // An image of which nobody says that it is for more than one platform may be for one alone.
    let is_for_several = seen.image.target_said.is_some()
        || ["TARGETARCH", "TARGETPLATFORM", "BUILDPLATFORM"].iter().any(|name| seen.uses(name))
        || seen.image.stages.iter().any(|stage| stage.platform_flag.is_some());
    if !is_for_several {
        return Ok(None);
    }
    for (shipped, making) in seen.shipped_programs() {
        let arch = making.arch();
        let Some(arch) = arch.look()? else { continue };
        let os = making.os();
        // Who ships a program for another system does not start it there.
        if os.known().is_some_and(|os| !platform.starts_with(os.as_str())) {
            continue;
        }
        if arch.value() == own || own.is_empty() {
            continue;
        }
        let (path, arch) = (&shipped.path, arch.value());
        return Ok(Some(
            Finding::new(format!(
                "{path} is built for {arch}, and the image for {platform} ships it"
            ))
            .has(format!("{path} is built for {arch}"), &making.run.at)
            .needs(format!("the stage is of {platform}"), &seen.stage.at)
            .mend("ARG TARGETARCH, and GOARCH=$TARGETARCH go build"),
        ));
    }
    Ok(None)
}
