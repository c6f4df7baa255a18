//! A GOGC that Go does not understand.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GOGC` is set to something that is neither a number nor `off`.
    ///
    /// ## Why it breaks
    /// Programs take it for 100 and say nothing: what was meant to save memory or time does not.
    /// Seen with `GOGC=abc`.
    ///
    /// ## How to mend it
    /// Write a number of percent, or `off`.
    ///
    /// ```case
    /// target: laptop, settings.gogc 50%
    /// finds: GOGC=50% is taken for 100
    /// ```
    /// ```case
    /// target: laptop, settings.gogc 200
    /// fine: GOGC is 200
    /// ```
    /// ```case
    /// target: laptop, no settings.gogc
    /// ```
    /// ```case
    /// target: laptop, settings.gogc ?
    /// unsure: permission denied
    /// ```
    collector_setting_not_understood: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "is taken for 100";
    word(machine, "GOGC", &machine.settings.gogc, SAYS, "write a number of percent, or off")
}
