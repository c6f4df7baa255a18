//! Another C library than the one that was asked for.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// Another C library was linked than that of the C compiler that was asked for.
    ///
    /// ## Why it breaks
    /// A `CC` that does not reach the Go command leaves the build to the C compiler of the machine, and
    /// what comes out needs that machine's C library: a program for glibc does not start on Alpine.
    ///
    /// ## How to mend it
    /// Set `CC` in the environment of the very command that builds, or with `go env -w`.
    ///
    /// ```case
    /// build:  linux/amd64, asked libc musl, interpreter /lib64/ld-linux-x86-64.so.2
    /// target: debian:12, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// finds:  it was to be linked with musl and is linked with glibc
    /// ```
    /// ```case
    /// build:  linux/amd64, asked libc glibc, interpreter /lib64/ld-linux-x86-64.so.2
    /// target: debian:12, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// ```
    /// ```case
    /// build:  linux/amd64, asked libc musl, libc ?
    /// target: debian:12
    /// unsure: permission denied
    /// ```
    another_libc_linked: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.libc.look()? else { return Ok(None) };
    let Some(got) = case.build.link.libc.look()? else { return Ok(None) };
    if got.value() == wanted.value() {
        return Ok(None);
    }
    let finding =
        Finding::new(format!("it was to be linked with {} and is linked with {}", *wanted, *got))
            .needs(wanted.to_string(), wanted.origin)
            .has(got.to_string(), got.origin)
            .mend("set CC in the environment of the command that builds it");
    Ok(Some(finding))
}
