//! No room to build in.

use landfall_facts::Machine;

use crate::limits::enough;
use crate::rule::{Look, rule};

rule! {
    /// There is not enough room in the directory in which Go builds.
    ///
    /// ## Why it breaks
    /// The compiler stops with `no space left on device`. What is in the build cache already needs
    /// less.
    ///
    /// ## How to mend it
    /// Make room, or set `GOTMPDIR` to a directory on another file system.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.build_space 1048576
    /// finds: there is room for 1 MiB where Go builds: go build needs 100 MiB
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.build_space 10737418240
    /// fine: there is room for 10240 MiB where Go builds
    /// ```
    /// As much as it likes is enough.
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no surroundings.build_space
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.build_space ?
    /// unsure: permission denied
    /// ```
    /// Where no Go is, none is built.
    /// ```case
    /// target: laptop, no toolchain.go, surroundings.build_space 10
    /// also:   go_not_there
    /// ```
    build_directory_full: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    enough(machine, "surroundings.build_space", &machine.surroundings.build_space)
}
