//! A go.env that no Go reads.

use landfall_facts::{CopiedFrom, Finding, Step};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A `go.env` lies beside go.mod, where the Go command does not look for it.
    ///
    /// ## Why it breaks
    /// Since Go 1.21 `go.env` in GOROOT gives settings their values (golang/go#57179), and `go env -w` writes
    /// those of a user to the file that `go env GOENV` names. A file of a project is read by nobody: what it says
    /// of CGO_ENABLED, GOFLAGS or GOPRIVATE is not so, and nothing tells. Settings of a project were asked for in
    /// golang/go#42343 and not given. Run here: with a `go.env` beside go.mod that says `GOFLAGS=-mod=nosuch`,
    /// Go builds, and with `GOENV=$PWD/go.env` it stops at that flag.
    ///
    /// ## How to mend it
    /// `GOENV=$PWD/go.env` for the Go command, or set the variables where it is called. A toolchain line and
    /// `godebug` lines belong into go.mod.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- go.env --
    /// # For everybody.
    /// CGO_ENABLED=0
    /// GOPRIVATE=example.com
    /// -- finds --
    /// go.env:2: nobody reads this go.env: the Go command looks for one in GOROOT, and where GOENV says
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- go.env --
    /// CGO_ENABLED=0
    /// -- build.sh --
    /// export GOENV=$PWD/go.env
    /// go build
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- go.env --
    /// CGO_ENABLED=0
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// COPY go.env /usr/local/go/go.env
    /// ```
    /// ```case
    /// -- go.env --
    /// GOTOOLCHAIN=auto
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- go.env --
    /// CGO_ENABLED=0
    /// -- build.sh --
    /// GOENV=$SETTINGS go build
    /// -- unsure --
    /// go.env: nothing here sets $SETTINGS
    /// ```
    go_env_file_not_read: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    let files = tree.recipes.files.iter().enumerate();
    let of_go = files.filter(|(_, file)| file.kind == landfall_facts::RecipeKind::GoEnv);
    of_go.map(|(number, file)| (tree.file(number), one(tree, number, &file.below))).collect()
}

fn one(tree: &Tree<'_>, file: usize, below: &str) -> Answer {
    let dir = below.rsplit_once('/').map_or("", |(dir, _)| dir);
    let Some(first) = tree.recipes.settings.iter().find(|one| one.file == file) else {
        return Ok(None);
    };
    // That of a GOROOT has no go.mod beside it.
    if !tree.recipes.modules.iter().any(|module| module.dir == dir) {
        return Ok(None);
    }
    let copies = tree.recipes.images.iter().flat_map(|image| &image.stages).flat_map(|stage| {
        stage.steps.iter().filter_map(|step| match step {
            Step::Copy(copied) if copied.from == CopiedFrom::Context => Some(copied),
            _ => None,
        })
    });
    let mut sources = copies.flat_map(|copied| &copied.sources);
    let mut words = tree.recipes.runs.iter().flat_map(|run| &run.words);
    let names = |said: &landfall_facts::Said| said.written.contains("go.env");
    if sources.any(names) || words.any(names) {
        return Ok(None);
    }
    for run in &tree.recipes.runs {
        let asked = run.env.get("GOENV");
        if asked.look()?.is_some_and(|file| file.value() != "off") {
            return Ok(None);
        }
    }
    Ok(Some(
        Finding::new(
            "nobody reads this go.env: the Go command looks for one in GOROOT, and where GOENV says",
        )
        .has(format!("{}={}", first.path, first.value), &first.at)
        .mend("GOENV=$PWD/go.env for the Go command")
        .mend("or set the variables where it is called"),
    ))
}
