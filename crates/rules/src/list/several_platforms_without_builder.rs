//! An image for several platforms, and a builder that makes one.

use landfall_facts::Finding;

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// An image is built for several platforms, and no builder is set up that can do that.
    ///
    /// ## Why it breaks
    /// The Docker of the runner images up to ubuntu-24.04 builds with the driver `docker`, and that makes images
    /// for one platform: `ERROR: Multi-platform build is not supported for the docker driver.` (before:
    /// `multiple platforms feature is currently not supported for docker driver`). Seen by users in
    /// cloudbees-oss/smart-tests-cli#1036, mozilla/remote-settings#762 and tconbeer/sqlfmt#372. No Docker was run
    /// here.
    ///
    /// ## How to mend it
    /// A step `uses: docker/setup-buildx-action@v3` before it.
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
    ///           platforms: linux/amd64,linux/arm64
    /// -- finds --
    /// .github/workflows/ci.yml:8: several platforms are built for, and the driver docker of ubuntu-24.04 makes one
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: docker/setup-buildx-action@v3
    ///       - uses: docker/build-push-action@v6
    ///         with:
    ///           platforms: linux/amd64,linux/arm64
    /// ```
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
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: docker/build-push-action@v6
    ///         with:
    ///           platforms: ${{ inputs.platforms }}
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.platforms }} is known only when it runs
    /// ```
    several_platforms_without_builder: Breaks of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    if !seen.step.is_action("docker/build-push-action") || seen.step.with("builder").is_some() {
        return Ok(None);
    }
    // Where a label moves to an image with another Docker, nobody knows which one it is.
    let Some(runner) = seen.job().runner() else { return Ok(None) };
    let has_old_docker = matches!(runner.bases.as_slice(), ["ubuntu:22.04"] | ["ubuntu:24.04"]);
    let is_plain = |step: &landfall_facts::JobStep| match &step.uses {
        Some(used) => {
            used.action == "actions/checkout"
                || landfall_know::known_action(&used.action).is_some_and(|known| known.is_plain)
        }
        None => !step.script.as_ref().is_some_and(|said| said.written.contains("docker")),
    };
    if !has_old_docker || !seen.before().all(is_plain) {
        return Ok(None);
    }
    let Some(said) = seen.step.with("platforms") else { return Ok(None) };
    let Some(platforms) = said.text.look()? else { return Ok(None) };
    let count = platforms.value().split([',', '\n']).filter(|one| !one.trim().is_empty()).count();
    if count < 2 {
        return Ok(None);
    }
    let label = seen.job.runner.as_ref().and_then(|said| said.known()).unwrap_or_default();
    Ok(Some(
        Finding::new(format!(
            "several platforms are built for, and the driver docker of {label} makes one"
        ))
        .has(format!("platforms: {}", platforms.value().trim()), &said.at)
        .needs("a step that sets up a builder", seen.place())
        .mend("a step `uses: docker/setup-buildx-action@v3` before this one"),
    ))
}
