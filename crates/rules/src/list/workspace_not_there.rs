//! A workspace file that is not there.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOWORK` names a file that is not there, or not by an absolute path.
    ///
    /// ## Why it breaks
    /// Every command stops with `go: invalid GOWORK: not an absolute path`, or `go: reading
    /// go.work: open …: no such file or directory`.
    ///
    /// ## How to mend it
    /// Unset it: Go finds go.work by itself. `GOWORK=off` does without.
    ///
    /// ```case
    /// target: laptop, settings.gowork not there
    /// finds: GOWORK names a file that is not there
    /// ```
    /// ```case
    /// target: laptop, settings.gowork relative
    /// finds: GOWORK is not an absolute path
    /// ```
    /// ```case
    /// target: laptop, settings.gowork off
    /// ```
    /// ```case
    /// target: laptop, no settings.gowork
    /// ```
    /// ```case
    /// target: laptop, settings.gowork ?
    /// unsure: permission denied
    /// ```
    workspace_not_there: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.settings.gowork.look()? else { return Ok(Told::Nothing) };
    let says = match said.value().as_str() {
        "not there" => "GOWORK names a file that is not there",
        "relative" => "GOWORK is not an absolute path",
        _ => return Ok(Told::Nothing),
    };
    Ok(Told::Fault(
        Finding::new(says)
            .has("GOWORK is set", said.origin)
            .mend("unset it: Go finds go.work by itself"),
    ))
}
