//! A program with cgo in an image of ko that has no libc.

use landfall_facts::{Finding, JobSystem};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// ko builds with cgo, and its base image has no loader for what comes out of it.
    ///
    /// ## Why it breaks
    /// Where nothing is said, ko puts the program on `cgr.dev/chainguard/static`, which holds no libc and no
    /// loader. With `CGO_ENABLED=1` and a package that uses C, the container ends with `no such file or
    /// directory`, which means the loader. Seen by users in chainguard-images/images#125; ko sets `CGO_ENABLED=0`
    /// by itself, and that is written in its `pkg/build/gobuild.go`. No ko was run here.
    ///
    /// ## How to mend it
    /// Take `CGO_ENABLED=1` away, or `defaultBaseImage: cgr.dev/chainguard/glibc-dynamic`.
    ///
    /// ```case
    /// -- .ko.yaml --
    /// builds:
    ///   - id: web
    ///     env: [CGO_ENABLED=1]
    /// -- finds --
    /// .ko.yaml:3: cgo is on, and the base image of ko has no libc
    /// ```
    /// ```case
    /// -- .ko.yaml --
    /// defaultBaseImage: cgr.dev/chainguard/glibc-dynamic
    /// builds:
    ///   - id: web
    ///     env: [CGO_ENABLED=1]
    /// ```
    /// ```case
    /// -- .ko.yaml --
    /// builds:
    ///   - id: web
    ///     env: ["CGO_ENABLED={{ .Env.CGO }}"]
    /// -- unsure --
    /// .ko.yaml: $CGO_ENABLED is put together from a template
    /// ```
    cgo_on_static_base: Degrades of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(step) = making.step().filter(|step| step.job.system == JobSystem::Ko) else {
        return Ok(None);
    };
    let mut settings = making.recipes.settings.iter().filter(|one| one.file == step.job.file);
    let is_overridden = settings.clone().any(|one| one.path.starts_with("baseImageOverrides"));
    let base = settings.find(|one| one.path == "defaultBaseImage");
    if is_overridden || base.is_some_and(|base| !base.value.contains("/static")) {
        return Ok(None);
    }
    let cgo = making.run.env.get("CGO_ENABLED");
    let Some(cgo) = cgo.look()?.filter(|cgo| cgo.value() == "1") else { return Ok(None) };
    let name = base.map_or("cgr.dev/chainguard/static", |base| base.value.as_str());
    Ok(Some(
        Finding::new("cgo is on, and the base image of ko has no libc")
            .has("CGO_ENABLED=1", cgo.origin)
            .needs(
                format!("the image begins with {name}"),
                base.map_or(&step.job.at, |base| &base.at),
            )
            .mend("take CGO_ENABLED=1 away")
            .mend("or defaultBaseImage: cgr.dev/chainguard/glibc-dynamic"),
    ))
}
