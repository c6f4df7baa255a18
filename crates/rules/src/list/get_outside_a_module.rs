//! Programs asked for with go get.

use landfall_facts::Edit;
use landfall_know::{GoDoes, go_does};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `go get` is to install a program, where there is no module.
    ///
    /// ## Why it breaks
    /// ``'go get' is no longer supported outside a module. To build and install a command, use 'go
    /// install' with a version``. So since Go 1.18; inside a module it would write into go.mod and install
    /// nothing. Seen by users in docker/containerd-packaging#274, fiatjaf/relayer#76 and
    /// skx/rss2email#105; run here with Go 1.26. Written on go.dev/doc/go-get-install-deprecation.
    ///
    /// ## How to mend it
    /// `go install PATH@latest`, or better a version that you have tried.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN go get -u github.com/golang/protobuf/protoc-gen-go
    /// COPY . .
    /// -- finds --
    /// Dockerfile:2: go get installs nothing since Go 1.18, and there is no module here
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// WORKDIR /src
    /// COPY go.mod .
    /// RUN go get github.com/golang/protobuf
    /// FROM golang:1.16
    /// RUN go get github.com/golang/protobuf/protoc-gen-go
    /// FROM golang:1.26
    /// RUN go mod init web && go get github.com/golang/protobuf
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG MODULES
    /// RUN GO111MODULE=$MODULES go get github.com/golang/protobuf/protoc-gen-go
    /// -- unsure --
    /// Dockerfile: $MODULES is what --build-arg says
    /// ```
    get_outside_a_module: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let is_new = making.go_minor().is_some_and(|minor| go_does(GoDoes::InstallNothingInGet, minor));
    if making.go.verb != "get" || !is_new || !making.counts() || !making.has_no_module() {
        return Ok(None);
    }
    let mode = making.var("GO111MODULE");
    // Without modules go get still does what it did.
    if mode.look()?.is_some_and(|mode| mode.value() == "off") {
        return Ok(None);
    }
    let package = making.go.packages.first();
    let path = package.map_or("PATH", |said| said.known().unwrap_or(&said.written));
    let versioned = if path.contains('@') { path.to_owned() } else { format!("{path}@latest") };
    let finding = making
        .told("go get installs nothing since Go 1.18, and there is no module here")
        .mend(format!("go install {versioned}"));
    let is_plain = making.go.flags.is_empty() && making.go.packages.len() == 1;
    let whole = (is_plain && making.run.written == format!("go get {path}"))
        .then(|| Edit::replace(&making.run.at, format!("go install {versioned}")));
    Ok(Some(finding.perhaps_fixed_by("install it", whole.flatten())))
}
