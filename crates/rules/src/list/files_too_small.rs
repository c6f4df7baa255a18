//! A limit of the size of files under which nothing is built.

use landfall_facts::Machine;

use crate::limits::enough;
use crate::rule::{Look, rule};

rule! {
    /// A file may be so small that Go cannot write what it builds.
    ///
    /// ## Why it breaks
    /// The compiler stops with `write $WORK/b009/_pkg_.a: file too large`.
    ///
    /// ## How to mend it
    /// Raise it: `ulimit -f unlimited`, no `LimitFSIZE=` in a unit.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.file_size 1048576
    /// finds: a file may be 1 MiB long: go build needs 16 MiB
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.file_size 1073741824
    /// fine: a file may be 1024 MiB long
    /// ```
    /// As much as it likes is enough.
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no limits.file_size
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.file_size ?
    /// unsure: permission denied
    /// ```
    /// Where no Go is, none is built.
    /// ```case
    /// target: laptop, no toolchain.go, limits.file_size 10
    /// also:   go_not_there
    /// ```
    files_too_small: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    enough(machine, "limits.file_size", &machine.limits.file_size)
}
