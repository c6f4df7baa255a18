//! A time zone in the environment that is not known.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `TZ` names a time zone of which there is no file.
    ///
    /// ## Why it breaks
    /// No program complains: `time.Local` is UTC, and times are shown and read in it. Slim images
    /// have no `tzdata`; a name may also be misspelt.
    ///
    /// ## How to mend it
    /// Install `tzdata`, or build with `-tags timetzdata` and set the zone in the program.
    ///
    /// ```case
    /// target: laptop, surroundings.time_zone_said Asia/Nowhere, no surroundings.time_zone_file
    /// finds: TZ=Asia/Nowhere is not known: programs of Go take UTC
    /// ```
    /// ```case
    /// target: laptop, surroundings.time_zone_said Asia/Tokyo, surroundings.time_zone_file /usr/share/zoneinfo/Asia/Tokyo
    /// fine: TZ is Asia/Tokyo
    /// ```
    /// ```case
    /// target: laptop, no surroundings.time_zone_said
    /// ```
    /// ```case
    /// target: laptop, surroundings.time_zone_said Asia/Tokyo, surroundings.time_zone_file ?
    /// unsure: permission denied
    /// ```
    time_zone_not_there: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let around = &machine.surroundings;
    let Some(said) = around.time_zone_said.look()? else { return Ok(Told::Nothing) };
    if let Some(file) = around.time_zone_file.look()? {
        return Ok(Told::Fine(format!("TZ is {}", *said), file.origin.clone()));
    }
    let says = format!("TZ={} is not known: programs of Go take UTC", *said);
    let mut finding = Finding::new(says).needs(format!("the time zone {}", *said), said.origin);
    if let Some(origin) = around.time_zone_file.origin() {
        finding = finding.has("no file of it", origin);
    }
    Ok(Told::Fault(finding.mend("install tzdata, or write the name as it stands in it")))
}
