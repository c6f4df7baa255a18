//! A database of checksums that Go does not understand.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::settings::word;

rule! {
    /// `GOSUMDB` is set to something that Go does not understand.
    ///
    /// ## Why it breaks
    /// A module that go.sum does not have is not fetched: `verifying module: invalid GOSUMDB:
    /// malformed verifier id`. It takes `off`, `sum.golang.org`, `sum.golang.google.cn`, or a name
    /// with its public key.
    ///
    /// ## How to mend it
    /// Write one of these, or unset it.
    ///
    /// ```case
    /// target: laptop, settings.gosumdb sumdb
    /// finds: GOSUMDB=sumdb lets no new module in
    /// ```
    /// ```case
    /// target: laptop, settings.gosumdb sum.golang.org
    /// fine: GOSUMDB is sum.golang.org
    /// ```
    /// ```case
    /// target: laptop, no settings.gosumdb
    /// ```
    /// ```case
    /// target: laptop, settings.gosumdb ?
    /// unsure: permission denied
    /// ```
    checksum_database_not_known: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    const SAYS: &str = "lets no new module in";
    word(
        machine,
        "GOSUMDB",
        &machine.settings.gosumdb,
        SAYS,
        "write sum.golang.org or off, or unset it",
    )
}
