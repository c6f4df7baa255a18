//! A shared library of Go for programs of musl.

use landfall_facts::{Finding, Kind, Libc};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// A shared library made by Go (`-buildmode=c-shared`) is to be loaded by programs of musl.
    ///
    /// ## Why it breaks
    /// The runtime of Go takes the arguments of the program from those that the loader hands to a library's
    /// initializers; glibc hands them over, musl does not: `Segmentation fault` before `main`. A library that is
    /// loaded later, by dlopen, is refused: `initial-exec TLS resolves to dynamic definition`. Seen by users in
    /// golang/go#13492, golang/go#19016, golang/go#54805 and carrotIndustries/usbkvm#9. Built and loaded here
    /// with Go 1.21 to 1.27 and musl 1.2.3 and 1.2.5, on amd64 and on arm64.
    ///
    /// ## How to mend it
    /// An image with glibc for the library and for what loads it; or a program of its own in place of a library.
    ///
    /// ```case
    /// build:  kind c-shared, musl
    /// target: alpine:3.22, musl 1.2.5
    /// finds:  app is a shared library of Go, and a program of musl that loads it ends
    /// ```
    /// ```case
    /// build:  kind plugin, musl
    /// target: alpine:3.22, musl 1.2.5
    /// ```
    /// ```case
    /// build:  kind c-shared
    /// target: debian:12, glibc 2.36
    /// ```
    /// ```case
    /// build:  kind c-shared, musl
    /// target: prod-7, libc ?
    /// unsure: permission denied
    /// ```
    go_library_in_musl_program: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    if !case.is_elf() || !case.platform_fits() {
        return Ok(None);
    }
    let (build, machine) = (case.build, case.machine);
    let Some(kind) = build.kind.look()?.filter(|kind| *kind.value() == Kind::CShared) else {
        return Ok(None);
    };
    let Some(wanted) = build.link.libc.look()?.filter(|libc| *libc.value() == Libc::Musl) else {
        return Ok(None);
    };
    if build.go.is_go.look()?.is_none_or(|is_go| !*is_go.value()) {
        return Ok(None);
    }
    let Some(there) = machine.libc.look()?.filter(|libc| *libc.value() == Libc::Musl) else {
        return Ok(None);
    };
    Ok(Some(
        Finding::new(format!(
            "{} is a shared library of Go, and a program of musl that loads it ends",
            build.name
        ))
        .needs("arguments for its initializers, as glibc gives them", kind.origin)
        .needs("it was built with musl", wanted.origin)
        .has("musl, which gives none", there.origin)
        .mend("build it, and what loads it, for glibc"),
    ))
}
