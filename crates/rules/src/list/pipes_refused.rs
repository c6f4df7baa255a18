//! A kernel that refuses pipes.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::there::refused;

rule! {
    /// The kernel refuses `pipe2`.
    ///
    /// ## Why it breaks
    /// No program of Go starts another: `fork/exec /usr/bin/true: operation not permitted`, which
    /// speaks of the program and means the pipe by which its failure would be told.
    ///
    /// ## How to mend it
    /// Allow the call in the seccomp profile or the unit that forbids it; `landfall record` on
    /// another machine shows what is allowed there.
    ///
    /// ```case
    /// target: laptop, surroundings.refused pipe2
    /// finds: programs of Go start no others: the kernel refuses pipe2
    /// ```
    /// ```case
    /// target: laptop, surroundings.refused other
    /// ```
    /// ```case
    /// target: laptop, no surroundings.refused
    /// ```
    /// ```case
    /// target: laptop, surroundings.refused ?
    /// unsure: permission denied
    /// ```
    pipes_refused: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    const CALLS: [&str; 1] = ["pipe2"];
    const SAYS: &str = "programs of Go start no others: the kernel refuses pipe2";
    refused(machine, &CALLS, SAYS, "allow pipe2 in the seccomp profile")
}
