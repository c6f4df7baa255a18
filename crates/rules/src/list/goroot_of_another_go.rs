//! A GOROOT that belongs to another Go.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOROOT` is set, and to a Go of another version than the `go` that is started.
    ///
    /// ## Why it breaks
    /// The one Go starts the compiler of the other: `compile: version "go1.21.13" does not match go
    /// tool version "go1.27.3"`. It happens where a second Go was installed and an old `export
    /// GOROOT=` was left.
    ///
    /// ## How to mend it
    /// Unset `GOROOT`: each Go finds its own directory.
    ///
    /// ```case
    /// target: laptop, toolchain.version go1.27.3, toolchain.goroot_said /usr/lib/go-1.21, toolchain.goroot_said_version go1.21.13
    /// finds: GOROOT is that of go1.21.13, and go is go1.27.3
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.27.3, toolchain.goroot_said /usr/lib/go, toolchain.goroot_said_version go1.27.3
    /// ```
    /// ```case
    /// target: laptop, toolchain.version ?, toolchain.goroot_said /usr/lib/go, toolchain.goroot_said_version go1.27.3
    /// unsure: permission denied
    /// ```
    goroot_of_another_go: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    if tools.goroot_said.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    let Some(other) = tools.goroot_said_version.look()? else { return Ok(Told::Nothing) };
    let Some(own) = tools.version.look()? else { return Ok(Told::Nothing) };
    if *own == *other {
        return Ok(Told::Nothing);
    }
    let says = format!("GOROOT is that of {}, and go is {}", *other, *own);
    Ok(Told::Fault(
        Finding::new(says)
            .needs(format!("the tools of {}", *own), own.origin)
            .has(format!("those of {}", *other), other.origin)
            .mend("unset GOROOT"),
    ))
}
