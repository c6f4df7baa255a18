//! Floating point of MIPS that Go does not know.

use landfall_facts::Machine;

use crate::rule::{Look, Told, rule};
use crate::settings::word;

rule! {
    /// `GOMIPS` or `GOMIPS64` is set to something that Go does not know.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: invalid GOMIPS: must be hardfloat, softfloat`, even one that is
    /// not for MIPS.
    ///
    /// ## How to mend it
    /// Write `hardfloat` or `softfloat`.
    ///
    /// ```case
    /// target: laptop, settings.gomips soft, no settings.gomips64
    /// finds: GOMIPS=soft stops every build
    /// ```
    /// ```case
    /// target: laptop, no settings.gomips, settings.gomips64 hard
    /// finds: GOMIPS64=hard stops every build
    /// ```
    /// ```case
    /// target: laptop, no settings.gomips, no settings.gomips64
    /// ```
    /// ```case
    /// target: laptop, settings.gomips softfloat, no settings.gomips64
    /// fine: GOMIPS is softfloat
    /// ```
    /// ```case
    /// target: laptop, settings.gomips ?
    /// unsure: permission denied
    /// ```
    mips_float_not_known: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "stops every build";
    const MEND: &str = "write hardfloat or softfloat";
    let settings = &machine.settings;
    match word(machine, "GOMIPS", &settings.gomips, SAYS, MEND)? {
        Told::Nothing => word(machine, "GOMIPS64", &settings.gomips64, SAYS, MEND),
        told => Ok(told),
    }
}
