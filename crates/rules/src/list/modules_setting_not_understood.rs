//! A GO111MODULE that Go does not understand.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GO111MODULE` is set to something that Go does not know.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: unknown environment setting GO111MODULE=yes`.
    ///
    /// ## How to mend it
    /// Unset it: modules are on since Go 1.16.
    ///
    /// ```case
    /// target: laptop, toolchain.modules_said yes
    /// finds: GO111MODULE=yes stops every build
    /// ```
    /// ```case
    /// target: laptop, toolchain.modules_said on
    /// fine: GO111MODULE is on
    /// ```
    /// ```case
    /// target: laptop, no toolchain.modules_said
    /// ```
    /// ```case
    /// target: laptop, toolchain.modules_said ?
    /// unsure: permission denied
    /// ```
    modules_setting_not_understood: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let said = &machine.toolchain.modules_said;
    word(
        machine,
        "GO111MODULE",
        said,
        "stops every build",
        "unset it: modules are on by themselves",
    )
}
