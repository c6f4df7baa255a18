//! Another compiler of Go that is not there.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::settings::flag;

rule! {
    /// `GOFLAGS` has `-compiler=gccgo`, and gccgo is another Go than this.
    ///
    /// ## Why it breaks
    /// Every build stops with `cmd/go: gccgo: exec: "gccgo": executable file not found in $PATH`,
    /// or, where it is there, builds with the library of GCC, which is years behind.
    ///
    /// ## How to mend it
    /// Take it out of `GOFLAGS`.
    ///
    /// ```case
    /// target: laptop, settings.goflags -compiler=gccgo
    /// finds: GOFLAGS has -compiler=gccgo
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -compiler=gc
    /// ```
    /// ```case
    /// target: laptop, settings.goflags ?
    /// unsure: permission denied
    /// ```
    gccgo_not_there: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(("gccgo", origin)) = flag(machine, "-compiler")? else { return Ok(Told::Nothing) };
    Ok(Told::Fault(
        Finding::new("GOFLAGS has -compiler=gccgo")
            .has("-compiler=gccgo", origin)
            .mend("take it out of GOFLAGS"),
    ))
}
