//! A limit of processes of the control group under which nothing is built.

use landfall_facts::Machine;

use crate::limits::enough;
use crate::rule::{Look, rule};

rule! {
    /// The control group may have so few processes and threads that Go cannot build.
    ///
    /// ## Why it breaks
    /// Threads count. A program stops with `runtime: failed to create new OS thread (have 5 already;
    /// errno=11)`, one with cgo with `runtime/cgo: pthread_create failed: Resource temporarily
    /// unavailable`. The smallest `pids.max` of all groups above counts.
    ///
    /// ## How to mend it
    /// Raise it: `TasksMax=` of a unit, `--pids-limit` of a container, `podPidsLimit` of a kubelet.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.group_processes 10
    /// finds: the control group may have 10 processes: go build needs 20
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.group_processes 4915
    /// fine: the control group may have 4915 processes
    /// ```
    /// As much as it likes is enough.
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no limits.group_processes
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.group_processes ?
    /// unsure: permission denied
    /// ```
    /// Where no Go is, none is built.
    /// ```case
    /// target: laptop, no toolchain.go, limits.group_processes 10
    /// also:   go_not_there
    /// ```
    too_few_processes_of_group: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    enough(machine, "limits.group_processes", &machine.limits.group_processes)
}
