//! A clock that is behind.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// The clock is behind the time at which the Go here was made.
    ///
    /// ## Why it breaks
    /// Certificates are not valid yet: `x509: certificate has expired or is not yet valid: current
    /// time … is before …`, so that no module is fetched and no server reached. Machines without a
    /// battery, and those that were restored from a snapshot, start so.
    ///
    /// ## How to mend it
    /// Set the clock: `chronyc makestep`, `timedatectl set-ntp true`.
    ///
    /// ```case
    /// target: laptop, surroundings.clock_behind true
    /// finds: the clock is behind: certificates are not valid yet
    /// ```
    /// ```case
    /// target: laptop, surroundings.clock_behind false
    /// ```
    /// ```case
    /// target: laptop, no surroundings.clock_behind
    /// ```
    /// ```case
    /// target: laptop, surroundings.clock_behind ?
    /// unsure: permission denied
    /// ```
    clock_behind: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("the clock is behind: certificates are not valid yet")
            .mend("set the clock: chronyc makestep, timedatectl set-ntp true")
    };
    unlike(&machine.surroundings.clock_behind, &true, fault, "a time before this Go was made")
}
