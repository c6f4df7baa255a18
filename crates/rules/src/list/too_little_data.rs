//! A limit of data under which nothing is built.

use landfall_facts::Machine;

use crate::limits::enough;
use crate::rule::{Look, rule};

rule! {
    /// A process may have so little memory that is not of files (`RLIMIT_DATA`) that Go cannot
    /// build, or its programs cannot start.
    ///
    /// ## Why it breaks
    /// A build stops with `fatal error: runtime: out of memory`, a program with `runtime: cannot
    /// allocate memory`. Since Linux 4.7 the limit counts what a program maps, and so the heap of
    /// Go.
    ///
    /// ## How to mend it
    /// Raise the limit: `ulimit -d`, `LimitDATA=` of a unit.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.data 104857600
    /// finds: a process may have 100 MiB of memory that is not of files: go build needs 400 MiB
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.data 4294967296
    /// fine: a process may have 4096 MiB of memory that is not of files
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no limits.data
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, limits.data ?
    /// unsure: permission denied
    /// ```
    too_little_data: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    enough(machine, "limits.data", &machine.limits.data)
}
