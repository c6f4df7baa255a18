//! go install of a program without a version.

use landfall_know::{GoDoes, go_does};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `go install` of another module's program names no version, where there is no module.
    ///
    /// ## Why it breaks
    /// `go: 'go install' requires a version when current directory is not in a module`. Written in `go
    /// help install`; run here with Go 1.26. Seen in Dockerfiles in sigstore/fulcio#248 and
    /// google/web-api-gateway#15.
    ///
    /// ## How to mend it
    /// `go install PATH@VERSION`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN go install github.com/go-delve/delve/cmd/dlv
    /// COPY . .
    /// -- finds --
    /// Dockerfile:2: go install github.com/go-delve/delve/cmd/dlv names no version, and there is no module here
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN go install github.com/go-delve/delve/cmd/dlv@v1.25.0
    /// RUN go install std
    /// COPY . .
    /// RUN go install github.com/go-delve/delve/cmd/dlv
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG MODULES
    /// RUN GO111MODULE=$MODULES go install github.com/go-delve/delve/cmd/dlv
    /// -- unsure --
    /// Dockerfile: $MODULES is what --build-arg says
    /// ```
    install_without_version: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let is_new = making.go_minor().is_some_and(|minor| go_does(GoDoes::InstallAtVersion, minor));
    if making.go.verb != "install" || !is_new || !making.counts() || !making.has_no_module() {
        return Ok(None);
    }
    let is_remote = |path: &str| {
        !path.contains('@')
            && path
                .split_once('/')
                .is_some_and(|(host, _)| host.contains('.') && !host.starts_with('.'))
    };
    let package = making.go.packages.iter().find(|said| said.known().is_some_and(is_remote));
    let Some(package) = package else { return Ok(None) };
    let path = package.known().unwrap_or(&package.written);
    if making.var("GO111MODULE").look()?.is_some_and(|mode| mode.value() == "off") {
        return Ok(None);
    }
    Ok(Some(
        making
            .told(format!("go install {path} names no version, and there is no module here"))
            .mend(format!("go install {path}@latest, or better a version that you have tried")),
    ))
}
