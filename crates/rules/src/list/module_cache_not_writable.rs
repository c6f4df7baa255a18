//! A module cache that cannot be written.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::builds_go;

rule! {
    /// The directory of the module cache lies on a file system that is mounted read-only.
    ///
    /// ## Why it breaks
    /// What is in it is used. A module that is not stops the build with `mkdir …/cache: read-only
    /// file system`.
    ///
    /// ## How to mend it
    /// Set `GOMODCACHE` to a directory that can be written, or fill the cache where it can be.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.module_cache /root/go/pkg/mod, surroundings.module_cache_mount ro
    /// finds: no module can be added to /root/go/pkg/mod: it is mounted read-only
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.module_cache /root/go/pkg/mod, surroundings.module_cache_mount nosuid
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.module_cache /root/go/pkg/mod, surroundings.module_cache_mount ?
    /// unsure: permission denied
    /// ```
    module_cache_not_writable: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let Some(cache) = machine.toolchain.module_cache.look()? else { return Ok(Told::Nothing) };
    let around = &machine.surroundings;
    let Some(mount) = around.module_cache_mount.look()? else { return Ok(Told::Nothing) };
    if !mount.iter().any(|option| option == "ro") {
        return Ok(Told::Nothing);
    }
    let says = format!("no module can be added to {}: it is mounted read-only", *cache);
    Ok(Told::Fault(
        Finding::new(says)
            .has("ro", mount.origin)
            .mend("set GOMODCACHE to a directory that can be written"),
    ))
}
