//! A release with cgo for several platforms and one C compiler.

use landfall_facts::{Fact, Finding, JobSystem};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// GoReleaser builds with cgo for several platforms, and nothing names a C compiler for each.
    ///
    /// ## Why it breaks
    /// The C compiler of the machine makes code for that machine. For any other platform the Go command hands it
    /// what it does not understand: `gcc_arm64.S:28: Error: no such instruction: 'stp x29,x30,[sp,'`, or `gcc:
    /// error: unrecognized command-line option '-marm'`. Seen by users in goreleaser/goreleaser#2687 and
    /// snowflakedb/terraform-provider-snowflake#2394; run here with gcc. A program that uses neither C nor `net`
    /// nor `os/user` is built all the same.
    ///
    /// ## How to mend it
    /// `CGO_ENABLED=0` where nothing needs C; else `CC` for each platform under `overrides:`, as in
    /// https://goreleaser.com/cookbooks/cgo-and-crosscompiling.
    ///
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - env: [CGO_ENABLED=1]
    ///     goos: [linux]
    ///     goarch: [amd64, arm64]
    /// -- finds --
    /// .goreleaser.yaml:3: cgo is on for linux/amd64 and linux/arm64, and no CC is named
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - env: [CGO_ENABLED=0]
    ///     goos: [linux]
    ///     goarch: [amd64, arm64]
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - env: [CGO_ENABLED=1]
    ///     goos: [linux]
    ///     goarch: [amd64]
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - env: ["CGO_ENABLED=1", "CC=zig-cc {{ .Target }}"]
    ///     goos: [linux]
    ///     goarch: [amd64, arm64]
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - env: ["CGO_ENABLED={{ .Env.CGO }}"]
    ///     goos: [linux]
    ///     goarch: [amd64, arm64]
    /// -- unsure --
    /// .goreleaser.yaml: $CGO_ENABLED is put together from a template
    /// ```
    release_without_compilers: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(step) = making.step() else { return Ok(None) };
    if step.job.system != JobSystem::Goreleaser {
        return Ok(None);
    }
    let is_overridden = making
        .recipes
        .settings
        .iter()
        .any(|one| one.file == step.job.file && one.path == "builds.overrides");
    if is_overridden || !matches!(making.run.env.get("CC"), Fact::Absent(_)) {
        return Ok(None);
    }
    let of_build = making.recipes.jobs.iter().filter(|job| job.at == step.job.at);
    let name = |job: &landfall_facts::Job| {
        let get = |name: &str| job.matrix.iter().find(|(own, _)| own == name)?.1.known();
        Some(format!("{}/{}", get("goos")?, get("goarch")?))
    };
    let mut platforms: Vec<String> = of_build.filter_map(name).collect();
    platforms.dedup();
    let [first, second, ..] = platforms.as_slice() else { return Ok(None) };
    let cgo = making.run.env.get("CGO_ENABLED");
    let Some(cgo) = cgo.look()?.filter(|cgo| cgo.value() == "1") else { return Ok(None) };
    Ok(Some(
        Finding::new(format!("cgo is on for {first} and {second}, and no CC is named"))
            .has("CGO_ENABLED=1", cgo.origin)
            .needs("a C compiler for each platform", &step.job.at)
            .mend("CGO_ENABLED=0, where nothing needs C")
            .mend("or CC=… for each platform, under overrides:"),
    ))
}
