//! A Go without its compiler.

use landfall_facts::{Finding, GoVersion, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_go, there};

rule! {
    /// The compiler of Go is not in its GOROOT.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: no such tool "compile"`. A GOROOT of which only `bin` and `src`
    /// were copied has it so, and a package of which a part is not installed.
    ///
    /// ## How to mend it
    /// Install Go as a whole.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.version go1.26.8, toolchain.goroot /usr/lib/go, no toolchain.compiler
    /// finds: Go has no compiler in /usr/lib/go
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.version go1.26.8, toolchain.goroot /usr/lib/go, toolchain.compiler go1.26.8
    /// fine: the compiler of Go is of go1.26.8
    /// ```
    /// ```case
    /// target: laptop, no toolchain.go
    /// also: go_not_there
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no toolchain.version, toolchain.goroot /usr
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.version go1.26.8, toolchain.goroot /usr/lib/go, toolchain.compiler ?
    /// unsure: permission denied
    /// ```
    go_tools_not_there: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    // The one of GCC is another program, with its library elsewhere.
    if machine.toolchain.version.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    let Some(root) = machine.toolchain.goroot.look()? else { return Ok(Told::Nothing) };
    let fault =
        || Finding::new(format!("Go has no compiler in {}", *root)).mend("install Go as a whole");
    let fine = |version: &GoVersion| format!("the compiler of Go is of {version}");
    there(&machine.toolchain.compiler, fine, fault, "no tool compile")
}
