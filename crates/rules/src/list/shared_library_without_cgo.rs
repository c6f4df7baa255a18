//! Libraries for C where cgo is off.

use crate::recipes::{Answers, Making, Tree, where_off};
use crate::rule::{Answer, rule};

rule! {
    /// A line builds a library for C or a plugin, and cgo is off there.
    ///
    /// ## Why it breaks
    /// `-buildmode=c-shared requires external (cgo) linking, but cgo is not enabled`, and the same for
    /// `plugin`. With `c-archive` the line succeeds, says `loadinternal: cannot find runtime/cgo`, and
    /// the archive is of no use: it exports nothing, for files that import "C" are left out. Go 1.21
    /// and before end so for all three. Run here with Go 1.21 to 1.27; written in `go help buildmode`.
    /// WebAssembly does without cgo.
    ///
    /// ## How to mend it
    /// `CGO_ENABLED=1` and a C compiler for the platform that is built for.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ENV CGO_ENABLED=0
    /// COPY . .
    /// RUN go build -buildmode=c-shared -o /libweb.so .
    /// -- finds --
    /// Dockerfile:4: -buildmode=c-shared makes no library, for cgo is off
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// COPY . .
    /// RUN go build -buildmode=c-archive -o /libweb.a .
    /// RUN CGO_ENABLED=0 GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -o /web.wasm .
    /// RUN CGO_ENABLED=0 go build -buildmode=pie -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO go build -buildmode=plugin -o /web.so .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    shared_library_without_cgo: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let mode = making.flag_text("buildmode");
    let Some(mode) =
        mode.known().filter(|mode| matches!(mode.as_str(), "c-shared" | "c-archive" | "plugin"))
    else {
        return Ok(None);
    };
    let is_wasm = making.arch().known().is_some_and(|arch| arch == "wasm");
    if !making.go.ships() || is_wasm || !making.counts() {
        return Ok(None);
    }
    let Some(cgo) = where_off(making.cgo_as_said())? else { return Ok(None) };
    Ok(Some(
        making
            .told(format!("-buildmode={mode} makes no library, for cgo is off"))
            .needs("cgo is off", &cgo)
            .mend("CGO_ENABLED=1 before it, and a C compiler for the platform that is built for"),
    ))
}
