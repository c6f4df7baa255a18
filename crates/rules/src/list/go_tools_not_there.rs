//! A Go without its compiler.

use landfall_facts::{GoVersion, Machine};

use crate::rule::{Look, rule};
use crate::there::of_goroot;

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
    let fine = |version: &GoVersion| format!("the compiler of Go is of {version}");
    of_goroot(
        machine,
        &machine.toolchain.compiler,
        fine,
        "Go has no compiler in",
        "no tool compile",
    )
}
