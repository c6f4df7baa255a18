//! An image that is of one platform whatever is asked for.

use landfall_facts::Finding;

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// The stage that ships a program has a constant `--platform`.
    ///
    /// ## Why it breaks
    /// `FROM --platform=linux/amd64` makes an image for amd64 where `docker build --platform linux/arm64` asks
    /// for another: on an arm machine it runs under QEMU or Rosetta, or fails with `exec format error`. Written
    /// in the build checks of Docker under "FromPlatformFlagConstDisallowed",
    /// https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/: it "forces the image
    /// to build on only one target platform". No BuildKit was run here.
    ///
    /// ## How to mend it
    /// Take the flag out, and say the platform where it is built: `docker build --platform linux/amd64`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN CGO_ENABLED=0 GOARCH=amd64 go build -o /web .
    /// FROM --platform=linux/amd64 alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:3: the image is linux/amd64 whatever platform is asked for
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// ARG TARGETARCH
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .
    /// FROM --platform=$TARGETPLATFORM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG PLATFORM
    /// FROM golang:1.26 AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM --platform=$PLATFORM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $PLATFORM is what --build-arg says
    /// -- also --
    /// ```
    platform_fixed_in_last_stage: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let Some(flag) = &seen.stage.platform_flag else { return Ok(None) };
    let ships = seen.start().is_some() && !seen.shipped_programs().is_empty();
    if !ships {
        return Ok(None);
    }
    let Some(platform) = flag.text.look()? else { return Ok(None) };
    // A variable follows whoever sets it.
    if flag.written.contains('$') {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!("the image is {} whatever platform is asked for", platform.value()))
            .has(format!("--platform={}", flag.written), &flag.at)
            .needs("the platform that is built for", &seen.stage.at)
            .mend("take the flag out")
            .mend(format!("and build with: docker build --platform {}", platform.value())),
    ))
}
