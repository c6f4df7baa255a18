//! C that is compiled without optimization.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_with_c, unlike};

rule! {
    /// `CGO_CFLAGS` is set and asks for no optimization.
    ///
    /// ## Why it breaks
    /// It takes the place of `-O2 -g`, which cgo compiles with by itself: C in the program, sqlite
    /// for one, runs several times as slowly. With `CGO_CFLAGS=-DX` no `-O2` reached the C of the
    /// program.
    ///
    /// ## How to mend it
    /// Begin it with `-O2 -g`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, settings.cgo_cflags none
    /// finds: CGO_CFLAGS asks for no optimization: C is compiled without
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, settings.cgo_cflags optimized
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, no settings.cgo_cflags
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, settings.cgo_cflags ?
    /// unsure: permission denied
    /// ```
    c_not_optimized: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_with_c(machine)? {
        return Ok(Told::Nothing);
    }
    let fault = || {
        Finding::new("CGO_CFLAGS asks for no optimization: C is compiled without")
            .mend("begin it with -O2 -g, which it takes the place of")
    };
    unlike(&machine.settings.cgo_cflags, &"none".to_owned(), fault, "CGO_CFLAGS without -O")
}
