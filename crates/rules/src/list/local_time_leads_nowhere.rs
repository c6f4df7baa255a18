//! A time zone of the machine that leads nowhere.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::unlike;

rule! {
    /// `/etc/localtime` is a link to a file that is not there.
    ///
    /// ## Why it breaks
    /// Go takes UTC without a word: times in logs and schedules are hours off. Images without
    /// tzdata in which somebody set a link have it so.
    ///
    /// ## How to mend it
    /// Install `tzdata`, or remove the link where UTC is meant.
    ///
    /// ```case
    /// target: laptop, surroundings.local_time_dangles true, no surroundings.time_zone_said
    /// finds: /etc/localtime leads nowhere: local time is UTC
    /// ```
    /// ```case
    /// target: laptop, surroundings.local_time_dangles false, no surroundings.time_zone_said
    /// ```
    /// ```case
    /// target: laptop, surroundings.local_time_dangles true, surroundings.time_zone_said UTC
    /// ```
    /// ```case
    /// target: laptop, surroundings.local_time_dangles ?, no surroundings.time_zone_said
    /// unsure: permission denied
    /// ```
    local_time_leads_nowhere: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    // TZ stands in for it.
    if machine.surroundings.time_zone_said.look()?.is_some() {
        return Ok(Told::Nothing);
    }
    let fault = || {
        Finding::new("/etc/localtime leads nowhere: local time is UTC")
            .mend("install tzdata, or remove the link where UTC is meant")
    };
    unlike(&machine.surroundings.local_time_dangles, &true, fault, "a link that leads nowhere")
}
