//! A release that older processors cannot run.

use landfall_facts::Finding;

use crate::recipes::{Answers, JobSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// GoReleaser builds for newer amd64 processors and for no others.
    ///
    /// ## Why it breaks
    /// `goamd64: [v3]` needs AVX2 and more, which processors before 2013 and the default CPU of some virtual
    /// machines do not have: `This program can only be run on AMD64 processors with v3 microarchitecture
    /// support.` Seen by users in readium/cli#78, MetaCubeX/mihomo#123 and Dreamacro/clash#2036.
    ///
    /// ## How to mend it
    /// `goamd64: [v1, v3]` makes both, each with its own name.
    ///
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - goos: [linux]
    ///     goarch: [amd64]
    ///     goamd64: [v3]
    /// -- finds --
    /// .goreleaser.yaml:5: what is released for amd64 needs a processor of v3
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - goos: [linux]
    ///     goarch: [amd64]
    ///     goamd64: [v1, v3]
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - goos: [linux]
    ///     goarch: [amd64]
    ///     goamd64: ["{{ .Env.LEVEL }}"]
    /// -- unsure --
    /// .goreleaser.yaml: {{ .Env.LEVEL }} is a template
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - goos: [linux]
    ///     goarch: [amd64]
    ///     goamd64: [v2, v3]
    /// -- finds --
    /// .goreleaser.yaml:5: what is released for amd64 needs a processor of v2
    /// ```
    older_processors_left_out: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_jobs(one)
}

fn one(seen: &JobSeen<'_>) -> Answer {
    let level = |job: &landfall_facts::Job| {
        job.matrix.iter().find(|(name, _)| name == "goamd64").map(|(_, said)| said.clone())
    };
    let Some(own) = level(seen.job) else { return Ok(None) };
    let Some(text) = own.text.look()? else { return Ok(None) };
    let is_newer = |text: &str| matches!(text, "v2" | "v3" | "v4");
    // Another build of the file may be for the others.
    let of_file = seen.recipes.jobs.iter().filter(|job| job.file == seen.job.file);
    let is_for_amd64 = |job: &&landfall_facts::Job| {
        job.matrix.iter().any(|(name, said)| name == "goarch" && said.known() == Some("amd64"))
    };
    let serves_more = |job: &landfall_facts::Job| {
        level(job).is_none_or(|said| {
            said.known().is_none_or(|other| !is_newer(other) || other < text.value().as_str())
        })
    };
    if !is_newer(text.value()) || of_file.filter(is_for_amd64).any(serves_more) {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!("what is released for amd64 needs a processor of {}", text.value()))
            .has(format!("goamd64: {}", text.value()), &own.at)
            .mend(format!("goamd64: [v1, {}]", text.value())),
    ))
}
