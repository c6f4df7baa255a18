//! A kernel that refuses to wait for files.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::there::refused;

rule! {
    /// The kernel refuses `epoll_create1` or `eventfd2`.
    ///
    /// ## Why it breaks
    /// A program of Go ends at its first connection, timer of a file or pipe: `runtime: epollcreate
    /// failed with 1`, `runtime: eventfd failed with 1`, both fatal. A hand-written seccomp profile
    /// that was made for an older Go lacks `eventfd2`, which Go needs since 1.22.
    ///
    /// ## How to mend it
    /// Allow the call in the seccomp profile or the unit that forbids it; `landfall record` on
    /// another machine shows what is allowed there.
    ///
    /// ```case
    /// target: laptop, surroundings.refused epoll_create1 eventfd2
    /// finds: programs of Go end at their first connection: the kernel refuses what they wait by
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
    polling_refused: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    const CALLS: [&str; 2] = ["epoll_create1", "eventfd2"];
    const SAYS: &str =
        "programs of Go end at their first connection: the kernel refuses what they wait by";
    refused(machine, &CALLS, SAYS, "allow epoll_create1 and eventfd2 in the seccomp profile")
}
