//! go.mod in an image without go.sum.

use landfall_facts::{CopiedFrom, Edit, Fact, Finding, Step};
use landfall_know::{GoDoes, Leaves, go_does, leaves};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A stage copies go.mod and never go.sum, and builds.
    ///
    /// ## Why it breaks
    /// `missing go.sum entry for module providing package …; to add: go get …`: since Go 1.16 a build
    /// writes no checksums and stops where one is not there. Seen by users in alibaba/UnifiedModel#53; run here
    /// with Go 1.26.
    ///
    /// ## How to mend it
    /// `COPY go.mod go.sum ./`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26
    /// require github.com/pkg/errors v0.9.1
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// WORKDIR /src
    /// COPY go.mod main.go ./
    /// RUN go build -o /web .
    /// -- finds --
    /// Dockerfile:3: go.mod is copied, and go.sum never is
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26
    /// require github.com/pkg/errors v0.9.1
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// WORKDIR /src
    /// COPY go.mod ./
    /// RUN go mod download
    /// COPY . .
    /// RUN go build -o /web .
    /// FROM golang:1.26
    /// COPY go.* main.go ./
    /// RUN go build -o /web .
    /// FROM golang:1.26
    /// COPY go.mod main.go ./
    /// RUN go mod tidy && go build -o /web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26
    /// require github.com/pkg/errors v0.9.1
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG FILES
    /// COPY go.mod ./
    /// COPY $FILES ./
    /// RUN go build -o /web .
    /// -- unsure --
    /// Dockerfile: $FILES is what --build-arg says
    /// ```
    checksums_not_copied: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let is_new = making.go_minor().is_some_and(|minor| go_does(GoDoes::KeepGoMod, minor));
    let has_modules = making.module().is_some_and(|module| !module.requires.is_empty());
    if !making.go.ships() || !is_new || !has_modules || !making.counts() {
        return Ok(None);
    }
    // A program of another module brings its own checksums.
    if making.go.packages.iter().any(|said| said.written.contains('@')) {
        return Ok(None);
    }
    let is_flagged = !matches!(making.flag_text("mod"), Fact::Absent(_));
    let writes = |run: &landfall_facts::Run| match run.go.as_deref() {
        Some(go) => go.verb == "get" || go.verb.starts_with("mod ") || go.verb.starts_with("work "),
        None => !run.program.known().is_some_and(|name| leaves(name, Leaves::Checksums)),
    };
    if is_flagged || making.runs_before().any(writes) {
        return Ok(None);
    }
    let mut module_file = None;
    let mut unknown = None;
    for step in making.steps_before() {
        let copied = match step {
            Step::Copy(copied) => copied,
            Step::Run { mounts, .. } if mounts.iter().any(|mount| mount.kind == "bind") => {
                return Ok(None);
            }
            _ => continue,
        };
        if !matches!(copied.from, CopiedFrom::Context) || copied.is_add {
            return Ok(None);
        }
        for source in &copied.sources {
            let Some(path) = source.known() else {
                unknown = Some(source);
                continue;
            };
            let name = path.trim_start_matches("./");
            match name {
                "go.mod" => module_file = Some((copied, source)),
                // Files by their name, and nothing of the module's own.
                name if name.ends_with(".go") && !name.contains(['*', '[']) => {}
                "*.go" => {}
                name if is_directory_of_packages(name) => {}
                _ => return Ok(None),
            }
        }
    }
    let Some((copied, source)) = module_file else { return Ok(None) };
    if let Some(source) = unknown {
        source.text.look()?;
    }
    let finding = Finding::new("go.mod is copied, and go.sum never is")
        .has(format!("COPY {}", source.written), &copied.at)
        .needs(format!("go {}", making.go.verb), &making.run.at)
        .mend("COPY go.mod go.sum ./");
    Ok(Some(finding.perhaps_fixed_by("copy both", Edit::behind(&source.at, " go.sum"))))
}

/// Directories that hold packages by custom, and no module.
fn is_directory_of_packages(name: &str) -> bool {
    matches!(name.trim_end_matches('/'), "cmd" | "pkg" | "internal")
}
