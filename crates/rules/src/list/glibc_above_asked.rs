//! A newer glibc than the one that was asked for.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program asks for a newer glibc than the C compiler was told.
    ///
    /// ## Why it breaks
    /// `zig cc -target x86_64-linux-gnu.2.28` links for glibc 2.28. A `CC` that does not reach the Go
    /// command, or an object that was compiled elsewhere, brings in symbols of the machine's own.
    ///
    /// ## How to mend it
    /// Set `CC` with its version in the environment of the very command that builds.
    ///
    /// ```case
    /// build:  linux/amd64, asked glibc 2.28, interpreter /lib64/ld-linux-x86-64.so.2, imports fcntl64@2.34
    /// target: debian:12, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// finds:  it was to need glibc 2.28 at most and needs 2.34
    /// ```
    /// ```case
    /// build:  linux/amd64, asked glibc 2.28, interpreter /lib64/ld-linux-x86-64.so.2, imports fcntl64@2.28
    /// target: debian:12, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// ```
    /// ```case
    /// build:  linux/amd64, asked glibc 2.28, imports ?
    /// target: debian:12
    /// unsure: permission denied
    /// also:   newer_glibc_needed
    /// ```
    glibc_above_asked: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.newest_glibc.look()? else { return Ok(None) };
    let Some(got) = case.build.link.newest_glibc_import.look()? else { return Ok(None) };
    if got.version <= *wanted.value() {
        return Ok(None);
    }
    let says = format!("it was to need glibc {} at most and needs {}", *wanted, got.version);
    let symbols = match got.symbols.as_slice() {
        [] => format!("GLIBC_{}", got.version),
        [first, ..] => format!("{first}@GLIBC_{}", got.version),
    };
    let finding = Finding::new(says)
        .needs(format!("glibc {} at most", *wanted), wanted.origin)
        .has(symbols, got.origin)
        .mend("set CC with its version in the environment of the command that builds it");
    Ok(Some(finding))
}
