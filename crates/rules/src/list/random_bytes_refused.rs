//! A kernel that refuses random bytes.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::there::refused;

rule! {
    /// The kernel refuses `getrandom`.
    ///
    /// ## Why it breaks
    /// A program of Go that uses cryptography ends: `fatal error: crypto/rand: failed to read
    /// random data: operation not permitted`, since Go 1.24. ENOSYS, as an old kernel has it, sends
    /// Go to `/dev/urandom` instead.
    ///
    /// ## How to mend it
    /// Allow the call in the seccomp profile or the unit that forbids it; `landfall record` on
    /// another machine shows what is allowed there.
    ///
    /// ```case
    /// target: laptop, surroundings.refused getrandom
    /// finds: programs of Go that use cryptography end: the kernel refuses getrandom
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
    random_bytes_refused: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    const CALLS: [&str; 1] = ["getrandom"];
    const SAYS: &str = "programs of Go that use cryptography end: the kernel refuses getrandom";
    refused(machine, &CALLS, SAYS, "allow getrandom in the seccomp profile")
}
