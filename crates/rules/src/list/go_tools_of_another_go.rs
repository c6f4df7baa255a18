//! A compiler of another Go.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The compiler in GOROOT is of another version than the Go command.
    ///
    /// ## Why it breaks
    /// Every build stops with `compile: version "go1.25.5" does not match go tool version
    /// "go1.26.8"`: a new Go was put over an old one in part, or only one of them was updated.
    ///
    /// ## How to mend it
    /// Remove GOROOT and install it anew.
    ///
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, toolchain.compiler go1.25.5
    /// finds: the compiler is of go1.25.5, and Go of go1.26.8
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, toolchain.compiler go1.26.8
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, no toolchain.compiler
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, toolchain.compiler ?
    /// unsure: permission denied
    /// ```
    go_tools_of_another_go: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    let Some(go) = tools.version.look()? else { return Ok(Told::Nothing) };
    let Some(compiler) = tools.compiler.look()? else { return Ok(Told::Nothing) };
    if (go.minor(), go.patch()) == (compiler.minor(), compiler.patch()) {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new(format!("the compiler is of {}, and Go of {}", *compiler, *go))
            .needs(go.to_string(), go.origin)
            .has(compiler.to_string(), compiler.origin)
            .mend("remove GOROOT and install it anew"),
    ))
}
