//! A limit of open files under which nothing is built.

use landfall_facts::Machine;

use crate::limits::enough;
use crate::rule::{Look, rule};

rule! {
    /// A process may have so few open files that Go cannot build.
    ///
    /// ## Why it breaks
    /// A build stops with `too many open files`. Go raises its own soft limit to nearly the hard one
    /// as it starts (since 1.19), so that only the hard limit counts, and hands the old one to what
    /// it starts.
    ///
    /// ## How to mend it
    /// Raise the hard limit: `ulimit -Hn`, `LimitNOFILE=` of a unit, `--ulimit nofile=` of a
    /// container.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.open_files 20
    /// finds: a process may have 20 open files: go build needs 28
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.open_files 1048576
    /// fine: a process may have 1048576 open files
    /// ```
    /// As much as it likes is enough.
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no limits.open_files
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.open_files ?
    /// unsure: permission denied
    /// ```
    /// Where no Go is, none is built.
    /// ```case
    /// target: laptop, no toolchain.go, limits.open_files 10
    /// also:   go_not_there
    /// ```
    too_few_open_files: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    enough(machine, "limits.open_files", &machine.limits.open_files)
}
