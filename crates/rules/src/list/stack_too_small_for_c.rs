//! A stack that is too small for the C compiler.

use landfall_facts::Machine;

use crate::limits::enough_for;
use crate::rule::{Look, Told, rule};
use crate::there::builds_with_c;

rule! {
    /// The limit of the stack is so low that GCC crashes.
    ///
    /// ## Why it breaks
    /// A build with cgo stops with `gcc: internal compiler error: Segmentation fault signal
    /// terminated program cc1`. Go itself has its stacks elsewhere and does not mind. Seen with 64
    /// KiB; 128 KiB built.
    ///
    /// ## How to mend it
    /// Raise the limit: `ulimit -s 8192`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, limits.stack 65536
    /// finds: a process may have 64 KiB of stack: gcc needs 128 KiB
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, limits.stack 8388608
    /// fine: a process may have 8 MiB of stack
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no compiler.path, no toolchain.cgo_enabled, limits.stack 65536
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, limits.stack ?
    /// unsure: permission denied
    /// ```
    stack_too_small_for_c: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_with_c(machine)? {
        return Ok(Told::Nothing);
    }
    enough_for("gcc", "limits.stack", &machine.limits.stack)
}
