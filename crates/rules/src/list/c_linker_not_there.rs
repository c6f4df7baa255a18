//! A C compiler without its linker.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_with_c, there};

rule! {
    /// There is a C compiler, and it does not find the linker that it calls.
    ///
    /// ## Why it breaks
    /// cgo is on, for the compiler is found, and every package with C stops with `collect2: fatal
    /// error: cannot find 'ld'`. Compilers that are copied into an image alone, and packages without
    /// `binutils`, lack it.
    ///
    /// ## How to mend it
    /// Install `binutils`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.called gcc, compiler.path /usr/bin/gcc, no compiler.linker
    /// finds: gcc finds no ld: every package with C stops
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.called gcc, compiler.path /usr/bin/gcc, compiler.linker /usr/bin/ld
    /// fine: the linker of C is /usr/bin/ld
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.cgo_enabled 0, compiler.called gcc, compiler.path /usr/bin/gcc, no compiler.linker
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.called gcc, compiler.path /usr/bin/gcc, compiler.linker ?
    /// unsure: permission denied
    /// ```
    c_linker_not_there: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_with_c(machine)? {
        return Ok(Told::Nothing);
    }
    let Some(called) = machine.compiler.called.look()? else { return Ok(Told::Nothing) };
    let fault = || {
        let says = format!("{} finds no ld: every package with C stops", *called);
        Finding::new(says).needs("ld, which it calls", called.origin).mend("install binutils")
    };
    let fine = |path: &String| format!("the linker of C is {path}");
    there(&machine.compiler.linker, fine, fault, "no ld")
}
