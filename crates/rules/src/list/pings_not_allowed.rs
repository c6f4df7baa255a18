//! A container that may not send pings.

use landfall_facts::{Finding, Machine, Seen};

use crate::rule::{Look, Told, rule};

rule! {
    /// A process of a container may send no ping.
    ///
    /// ## Why it breaks
    /// Programs that check others by ICMP fail: `socket: permission denied` for the kind without
    /// rights, `operation not permitted` for the raw one.
    ///
    /// ## How to mend it
    /// Allow the group (`sysctl net.ipv4.ping_group_range="0 2147483647"`), or add the capability
    /// `NET_RAW`.
    ///
    /// ```case
    /// target: laptop, surroundings.container podman, no surroundings.capabilities, network.may_ping false
    /// finds: no pings may be sent
    /// ```
    /// ```case
    /// target: laptop, surroundings.container podman, surroundings.capabilities net_raw, network.may_ping false
    /// ```
    /// ```case
    /// target: laptop, surroundings.container podman, network.may_ping true
    /// ```
    /// ```case
    /// target: laptop, no surroundings.container
    /// ```
    /// ```case
    /// target: laptop, surroundings.container podman, network.may_ping ?
    /// unsure: permission denied
    /// ```
    pings_not_allowed: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let around = &machine.surroundings;
    if around.container.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    let Some(may) = machine.network.may_ping.look()? else { return Ok(Told::Nothing) };
    let has_right = |rights: Seen<'_, Vec<String>>| rights.iter().any(|right| right == "net_raw");
    if *may || around.capabilities.look()?.is_some_and(has_right) {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new("no pings may be sent")
            .has("ping_group_range without the group", may.origin)
            .mend("allow the group by net.ipv4.ping_group_range, or add the capability NET_RAW"),
    ))
}
