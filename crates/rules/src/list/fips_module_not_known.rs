//! A module of cryptography that Go does not know.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GOFIPS140` is set to something that Go does not know.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: invalid GOFIPS140: must be off, latest, inprocess, certified, or
    /// v1.Y.Z`, since Go 1.24.
    ///
    /// ## How to mend it
    /// Write `off`, `latest`, `inprocess`, `certified` or a version.
    ///
    /// ```case
    /// target: laptop, settings.gofips140 on
    /// finds: GOFIPS140=on stops every build
    /// ```
    /// ```case
    /// target: laptop, settings.gofips140 latest
    /// fine: GOFIPS140 is latest
    /// ```
    /// ```case
    /// target: laptop, no settings.gofips140
    /// ```
    /// ```case
    /// target: laptop, settings.gofips140 ?
    /// unsure: permission denied
    /// ```
    fips_module_not_known: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "stops every build";
    word(
        machine,
        "GOFIPS140",
        &machine.settings.gofips140,
        SAYS,
        "write off, latest, certified or a version",
    )
}
