//! A Go without its standard library.

use landfall_facts::{GoVersion, Machine};

use crate::rule::{Look, rule};
use crate::there::of_goroot;

rule! {
    /// The standard library is not in GOROOT.
    ///
    /// ## Why it breaks
    /// Every build stops with `cannot find package`, or `package fmt is not in std`. Debian has the
    /// sources in a package of their own, and a GOROOT of which only `bin` and `pkg` were copied
    /// lacks them.
    ///
    /// ## How to mend it
    /// Install Go as a whole: `golang-src` beside `golang-go` on Debian.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.version go1.26.8, toolchain.goroot /usr/lib/go, no toolchain.library
    /// finds: Go has no standard library in /usr/lib/go
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.version go1.26.8, toolchain.goroot /usr/lib/go, toolchain.library go1.26
    /// fine: the standard library is of go1.26
    /// ```
    /// ```case
    /// target: laptop, no toolchain.go
    /// also: go_not_there
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.version go1.26.8, toolchain.goroot /usr/lib/go, toolchain.library ?
    /// unsure: permission denied
    /// ```
    standard_library_not_there: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let fine = |version: &GoVersion| format!("the standard library is of {version}");
    of_goroot(
        machine,
        &machine.toolchain.library,
        fine,
        "Go has no standard library in",
        "no src/internal/goversion",
    )
}
