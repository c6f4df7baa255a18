//! cgo that goes off by itself.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// There is no C compiler, and nothing says whether cgo is wanted: Go turns it off without a
    /// word.
    ///
    /// ## Why it breaks
    /// Since Go 1.20 `CGO_ENABLED` is 0 where neither it nor `CC` is set and the compiler is not
    /// found. Packages with C lose their files (`build constraints exclude all Go files`) or become
    /// stubs, and `net` and `os/user` ask the C library no more. The same source built elsewhere is
    /// another program.
    ///
    /// ## How to mend it
    /// Install a C compiler, or say `CGO_ENABLED=0` so that everybody builds alike.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.is_said false, compiler.called gcc, no compiler.path, no toolchain.cgo_enabled
    /// finds: cgo is off without a word: gcc is not there
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.is_said false, compiler.called gcc, no compiler.path, toolchain.cgo_enabled 0
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.is_said false, compiler.called gcc, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled
    /// fine: gcc is /usr/bin/gcc
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.is_said false, compiler.called gcc, compiler.path ?, no toolchain.cgo_enabled
    /// unsure: permission denied
    /// ```
    /// Go 1.19 stays at it, and fails.
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.version go1.19.8, compiler.is_said false, compiler.called gcc, no compiler.path, no toolchain.cgo_enabled
    /// also:   c_compiler_not_there, go_not_supported
    /// ```
    /// What builds no Go needs no compiler.
    /// ```case
    /// target: laptop, no toolchain.go, compiler.is_said false, compiler.called gcc, no compiler.path, no toolchain.cgo_enabled
    /// also: go_not_there
    /// ```
    cgo_off_without_compiler: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let (tools, compiler) = (&machine.toolchain, &machine.compiler);
    let Some(go) = tools.go.look()? else { return Ok(Told::Nothing) };
    if let Some(said) = tools.cgo_enabled.look()?
        && matches!(said.value().as_str(), "0" | "1")
    {
        return Ok(Told::Nothing);
    }
    // Before, it stayed on.
    if tools.version.known().is_some_and(|go| go.minor() < 20) {
        return Ok(Told::Nothing);
    }
    // Who names a compiler has turned cgo on.
    if compiler.is_said.look()?.is_some_and(|said| *said) {
        return Ok(Told::Nothing);
    }
    let Some(called) = compiler.called.look()? else { return Ok(Told::Nothing) };
    if let Some(path) = compiler.path.look()? {
        let says = format!("{} is {}", *called, *path);
        return Ok(Told::Fine(says, path.origin.clone()));
    }
    let says = format!("cgo is off without a word: {} is not there", *called);
    let mut finding =
        Finding::new(says).needs(format!("{} for C, by {}", *called, *go), called.origin);
    if let Some(origin) = compiler.path.origin() {
        finding = finding.has(format!("no {}", *called), origin);
    }
    Ok(Told::Fault(
        finding
            .mend("install a C compiler and the headers of the C library (build-essential, build-base)")
            .mend("or set CGO_ENABLED=0, so that everybody builds alike"),
    ))
}
