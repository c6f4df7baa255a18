//! A program of musl-gcc that is taken for static.

use landfall_facts::{Fact, Finding, Libc};
use landfall_know::{Brings, loader_paths, packages_with};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A program is built with `musl-gcc` and without `-static`, and the image that starts it has no musl.
    ///
    /// ## Why it breaks
    /// `CC=musl-gcc` alone makes a dynamic program: it asks for `/lib/ld-musl-x86_64.so.1`, which `scratch`, Debian
    /// and distroless do not have: `exec /web: no such file or directory`. `-extldflags -static` without
    /// `-linkmode external` changes nothing where only `net` and `os/user` use cgo, for Go then links by
    /// itself. `zig cc -target x86_64-linux-musl` links statically by itself. Seen by users in
    /// FiloSottile/homebrew-musl-cross#42; built with Go 1.21 and 1.27 and musl-gcc of musl 1.2.3, and started
    /// here in an empty directory.
    ///
    /// ## How to mend it
    /// `CC=musl-gcc go build -ldflags '-linkmode external -extldflags -static'`; and without C of your own
    /// `CGO_ENABLED=0`, which needs no compiler.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN apt-get update && apt-get install -y musl-tools
    /// COPY . .
    /// RUN CGO_ENABLED=1 CC=musl-gcc go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:4: musl-gcc makes /web a dynamic program, and scratch has no loader of musl
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN apt-get update && apt-get install -y musl-tools
    /// COPY . .
    /// RUN CGO_ENABLED=1 CC=musl-gcc go build -ldflags '-linkmode external -extldflags -static' -o /web .
    /// RUN CGO_ENABLED=0 CC=musl-gcc go build -o /tool ./tool
    /// FROM scratch
    /// COPY --from=build /web /tool /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN apt-get update && apt-get install -y musl-tools
    /// COPY . .
    /// RUN CGO_ENABLED=1 CC=musl-gcc go build -o /web .
    /// FROM alpine:3.22
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26 AS build
    /// RUN apt-get update && apt-get install -y musl-tools
    /// COPY . .
    /// ARG FLAGS
    /// RUN CGO_ENABLED=1 CC=musl-gcc go build -ldflags "$FLAGS" -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $FLAGS is what --build-arg says
    /// ```
    dynamic_by_musl_gcc: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    if seen.start().is_none()
        || loader_paths().any(|path| seen.brings(path))
        || seen.may_install(packages_with(Brings::Loader))
    {
        return Ok(None);
    }
    for (shipped, making) in seen.shipped_programs() {
        let Fact::Known(cc, cc_at) = making.var("CC") else { continue };
        let is_c = matches!(making.cgo(), Fact::Known(true, _));
        // Compilers that others build for musl name it too: x86_64-linux-musl-gcc.
        let is_musl = cc.ends_with("musl-gcc") && !cc.contains("zig");
        let is_for_c = ["c-archive", "c-shared", "plugin"]
            .iter()
            .any(|mode| making.flag_text("buildmode").known().is_some_and(|own| own == mode));
        if !is_c || !is_musl || is_for_c {
            continue;
        }
        let says_static = |text: Fact<String>| -> Result<bool, landfall_facts::Unsure> {
            Ok(text.look()?.is_some_and(|text| text.value().contains("static")))
        };
        if says_static(making.flag_text("ldflags"))? || says_static(making.var("CGO_LDFLAGS"))? {
            continue;
        }
        if let Some(unsure) = seen.unknown_image() {
            return Err(unsure);
        }
        let Ok(machine) = seen.machine() else { return Ok(None) };
        match &machine.libc {
            Fact::Known(Libc::Musl, _) | Fact::Unknown(_) => continue,
            Fact::Known(..) | Fact::Absent(_) => {}
        }
        return Ok(Some(
            Finding::new(format!(
                "musl-gcc makes {} a dynamic program, and {} has no loader of musl",
                shipped.path, machine.name
            ))
            .has(format!("CC={cc}"), &cc_at)
            .has("no -static for the linker", &making.run.at)
            .needs(format!("the loader of musl in {}", seen.called()), &shipped.copied.at)
            .mend("-ldflags '-linkmode external -extldflags -static'")
            .mend("or CGO_ENABLED=0, if nothing in it is written in C"),
        ));
    }
    Ok(None)
}
