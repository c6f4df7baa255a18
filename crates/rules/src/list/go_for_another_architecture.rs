//! A Go that is for another architecture than the machine.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The `go` command is a program for another architecture, and builds for that one.
    ///
    /// ## Why it breaks
    /// It runs, by an emulator or as 32 bits on 64. Where `GOARCH` is not set, Go builds for the
    /// architecture that it is for itself: on a Mac with Apple silicon a Go for Intel builds for
    /// Intel, which Rosetta then runs, at half the speed; a Go for 386 builds programs with an `int`
    /// of 32 bits. cgo takes the C compiler of that architecture too.
    ///
    /// ## How to mend it
    /// Install the Go of the machine's own architecture. `go version` names what it is for.
    ///
    /// ```case
    /// target: laptop, toolchain.arch 386, no toolchain.arch_said
    /// finds: go is for 386 and builds for it; laptop is amd64
    /// ```
    /// ```case
    /// target: laptop, toolchain.arch amd64, no toolchain.arch_said
    /// fine: go is for amd64, as laptop is
    /// ```
    /// Who says what to build for gets that.
    /// ```case
    /// target: laptop, toolchain.arch 386, toolchain.arch_said amd64
    /// ```
    /// ```case
    /// target: laptop, toolchain.arch ?
    /// unsure: permission denied
    /// ```
    go_for_another_architecture: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    let Some(of_go) = tools.arch.look()? else { return Ok(Told::Nothing) };
    let Some(arches) = machine.arches.look()? else { return Ok(Told::Nothing) };
    let Some(own) = arches.first() else { return Ok(Told::Nothing) };
    if of_go.value() == own {
        let says = format!("go is for {own}, as {} is", machine.name);
        return Ok(Told::Fine(says, of_go.origin.clone()));
    }
    if tools.arch_said.look()?.is_some() {
        return Ok(Told::Nothing);
    }
    let says = format!("go is for {} and builds for it; {} is {own}", *of_go, machine.name);
    Ok(Told::Fault(
        Finding::new(says)
            .needs(format!("programs for {}", *of_go), of_go.origin)
            .has(own.to_string(), arches.origin)
            .mend(format!("install the Go for {own}")),
    ))
}
