//! A build cache that cannot be written.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::there::read_only;

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
    const MEND: &str = "set GOCACHE to a directory that can be written";
    let mount = &machine.surroundings.cache_mount;
    let says = |dir: &str| format!("the build cache {dir} cannot be written");
    read_only(machine, &machine.toolchain.cache, mount, says, MEND)
}
