//! A limit of processor time under which nothing is built.

use landfall_facts::Machine;

use crate::limits::enough;
use crate::rule::{Look, rule};

rule! {
    /// A process may have so little processor time (`RLIMIT_CPU`) that a build is ended.
    ///
    /// ## Why it breaks
    /// The kernel ends it without a word of why: `go: …/compile: signal: killed`.
    ///
    /// ## How to mend it
    /// Raise the limit: `ulimit -t`, `LimitCPU=` of a unit.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.processor_time 2
    /// finds: a process may have 2 seconds of processor time: go build needs 5
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.processor_time 3600
    /// fine: a process may have 3600 seconds of processor time
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no limits.processor_time
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.processor_time ?
    /// unsure: permission denied
    /// ```
    too_little_processor_time: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    enough(machine, "limits.processor_time", &machine.limits.processor_time)
}
