//! A released program that needs the glibc of a runner.

use landfall_facts::{Fact, Finding};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A program with cgo is built on a runner of GitHub and released, and needs the glibc of that runner.
    ///
    /// ## Why it breaks
    /// What is linked against glibc needs the symbol versions of the machine that linked it: a program built on
    /// Ubuntu 24.04 may not start on Debian 11 (`version `GLIBC_2.34' not found`). `ubuntu-latest` moves to a
    /// newer glibc without a word in the repository. Seen by users in twpayne/chezmoi#4303,
    /// centrifugal/centrifugo#644, muety/wakapi#405 and iotexproject/iotex-core#4876.
    ///
    /// ## How to mend it
    /// `CGO_ENABLED=0` where nothing needs C; else build in a container of the oldest distribution that is
    /// supported (`container: debian:11`), or with `CC="zig cc -target x86_64-linux-gnu.2.28"`. `landfall check`
    /// with the program tells which glibc it needs.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: CGO_ENABLED=1 go build -o web .
    ///       - uses: softprops/action-gh-release@v2
    ///         with:
    ///           files: web
    /// -- finds --
    /// .github/workflows/ci.yml:6: what is released needs the glibc of ubuntu-latest
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: CGO_ENABLED=0 go build -o web .
    ///       - uses: softprops/action-gh-release@v2
    ///         with:
    ///           files: web
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: CGO_ENABLED=1 go build -ldflags "-linkmode external -extldflags -static" -o web .
    ///       - uses: softprops/action-gh-release@v2
    ///         with:
    ///           files: web
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: CGO_ENABLED=1 go build -o web .
    ///       - uses: actions/upload-artifact@v4
    ///         with:
    ///           path: web
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: CGO_ENABLED=${{ inputs.cgo }} go build -o web .
    ///       - uses: softprops/action-gh-release@v2
    ///         with:
    ///           files: web
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.cgo }} is known only when it runs
    /// ```
    released_with_glibc_of_runner: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(step) = making.step().filter(|_| making.go.ships()) else { return Ok(None) };
    let Some(runner) = step.job().runner() else { return Ok(None) };
    if runner.bases.is_empty() || step.job.image.is_some() {
        return Ok(None);
    }
    let is_for_itself = match making.var("GOOS") {
        Fact::Absent(_) => true,
        Fact::Known(os, _) => os == "linux",
        Fact::Unknown(_) => false,
    };
    let is_static = making.run.written.contains("-static")
        || matches!(making.var("CC"), Fact::Known(..) | Fact::Unknown(_));
    let releases = |seen: &crate::recipes::StepSeen<'_>| {
        let known =
            seen.step.uses.as_ref().and_then(|used| landfall_know::known_action(&used.action));
        known.is_some_and(|known| known.releases)
            || seen.step.script.as_ref().is_some_and(|said| said.written.contains("gh release "))
    };
    let Some(release) = step.behind().find(releases) else { return Ok(None) };
    if !is_for_itself || is_static {
        return Ok(None);
    }
    let cgo = making.var("CGO_ENABLED");
    let Some(cgo) = cgo.look()?.filter(|cgo| cgo.value() == "1") else { return Ok(None) };
    let label = step.job.runner.as_ref().and_then(|said| said.known()).unwrap_or_default();
    Ok(Some(
        Finding::new(format!("what is released needs the glibc of {label}"))
            .has(format!("linked on {}", runner.bases.join(" or ")), &making.run.at)
            .needs("CGO_ENABLED=1", cgo.origin)
            .needs("it is released", release.place())
            .mend("CGO_ENABLED=0, where nothing needs C")
            .mend("or build in a container of the oldest distribution that is supported"),
    ))
}
