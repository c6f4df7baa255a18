//! A C compiler without its assembler.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

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
    let (tools, compiler) = (&machine.toolchain, &machine.compiler);
    let is_off = tools.cgo_enabled.known().is_some_and(|said| said == "0");
    if is_off || tools.go.look()?.is_none() || compiler.path.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    if let Some(assembler) = compiler.assembler.look()? {
        let says = format!("the assembler of C is {}", *assembler);
        return Ok(Told::Fine(says, assembler.origin.clone()));
    }
    let Some(called) = compiler.called.look()? else { return Ok(Told::Nothing) };
    let says = format!("{} finds no as: every package with C stops", *called);
    let mut finding = Finding::new(says).needs("as, which it calls", called.origin);
    if let Some(origin) = compiler.assembler.origin() {
        finding = finding.has("no as", origin);
    }
    Ok(Told::Fault(finding.mend("install binutils")))
}
