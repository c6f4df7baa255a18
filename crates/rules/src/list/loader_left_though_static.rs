//! A program with a loader that was to be static.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program was to be static, and asks for a dynamic loader.
    ///
    /// ## Why it breaks
    /// `-extldflags=-static` is for the C linker. Where the Go linker links alone, which it does for a
    /// program whose only C is that of the standard library, nobody reads it, and the build ends well.
    ///
    /// ## How to mend it
    /// Build with `CGO_ENABLED=0` where no C is needed; else with `-ldflags='-linkmode=external
    /// -extldflags=-static'` and a C library that has its archives, musl best of all.
    ///
    /// ```case
    /// build:  linux/amd64, asked no loader, interpreter /lib64/ld-linux-x86-64.so.2
    /// target: debian:12, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// finds:  it was to be static and asks for the loader /lib64/ld-linux-x86-64.so.2
    /// ```
    /// ```case
    /// build:  linux/amd64, asked no loader
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  linux/amd64, asked no loader, interpreter ?
    /// target: debian:12
    /// unsure: permission denied
    /// also:   interpreter_not_there, newer_glibc_needed, relr_not_understood
    /// ```
    loader_left_though_static: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.without_loader.look()? else { return Ok(None) };
    let Some(loader) = case.build.link.interpreter.look()? else { return Ok(None) };
    let finding = Finding::new(format!("it was to be static and asks for the loader {}", *loader))
        .needs("no dynamic loader", wanted.origin)
        .has(loader.to_string(), loader.origin)
        .mend("build with CGO_ENABLED=0, where no C is needed")
        .mend(
            "or with -ldflags='-linkmode=external -extldflags=-static' and a C compiler for musl",
        );
    Ok(Some(finding))
}
