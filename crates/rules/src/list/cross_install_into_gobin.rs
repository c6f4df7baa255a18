//! go install for another platform with GOBIN.

use landfall_facts::Fact;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `go install` builds for another platform, and `GOBIN` is set.
    ///
    /// ## Why it breaks
    /// `go: cannot install cross-compiled binaries when GOBIN is set`: the directory has no room for
    /// two platforms. Seen by users in golang/go#57485, kubernetes-sigs/controller-runtime#3232 and
    /// volcano-sh/volcano#2894; run here with Go 1.21 to 1.27.
    ///
    /// ## How to mend it
    /// `go build -o DIR/` instead, or no `GOBIN`: the program then lies in `$GOPATH/bin/GOOS_GOARCH`. For
    /// a tool that runs in the stage itself, take `GOOS` and `GOARCH` away: `GOOS= GOARCH= go install`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=linux/amd64 golang:1.26
    /// ENV GOBIN=/out GOARCH=arm64
    /// COPY . .
    /// RUN go install ./cmd/web
    /// -- finds --
    /// Dockerfile:4: go install for arm64 stops, for GOBIN is set
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=linux/amd64 golang:1.26
    /// ENV GOBIN=/out
    /// RUN go install ./cmd/web
    /// RUN GOARCH=amd64 go install ./cmd/web
    /// RUN GOARCH=arm64 go build -o /out/ ./cmd/web
    /// RUN GOBIN= GOARCH=arm64 go install ./cmd/web
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=linux/amd64 golang:1.26
    /// ARG ARCH
    /// RUN GOBIN=/out GOARCH=$ARCH go install ./cmd/web
    /// -- unsure --
    /// Dockerfile: $ARCH is what --build-arg says
    /// ```
    cross_install_into_gobin: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Fact::Known(bin, at) = making.var("GOBIN") else { return Ok(None) };
    if making.go.verb != "install" || !making.counts() {
        return Ok(None);
    }
    let is_cross = making.is_cross_as_said();
    let Some(is_cross) = is_cross.look()? else { return Ok(None) };
    if !*is_cross.value() {
        return Ok(None);
    }
    let own = making.own_os();
    let what = match making.os().known().filter(|os| Some(*os) != own.known()) {
        Some(os) => os.clone(),
        None => making.arch().known().cloned().unwrap_or_default(),
    };
    Ok(Some(
        making
            .told(format!("go install for {what} stops, for GOBIN is set"))
            .needs(format!("GOBIN={bin}"), &at)
            .needs(format!("it builds for {what}"), is_cross.origin)
            .mend(format!("go build -o {}/ …", bin.trim_end_matches('/')))
            .mend("or, for a tool of the stage itself, GOOS= GOARCH= go install …"),
    ))
}
