//! A program for the cache that is not there.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::unlike;

rule! {
    /// `GOCACHEPROG` names a program that is not there.
    ///
    /// ## Why it breaks
    /// Every build stops with `error starting GOCACHEPROG program "…": fork/exec …: no such file or
    /// directory`, since Go 1.24.
    ///
    /// ## How to mend it
    /// Install it, or unset `GOCACHEPROG`.
    ///
    /// ```case
    /// target: laptop, settings.gocacheprog not there
    /// finds: the program of GOCACHEPROG is not there
    /// ```
    /// ```case
    /// target: laptop, settings.gocacheprog there
    /// ```
    /// ```case
    /// target: laptop, no settings.gocacheprog
    /// ```
    /// ```case
    /// target: laptop, settings.gocacheprog ?
    /// unsure: permission denied
    /// ```
    cache_program_not_there: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    // Before, nobody asked for it.
    if machine.toolchain.version.known().is_some_and(|go| go.minor() < 24) {
        return Ok(Told::Nothing);
    }
    let fault = || {
        Finding::new("the program of GOCACHEPROG is not there")
            .mend("install it, or unset GOCACHEPROG")
    };
    unlike(&machine.settings.gocacheprog, &"not there".to_owned(), fault, "GOCACHEPROG is set")
}
