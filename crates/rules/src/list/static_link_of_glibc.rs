//! A static program that still asks for libraries of glibc.

use landfall_facts::{Fact, GlibcVersion};

use crate::recipes::{Answers, Making, Tree, where_on};
use crate::rule::{Answer, rule};

rule! {
    /// A stage with a glibc before 2.34 links statically with it, and host and user names are left to glibc.
    ///
    /// ## Why it breaks
    /// ``warning: Using 'getaddrinfo' in statically linked applications requires at runtime the shared
    /// libraries from the glibc version used for linking``. Where they are not there, or of another
    /// release, the lookup of a name or a user fails or ends the program. Seen by users in
    /// golang/go#21421, ethereum/go-ethereum#17247 and PierreZ/goStatic#14; linked here with Go 1.26 and glibc
    /// 2.31: `device or resource busy` in an empty directory, a segmentation fault beside glibc 2.36. From 2.34 on
    /// (Debian 12) files and DNS are linked in and both work, though the linker warns as before.
    ///
    /// ## How to mend it
    /// `-tags netgo,osusergo`: Go then looks up both by itself. Or `CGO_ENABLED=0`, or a builder of Alpine.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.21-bullseye
    /// COPY . .
    /// RUN go build -ldflags '-linkmode external -extldflags "-static"' -o /web .
    /// -- finds --
    /// Dockerfile:3: a static program that still leaves host names to the libraries of glibc
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-bookworm
    /// RUN go build -ldflags '-linkmode external -extldflags -static' -o /web .
    /// FROM golang:1.21-bullseye
    /// RUN go build -tags netgo,osusergo -ldflags '-linkmode external -extldflags -static' -o /web .
    /// FROM golang:1.26-alpine
    /// RUN apk add build-base
    /// RUN go build -ldflags '-linkmode external -extldflags -static' -o /web .
    /// FROM golang:1.26
    /// RUN CGO_ENABLED=0 go build -ldflags '-extldflags -static' -o /web .
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.21-bullseye
    /// ARG CGO
    /// RUN CGO_ENABLED=$CGO go build -ldflags '-linkmode external -extldflags -static' -o /web .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    static_link_of_glibc: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(flags) = making.static_flags() else { return Ok(None) };
    let is_external = flags.contains("linkmode external") || flags.contains("linkmode=external");
    if !is_external {
        return Ok(None);
    }
    match making.flag_text("tags") {
        Fact::Known(tags, _) if tags.contains("netgo") => return Ok(None),
        Fact::Unknown(_) => return Ok(None),
        Fact::Known(..) | Fact::Absent(_) => {}
    }
    let is_debian = making.builder().is_some_and(|image| {
        !image.bases.is_empty() && image.bases.iter().all(|base| base.starts_with("debian"))
    });
    // From this release on files and DNS are linked in.
    let first: Option<GlibcVersion> = "2.34".parse().ok();
    let glibc = making.libc().and_then(|(_, machine)| machine?.glibc.known().cloned());
    if glibc.zip(first).is_none_or(|(own, first)| own >= first) {
        return Ok(None);
    }
    // musl-gcc and zig link another C library.
    let cc = making.var("CC");
    if !is_debian || cc.known().is_some_and(|cc| cc.contains("musl") || cc.contains("zig")) {
        return Ok(None);
    }
    let Some(cgo) = where_on(making.cgo())? else { return Ok(None) };
    Ok(Some(
        making
            .told("a static program that still leaves host names to the libraries of glibc")
            .needs("cgo is on", &cgo)
            .mend("-tags netgo,osusergo")
            .mend("or CGO_ENABLED=0, if nothing in it is written in C"),
    ))
}
