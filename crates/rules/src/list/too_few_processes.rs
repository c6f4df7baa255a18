//! A limit of processes under which nothing is built.

use landfall_facts::{Fact, Machine};

use crate::limits::enough;
use crate::rule::{Look, Told, rule};

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
    /// target: laptop, toolchain.go /usr/bin/go, limits.processes 10, surroundings.is_root false
    /// finds: a user may have 10 processes: go build needs 20
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.processes 96365, surroundings.is_root false
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
    /// It does not bind root.
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.processes 10, surroundings.is_root true
    /// ```
    /// Where no Go is, none is built.
    /// ```case
    /// target: laptop, no toolchain.go, limits.processes 10, surroundings.is_root false
    /// also:   go_not_there
    /// ```
    too_few_processes: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let limit = &machine.limits.processes;
    // Who may have as many as they like need not be asked who they are.
    if matches!(limit, Fact::Known(..))
        && machine.surroundings.is_root.look()?.is_some_and(|is_root| *is_root)
    {
        return Ok(Told::Nothing);
    }
    enough(machine, "limits.processes", limit)
}
