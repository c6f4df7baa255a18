//! Too few memory maps.

use landfall_facts::Machine;

use crate::limits::enough_for;
use crate::rule::{Look, rule};

rule! {
    /// A process may have so few memory maps that a program of Go with C in it cannot start
    /// threads.
    ///
    /// ## Why it breaks
    /// It ends with `runtime/cgo: pthread_create failed: Resource temporarily unavailable`, while
    /// no limit of threads is near. Each thread of C takes two. Seen with `vm.max_map_count=50`; 80
    /// were enough.
    ///
    /// ## How to mend it
    /// Raise it: `sysctl vm.max_map_count=65530`, which is what kernels come with.
    ///
    /// ```case
    /// target: laptop, sysctl.vm_max_map_count 50
    /// finds: a process may have 50 memory maps: a program of Go needs 80
    /// ```
    /// ```case
    /// target: laptop, sysctl.vm_max_map_count 65530
    /// fine: a process may have 65530 memory maps
    /// ```
    /// ```case
    /// target: laptop, no sysctl.vm_max_map_count
    /// ```
    /// ```case
    /// target: laptop, sysctl.vm_max_map_count ?
    /// unsure: permission denied
    /// ```
    too_few_memory_maps: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    enough_for("a program of Go", "sysctl.vm_max_map_count", &machine.sysctl.vm_max_map_count)
}
