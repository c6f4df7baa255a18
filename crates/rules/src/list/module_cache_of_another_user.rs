//! A module cache of another user.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_go, unlike};

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
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let Some(dir) = machine.toolchain.module_cache.look()? else { return Ok(Told::Nothing) };
    let fault = || {
        let says =
            format!("the module cache {} cannot be written: it belongs to another user", *dir);
        Finding::new(says).mend("give it back by chown -R, or set GOMODCACHE")
    };
    unlike(&machine.surroundings.module_cache_writable, &false, fault, "no right to write")
}
