//! A version of ARM that Go does not know.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GOARM` is set to something that is no version of ARM.
    ///
    /// ## Why it breaks
    /// Up to Go 1.22 a build for 32-bit ARM stops with `go: invalid GOARM`. From 1.23 to 1.27 none
    /// says a word and the build is for another version than was asked for.
    ///
    /// ## How to mend it
    /// Write `5`, `6` or `7`, since Go 1.22 with `,softfloat` or `,hardfloat` behind it.
    ///
    /// ```case
    /// target: laptop, settings.goarm v7
    /// finds: GOARM=v7 is no version of ARM: Go takes another without a word
    /// ```
    /// ```case
    /// target: laptop, settings.goarm 7,softfloat
    /// fine: GOARM is 7,softfloat
    /// ```
    /// ```case
    /// target: laptop, no settings.goarm
    /// ```
    /// ```case
    /// target: laptop, settings.goarm ?
    /// unsure: permission denied
    /// ```
    arm_version_not_known: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "is no version of ARM: Go takes another without a word";
    word(machine, "GOARM", &machine.settings.goarm, SAYS, "write 5, 6 or 7")
}
