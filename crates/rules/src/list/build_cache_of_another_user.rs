//! A build cache of another user.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::there::not_of_this_user;

rule! {
    /// This user may not write to the directory of the build cache.
    ///
    /// ## Why it breaks
    /// Every build stops with `failed to initialize build cache at …: mkdir …: permission denied`,
    /// or `open …-d: permission denied` where the directory was there before: `sudo go build`
    /// leaves files of root in it.
    ///
    /// ## How to mend it
    /// Give it back (`chown -R`), or set `GOCACHE`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.cache /x/y, surroundings.cache_writable false
    /// finds: the build cache /x/y cannot be written: it belongs to another user
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.cache /x/y, surroundings.cache_writable true
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.cache /x/y, surroundings.cache_writable ?
    /// unsure: permission denied
    /// ```
    build_cache_of_another_user: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let writable = &machine.surroundings.cache_writable;
    not_of_this_user(
        machine,
        "the build cache",
        &machine.toolchain.cache,
        writable,
        "give it back by chown -R, or set GOCACHE",
    )
}
