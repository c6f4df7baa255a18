//! A level of amd64 that Go does not know.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GOAMD64` is set to something that is no level.
    ///
    /// ## Why it breaks
    /// Up to Go 1.22 every command stops with `go: invalid GOAMD64: must be v1, v2, v3, v4`. From
    /// 1.23 to 1.27 none says a word: the build is for v1, and the build information says what was
    /// asked for. Seen with `GOAMD64=v9` and `GOAMD64=3` on each of these releases.
    ///
    /// ## How to mend it
    /// Write `v1`, `v2`, `v3` or `v4`.
    ///
    /// ```case
    /// target: laptop, settings.goamd64 v9
    /// finds: GOAMD64=v9 is no level: Go builds for v1, and writes down what was said
    /// ```
    /// ```case
    /// target: laptop, settings.goamd64 v3
    /// fine: GOAMD64 is v3
    /// ```
    /// ```case
    /// target: laptop, no settings.goamd64
    /// ```
    /// ```case
    /// target: laptop, settings.goamd64 ?
    /// unsure: permission denied
    /// ```
    amd64_level_not_known: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "is no level: Go builds for v1, and writes down what was said";
    word(machine, "GOAMD64", &machine.settings.goamd64, SAYS, "write v1, v2, v3 or v4")
}
