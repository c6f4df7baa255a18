//! A GOMAXPROCS that Go does not understand.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GOMAXPROCS` is set to something that is no number above zero.
    ///
    /// ## Why it breaks
    /// Programs take as many processors as there are and say nothing. Seen with `abc`, `0` and
    /// `-1`; Kubernetes writes such values as `500m` into variables that are filled from limits.
    ///
    /// ## How to mend it
    /// Write a whole number, or unset it: since Go 1.25 a program heeds the quota of its control
    /// group by itself.
    ///
    /// ```case
    /// target: laptop, settings.gomaxprocs 500m
    /// finds: GOMAXPROCS=500m is taken for none
    /// ```
    /// ```case
    /// target: laptop, settings.gomaxprocs 4
    /// fine: GOMAXPROCS is 4
    /// ```
    /// ```case
    /// target: laptop, no settings.gomaxprocs
    /// ```
    /// ```case
    /// target: laptop, settings.gomaxprocs ?
    /// unsure: permission denied
    /// ```
    processors_setting_not_understood: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "is taken for none";
    word(
        machine,
        "GOMAXPROCS",
        &machine.settings.gomaxprocs,
        SAYS,
        "write a whole number, or unset it",
    )
}
