//! A limit of processes under which nothing is built.

use landfall_facts::Machine;

use crate::limits::enough;
use crate::rule::{Look, rule};

rule! {
    /// A user may have so few processes and threads that Go cannot build.
    ///
    /// ## Why it breaks
    /// Threads count. A program stops with `runtime: failed to create new OS thread (have 5 already;
    /// errno=11)` and `runtime: may need to increase max user processes (ulimit -u)`; one with cgo
    /// with `runtime/cgo: pthread_create failed: Resource temporarily unavailable`. The limit counts
    /// all processes of the user together.
    ///
    /// ## How to mend it
    /// Raise it: `ulimit -u`, `LimitNPROC=` of a unit.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.processes 10
    /// finds: a user may have 10 processes: go build needs 20
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.processes 96365
    /// fine: a user may have 96365 processes
    /// ```
    /// As much as it likes is enough.
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no limits.processes
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.processes ?
    /// unsure: permission denied
    /// ```
    /// Where no Go is, none is built.
    /// ```case
    /// target: laptop, no toolchain.go, limits.processes 10
    /// also:   go_not_there
    /// ```
    too_few_processes: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    enough(machine, "limits.processes", &machine.limits.processes)
}
