//! A collector that is off.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOGC=off` turns the collector of garbage off, and no `GOMEMLIMIT` turns it on again.
    ///
    /// ## Why it breaks
    /// Memory only grows: a program that ran in a few megabytes ends with `fatal error: out of
    /// memory`, or is killed. Seen under a limit of address space, where `GOGC=100` and `GOGC=off`
    /// with `GOMEMLIMIT=512MiB` both ran on.
    ///
    /// ## How to mend it
    /// Set `GOMEMLIMIT` beside it, or unset it.
    ///
    /// ```case
    /// target: laptop, settings.gogc off, no surroundings.memory_limit_said
    /// finds: GOGC=off lets the memory of every program grow without end
    /// ```
    /// ```case
    /// target: laptop, settings.gogc -1, no surroundings.memory_limit_said
    /// finds: GOGC=-1 lets the memory of every program grow without end
    /// ```
    /// ```case
    /// target: laptop, settings.gogc off, surroundings.memory_limit_said 512MiB
    /// ```
    /// ```case
    /// target: laptop, settings.gogc 100, no surroundings.memory_limit_said
    /// ```
    /// ```case
    /// target: laptop, settings.gogc ?
    /// unsure: permission denied
    /// ```
    collector_off: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.settings.gogc.look()? else { return Ok(Told::Nothing) };
    let is_off = said.value() == "off" || (said.starts_with('-') && said.parse::<i64>().is_ok());
    let limit = &machine.surroundings.memory_limit_said;
    if !is_off || limit.look()?.is_some_and(|limit| limit.value() != "off") {
        return Ok(Told::Nothing);
    }
    let shown = format!("GOGC={}", *said);
    Ok(Told::Fault(
        Finding::new(format!("{shown} lets the memory of every program grow without end"))
            .has(shown, said.origin)
            .mend("set GOMEMLIMIT beside it, or unset it"),
    ))
}
