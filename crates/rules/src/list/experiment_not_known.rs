//! An experiment that Go does not know.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOEXPERIMENT` names an experiment that this Go does not know.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: unknown GOEXPERIMENT nosuch`. Experiments come and go with
    /// releases: `rangefunc`, of Go 1.22, is unknown to 1.26.
    ///
    /// ## How to mend it
    /// Take the name out, or build with the release that has it.
    ///
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, settings.goexperiment rangefunc
    /// finds: GOEXPERIMENT=rangefunc: go1.26.8 does not know rangefunc
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.22.10, settings.goexperiment rangefunc
    /// fine: GOEXPERIMENT is rangefunc
    /// also: go_not_supported
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, settings.goexperiment noloopvar,jsonv2
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, no settings.goexperiment
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, settings.goexperiment ?
    /// unsure: permission denied
    /// ```
    experiment_not_known: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.settings.goexperiment.look()? else { return Ok(Told::Nothing) };
    let Some(go) = machine.toolchain.version.look()? else { return Ok(Told::Nothing) };
    // A recording does not tell which.
    if said.value() == "elsewhere" {
        return Ok(Told::Nothing);
    }
    let shown = format!("GOEXPERIMENT={}", *said);
    let Some(unknown) = landfall_know::unknown_experiment(said.value(), go.value()) else {
        return Ok(Told::Fine(format!("GOEXPERIMENT is {}", *said), said.origin.clone()));
    };
    Ok(Told::Fault(
        Finding::new(format!("{shown}: {} does not know {unknown}", *go))
            .needs("an experiment that it knows", go.origin)
            .has(shown, said.origin)
            .mend("take the name out, or build with the release that has it"),
    ))
}
