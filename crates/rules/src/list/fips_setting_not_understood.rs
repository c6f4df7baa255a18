//! A GODEBUG that stops cryptography.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GODEBUG` of the environment has a value of `fips140` that Go does not know.
    ///
    /// ## Why it breaks
    /// Every program of Go 1.24 and later that has cryptography in it ends as it starts: `panic:
    /// fips140: unknown GODEBUG setting fips140=yes`; the Go command of these releases is one.
    ///
    /// ## How to mend it
    /// Write `fips140=on`, `only` or `off`.
    ///
    /// ```case
    /// target: laptop, settings.godebug fips140=yes
    /// finds: GODEBUG=fips140=yes ends programs as they start
    /// ```
    /// ```case
    /// target: laptop, settings.godebug gctrace=0 fips140=on
    /// ```
    /// ```case
    /// target: laptop, no settings.godebug
    /// ```
    /// ```case
    /// target: laptop, settings.godebug ?
    /// unsure: permission denied
    /// ```
    fips_setting_not_understood: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.settings.godebug.look()? else { return Ok(Told::Nothing) };
    let value = said.iter().rev().find_map(|one| one.strip_prefix("fips140="));
    let Some(value) = value.filter(|value| !matches!(*value, "on" | "only" | "off" | "debug" | ""))
    else {
        return Ok(Told::Nothing);
    };
    Ok(Told::Fault(
        Finding::new(format!("GODEBUG=fips140={value} ends programs as they start"))
            .has(format!("fips140={value}"), said.origin)
            .mend("write fips140=on, only or off"),
    ))
}
