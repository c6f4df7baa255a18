//! A module cache without room.

use landfall_facts::Machine;

use crate::limits::enough;
use crate::rule::{Look, Told, rule};
use crate::there::builds_go;

rule! {
    /// The file system of the module cache has hardly any room.
    ///
    /// ## Why it breaks
    /// A build that needs a module stops with `write …/cache/download/…: no space left on device`.
    /// A full build cache stops nothing: Go builds on and keeps less.
    ///
    /// ## How to mend it
    /// Make room (`go clean -modcache` empties it), or set `GOMODCACHE`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.module_cache_space 200000
    /// finds: there is room for 195 KiB in the module cache: go build needs 50 MiB
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.module_cache_space 10737418240
    /// fine: there is room for 10240 MiB in the module cache
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.module_cache_space ?
    /// unsure: permission denied
    /// ```
    module_cache_full: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    enough(machine, "surroundings.module_cache_space", &machine.surroundings.module_cache_space)
}
