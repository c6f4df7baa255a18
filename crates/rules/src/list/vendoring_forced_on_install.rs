//! -mod=vendor where a program of another module is installed.

use landfall_facts::Fact;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `GOFLAGS=-mod=vendor` holds where `go install` or `go run` names a version.
    ///
    /// ## Why it breaks
    /// `go: example.com/x@v1.0.0: cannot query module due to -mod=vendor`. The flag is for the module at
    /// hand, and a program with a version is not in its vendor directory. Seen by users in golang/go#45811
    /// and golang/go#35955; run here with Go 1.21 to 1.27.
    ///
    /// ## How to mend it
    /// `GOFLAGS= go install …`; `-mod=vendor` is what Go does by itself where there is a vendor directory.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ENV GOFLAGS=-mod=vendor
    /// RUN go install github.com/go-delve/delve/cmd/dlv@v1.25.0
    /// -- finds --
    /// Dockerfile:3: go install github.com/go-delve/delve/cmd/dlv@v1.25.0 stops under -mod=vendor
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN go install github.com/go-delve/delve/cmd/dlv@v1.25.0
    /// ENV GOFLAGS=-mod=vendor
    /// RUN go build -o /web .
    /// RUN GOFLAGS= go install github.com/go-delve/delve/cmd/dlv@v1.25.0
    /// RUN go install -mod=mod github.com/go-delve/delve/cmd/dlv@v1.25.0
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG FLAGS
    /// ENV GOFLAGS=$FLAGS
    /// RUN go install github.com/go-delve/delve/cmd/dlv@v1.25.0
    /// -- unsure --
    /// Dockerfile: $FLAGS is what --build-arg says
    /// ```
    vendoring_forced_on_install: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let verb = making.go.verb.as_str();
    let Some(package) = making
        .go
        .packages
        .first()
        .filter(|said| said.written.contains('@') && !said.written.starts_with(['.', '/']))
    else {
        return Ok(None);
    };
    if !matches!(verb, "install" | "run") || !making.counts() {
        return Ok(None);
    }
    let flag = making.flag_text("mod");
    let Some(flag) = flag.look()? else { return Ok(None) };
    if flag.value() != "vendor" {
        return Ok(None);
    }
    let path = package.known().unwrap_or(&package.written);
    let mut finding = making.told(format!("go {verb} {path} stops under -mod=vendor"));
    if let Fact::Known(flags, at) = making.var("GOFLAGS") {
        finding = finding.needs(format!("GOFLAGS={flags}"), &at);
    }
    Ok(Some(finding.mend(format!("GOFLAGS= go {verb} {path}"))))
}
