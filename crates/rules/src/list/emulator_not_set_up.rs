//! An image for another platform, on a runner that cannot run what it runs.

use landfall_facts::{Finding, Origin, Step};

use crate::recipes::{Answers, StageSeen, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A job builds an image for another architecture, whose `RUN` lines need an emulator that no step sets up.
    ///
    /// ## Why it breaks
    /// A `RUN` line of a stage for arm64 starts the shell of arm64, and on a runner for amd64 the kernel refuses it:
    /// `exec /bin/sh: exec format error`. The builder that `docker/setup-buildx-action` makes brings emulators of its
    /// own (moby/buildkit#1516); the Docker of the runner, which builds where no other is set up, does not. Seen by
    /// users in docker/setup-docker-action#174, bsubio/cli#152 and moby/moby#48987. A program of another architecture
    /// was started here on a kernel without a handler for it; no Docker was run.
    ///
    /// ## How to mend it
    /// A step `uses: docker/setup-qemu-action@v3` before it, or a runner of that architecture
    /// (`runs-on: ubuntu-24.04-arm`). Without a `RUN` line that runs for the platform nothing is emulated: `FROM
    /// --platform=$BUILDPLATFORM` for the stage that builds.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: docker/build-push-action@v6
    ///         with:
    ///           platforms: linux/arm64
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// RUN apk add --no-cache ca-certificates
    /// COPY web /
    /// -- finds --
    /// .github/workflows/ci.yml:8: an image for linux/arm64 is built on ubuntu-24.04, which has no emulator for its RUN lines
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-24.04-arm
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: docker build --platform=linux/amd64 -t web .
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// RUN apk add --no-cache ca-certificates
    /// COPY web /
    /// -- finds --
    /// .github/workflows/ci.yml:6: an image for linux/amd64 is built on ubuntu-24.04-arm, which has no emulator for its RUN lines
    /// ```
    /// An emulator, a builder that brings its own, and a runner of that architecture.
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   emulator:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: docker/setup-qemu-action@v3
    ///       - uses: docker/build-push-action@v6
    ///         with:
    ///           platforms: linux/arm64
    ///   builder:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: docker/setup-buildx-action@v3
    ///       - uses: docker/build-push-action@v6
    ///         with:
    ///           platforms: linux/s390x
    ///   own:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: docker run --privileged --rm tonistiigi/binfmt --install all
    ///       - run: docker build --platform linux/ppc64le .
    ///   native:
    ///     runs-on: ubuntu-24.04-arm
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: docker build --platform linux/arm64 -f Dockerfile.native .
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// RUN apk add --no-cache ca-certificates
    /// COPY web /
    /// -- Dockerfile.native --
    /// FROM alpine:3.22
    /// RUN apk add --no-cache ca-certificates
    /// COPY web /
    /// ```
    /// Nothing is run for the platform.
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: docker/build-push-action@v6
    ///         with:
    ///           platforms: linux/arm64
    /// -- Dockerfile --
    /// FROM --platform=$BUILDPLATFORM golang:1.26 AS build
    /// ARG TARGETARCH
    /// RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .
    /// FROM alpine:3.22 AS debug
    /// RUN apk add --no-cache strace
    /// FROM gcr.io/distroless/static-debian13
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: our-own
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: docker/build-push-action@v6
    ///         with:
    ///           platforms: linux/arm64
    /// -- Dockerfile --
    /// FROM alpine:3.22
    /// RUN apk add --no-cache ca-certificates
    /// COPY web /
    /// -- unsure --
    /// .github/workflows/ci.yml: nobody here knows the runner our-own
    /// ```
    emulator_not_set_up: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let is_plain = seen.job().is_workflow() && seen.job.image.is_none();
    if !is_plain || seen.step.forgiven.is_some() || may_be_set_up(seen) {
        return Ok(None);
    }
    let images: Vec<StageSeen<'_>> = seen.images().collect();
    // The Docker of a runner builds for one platform at a time.
    let [last] = images.as_slice() else { return Ok(None) };
    let target = &last.image.target;
    let (Some(said), Some(run)) = (said_in(seen, last), run_for_target(last)) else {
        return Ok(None);
    };
    let platform = seen.job().platform();
    let Some(platform) = platform.look()? else { return Ok(None) };
    let (os, own) = platform.value();
    // Some processors for arm64 run what is for 32 bits.
    let may_run = *own == target.arch
        || matches!((own.as_str(), target.arch.as_str()), ("amd64", "386") | ("arm64", "arm"));
    if os != "linux" || may_run {
        return Ok(None);
    }
    let label = seen.job.runner.as_ref().and_then(|said| said.known()).unwrap_or_default();
    Ok(Some(
        Finding::new(format!(
            "an image for {target} is built on {label}, which has no emulator for its RUN lines"
        ))
        .has(format!("{label} is {os}/{own}, and it is built for {target}"), said)
        .needs(format!("a shell of {} runs this", target.arch), run)
        .mend("a step `uses: docker/setup-qemu-action@v3` before this one")
        .mend(format!("or a runner for {}", target.arch)),
    ))
}

/// Where the step names the platform.
fn said_in<'a>(seen: &StepSeen<'a>, last: &StageSeen<'a>) -> Option<&'a Origin> {
    last.image.target_said_by.iter().find(|said| seen.step.at.holds(said))
}

/// Whether an emulator or another builder may be there: a step before it, or something in its own lines, that is
/// not known to leave both alone.
fn may_be_set_up(seen: &StepSeen<'_>) -> bool {
    let own = ["buildx create", "buildx use", "--builder", "--context", "--target"];
    let is_elsewhere = |name: &str| seen.step.env.get(name).known().is_some();
    seen.may_have_emulator()
        || seen.step.says(&own)
        || ["builder", "target"].iter().any(|name| seen.step.with(name).is_some())
        || ["DOCKER_HOST", "DOCKER_CONTEXT", "BUILDX_BUILDER"].iter().any(|name| is_elsewhere(name))
}

/// A line that a shell of the platform runs which is built for.
fn run_for_target<'a>(last: &StageSeen<'a>) -> Option<&'a Origin> {
    let target = &last.image.target;
    let is_of_target = |seen: &StageSeen<'_>| {
        let platform = seen.stage.platform.known();
        // `amd64/alpine` and `web:amd64` are of one platform, whatever is built for.
        let names_one =
            |name: &str| ["amd64", "x86_64", "i386"].iter().any(|one| name.contains(one));
        let image = seen.first_image().and_then(|said| said.known());
        image.is_some_and(|name| !names_one(name))
            && platform.is_some_and(|platform| platform.split('/').nth(1) == Some(&target.arch))
    };
    last.needed().into_iter().filter(is_of_target).find_map(|seen| {
        seen.stage.steps.iter().find_map(|step| match step {
            Step::Run { is_shell: true, at, .. } => Some(at),
            _ => None,
        })
    })
}
