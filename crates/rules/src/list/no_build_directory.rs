//! Nowhere to build.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_go, there};

rule! {
    /// The directory for temporary files, or the one of `GOTMPDIR`, is not there.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: creating work dir: stat /nowhere: no such file or directory`.
    ///
    /// ## How to mend it
    /// Make the directory, or unset `TMPDIR` and `GOTMPDIR`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, no surroundings.build_directory
    /// finds: Go has no directory to build in
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, surroundings.build_directory /tmp
    /// fine: Go builds in /tmp
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, surroundings.build_directory ?
    /// unsure: permission denied
    /// ```
    no_build_directory: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let fault = || {
        Finding::new("Go has no directory to build in")
            .mend("make it, or unset TMPDIR and GOTMPDIR")
    };
    let fine = |dir: &String| format!("Go builds in {dir}");
    there(&machine.surroundings.build_directory, fine, fault, "not there")
}
