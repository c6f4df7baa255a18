//! A limit of address space under which Go does not start.

use landfall_facts::Machine;

use crate::limits::enough;
use crate::rule::{Look, rule};

rule! {
    /// A process may have so little address space that Go does not start, or cannot build.
    ///
    /// ## Why it breaks
    /// Go reserves address space as it starts, long before it uses memory: `fatal error: failed to
    /// reserve page summary memory`. The limit is one of addresses and not of memory; a control group
    /// limits memory.
    ///
    /// ## How to mend it
    /// Take it away: `ulimit -v unlimited`, no `LimitAS=` in a unit.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.address_space 524288000
    /// finds: a process may have 500 MiB of address space: go build needs 1700 MiB
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.address_space 8589934592
    /// fine: a process may have 8192 MiB of address space
    /// ```
    /// As much as it likes is enough.
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no limits.address_space
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.address_space ?
    /// unsure: permission denied
    /// ```
    /// Where no Go is, none is built, and a program needs less.
    /// ```case
    /// target: laptop, no toolchain.go, limits.address_space 1073741824
    /// fine:   a process may have 1024 MiB of address space
    /// also:   go_not_there
    /// ```
    /// ```case
    /// target: laptop, no toolchain.go, limits.address_space 524288000
    /// finds:  a process may have 500 MiB of address space: a program of Go needs 740 MiB
    /// also:   go_not_there
    /// ```
    too_little_address_space: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    enough(machine, "limits.address_space", &machine.limits.address_space)
}
