//! A module cache of another user.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::there::not_of_this_user;

rule! {
    /// This user may not write to the directory of the module cache.
    ///
    /// ## Why it breaks
    /// A build that needs a module stops with `go: writing go.mod cache: mkdir …/cache: permission
    /// denied`: `sudo go get` leaves files of root in it.
    ///
    /// ## How to mend it
    /// Give it back (`chown -R`), or set `GOMODCACHE`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.module_cache /x/y, surroundings.module_cache_writable false
    /// finds: the module cache /x/y cannot be written: it belongs to another user
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.module_cache /x/y, surroundings.module_cache_writable true
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.module_cache /x/y, surroundings.module_cache_writable ?
    /// unsure: permission denied
    /// ```
    module_cache_of_another_user: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let writable = &machine.surroundings.module_cache_writable;
    not_of_this_user(
        machine,
        "the module cache",
        &machine.toolchain.module_cache,
        writable,
        "give it back by chown -R, or set GOMODCACHE",
    )
}
