//! A program for newer ARM processors in an image for older ones.

use landfall_facts::{Arch, Fact, Home, Unsure};

use crate::recipes::{Answers, Making, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// An image is for ARMv6 or ARMv5, and its program is cross-compiled for ARMv7.
    ///
    /// ## Why it breaks
    /// `linux/arm/v6` and `linux/arm/v7` have the same `TARGETARCH`, which is `arm`; what is different stands in
    /// `TARGETVARIANT`. Where nobody says `GOARM`, Go on a machine that is not ARM itself builds for `GOARM=7`,
    /// and on an ARMv6 processor, as that of a Raspberry Pi Zero, the program ends with `Illegal instruction`.
    /// `GOARM=$TARGETVARIANT` is `v6`, which is no version: up to 1.22 Go says so, and later ones build for 7.
    /// Seen by users in shellhub-io/shellhub#5801, Erisa/cloudflared-docker#23 and AdguardTeam/AdGuardHome#2133.
    /// Each release from Go 1.21 to 1.27 was asked here, and what it built was started under `qemu-arm -cpu
    /// arm1176`: `Illegal instruction` without `GOARM`, and it runs with `GOARM=6`. No BuildKit was run. Go before
    /// 1.21 took 5 on some machines, and of that nothing is said here.
    ///
    /// ## How to mend it
    /// `ARG TARGETVARIANT` in the stage that builds, and `GOARM=${TARGETVARIANT#v}` before `go build`. For other
    /// architectures both are empty, and nobody reads them.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: docker/setup-qemu-action@v3
    ///       - uses: docker/setup-buildx-action@v3
    ///       - uses: docker/build-push-action@v6
    ///         with:
    ///           platforms: linux/amd64,linux/arm/v6
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// ARG TARGETOS TARGETARCH
    /// RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// -- finds --
    /// Dockerfile:3: the image for linux/arm/v6 gets a program for GOARM=7, which ends there with SIGILL
    /// ```
    /// ```case
    /// -- build.sh --
    /// docker buildx build --platform linux/arm/v5,linux/arm/v7 .
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// ARG TARGETARCH
    /// RUN CGO_ENABLED=0 GOARM=6 GOARCH=$TARGETARCH go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// -- finds --
    /// Dockerfile:3: the image for linux/arm/v5 gets a program for GOARM=6, which ends there with SIGILL
    /// ```
    /// ```case
    /// -- build.sh --
    /// docker buildx build --platform linux/arm/v6 .
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// ARG TARGETARCH TARGETVARIANT
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH GOARM=$TARGETVARIANT go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// -- finds --
    /// Dockerfile:3: GOARM=v6 is no version of ARM: the image for linux/arm/v6 gets a program for ARMv7
    /// ```
    /// ```case
    /// -- build.sh --
    /// docker buildx build --platform linux/arm/v6,linux/arm/v7 .
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// ARG TARGETARCH TARGETVARIANT
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// ```
    /// What is built for ARMv7 is right where that is asked for, and on ARM itself Go is made for that machine.
    /// ```case
    /// -- build.sh --
    /// docker buildx build --platform linux/arm/v7 -f Dockerfile .
    /// docker buildx build --platform linux/arm/v6 -f Dockerfile.own .
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// ARG TARGETARCH
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// -- Dockerfile.own --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// ```
    /// ```case
    /// -- build.sh --
    /// docker buildx build --platform linux/arm/v6 .
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// ARG TARGETARCH
    /// ARG ARM
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH GOARM=$ARM go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// -- unsure --
    /// Dockerfile: $ARM is what --build-arg says
    /// ```
    arm_variant_not_passed_on: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some((image, stage)) = making.stage().filter(|_| making.go.ships()) else {
        return Ok(None);
    };
    let target = &image.target;
    let older = target.variant.strip_prefix('v').filter(|_| target.arch == "arm");
    let (Some(older), Some(said)) = (older, &image.target_said) else { return Ok(None) };
    // On ARM itself Go is made for the machine, and of which kind that is nobody here knows.
    let is_cross = making.arch().known().is_some_and(|arch| arch == "arm")
        && making.own_arch().known().is_some_and(|own| own != "arm");
    if !is_cross {
        return Ok(None);
    }
    let minor = making.go_minor().unwrap_or_else(landfall_know::newest_go);
    let Some((default, row)) = landfall_know::default_level(minor, Arch::Arm) else {
        return Ok(None);
    };
    let (level, origin) = match making.var("GOARM") {
        Fact::Known(level, origin) => (level, origin),
        Fact::Absent(_) => (default.level.clone(), row),
        // Somebody looks at what BuildKit says, in a way that nobody here follows.
        Fact::Unknown(_) if looks_at_platform(making) => return Ok(None),
        Fact::Unknown(why) => return Err(Unsure(why)),
    };
    let is_version = landfall_know::taken("goarm", &level).is_none_or(|taken| taken.is_taken);
    // `v6` is none: up to Go 1.22 that is an error, and later ones take their own.
    let newer = if is_version { level.as_str() } else { default.level.as_str() };
    let newer = newer.split(',').next().unwrap_or_default();
    if newer <= older {
        return Ok(None);
    }
    let says = match is_version {
        true => format!(
            "the image for {target} gets a program for GOARM={newer}, which ends there with SIGILL"
        ),
        false => format!(
            "GOARM={level} is no version of ARM: the image for {target} gets a program for ARMv{newer}"
        ),
    };
    let is_asked = stage.env.var("TARGETVARIANT").is_some();
    let first = if is_asked { "" } else { "ARG TARGETVARIANT in this stage, and " };
    Ok(Some(
        making
            .told(says)
            .has(format!("GOARM={level}"), &origin)
            .needs(format!("it is built for {target}"), said)
            .mend(format!("{first}GOARM=${{TARGETVARIANT#v}} go {}", making.go.verb)),
    ))
}

/// Whether a line of the image names what BuildKit says of ARM.
fn looks_at_platform(making: &Making<'_>) -> bool {
    let Home::Stage { stage: place, .. } = making.run.home else { return false };
    let Some((image, stage)) = making.stage() else { return false };
    let seen = StageSeen { recipes: making.recipes, image, place, stage };
    ["TARGETVARIANT", "TARGETPLATFORM"].iter().any(|name| seen.uses(name))
}
