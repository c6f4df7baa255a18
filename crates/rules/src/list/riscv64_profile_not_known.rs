//! A profile of RISC-V that Go does not know.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GORISCV64` is set to something that is no profile of RISC-V.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: invalid GORISCV64: must be rva20u64, rva22u64, rva23u64`, since
    /// Go 1.23 and even where it is not for RISC-V.
    ///
    /// ## How to mend it
    /// Write `rva20u64`, `rva22u64` or `rva23u64`.
    ///
    /// ```case
    /// target: laptop, settings.goriscv64 rv64gc
    /// finds: GORISCV64=rv64gc stops every build
    /// ```
    /// ```case
    /// target: laptop, settings.goriscv64 rva22u64
    /// fine: GORISCV64 is rva22u64
    /// ```
    /// ```case
    /// target: laptop, no settings.goriscv64
    /// ```
    /// ```case
    /// target: laptop, settings.goriscv64 ?
    /// unsure: permission denied
    /// ```
    riscv64_profile_not_known: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "stops every build";
    word(
        machine,
        "GORISCV64",
        &machine.settings.goriscv64,
        SAYS,
        "write rva20u64, rva22u64 or rva23u64",
    )
}
