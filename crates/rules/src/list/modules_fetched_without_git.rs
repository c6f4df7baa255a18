//! Modules that are fetched with git, where there is none.

use landfall_facts::{Fact, Origin};
use landfall_know::{Brings, packages_with};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// Modules are fetched from their repositories in a stage that has no git.
    ///
    /// ## Why it breaks
    /// `exec: "git": executable file not found in $PATH`. With `GOPROXY=direct` every module is fetched
    /// from its repository, and with `GOPRIVATE` the private ones are, so that the Go command starts git,
    /// which the Alpine images do not hold. Seen by users in docker-library/golang#209; run here with Go
    /// 1.26 and no git in PATH.
    ///
    /// ## How to mend it
    /// `RUN apk add --no-cache git` before it.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// ENV GOPROXY=direct
    /// COPY go.mod go.sum ./
    /// RUN go mod download
    /// -- finds --
    /// Dockerfile:4: GOPROXY=direct needs git, and golang:1.26-alpine has none
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// ENV GOPROXY=direct
    /// RUN apk add --no-cache git
    /// RUN go mod download
    /// FROM golang:1.26
    /// RUN GOPROXY=direct go mod download
    /// FROM golang:1.26-alpine
    /// RUN GOPROXY=https://goproxy.example.com,direct go mod download
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// ARG PROXY
    /// ENV GOPROXY=$PROXY
    /// RUN go mod download
    /// -- unsure --
    /// Dockerfile: $PROXY is what --build-arg says
    /// ```
    modules_fetched_without_git: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(image) = making.first_image().and_then(|said| said.known()) else { return Ok(None) };
    let Some(builder) = making.builder().filter(|image| image.has_git == Some(false)) else {
        return Ok(None);
    };
    let has_none = making.module().is_some_and(|module| module.requires.is_empty());
    let fetches = making.go.verb == "mod download" && !has_none;
    if !fetches || !making.counts() || making.may_have_installed() {
        return Ok(None);
    }
    if making.installs(packages_with(Brings::Git)).is_some() {
        return Ok(None);
    }
    let Some((name, value, at)) = repositories(making)? else { return Ok(None) };
    Ok(Some(
        making
            .told(format!("{name}={value} needs git, and {image} has none"))
            .needs(format!("{name}={value}"), &at)
            .needs(format!("{image} has no git"), &builder.origin)
            .mend("RUN apk add --no-cache git, before it"),
    ))
}

/// What says that repositories are asked themselves.
fn repositories(
    making: &Making<'_>,
) -> Result<Option<(&'static str, String, Origin)>, landfall_facts::Unsure> {
    let proxy = making.var("GOPROXY");
    if let Some(said) = proxy.look()?
        && said.value() == "direct"
    {
        return Ok(Some(("GOPROXY", said.value().clone(), said.origin.clone())));
    }
    if !matches!(making.var("GONOPROXY"), Fact::Absent(_)) {
        return Ok(None);
    }
    // A private module counts where go.mod asks for one.
    let Fact::Known(private, at) = making.var("GOPRIVATE") else { return Ok(None) };
    let is_private = |path: &str| {
        private
            .split(',')
            .map(|one| one.trim_end_matches("/*"))
            .any(|start| !start.is_empty() && !start.contains('*') && path.starts_with(start))
    };
    let asks = making
        .module()
        .is_some_and(|module| module.requires.iter().any(|(path, _)| is_private(path)));
    Ok(asks.then_some(("GOPRIVATE", private, at)))
}
