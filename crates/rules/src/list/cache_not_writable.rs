//! A build cache that cannot be written.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The directory of the build cache lies on a file system that is mounted read-only.
    ///
    /// ## Why it breaks
    /// Every build stops with `failed to initialize build cache at …: mkdir …: read-only file
    /// system`.
    ///
    /// ## How to mend it
    /// Set `GOCACHE` to a directory that can be written.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.cache /root/.cache/go-build, surroundings.cache_mount ro
    /// finds: the build cache /root/.cache/go-build cannot be written: it is mounted read-only
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.cache /root/.cache/go-build, surroundings.cache_mount nosuid
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.cache /root/.cache/go-build, surroundings.cache_mount ?
    /// unsure: permission denied
    /// ```
    cache_not_writable: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    if tools.go.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    let Some(cache) = tools.cache.look()? else { return Ok(Told::Nothing) };
    let Some(mount) = machine.surroundings.cache_mount.look()? else { return Ok(Told::Nothing) };
    if !mount.iter().any(|option| option == "ro") {
        return Ok(Told::Nothing);
    }
    let says = format!("the build cache {} cannot be written: it is mounted read-only", *cache);
    Ok(Told::Fault(
        Finding::new(says)
            .has("ro", mount.origin)
            .mend("set GOCACHE to a directory that can be written"),
    ))
}
