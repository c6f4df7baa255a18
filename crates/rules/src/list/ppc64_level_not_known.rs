//! A level of POWER that Go does not know.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GOPPC64` is set to something that is no level of POWER.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: invalid GOPPC64: must be power8, power9, power10`, even one that
    /// is not for POWER.
    ///
    /// ## How to mend it
    /// Write `power8`, `power9` or `power10`.
    ///
    /// ```case
    /// target: laptop, settings.goppc64 power7
    /// finds: GOPPC64=power7 stops every build
    /// ```
    /// ```case
    /// target: laptop, settings.goppc64 power9
    /// fine: GOPPC64 is power9
    /// ```
    /// ```case
    /// target: laptop, no settings.goppc64
    /// ```
    /// ```case
    /// target: laptop, settings.goppc64 ?
    /// unsure: permission denied
    /// ```
    ppc64_level_not_known: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "stops every build";
    word(machine, "GOPPC64", &machine.settings.goppc64, SAYS, "write power8, power9 or power10")
}
