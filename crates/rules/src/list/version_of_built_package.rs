//! A version behind a package that go build builds.

use landfall_facts::Edit;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `go build` is given a package with a version.
    ///
    /// ## Why it breaks
    /// `package example.com/x@v1.0.0: can only use path@version syntax with 'go get' and 'go install' in
    /// module-aware mode`: only `go install`, `go run` and `go get` take a version. Run here with Go 1.26;
    /// written in https://go.dev/ref/mod#version-queries.
    ///
    /// ## How to mend it
    /// `GOBIN=DIR go install PATH@VERSION`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN go build -o /dlv github.com/go-delve/delve/cmd/dlv@v1.25.0
    /// -- finds --
    /// Dockerfile:2: go build takes no version: only go install, go run and go get do
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN go install github.com/go-delve/delve/cmd/dlv@v1.25.0
    /// RUN go run github.com/go-delve/delve/cmd/dlv@v1.25.0 version
    /// RUN go build -o /web@v1 ./cmd/web
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG TOOL
    /// RUN go build -o /tool $TOOL
    /// RUN go build -o /tool example.com/tool@$TOOL
    /// -- unsure --
    /// Dockerfile: $TOOL is what --build-arg says
    /// ```
    version_of_built_package: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    if !matches!(making.go.verb.as_str(), "build" | "test" | "vet") || !making.counts() {
        return Ok(None);
    }
    let is_versioned = |path: &str| {
        !path.starts_with(['.', '/', '-'])
            && path.split_once('@').is_some_and(|(path, version)| {
                path.contains('/') && !version.is_empty() && !version.contains('/')
            })
    };
    // Behind the packages of go test stands what the test itself is told.
    let package = making.go.packages.first();
    if let Some(said) = package.filter(|said| is_versioned(&said.written)) {
        said.text.look()?;
    }
    let Some(package) = package.filter(|said| said.known().is_some_and(is_versioned)) else {
        return Ok(None);
    };
    let path = package.known().unwrap_or(&package.written);
    let verb = &making.go.verb;
    let name = path.split('@').next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let out = making.go.flag("o").and_then(|flag| flag.value.known());
    let dir = out
        .and_then(|out| out.rsplit_once('/'))
        .map(|(dir, _)| if dir.is_empty() { "/" } else { dir });
    let bin = dir.map(|dir| format!("GOBIN={dir} ")).unwrap_or_default();
    let finding = making
        .told(format!("go {verb} takes no version: only go install, go run and go get do"))
        .needs(path.to_owned(), &package.at)
        .mend(format!("{bin}go install {path}"));
    // Where the file is called as the package is, installing puts it in the same place.
    let same = out.is_some_and(|out| out.starts_with('/') && out.rsplit('/').next() == Some(name));
    let whole = (same && making.run.written.starts_with("go build"))
        .then(|| Edit::replace(&making.run.at, format!("{bin}go install {path}")));
    Ok(Some(finding.perhaps_fixed_by("install it", whole.flatten())))
}
