//! A build cache from which nothing may be started.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The directory of the build cache is mounted `noexec`.
    ///
    /// ## Why it breaks
    /// Since Go 1.24 `go run` and `go tool` keep the programs that they build there: the first `go
    /// run` works, the second stops with `fork/exec …-d/hello: permission denied`.
    ///
    /// ## How to mend it
    /// Set `GOCACHE` to a directory from which programs may be started.
    ///
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, surroundings.cache_mount noexec
    /// finds: go run works once: the build cache is mounted noexec
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.22.10, surroundings.cache_mount noexec
    /// also: go_not_supported
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, surroundings.cache_mount nosuid
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, surroundings.cache_mount ?
    /// unsure: permission denied
    /// ```
    cache_noexec: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(go) = machine.toolchain.version.look()? else { return Ok(Told::Nothing) };
    let Some(mount) = machine.surroundings.cache_mount.look()? else { return Ok(Told::Nothing) };
    if go.minor() < 24 || !mount.iter().any(|option| option == "noexec") {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new("go run works once: the build cache is mounted noexec")
            .has("noexec", mount.origin)
            .mend("set GOCACHE to a directory from which programs may be started"),
    ))
}
