//! A directory to build in that cannot be written.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

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
    let around = &machine.surroundings;
    if machine.toolchain.go.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    let Some(dir) = around.build_directory.look()? else { return Ok(Told::Nothing) };
    let Some(mount) = around.build_mount.look()? else { return Ok(Told::Nothing) };
    if !mount.iter().any(|option| option == "ro") {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new(format!("Go cannot build in {}: it is mounted read-only", *dir))
            .has("ro", mount.origin)
            .mend("mount a tmpfs there, or set GOTMPDIR to a directory that can be written"),
    ))
}
