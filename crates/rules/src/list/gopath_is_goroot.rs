//! GOPATH and GOROOT are one directory.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// `GOPATH` is the same directory as GOROOT.
    ///
    /// ## Why it breaks
    /// Every command says `warning: both GOPATH and GOROOT are the same directory`, and modules and
    /// tools are put among the files of the toolchain, where the next update removes them.
    ///
    /// ## How to mend it
    /// Unset `GOPATH`.
    ///
    /// ```case
    /// target: laptop, settings.gopath goroot
    /// finds: GOPATH is GOROOT
    /// ```
    /// ```case
    /// target: laptop, settings.gopath ~
    /// also: gopath_not_absolute
    /// ```
    /// ```case
    /// target: laptop, no settings.gopath
    /// ```
    /// ```case
    /// target: laptop, settings.gopath ?
    /// unsure: permission denied
    /// ```
    gopath_is_goroot: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || Finding::new("GOPATH is GOROOT").mend("unset GOPATH");
    unlike(&machine.settings.gopath, &"goroot".to_owned(), fault, "GOPATH is set")
}
