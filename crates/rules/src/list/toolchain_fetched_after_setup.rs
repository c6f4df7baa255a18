//! A Go that is set up and then replaced by a newer one.

use landfall_facts::{Fact, Finding, Unsure};
use landfall_know::{GoDoes, go_does};

use crate::recipes::pipeline::older_setup;
use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `actions/setup-go` sets up a Go that is older than go.mod asks for, and the Go command fetches another.
    ///
    /// ## Why it breaks
    /// Before v6 the action leaves `GOTOOLCHAIN` alone, so the first Go command fetches the release that go.mod
    /// asks for, at each run, and what was set up is not what builds. The archive of that toolchain can break the
    /// restoring of caches: `/usr/bin/tar: … Cannot open: File exists` (actions/setup-go#424). Seen by users in
    /// smartcontractkit/chainlink#15645. With v6 the same lines fail.
    ///
    /// ## How to mend it
    /// `go-version-file: go.mod` in the place of `go-version`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26.0
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v5
    ///         with:
    ///           go-version: '1.22'
    ///       - run: go build ./...
    /// -- finds --
    /// .github/workflows/ci.yml:8: setup-go sets up Go 1.22, and the Go command fetches 1.26.0, which go.mod asks for
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v5
    ///         with:
    ///           go-version: '1.22'
    ///       - run: go build ./...
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26.0
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     env:
    ///       GOTOOLCHAIN: ${{ inputs.toolchain }}
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v5
    ///         with:
    ///           go-version: '1.22'
    ///       - run: go build ./...
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.toolchain }} is known only when it runs
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// toolchain go1.24.3
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v5
    ///         with:
    ///           go-version: '1.22'
    ///       - run: go build ./...
    /// -- finds --
    /// .github/workflows/ci.yml:8: setup-go sets up Go 1.22, and the Go command fetches 1.24.3, which go.mod asks for
    /// ```
    toolchain_fetched_after_setup: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(older) =
        older_setup(making)?.filter(|older| go_does(GoDoes::FetchToolchains, older.minor))
    else {
        return Ok(None);
    };
    match making.var("GOTOOLCHAIN") {
        Fact::Absent(_) => {}
        Fact::Known(value, _) if value == "auto" => {}
        Fact::Known(..) => return Ok(None),
        // The version of the action decides whether it breaks: another rule asks for that.
        Fact::Unknown(_) if older.setup.major().is_none() => return Ok(None),
        Fact::Unknown(why) => return Err(Unsure(why)),
    }
    let release = older.release.known().unwrap_or_default();
    let (asked, place) = older.asked;
    // The toolchain line is the newer one, where there is one.
    let named = making.module().and_then(|module| match &module.toolchain {
        Fact::Known(name, origin) => Some((name.strip_prefix("go")?, origin)),
        Fact::Absent(_) | Fact::Unknown(_) => None,
    });
    let (word, fetched, place) = match named {
        Some((fetched, origin)) => ("toolchain go", fetched, origin),
        None => ("go ", asked, place),
    };
    Ok(Some(
        Finding::new(format!(
            "setup-go sets up Go {release}, and the Go command fetches {fetched}, which go.mod asks for"
        ))
        .has(format!("go-version: {release}"), &older.release.at)
        .needs(format!("{word}{fetched}"), place)
        .mend("go-version-file: go.mod, in the place of go-version"),
    ))
}
