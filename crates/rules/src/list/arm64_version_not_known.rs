//! A version of 64-bit ARM that Go does not know.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GOARM64` is set to something that is no version of 64-bit ARM.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: invalid GOARM64: must start with v8.{0-9} or v9.{0-5}`, since Go
    /// 1.23 and whatever is built for.
    ///
    /// ## How to mend it
    /// Write `v8.0` to `v9.5`, with `,lse` or `,crypto` behind it if wanted.
    ///
    /// ```case
    /// target: laptop, settings.goarm64 v7
    /// finds: GOARM64=v7 stops every build
    /// ```
    /// ```case
    /// target: laptop, settings.goarm64 v8.2,lse
    /// fine: GOARM64 is v8.2,lse
    /// ```
    /// ```case
    /// target: laptop, no settings.goarm64
    /// ```
    /// ```case
    /// target: laptop, settings.goarm64 ?
    /// unsure: permission denied
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.22.10, settings.goarm64 v7
    /// also: go_not_supported
    /// ```
    arm64_version_not_known: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "stops every build";
    word(
        machine,
        "GOARM64",
        &machine.settings.goarm64,
        SAYS,
        "write a version as in v8.2, or unset it",
    )
}
