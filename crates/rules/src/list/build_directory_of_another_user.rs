//! A directory for temporary files that may not be written.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::there::not_of_this_user;

rule! {
    /// This user may not write to the directory that Go builds in.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: creating work dir: mkdir /tmp/go-build…: permission denied`.
    ///
    /// ## How to mend it
    /// Give everybody the right (`chmod 1777 /tmp`), or set `GOTMPDIR` to a directory of your own.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.build_directory /x/y, surroundings.build_writable false
    /// finds: the directory for temporary files /x/y cannot be written: it belongs to another user
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.build_directory /x/y, surroundings.build_writable true
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.build_directory /x/y, surroundings.build_writable ?
    /// unsure: permission denied
    /// ```
    build_directory_of_another_user: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let writable = &machine.surroundings.build_writable;
    not_of_this_user(
        machine,
        "the directory for temporary files",
        &machine.surroundings.build_directory,
        writable,
        "chmod 1777 it, or set GOTMPDIR",
    )
}
