//! Time zones by name on a machine without a time zone database.

use landfall_facts::Finding;

use crate::case::Case;
use crate::files::lacking;
use crate::rule::{Answer, rule};

rule! {
    /// The program loads time zones by name, and the target has none.
    ///
    /// ## Why it breaks
    /// The program starts. `time.LoadLocation` answers `unknown time zone Asia/Shanghai`, and a
    /// time zone in `TZ` is taken for UTC without a word. Alpine and Ubuntu images have no
    /// `/usr/share/zoneinfo`, and `scratch` has nothing.
    ///
    /// ## How to mend it
    /// Build with `-tags timetzdata`, which adds some 450 KB, or install `tzdata`.
    ///
    /// ```case
    /// build:  uses time_zones
    /// target: scratch, no time_zones
    /// finds:  scratch has no time zones for time.LoadLocation
    /// ```
    /// ```case
    /// build:  uses time_zones
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  uses time_zones, brings time_zones
    /// target: scratch, no time_zones
    /// ```
    /// ```case
    /// build:  uses time_zones
    /// target: prod-7, time_zones ?
    /// unsure: permission denied
    /// ```
    no_time_zones: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let (build, machine) = (case.build, case.machine);
    let lack = lacking(
        case,
        &build.needs.time_zones,
        Some(&build.embedded.time_zones),
        &machine.time_zones,
    )?;
    Ok(lack.map(|(function, by, origin)| {
        Finding::new(format!("{} has no time zones for {function}", machine.name))
            .needs(format!("{function} is linked in"), by)
            .has("no time zone database where Go looks", origin)
            .mend("build with -tags timetzdata")
            .mend("or install tzdata in the image")
    }))
}
