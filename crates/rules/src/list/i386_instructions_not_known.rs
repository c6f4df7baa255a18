//! Instructions for 32-bit Intel that Go does not know.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GO386` is set to something that Go does not know.
    ///
    /// ## Why it breaks
    /// A build for `GOARCH=386` stops with `unsupported setting GO386=387. Consider using
    /// GO386=softfloat instead.`; 387 was removed in Go 1.16.
    ///
    /// ## How to mend it
    /// Write `sse2` or `softfloat`.
    ///
    /// ```case
    /// target: laptop, settings.go386 387
    /// finds: GO386=387 stops builds for 386
    /// ```
    /// ```case
    /// target: laptop, settings.go386 softfloat
    /// fine: GO386 is softfloat
    /// ```
    /// ```case
    /// target: laptop, no settings.go386
    /// ```
    /// ```case
    /// target: laptop, settings.go386 ?
    /// unsure: permission denied
    /// ```
    i386_instructions_not_known: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "stops builds for 386";
    word(machine, "GO386", &machine.settings.go386, SAYS, "write sse2 or softfloat")
}
