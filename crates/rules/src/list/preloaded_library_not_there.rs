//! An LD_PRELOAD that leads nowhere.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// `LD_PRELOAD` names a library that is not there.
    ///
    /// ## Why it breaks
    /// Every program that is loaded by glibc prints `ERROR: ld.so: object '/x.so' from LD_PRELOAD
    /// cannot be preloaded: ignored`, gcc and all it calls too; what is built has those lines in
    /// its messages. A static program of Go neither prints it nor would heed it.
    ///
    /// ## How to mend it
    /// Unset it.
    ///
    /// ```case
    /// target: laptop, settings.ld_preload not there
    /// finds: LD_PRELOAD names a library that is not there
    /// ```
    /// ```case
    /// target: laptop, settings.ld_preload there
    /// ```
    /// ```case
    /// target: laptop, no settings.ld_preload
    /// ```
    /// ```case
    /// target: laptop, settings.ld_preload ?
    /// unsure: permission denied
    /// ```
    preloaded_library_not_there: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let fault =
        || Finding::new("LD_PRELOAD names a library that is not there").mend("unset LD_PRELOAD");
    unlike(&machine.settings.ld_preload, &"not there".to_owned(), fault, "LD_PRELOAD is set")
}
