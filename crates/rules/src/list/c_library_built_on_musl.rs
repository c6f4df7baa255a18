//! A library for C, built with musl.

use landfall_facts::{Fact, Libc};

use crate::recipes::{Answers, Making, Tree, where_on};
use crate::rule::{Answer, rule};

rule! {
    /// A stage of Alpine builds a library for C with `-buildmode=c-shared` or `c-archive`.
    ///
    /// ## Why it breaks
    /// The build succeeds. The runtime of Go takes the arguments of the program from those that the loader hands
    /// to a library's initializers; glibc hands them over, musl does not, and the program ends with
    /// `Segmentation fault` before its `main`. Loaded by dlopen it is refused: `initial-exec TLS resolves to
    /// dynamic definition`. Seen by users in golang/go#13492, golang/go#19016, golang/go#54805 and
    /// carrotIndustries/usbkvm#9; built with musl and run here with Go 1.21 to 1.27, each, linked, loaded, and
    /// as an archive.
    ///
    /// ## How to mend it
    /// Build the library, and run what loads it, on an image with glibc. A program of its own, and
    /// `-buildmode=plugin`, work with musl: talk to a process instead.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// RUN apk add --no-cache build-base
    /// COPY . .
    /// RUN go build -buildmode=c-shared -o /libweb.so .
    /// -- finds --
    /// Dockerfile:4: -buildmode=c-shared with musl makes a library that ends the program which loads it
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS glibc
    /// COPY . .
    /// RUN go build -buildmode=c-shared -o /libweb.so .
    /// FROM golang:1.26-alpine
    /// RUN apk add --no-cache build-base
    /// RUN go build -buildmode=pie -o /web .
    /// RUN go build -buildmode=plugin -o /web.so .
    /// RUN GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -o /web.wasm .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine
    /// ARG CGO
    /// RUN apk add --no-cache build-base
    /// RUN CGO_ENABLED=$CGO go build -buildmode=c-archive -o /libweb.a .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    c_library_built_on_musl: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let mode = making.flag_text("buildmode");
    let Some(mode) = mode.known().filter(|mode| matches!(mode.as_str(), "c-shared" | "c-archive"))
    else {
        return Ok(None);
    };
    let is_linux = making.os().known().is_some_and(|os| os == "linux");
    // Another compiler builds for another C library, and what an image is not known by may patch its Go.
    let is_own = matches!(making.var("CC"), Fact::Absent(_)) && making.builder().is_some();
    let Some((Libc::Musl, _)) = making.libc().filter(|_| is_linux && is_own) else {
        return Ok(None);
    };
    if !making.go.ships() || !making.counts() {
        return Ok(None);
    }
    let Some(cgo) = where_on(making.cgo())? else { return Ok(None) };
    let says =
        format!("-buildmode={mode} with musl makes a library that ends the program which loads it");
    let mut finding = making.told(says).needs("cgo is on", &cgo);
    if let Some(image) = making.first_image() {
        finding = finding.needs(format!("{} has musl", image.written), &image.at);
    }
    Ok(Some(finding.mend("build it, and run what loads it, on an image with glibc")))
}
