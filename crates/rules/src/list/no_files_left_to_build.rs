//! No room for more files where Go builds.

use landfall_facts::Machine;

use crate::limits::enough;
use crate::rule::{Look, Told, rule};
use crate::there::builds_go;

rule! {
    /// The file system that Go builds in takes too few further files.
    ///
    /// ## Why it breaks
    /// A build stops with `mkdir /tmp/go-build…/b009/: no space left on device` while `df` shows
    /// gigabytes: it is the inodes that are used up. Seen on a tmpfs of 600; 800 were enough for
    /// net/http.
    ///
    /// ## How to mend it
    /// Remove files (`df -i` shows how many there are), or set `GOTMPDIR`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.build_files 30
    /// finds: there is room for 30 more files where Go builds: go build needs 800
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.build_files 100000
    /// fine: there is room for 100000 more files where Go builds
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no surroundings.build_files
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.build_files ?
    /// unsure: permission denied
    /// ```
    no_files_left_to_build: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    enough(machine, "surroundings.build_files", &machine.surroundings.build_files)
}
