//! A release with the race detector in it.

use landfall_facts::{Finding, JobSystem};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// GoReleaser or ko builds with `-race`, and what is released carries the race detector.
    ///
    /// ## Why it breaks
    /// A program built with `-race` needs 5 to 10 times the memory, is 2 to 20 times slower, and is linked with
    /// cgo. Written in https://go.dev/doc/articles/race_detector under "Runtime Overhead". Here a program was
    /// built so, and its build settings were read: `-race=true`.
    ///
    /// ## How to mend it
    /// Take `-race` out of `flags`; test with it.
    ///
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - goos: [linux]
    ///     goarch: [amd64]
    ///     env: [CGO_ENABLED=1]
    ///     flags: [-trimpath, -race]
    /// -- finds --
    /// .goreleaser.yaml:6: what is released carries the race detector
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - goos: [linux]
    ///     goarch: [amd64]
    ///     flags: [-trimpath]
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - goos: [linux]
    ///     goarch: [amd64]
    ///     flags: ["-race={{ .Env.RACE }}"]
    /// -- unsure --
    /// .goreleaser.yaml: -race={{ .Env.RACE }} is a template
    /// ```
    race_detector_shipped: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(step) = making.step() else { return Ok(None) };
    match step.job.system {
        JobSystem::Goreleaser | JobSystem::Ko => {}
        JobSystem::Workflow | JobSystem::Action | JobSystem::Gitlab => return Ok(None),
    }
    let Some(flag) = making.go.flag("race") else { return Ok(None) };
    let is_on = flag.value.look()?.is_some_and(|value| value.value() == "true");
    Ok(is_on.then(|| {
        Finding::new("what is released carries the race detector")
            .has("flags: -race", &flag.at)
            .mend("take -race away here, and test with it")
    }))
}
