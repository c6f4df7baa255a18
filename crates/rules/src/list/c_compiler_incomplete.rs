//! A GCC without its compiler proper.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_with_c, there};

rule! {
    /// The driver of GCC is there, and not the compiler that it calls.
    ///
    /// ## Why it breaks
    /// Every build with cgo stops with `gcc: fatal error: cannot execute 'cc1': execvp: No such
    /// file or directory`. Images that copy `/usr/bin/gcc` alone have it so, and machines on which
    /// `GCC_EXEC_PREFIX` is left set.
    ///
    /// ## How to mend it
    /// Install GCC as a package, or unset `GCC_EXEC_PREFIX`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, no compiler.proper
    /// finds: gcc has no compiler to call: cc1 is not there
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, compiler.proper /usr/lib/gcc/x86_64-linux-gnu/12/cc1
    /// fine: the compiler is /usr/lib/gcc/x86_64-linux-gnu/12/cc1
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no compiler.path, no toolchain.cgo_enabled
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, compiler.proper ?
    /// unsure: permission denied
    /// ```
    c_compiler_incomplete: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_with_c(machine)? {
        return Ok(Told::Nothing);
    }
    let fault = || {
        Finding::new("gcc has no compiler to call: cc1 is not there")
            .mend("install gcc as a package, or unset GCC_EXEC_PREFIX")
    };
    let fine = |path: &String| format!("the compiler is {path}");
    there(&machine.compiler.proper, fine, fault, "no cc1")
}
