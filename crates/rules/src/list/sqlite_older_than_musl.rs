//! A go-sqlite3 that the musl of newer Alpine does not compile.

use landfall_facts::{Libc, Machine};

use crate::recipes::{Answers, Making, Tree, where_on};
use crate::rule::{Answer, rule};

rule! {
    /// go.mod asks for a go-sqlite3 before v1.14.19, and Alpine 3.19 or newer compiles it.
    ///
    /// ## Why it breaks
    /// musl 1.2.4 took back the names for large files that musl does not need, and SQLite as it was then is compiled
    /// with them: `sqlite3-binding.c: error: 'pread64' undeclared here (not in a function)`. Alpine 3.18 still
    /// had them. It begins when the tag of the builder moves to a newer Alpine, and nobody changed a line. Seen by
    /// users in mattn/go-sqlite3#1164, golang/go#67974 and grafana/xk6-sql#68. Compiled here with musl 1.2.5:
    /// v1.14.17 and v1.14.18 were refused, v1.14.19 and v1.14.22 were not, and with musl 1.2.3 v1.14.17 was not.
    ///
    /// ## How to mend it
    /// `go get github.com/mattn/go-sqlite3@latest`. Where the version has to stay:
    /// `CGO_CFLAGS=-D_LARGEFILE64_SOURCE`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.21
    /// require github.com/mattn/go-sqlite3 v1.14.16
    /// -- Dockerfile --
    /// FROM golang:1.24-alpine3.21
    /// RUN apk add --no-cache build-base
    /// COPY . .
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// -- finds --
    /// Dockerfile:4: github.com/mattn/go-sqlite3 v1.14.16 does not compile on alpine:3.21
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.21
    /// require github.com/mattn/go-sqlite3 v1.14.19
    /// -- Dockerfile --
    /// FROM golang:1.24-alpine3.21
    /// RUN apk add --no-cache build-base
    /// COPY . .
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.21
    /// require github.com/mattn/go-sqlite3 v1.14.16
    /// -- Dockerfile --
    /// FROM golang:1.20-alpine3.18
    /// RUN apk add --no-cache build-base
    /// COPY . .
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// FROM golang:1.24-alpine3.21
    /// RUN apk add --no-cache build-base
    /// COPY . .
    /// RUN CGO_ENABLED=1 CGO_CFLAGS=-D_LARGEFILE64_SOURCE go build -o /web .
    /// FROM golang:1.24-bookworm
    /// COPY . .
    /// RUN CGO_ENABLED=1 go build -o /web .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.21
    /// require github.com/mattn/go-sqlite3 v1.14.16
    /// -- Dockerfile --
    /// FROM golang:1.24-alpine3.21
    /// ARG CGO
    /// RUN apk add --no-cache build-base
    /// COPY . .
    /// RUN CGO_ENABLED=$CGO go build -o /web .
    /// -- unsure --
    /// Dockerfile: $CGO is what --build-arg says
    /// ```
    sqlite_older_than_musl: Breaks of recipes
}

const SQLITE: &str = "github.com/mattn/go-sqlite3";
/// The first release that compiles.
const FIRST: [u32; 3] = [1, 14, 19];
/// The first release of Alpine whose musl has the old names no longer.
const ALPINE: u32 = 19;

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go(one)
}

fn one(making: &Making<'_>) -> Answer {
    let Some(module) = making.module() else { return Ok(None) };
    let Some((_, at)) = module.imports().find(|(path, _)| path == SQLITE) else { return Ok(None) };
    let Some(version) = module.version_of(SQLITE).filter(|version| is_older(version)) else {
        return Ok(None);
    };
    let Some((Libc::Musl, Some(machine))) = making.libc() else { return Ok(None) };
    // A vendored copy may be another one.
    let is_meant = making.go.ships() && making.counts() && making.builds_main_program();
    if !is_meant || !has_newer_musl(&machine) || defines_names(making)? {
        return Ok(None);
    }
    let Some(cgo) = where_on(making.cgo())? else { return Ok(None) };
    Ok(Some(
        making
            .told(format!("{SQLITE} {version} does not compile on {}", machine.name))
            .needs(format!("go.mod asks for {version}"), at)
            .needs("cgo is on", &cgo)
            .mend(format!("go get {SQLITE}@latest"))
            .mend("or CGO_CFLAGS=-D_LARGEFILE64_SOURCE before it"),
    ))
}

/// Whether a version is one before the first that compiles.
fn is_older(version: &str) -> bool {
    let numbers: Option<Vec<u32>> = version
        .strip_prefix('v')
        .map(|rest| rest.split(['-', '+']).next().unwrap_or_default())
        .and_then(|rest| rest.split('.').map(|part| part.parse().ok()).collect());
    numbers.is_some_and(|numbers| numbers.len() == FIRST.len() && numbers[..] < FIRST[..])
}

fn has_newer_musl(machine: &Machine) -> bool {
    let release = machine.name.strip_prefix("alpine:3.");
    release.and_then(|minor| minor.parse::<u32>().ok()).is_some_and(|minor| minor >= ALPINE)
}

/// Whether somebody asks for the old names.
fn defines_names(making: &Making<'_>) -> Result<bool, landfall_facts::Unsure> {
    let flags = making.var("CGO_CFLAGS");
    let asked = ["_LARGEFILE64_SOURCE", "_GNU_SOURCE", "64="];
    Ok(flags.look()?.is_some_and(|flags| asked.iter().any(|name| flags.value().contains(name))))
}
