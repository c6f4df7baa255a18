//! No compiler of C++.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_with_c, unlike};

rule! {
    /// cgo has no compiler of C++.
    ///
    /// ## Why it breaks
    /// A package with C++ in it stops with `exec: "g++": executable file not found in $PATH`, also
    /// where C is built: distributions pack g++ by itself.
    ///
    /// ## How to mend it
    /// Install it: `g++` of Debian, Alpine and openSUSE, `gcc-c++` of Fedora and Red Hat; or set
    /// `CXX`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, settings.cxx not there
    /// finds: packages with C++ are not built: its compiler is not there
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, settings.cxx there
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no compiler.path, no toolchain.cgo_enabled, settings.cxx not there
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, compiler.path /usr/bin/gcc, no toolchain.cgo_enabled, settings.cxx ?
    /// unsure: permission denied
    /// ```
    cplusplus_compiler_not_there: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_with_c(machine)? {
        return Ok(Told::Nothing);
    }
    let fault = || {
        Finding::new("packages with C++ are not built: its compiler is not there")
            .mend("install g++ (gcc-c++ on Fedora and Red Hat), or set CXX")
    };
    unlike(&machine.settings.cxx, &"not there".to_owned(), fault, "no compiler of C++")
}
