//! A kernel that promises no more memory.

use landfall_facts::Machine;

use crate::limits::enough_for;
use crate::rule::{Look, rule};

rule! {
    /// The kernel promises only what it has (`vm.overcommit_memory=2`), and nearly all of it is
    /// promised.
    ///
    /// ## Why it breaks
    /// A program of Go ends as it starts: `fatal error: out of memory allocating heap arena map`,
    /// while memory is free. Seen with 99 MiB left; 148 MiB were enough.
    ///
    /// ## How to mend it
    /// Raise `vm.overcommit_ratio`, add swap, or set `vm.overcommit_memory=0`.
    ///
    /// ```case
    /// target: laptop, surroundings.promise_left 52428800
    /// finds: the kernel may still promise 50 MiB of memory: a program of Go needs 148 MiB
    /// ```
    /// ```case
    /// target: laptop, surroundings.promise_left 4294967296
    /// fine: the kernel may still promise 4096 MiB of memory
    /// ```
    /// ```case
    /// target: laptop, no surroundings.promise_left
    /// ```
    /// ```case
    /// target: laptop, surroundings.promise_left ?
    /// unsure: permission denied
    /// ```
    memory_promise_used_up: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    enough_for("a program of Go", "surroundings.promise_left", &machine.surroundings.promise_left)
}
