//! Programs of another platform that a line runs.

use crate::recipes::{Answers, Making, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `go run` or `go test` while `GOOS` or `GOARCH` name another platform.
    ///
    /// ## Why it breaks
    /// The Go command builds the program for that platform and starts it on its own: `fork/exec
    /// /tmp/go-build1/b001/exe/web: exec format error`. So does `go generate` with the lines that say `go
    /// run`. Seen by users in git-lfs/git-lfs#4492, grafana/loki#658 and cri-o/cri-o#1932; run here with
    /// Go 1.26. A machine with an emulator in binfmt_misc runs it.
    ///
    /// In a workflow it speaks of runners with Linux, and where no step before it can have set an emulator up.
    ///
    /// ## How to mend it
    /// Give the platform to the lines that build alone, or take it away here: `GOOS= GOARCH= go run`. `go
    /// vet`, `go build` and `go test -c` run nothing.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=linux/amd64 golang:1.26
    /// ENV CGO_ENABLED=0 GOARCH=arm64
    /// COPY . .
    /// RUN go test ./...
    /// -- finds --
    /// Dockerfile:4: go test runs programs for arm64 on amd64
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=linux/amd64 golang:1.26
    /// ENV CGO_ENABLED=0 GOARCH=arm64
    /// RUN go vet ./... && go test -c -o /web.test . && go test -exec qemu-aarch64 ./...
    /// RUN GOARCH= go test ./...
    /// RUN GOARCH=386 go test ./...
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   test:
    ///     runs-on: ubuntu-24.04
    ///     strategy:
    ///       matrix:
    ///         goarch: [amd64, "386", arm64]
    ///     env:
    ///       GOARCH: ${{ matrix.goarch }}
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with: { go-version: "1.26" }
    ///       - run: go test ./...
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26
    /// -- finds --
    /// .github/workflows/ci.yml:13: go test runs programs for arm64 on amd64
    /// ```
    /// An emulator, a condition, a Mac that translates, and lines that only build.
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   emulator:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - { uses: actions/setup-go@v6, with: { go-version-file: go.mod } }
    ///       - uses: docker/setup-qemu-action@v3
    ///       - run: GOARCH=arm64 go test ./...
    ///   condition:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - { uses: actions/setup-go@v6, with: { go-version-file: go.mod } }
    ///       - if: inputs.native
    ///         run: GOARCH=arm64 go test ./...
    ///   mac:
    ///     runs-on: macos-15
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - { uses: actions/setup-go@v6, with: { go-version-file: go.mod } }
    ///       - run: GOARCH=amd64 go test ./...
    ///   build:
    ///     runs-on: ubuntu-24.04
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - { uses: actions/setup-go@v6, with: { go-version-file: go.mod } }
    ///       - run: GOARCH=arm64 go vet ./... && GOARCH=arm64 go test -c -o web.test .
    /// -- go.mod --
    /// module example.com/web
    /// go 1.26
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=linux/amd64 golang:1.26
    /// ARG ARCH
    /// ENV GOARCH=$ARCH
    /// RUN go test ./...
    /// -- unsure --
    /// Dockerfile: $ARCH is what --build-arg says
    /// ```
    foreign_program_run: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let verb = making.go.verb.as_str();
    if !matches!(verb, "run" | "test") || !making.counts() {
        return Ok(None);
    }
    if making.step().is_some_and(|step| may_be_run(making, &step)) {
        return Ok(None);
    }
    if making.switch("c").is_some()
        || making.flag_text("exec").known().is_some()
        || making.switch("n").is_some()
    {
        return Ok(None);
    }
    let is_cross = making.is_cross_as_said();
    let Some(is_cross) = is_cross.look()? else { return Ok(None) };
    if !*is_cross.value() {
        return Ok(None);
    }
    let (os, own_os) = (making.os(), making.own_os());
    let (arch, own_arch) = (making.arch(), making.own_arch());
    let (Some(os), Some(own_os)) = (os.known(), own_os.known()) else { return Ok(None) };
    let (Some(arch), Some(own_arch)) = (arch.known(), own_arch.known()) else { return Ok(None) };
    // Machines of 64 bits run what is for their 32; the others start such programs through a helper in PATH.
    let runs_both = os == own_os
        && matches!((own_arch.as_str(), arch.as_str()), ("amd64", "386") | ("arm64", "arm"));
    if runs_both || arch == "wasm" {
        return Ok(None);
    }
    let (what, own) = if os == own_os { (arch, own_arch) } else { (os, own_os) };
    Ok(Some(
        making
            .told(format!("go {verb} runs programs for {what} on {own}"))
            .needs(format!("it builds for {what}"), is_cross.origin)
            .mend(format!("GOOS= GOARCH= go {verb} …"))
            .mend("or give GOOS and GOARCH to the lines that build alone"),
    ))
}

/// Whether a step may run programs of another platform after all: one that a condition keeps from some platforms, on
/// a runner with an emulator, on a Mac or a Windows that translates, or in an image that nobody here knows.
fn may_be_run(making: &Making<'_>, step: &StepSeen<'_>) -> bool {
    let is_plain = step.job().is_workflow() && step.job.image.is_none();
    let is_linux = making.own_os().known().is_some_and(|os| os == "linux");
    let is_kept = step.step.condition.is_some() || step.step.forgiven.is_some();
    !is_plain || !is_linux || is_kept || step.may_have_emulator()
}
