//! The race detector without C.

use landfall_facts::{Finding, Machine, Os};

use crate::rule::{Look, Told, rule};
use crate::settings::{flag, is_on};
use crate::there::{builds_go, builds_with_c};

rule! {
    /// `GOFLAGS` has `-race`, and there is no C to link it with.
    ///
    /// ## Why it breaks
    /// Every build, and `go vet` too, stops with `go: -race requires cgo; enable cgo by setting
    /// CGO_ENABLED=1`.
    ///
    /// ## How to mend it
    /// Install a C compiler and set `CGO_ENABLED=1`, or take `-race` out of `GOFLAGS`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, settings.goflags -race, toolchain.cgo_enabled 0
    /// finds: GOFLAGS has -race, which needs cgo, and cgo is off
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, settings.goflags -race, no toolchain.cgo_enabled, compiler.path /usr/bin/gcc
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, settings.goflags -race=false, toolchain.cgo_enabled 0
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no settings.goflags
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, settings.goflags ?
    /// unsure: permission denied
    /// ```
    race_without_c: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let Some((value, origin)) = flag(machine, "-race")? else { return Ok(Told::Nothing) };
    if !is_on(value) || builds_with_c(machine)? {
        return Ok(Told::Nothing);
    }
    // macOS has it without cgo, since Go 1.20.
    if matches!(machine.os.known(), Some(Os::Darwin)) {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new("GOFLAGS has -race, which needs cgo, and cgo is off")
            .has("-race", origin)
            .mend("install a C compiler and set CGO_ENABLED=1")
            .mend("or take -race out of GOFLAGS"),
    ))
}
