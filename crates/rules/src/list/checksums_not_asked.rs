//! Modules that nobody vouches for.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// `GOSUMDB=off` asks nobody for the checksums of new modules.
    ///
    /// ## Why it breaks
    /// A module that go.sum does not have yet is taken as the proxy hands it out; a later build
    /// elsewhere may get another. Where a proxy without network to the database is used that is
    /// meant.
    ///
    /// ## How to mend it
    /// Use `GONOSUMDB` or `GOPRIVATE` for the modules of your own only.
    ///
    /// ```case
    /// target: laptop, settings.gosumdb off
    /// finds: nobody is asked for the checksums of new modules: GOSUMDB=off
    /// ```
    /// ```case
    /// target: laptop, settings.gosumdb sum.golang.org
    /// ```
    /// ```case
    /// target: laptop, no settings.gosumdb
    /// ```
    /// ```case
    /// target: laptop, settings.gosumdb ?
    /// unsure: permission denied
    /// ```
    checksums_not_asked: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("nobody is asked for the checksums of new modules: GOSUMDB=off")
            .mend("name the modules of your own in GOPRIVATE instead")
    };
    unlike(&machine.settings.gosumdb, &"off".to_owned(), fault, "GOSUMDB=off")
}
