//! A module cache that cannot be written.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::there::read_only;

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
    const MEND: &str = "set GOMODCACHE to a directory that can be written";
    let mount = &machine.surroundings.module_cache_mount;
    let says = |dir: &str| format!("no module can be added to {dir}");
    read_only(machine, &machine.toolchain.module_cache, mount, says, MEND)
}
