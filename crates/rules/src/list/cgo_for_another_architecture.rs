//! Cgo for another architecture with the compiler of this one.

use landfall_facts::{Fact, Os};

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `CGO_ENABLED=1` for another architecture, and no compiler for it is named.
    ///
    /// ## Why it breaks
    /// The Go command starts the C compiler of its own machine on the assembler files of
    /// `runtime/cgo`: ``gcc_arm64.S:30: Error: no such instruction: `stp x29,x30,[sp,'``, or `gcc:
    /// error: unrecognized command-line option '-m64'`. It comes as soon as anything uses cgo: `net` and
    /// `os/user` are enough. Seen by users in golang/go#28966, golang/go#16801 and
    /// kc1awv/gomrefdash#37; run here with Go 1.26 from amd64 to arm64.
    ///
    /// ## How to mend it
    /// `CC=aarch64-linux-gnu-gcc` from the package gcc-aarch64-linux-gnu, `CC="zig cc -target …"`,
    /// `tonistiigi/xx`, or `CGO_ENABLED=0`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=linux/amd64 golang:1.26
    /// COPY . .
    /// RUN CGO_ENABLED=1 GOARCH=arm64 go build -o /web .
    /// -- finds --
    /// Dockerfile:3: cgo for arm64 with the C compiler of amd64
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=linux/amd64 golang:1.26
    /// RUN apt-get update && apt-get install -y gcc-aarch64-linux-gnu
    /// RUN CGO_ENABLED=1 GOARCH=arm64 CC=aarch64-linux-gnu-gcc go build -o /web .
    /// RUN GOARCH=arm64 go build -o /web .
    /// RUN CGO_ENABLED=1 GOARCH=amd64 go build -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=linux/amd64 golang:1.26
    /// ARG ARCH
    /// RUN CGO_ENABLED=1 GOARCH=$ARCH go build -o /web .
    /// -- unsure --
    /// Dockerfile: $ARCH is what --build-arg says
    /// ```
    cgo_for_another_architecture: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Fact::Known(value, said) = making.var("CGO_ENABLED") else { return Ok(None) };
    let is_go = making.builder().is_some_and(|image| image.has_c_compiler.is_some());
    if value != "1" || !making.go.ships() || !is_go || !making.counts() {
        return Ok(None);
    }
    match making.var("CC") {
        Fact::Absent(_) => {}
        Fact::Known(cc, _) if matches!(cc.as_str(), "gcc" | "cc") => {}
        Fact::Known(..) | Fact::Unknown(_) => return Ok(None),
    }
    if making.os().known().is_none_or(|os| os != "linux") {
        return Ok(None);
    }
    let (arch, own) = (making.arch(), making.own_arch());
    let (Some(arch), Some(own)) = (arch.look()?, own.look()?) else { return Ok(None) };
    // gcc of amd64 makes programs for 386 where its libraries are.
    if arch.value() == own.value() || arch.value() == "386" {
        return Ok(None);
    }
    // Lines and images of their own may put another gcc before this one.
    if making.may_have_installed() {
        return Ok(None);
    }
    let compilers =
        arch.value().parse().map(|arch| landfall_know::cross_compilers(Os::Linux, arch));
    let compiler = compilers.ok().and_then(|all| all.into_iter().next());
    let mut finding = making
        .told(format!("cgo for {} with the C compiler of {}", arch.value(), own.value()))
        .needs(format!("GOARCH={}", arch.value()), arch.origin)
        .needs("CGO_ENABLED=1", &said);
    if let Some(compiler) = compiler {
        let package = compiler.package.map(|one| format!(" of the package {one}"));
        let command = format!("CC={}{}", compiler.command, package.unwrap_or_default());
        finding = finding.mend(command);
    }
    Ok(Some(finding.mend("or CGO_ENABLED=0, if nothing in it is written in C")))
}
