//! A standard library of another Go.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The standard library in GOROOT is of another release than the Go command.
    ///
    /// ## Why it breaks
    /// A build stops in the middle of the standard library, in words that say nothing of it: `ABI
    /// selector only permitted when compiling runtime`, `undefined`, `redeclared`.
    ///
    /// ## How to mend it
    /// Remove GOROOT and install it anew.
    ///
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, toolchain.library go1.25
    /// finds: the standard library is of go1.25, and Go of go1.26.8
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, toolchain.library go1.26
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, no toolchain.library
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, toolchain.library ?
    /// unsure: permission denied
    /// ```
    standard_library_of_another_go: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    let Some(go) = tools.version.look()? else { return Ok(Told::Nothing) };
    let Some(library) = tools.library.look()? else { return Ok(Told::Nothing) };
    if go.minor() == library.minor() {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new(format!("the standard library is of {}, and Go of {}", *library, *go))
            .needs(go.to_string(), go.origin)
            .has(library.to_string(), library.origin)
            .mend("remove GOROOT and install it anew"),
    ))
}
