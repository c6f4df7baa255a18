//! A GOROOT_FINAL that nobody reads.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOROOT_FINAL` is set, and this Go does not read it.
    ///
    /// ## Why it breaks
    /// Since Go 1.23 it has no effect: programs tell the GOROOT that built them, or nothing with
    /// `-trimpath`. Seen with 1.22.10, which obeys, and 1.23.9, which does not.
    ///
    /// ## How to mend it
    /// Unset it, and build with `-trimpath` so that no path of the builder is in the program.
    ///
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, settings.goroot_final there
    /// finds: GOROOT_FINAL is set, and go1.26.8 does not read it
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.22.10, settings.goroot_final there
    /// also: go_not_supported
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, no settings.goroot_final
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, settings.goroot_final ?
    /// unsure: permission denied
    /// ```
    goroot_final_ignored: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.settings.goroot_final.look()? else { return Ok(Told::Nothing) };
    let Some(go) = machine.toolchain.version.look()? else { return Ok(Told::Nothing) };
    if go.minor() < 23 {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new(format!("GOROOT_FINAL is set, and {} does not read it", *go))
            .has("GOROOT_FINAL is set", said.origin)
            .mend("unset it, and build with -trimpath"),
    ))
}
