//! The C linker, asked for where cgo is off.

use crate::recipes::{Answers, Making, Tree, where_off};
use crate::rule::{Answer, rule};

rule! {
    /// A line has `-linkmode external` for the linker, and cgo is off there.
    ///
    /// ## Why it breaks
    /// Go 1.22 and newer stop: `-linkmode requires external (cgo) linking, but cgo is not enabled`. Up to 1.21
    /// the line says `loadinternal: cannot find runtime/cgo` and succeeds: what it wrote asks for the loader of glibc
    /// after all, and with `-extldflags -static` it ends with `Trace/breakpoint trap` as soon as it is started. cgo
    /// is off also where nobody said so: for another platform, and in an image without a C compiler. Seen by users in
    /// intel/trustauthority-client-for-go#30, dundee/gdu#310 and SagerNet/sing-box#1504, when they went to Go 1.22;
    /// built here with Go 1.21 to 1.27, each, and what 1.21 wrote was started.
    ///
    /// ## How to mend it
    /// Without cgo the Go linker makes a static program by itself: leave `-linkmode` and `-extldflags` out. With C
    /// of your own: `CGO_ENABLED=1`, and a C compiler for the platform.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// COPY . .
    /// RUN CGO_ENABLED=0 go build -ldflags '-linkmode external -extldflags "-static"' -o /web .
    /// -- finds --
    /// Dockerfile:3: -linkmode external wants cgo, and cgo is off
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// RUN CGO_ENABLED=1 go build -tags netgo,osusergo -ldflags '-linkmode=external -extldflags "-static"' -o /web .
    /// RUN CGO_ENABLED=0 go build -ldflags '-linkmode internal -s -w' -o /web .
    /// FROM golang:1.21
    /// RUN CGO_ENABLED=0 go build -ldflags '-linkmode external -s -w' -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO go build -tags netgo,osusergo -ldflags '-linkmode external' -o /web .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    external_link_without_cgo: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let flags = making.flag_text("ldflags");
    let is_external = |flags: &&String| {
        flags.contains("linkmode external") || flags.contains("linkmode=external")
    };
    if flags.known().filter(is_external).is_none() || !making.go.ships() || !making.counts() {
        return Ok(None);
    }
    // What an older Go makes then is not static, and runs.
    if making.go_minor().is_some_and(|minor| minor < 22) && making.static_flags().is_none() {
        return Ok(None);
    }
    let Some(cgo) = where_off(making.cgo_as_said())? else { return Ok(None) };
    Ok(Some(
        making
            .told("-linkmode external wants cgo, and cgo is off")
            .needs("cgo is off", &cgo)
            .mend("leave -linkmode and -extldflags out: without cgo the program is static anyway")
            .mend("or CGO_ENABLED=1, and a C compiler for the platform that is built for"),
    ))
}
