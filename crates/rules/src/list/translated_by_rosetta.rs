//! A shell that Rosetta translates.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// This process is made for Intel and translated by Rosetta.
    ///
    /// ## Why it breaks
    /// What it starts is taken for Intel too where there is a choice: `uname -m` says x86_64,
    /// Homebrew and Go are those of Intel, and libraries of `/opt/homebrew` do not link: `building
    /// for macOS-x86_64 but attempting to link with file built for macOS-arm64`.
    ///
    /// ## How to mend it
    /// Open a terminal that is not set to Rosetta (Get Info), or start `arch -arm64 zsh`.
    ///
    /// ```case
    /// target: laptop, surroundings.translated true
    /// finds: this shell is translated by Rosetta
    /// ```
    /// ```case
    /// target: laptop, surroundings.translated false
    /// ```
    /// ```case
    /// target: laptop, no surroundings.translated
    /// ```
    /// ```case
    /// target: laptop, surroundings.translated ?
    /// unsure: permission denied
    /// ```
    translated_by_rosetta: Note of a machine, preview
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("this shell is translated by Rosetta")
            .mend("start arch -arm64 zsh, or a terminal that is not set to Rosetta")
    };
    unlike(&machine.surroundings.translated, &true, fault, "sysctl.proc_translated is 1")
}
