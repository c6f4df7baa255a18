//! More processors than the control group has.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOMAXPROCS` is higher than the quota of the control group.
    ///
    /// ## Why it breaks
    /// The program runs on more processors than it may, uses the quota up at the start of each
    /// period, and stands still for the rest: with `GOMAXPROCS=8` and half a processor a timer of 5
    /// ms came 190 ms late, with 2 less than 100.
    ///
    /// ## How to mend it
    /// Unset it: since Go 1.25 a program heeds the quota by itself; before, set it to the quota
    /// rounded up.
    ///
    /// ```case
    /// target: laptop, settings.gomaxprocs 8, limits.group_processors 1500
    /// finds: GOMAXPROCS=8 is more than the 1.5 processors of the control group
    /// ```
    /// ```case
    /// target: laptop, settings.gomaxprocs 2, limits.group_processors 1500
    /// ```
    /// ```case
    /// target: laptop, settings.gomaxprocs 8, no limits.group_processors
    /// ```
    /// ```case
    /// target: laptop, settings.gomaxprocs 8, limits.group_processors ?
    /// unsure: permission denied
    /// ```
    processors_over_quota: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.settings.gomaxprocs.look()? else { return Ok(Told::Nothing) };
    let Ok(number) = said.parse::<u64>() else { return Ok(Told::Nothing) };
    let Some(quota) = machine.limits.group_processors.look()? else { return Ok(Told::Nothing) };
    // Of less than two Go takes two, as it says, and one is no less late.
    if number <= quota.div_ceil(1000).max(2) {
        return Ok(Told::Nothing);
    }
    let shown = format!("{}.{}", *quota / 1000, *quota % 1000 / 100);
    let says =
        format!("GOMAXPROCS={number} is more than the {shown} processors of the control group");
    Ok(Told::Fault(
        Finding::new(says)
            .needs(format!("{number} processors"), said.origin)
            .has(format!("{shown} processors"), quota.origin)
            .mend("unset it, or set it to the quota rounded up"),
    ))
}
