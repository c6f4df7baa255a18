//! A line for a shell in a stage without one.

use landfall_facts::{Finding, Step};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `RUN` stands in a stage whose image has no shell.
    ///
    /// ## Why it breaks
    /// `RUN mkdir /data` is run by `/bin/sh` of the image that is built. `scratch` and distroless images have
    /// none, and the build ends: `exec: "/bin/sh": stat /bin/sh: no such file or directory`. Seen by users in
    /// GoogleContainerTools/distroless#62; written in the documentation of Docker under "Create a minimal base
    /// image using scratch". A shell was asked for here in an empty directory.
    ///
    /// ## How to mend it
    /// Do it in the stage that builds, and copy what comes of it: `COPY --from=build --chown=65532 /data /data`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM scratch
    /// RUN mkdir /data
    /// COPY --from=build /web /
    /// -- finds --
    /// Dockerfile:4: RUN needs /bin/sh, and scratch has no shell
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM scratch
    /// ADD rootfs.tar.gz /
    /// RUN mkdir /data
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM scratch
    /// COPY web /
    /// RUN ["/web", "init"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM scratch
    /// ARG LIST
    /// COPY bin $LIST/
    /// RUN mkdir /data
    /// -- unsure --
    /// Dockerfile: $LIST is what --build-arg says
    /// ```
    run_without_shell: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_stages(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let lines = seen.stage.steps.iter().filter_map(|step| match step {
        Step::Run { is_shell: true, at, mounts, .. } if mounts.is_empty() => Some(at),
        _ => None,
    });
    let Some(at) = lines.into_iter().next() else { return Ok(None) };
    let first_is_bare = seen.first_image().is_none();
    if first_is_bare && let Some(unsure) = seen.unknown_copy() {
        return Err(unsure);
    }
    let Ok(Some(machine)) = seen.without_shell() else { return Ok(None) };
    Ok(Some(
        Finding::new(format!("RUN needs /bin/sh, and {} has no shell", machine.name))
            .has("RUN is for a shell", at)
            .needs("/bin/sh", &seen.stage.at)
            .mend("do it in the stage that builds, and COPY what comes of it"),
    ))
}
