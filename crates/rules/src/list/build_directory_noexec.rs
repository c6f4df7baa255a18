//! A directory to build in from which nothing may be started.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The directory in which Go builds is mounted `noexec`.
    ///
    /// ## Why it breaks
    /// `go build` works. `go run`, `go test` and `go generate` start what they built there and stop
    /// with `fork/exec /tmp/go-build…/exe/main: permission denied`. Hardened servers and many
    /// containers mount `/tmp` so.
    ///
    /// ## How to mend it
    /// Set `GOTMPDIR` to a directory from which programs may be started.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, surroundings.build_directory /tmp, surroundings.build_mount nodev noexec nosuid
    /// finds: go run and go test cannot start what they build in /tmp: it is mounted noexec
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, surroundings.build_directory /tmp, surroundings.build_mount nosuid
    /// fine: programs may be started from /tmp
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, surroundings.build_directory /tmp, surroundings.build_mount ?
    /// unsure: permission denied
    /// ```
    build_directory_noexec: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let around = &machine.surroundings;
    if machine.toolchain.go.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    let Some(dir) = around.build_directory.look()? else { return Ok(Told::Nothing) };
    let Some(mount) = around.build_mount.look()? else { return Ok(Told::Nothing) };
    if !mount.iter().any(|option| option == "noexec") {
        let says = format!("programs may be started from {}", *dir);
        return Ok(Told::Fine(says, mount.origin.clone()));
    }
    let says = format!(
        "go run and go test cannot start what they build in {}: it is mounted noexec",
        *dir
    );
    Ok(Told::Fault(
        Finding::new(says)
            .has("noexec", mount.origin)
            .mend("set GOTMPDIR to a directory from which programs may be started"),
    ))
}
