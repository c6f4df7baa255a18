//! Cgo asked for in an image that has no C compiler.

use landfall_facts::Fact;

use crate::recipes::{Answers, Making, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A stage says `CGO_ENABLED=1` and has no C compiler.
    ///
    /// ## Why it breaks
    /// `cgo: C compiler "gcc" not found: exec: "gcc": executable file not found in $PATH`, as soon as
    /// anything uses cgo: `net` and `os/user` are enough. No Alpine image of Go holds a compiler, for
    /// gcc is taken out again once Go is built. Seen by users in docker-library/golang#86,
    /// docker-library/golang#230 and golang/go#50311; run here with Go 1.26 and no gcc in PATH. A
    /// program that uses no cgo at all, and neither `net` nor `os/user`, is built all the same.
    ///
    /// ## How to mend it
    /// `RUN apk add --no-cache gcc musl-dev` before the build, or `CGO_ENABLED=0`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// COPY . .
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// -- finds --
    /// Dockerfile:3: CGO_ENABLED=1 in golang:1.26-alpine, which has no C compiler
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// RUN go env -w CGO_ENABLED=1 GOFLAGS=-mod=mod
    /// COPY . .
    /// RUN go build -o /web .
    /// RUN go env -u CGO_ENABLED
    /// RUN go build -o /other .
    /// RUN GOENV=off go build -o /third .
    /// -- finds --
    /// Dockerfile:4: CGO_ENABLED=1 in golang:1.26-alpine, which has no C compiler
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// RUN apk add --no-cache build-base
    /// COPY . .
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM golang:1.26
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM golang:1.26-alpine
    /// RUN go build -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// ARG TOOLS
    /// RUN apk add --no-cache $TOOLS
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// -- unsure --
    /// Dockerfile: what is installed before was not followed to a C compiler
    /// ```
    cgo_without_c_compiler: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Fact::Known(value, said) = making.var("CGO_ENABLED") else { return Ok(None) };
    let is_of_c = making.go.compiles() && making.go.verb != "vet" && making.go.verb != "get";
    if value != "1" || !is_of_c || !making.counts() {
        return Ok(None);
    }
    // A compiler of another name is another rule's.
    if !matches!(making.var("CC"), Fact::Absent(_)) {
        return Ok(None);
    }
    let Some(image) = making.first_image() else { return Ok(None) };
    let (Some(name), Some(builder)) = (image.known(), making.builder()) else { return Ok(None) };
    if builder.has_c_compiler != Some(false) {
        return Ok(None);
    }
    let compiler = making.c_compiler();
    let Some(compiler) = compiler.look()? else { return Ok(None) };
    if *compiler.value() {
        return Ok(None);
    }
    Ok(Some(
        making
            .told(format!("CGO_ENABLED=1 in {name}, which has no C compiler"))
            .needs("CGO_ENABLED=1", &said)
            .needs(format!("{name} has no C compiler"), &builder.origin)
            .mend("RUN apk add --no-cache gcc musl-dev, before it")
            .mend("or CGO_ENABLED=0, if nothing in it is written in C"),
    ))
}
