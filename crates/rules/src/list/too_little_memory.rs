//! A control group in which nothing is built.

use landfall_facts::Machine;

use crate::limits::enough;
use crate::rule::{Look, rule};

rule! {
    /// The control group has so little memory that Go cannot build.
    ///
    /// ## Why it breaks
    /// The kernel kills the compiler: `compile: signal: killed`. The smallest limit of all groups
    /// above counts.
    ///
    /// ## How to mend it
    /// Raise it: `MemoryMax=` of a unit, `--memory` of a container, `resources.limits.memory` of a
    /// pod; or build with `-p 1`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.group_memory 134217728
    /// finds: the control group has 128 MiB of memory: go build needs 300 MiB
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.group_memory 8589934592
    /// fine: the control group has 8192 MiB of memory
    /// ```
    /// As much as it likes is enough.
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no limits.group_memory
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.group_memory ?
    /// unsure: permission denied
    /// ```
    /// Where no Go is, none is built.
    /// ```case
    /// target: laptop, no toolchain.go, limits.group_memory 10
    /// also:   go_not_there
    /// ```
    too_little_memory: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    enough(machine, "limits.group_memory", &machine.limits.group_memory)
}
