//! A go-version-file that is no file.

use landfall_facts::{Edit, Finding};

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `go-version-file` names a go.mod that is not there.
    ///
    /// ## Why it breaks
    /// `actions/setup-go` stops: `The specified go version file at: api/go.mod does not exist`. The path is seen
    /// from the top of the repository, whatever `working-directory` says: that is for `run:` alone. Written in
    /// `src/main.ts` of actions/setup-go. No runner was asked here.
    ///
    /// ## How to mend it
    /// The path from the top of the repository to the go.mod that is built.
    ///
    /// ```case
    /// -- api/go.mod --
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
    ///           go-version-file: go.mod
    /// -- finds --
    /// .github/workflows/ci.yml:8: there is no go.mod to read the Go release from; there is api/go.mod
    /// ```
    /// ```case
    /// -- api/go.mod --
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
    ///           go-version-file: ./api/go.mod
    ///           cache-dependency-path: api/go.sum
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
    ///           go-version-file: ${{ inputs.dir }}/go.mod
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.dir }} is known only when it runs
    /// ```
    go_version_file_not_there: Breaks of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let Some(said) = seen.of_setup("go-version-file") else { return Ok(None) };
    let is_named = seen.step.with("go-version").is_some();
    if is_named
        || !seen.job().is_workflow()
        || !seen.is_at_top()
        || !said.written.contains("go.mod")
    {
        return Ok(None);
    }
    let Some(path) = said.text.look()? else { return Ok(None) };
    let path = path.value().trim_start_matches("./");
    let dir = match path.strip_suffix("go.mod") {
        Some(dir) => dir.trim_end_matches('/'),
        None => return Ok(None),
    };
    // What was written by others is not read.
    let is_of_others = ["vendor", "testdata", "third_party", "node_modules"];
    if dir.contains("..") || dir.split('/').any(|part| is_of_others.contains(&part)) {
        return Ok(None);
    }
    let mut modules = seen.recipes.modules.iter();
    if modules.clone().any(|module| module.dir == dir) {
        return Ok(None);
    }
    let Some(other) = modules.next() else { return Ok(None) };
    let there =
        if other.dir.is_empty() { "go.mod".to_owned() } else { format!("{}/go.mod", other.dir) };
    Ok(Some(
        Finding::new(format!("there is no {path} to read the Go release from; there is {there}"))
            .has(format!("go-version-file: {path}"), &said.at)
            .mend(format!("go-version-file: {there}"))
            .perhaps_fixed_by("name the go.mod that is there", Edit::replace(&said.at, there)),
    ))
}
