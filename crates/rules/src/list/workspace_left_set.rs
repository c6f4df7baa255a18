//! A workspace that holds everywhere.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// `GOWORK` names a workspace for every directory.
    ///
    /// ## Why it breaks
    /// Any module that the file does not list refuses to be built: `current directory is contained
    /// in a module that is not one of the workspace modules listed in go.work`. Those that it lists
    /// are built with the versions of the workspace, not of their own go.mod.
    ///
    /// ## How to mend it
    /// Unset it: Go finds go.work in the directories above by itself.
    ///
    /// ```case
    /// target: laptop, settings.gowork there
    /// finds: GOWORK holds for every directory
    /// ```
    /// ```case
    /// target: laptop, settings.gowork off
    /// ```
    /// ```case
    /// target: laptop, settings.gowork ?
    /// unsure: permission denied
    /// ```
    workspace_left_set: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("GOWORK holds for every directory")
            .mend("unset it: Go finds go.work by itself")
    };
    unlike(&machine.settings.gowork, &"there".to_owned(), fault, "GOWORK is set")
}
