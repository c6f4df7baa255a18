//! A C compiler that the image does not have.

use landfall_facts::{Arch, Fact, Os};

use crate::recipes::{Answers, Making, Tree, where_on};
use crate::rule::{Answer, rule};

rule! {
    /// A line names a C compiler for another platform that nothing installs in its stage.
    ///
    /// ## Why it breaks
    /// `cgo: C compiler "aarch64-linux-gnu-gcc" not found: exec: "aarch64-linux-gnu-gcc": executable
    /// file not found in $PATH`. The images of Go hold the compiler of their own architecture, or none.
    /// Seen by users in golang/go#28966; run here with Go 1.26.
    ///
    /// ## How to mend it
    /// Install the package that has it, in the same stage and before the build.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM --platform=linux/amd64 golang:1.26
    /// COPY . .
    /// RUN CGO_ENABLED=1 GOARCH=arm64 CC=aarch64-linux-gnu-gcc go build -o /web .
    /// -- finds --
    /// Dockerfile:3: nothing installs aarch64-linux-gnu-gcc in this stage
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN apt-get update && apt-get install -y crossbuild-essential-arm64 gcc-mingw-w64
    /// RUN CGO_ENABLED=1 GOARCH=arm64 CC=aarch64-linux-gnu-gcc go build -o /web .
    /// RUN CGO_ENABLED=1 GOOS=windows CC=x86_64-w64-mingw32-gcc go build -o /web.exe .
    /// FROM golang:1.26
    /// RUN CGO_ENABLED=0 CC=aarch64-linux-gnu-gcc go build -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO GOARCH=arm64 CC=aarch64-linux-gnu-gcc go build -o /web .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    cross_compiler_not_installed: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Fact::Known(cc, at) = making.var("CC") else { return Ok(None) };
    let Some(program) = cc.split_whitespace().next() else { return Ok(None) };
    let is_go = making.builder().is_some_and(|image| image.has_c_compiler.is_some());
    if !making.go.ships() || !is_go || !making.counts() {
        return Ok(None);
    }
    let Some((arch, package)) = of_table(program) else { return Ok(None) };
    // On its own architecture Debian has the compiler under this name too.
    let own = making.own_arch();
    if own.known().is_none_or(|own| own == arch.name()) || is_installed(making, program) {
        return Ok(None);
    }
    if where_on(making.cgo())?.is_none() {
        return Ok(None);
    }
    let mut finding = making
        .told(format!("nothing installs {program} in this stage"))
        .needs(format!("CC={cc}"), &at);
    if let Some(package) = package {
        finding =
            finding.mend(format!("apt-get update && apt-get install -y {package}, before it"));
    }
    Ok(Some(finding.mend("or CGO_ENABLED=0, if nothing in it is written in C")))
}

/// The architecture of a compiler, and the package that has it.
fn of_table(program: &str) -> Option<(Arch, Option<&'static str>)> {
    [Os::Linux, Os::Windows].iter().find_map(|os| {
        Arch::ALL.iter().find_map(|arch| {
            let all = landfall_know::cross_compilers(*os, *arch);
            let one = all.into_iter().find(|one| one.program == program && program != "zig")?;
            Some((*arch, one.package))
        })
    })
}

/// Whether a line before it may have installed it.
fn is_installed(making: &Making<'_>, program: &str) -> bool {
    let machine = program.split('-').next().unwrap_or_default();
    let is_near = |word: &str| {
        [machine, "crossbuild", "mingw", "cross"].iter().any(|part| word.contains(part))
            || word.replace('-', "_").contains(machine)
    };
    let names =
        |run: &landfall_facts::Run| run.words.iter().filter_map(|one| one.known()).any(is_near);
    making.may_have_installed() || making.runs_before().filter(|run| run.go.is_none()).any(names)
}
