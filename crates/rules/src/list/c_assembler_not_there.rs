//! A C compiler without its assembler.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_with_c, there};

rule! {
    /// There is a C compiler, and it does not find the assembler that it calls.
    ///
    /// ## Why it breaks
    /// cgo is on, for the compiler is found, and every package with C stops with `gcc: fatal error:
    /// cannot execute 'as': execvp: No such file or directory`. Compilers that are copied into an
    /// image alone, and packages without `binutils`, lack it.
    ///
    /// ## How to mend it
    /// Install `binutils`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.called gcc, compiler.path /usr/bin/gcc, no compiler.assembler
    /// finds: gcc finds no as: every package with C stops
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.called gcc, compiler.path /usr/bin/gcc, compiler.assembler /usr/bin/as
    /// fine: the assembler of C is /usr/bin/as
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.cgo_enabled 0, compiler.called gcc, compiler.path /usr/bin/gcc, no compiler.assembler
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.called gcc, compiler.path /usr/bin/gcc, compiler.assembler ?
    /// unsure: permission denied
    /// ```
    c_assembler_not_there: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_with_c(machine)? {
        return Ok(Told::Nothing);
    }
    let Some(called) = machine.compiler.called.look()? else { return Ok(Told::Nothing) };
    let fault = || {
        let says = format!("{} finds no as: every package with C stops", *called);
        Finding::new(says).needs("as, which it calls", called.origin).mend("install binutils")
    };
    let fine = |path: &String| format!("the assembler of C is {path}");
    there(&machine.compiler.assembler, fine, fault, "no as")
}
