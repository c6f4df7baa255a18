//! A feature of WebAssembly that Go does not know.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GOWASM` names a feature that Go does not know.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: invalid GOWASM: no such feature "simd"`, even one that is not
    /// for WebAssembly.
    ///
    /// ## How to mend it
    /// Write `satconv`, `signext`, or both with a comma.
    ///
    /// ```case
    /// target: laptop, settings.gowasm simd
    /// finds: GOWASM=simd stops every build
    /// ```
    /// ```case
    /// target: laptop, settings.gowasm satconv,signext
    /// fine: GOWASM is satconv,signext
    /// ```
    /// ```case
    /// target: laptop, no settings.gowasm
    /// ```
    /// ```case
    /// target: laptop, settings.gowasm ?
    /// unsure: permission denied
    /// ```
    wasm_feature_not_known: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "stops every build";
    word(
        machine,
        "GOWASM",
        &machine.settings.gowasm,
        SAYS,
        "write satconv and signext, or unset it",
    )
}
