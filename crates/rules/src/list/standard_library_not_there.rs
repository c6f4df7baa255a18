//! A Go without its standard library.

use landfall_facts::{Finding, GoVersion, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_go, there};

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
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    // The one of GCC is another program, with its library elsewhere.
    if machine.toolchain.version.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    let Some(root) = machine.toolchain.goroot.look()? else { return Ok(Told::Nothing) };
    let fault = || {
        Finding::new(format!("Go has no standard library in {}", *root))
            .mend("install Go as a whole")
    };
    let fine = |version: &GoVersion| format!("the standard library is of {version}");
    there(&machine.toolchain.library, fine, fault, "no src/internal/goversion")
}
