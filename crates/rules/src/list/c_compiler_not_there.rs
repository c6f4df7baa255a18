//! cgo without a C compiler.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// cgo is asked for, and there is no C compiler.
    ///
    /// ## Why it breaks
    /// With `CGO_ENABLED=1`, or with `CC` set, Go does not turn cgo off: a build with C stops with
    /// `cgo: C compiler "gcc" not found: exec: "gcc": executable file not found in $PATH`.
    ///
    /// ## How to mend it
    /// Install the compiler, or build with `CGO_ENABLED=0` if nothing needs C.
    ///
    /// ```case
    /// target: laptop, toolchain.cgo_enabled 1, compiler.called gcc, no compiler.path
    /// finds: CGO_ENABLED=1, and gcc is not there
    /// ```
    /// ```case
    /// target: laptop, no toolchain.cgo_enabled, compiler.is_said true, compiler.called musl-gcc, no compiler.path
    /// finds:  CC=musl-gcc, and musl-gcc is not there
    /// ```
    /// ```case
    /// target: laptop, no toolchain.cgo_enabled, toolchain.version go1.19.8, compiler.is_said false, compiler.called gcc, no compiler.path
    /// finds:  go1.19.8 keeps cgo on, and gcc is not there
    /// also:   go_not_supported
    /// ```
    /// ```case
    /// target: laptop, toolchain.cgo_enabled 1, compiler.called gcc, compiler.path /usr/bin/gcc
    /// ```
    /// ```case
    /// target: laptop, toolchain.cgo_enabled 0, compiler.called gcc, no compiler.path
    /// ```
    /// ```case
    /// target: laptop, toolchain.cgo_enabled 1, compiler.called gcc, compiler.path ?
    /// unsure: permission denied
    /// ```
    c_compiler_not_there: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let compiler = &machine.compiler;
    let said = machine.toolchain.cgo_enabled.look()?;
    let said = said.as_ref().map(|said| (said.value().as_str(), said.origin));
    if matches!(said, Some(("0", _))) || compiler.path.look()?.is_some() {
        return Ok(Told::Nothing);
    }
    let Some(called) = compiler.called.look()? else { return Ok(Told::Nothing) };
    let (says, origin) = match said {
        Some(("1", origin)) => ("CGO_ENABLED=1".to_owned(), origin),
        // Who names a compiler has turned cgo on.
        _ => match compiler.is_said.look()? {
            Some(said) if *said => (format!("CC={}", *called), said.origin),
            // Since 1.20 cgo goes off by itself, and another rule tells of it.
            _ => match machine.toolchain.version.look()? {
                Some(go) if go.minor() < 20 => (format!("{} keeps cgo on", *go), go.origin),
                _ => return Ok(Told::Nothing),
            },
        },
    };
    let mut finding = Finding::new(format!("{says}, and {} is not there", *called))
        .needs(format!("{} for C", *called), origin);
    if let Some(origin) = compiler.path.origin() {
        finding = finding.has(format!("no {}", *called), origin);
    }
    Ok(Told::Fault(
        finding
            .mend("install it and the headers of the C library (build-essential, build-base)")
            .mend("or build with CGO_ENABLED=0 if nothing needs C"),
    ))
}
