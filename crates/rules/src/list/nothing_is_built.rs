//! GOFLAGS that only print.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::settings::{flag, is_on};

rule! {
    /// `GOFLAGS` has `-n`.
    ///
    /// ## Why it breaks
    /// Every build prints its commands, runs none of them, and ends as if all were well: what is
    /// there afterwards is from before.
    ///
    /// ## How to mend it
    /// Take it out of `GOFLAGS`.
    ///
    /// ```case
    /// target: laptop, settings.goflags -n
    /// finds: GOFLAGS has -n: nothing is built
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -n=false
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -x
    /// ```
    /// ```case
    /// target: laptop, settings.goflags ?
    /// unsure: permission denied
    /// ```
    nothing_is_built: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some((value, origin)) = flag(machine, "-n")? else { return Ok(Told::Nothing) };
    if !is_on(value) {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new("GOFLAGS has -n: nothing is built")
            .has("-n", origin)
            .mend("take it out of GOFLAGS"),
    ))
}
