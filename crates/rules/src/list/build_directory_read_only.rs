//! A directory to build in that cannot be written.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::there::read_only;

rule! {
    /// The directory in which Go builds lies on a file system that is mounted read-only.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: creating work dir: mkdir /tmp/go-build…: read-only file system`.
    /// Containers with a read-only root have it.
    ///
    /// ## How to mend it
    /// Mount a tmpfs there, or set `GOTMPDIR`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, surroundings.build_directory /tmp, surroundings.build_mount ro
    /// finds: Go cannot build in /tmp: it is mounted read-only
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, surroundings.build_directory /tmp, surroundings.build_mount nosuid
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, surroundings.build_directory /tmp, surroundings.build_mount ?
    /// unsure: permission denied
    /// ```
    build_directory_read_only: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    const MEND: &str = "mount a tmpfs there, or set GOTMPDIR to a directory that can be written";
    let mount = &machine.surroundings.build_mount;
    let says = |dir: &str| format!("Go cannot build in {dir}");
    read_only(machine, &machine.surroundings.build_directory, mount, says, MEND)
}
