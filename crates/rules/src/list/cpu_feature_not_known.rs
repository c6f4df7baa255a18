//! A feature of the CPU that Go does not know.

use landfall_facts::{Arch, Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GODEBUG` of the environment turns off a feature of the CPU that Go does not know.
    ///
    /// ## Why it breaks
    /// Every program of Go prints `GODEBUG: unknown cpu feature "avx512"` as it starts, and goes
    /// on.
    ///
    /// ## How to mend it
    /// Write a feature that Go has, as in `cpu.avx2=off`, or unset it.
    ///
    /// ```case
    /// target: laptop, settings.godebug cpu.avx512=off
    /// finds: GODEBUG=cpu.avx512=off names no feature that Go knows
    /// ```
    /// ```case
    /// target: laptop, settings.godebug cpu.avx2=off
    /// ```
    /// ```case
    /// target: laptop, settings.godebug cpu.all=off
    /// ```
    /// ```case
    /// target: laptop, settings.godebug ?
    /// unsure: permission denied
    /// ```
    cpu_feature_not_known: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.settings.godebug.look()? else { return Ok(Told::Nothing) };
    let Some(arches) = machine.arches.look()? else { return Ok(Told::Nothing) };
    // Only of this one the names were read.
    if arches.first() != Some(&Arch::Amd64) {
        return Ok(Told::Nothing);
    }
    let is_unknown = |one: &&String| {
        let name = one.strip_prefix("cpu.").and_then(|one| one.split('=').next());
        name.is_some_and(|name| !landfall_know::is_cpu_feature(name))
    };
    let Some(one) = said.iter().find(is_unknown) else { return Ok(Told::Nothing) };
    Ok(Told::Fault(
        Finding::new(format!("GODEBUG={one} names no feature that Go knows"))
            .has(one.clone(), said.origin)
            .mend("write a feature that Go has, as in cpu.avx2=off"),
    ))
}
