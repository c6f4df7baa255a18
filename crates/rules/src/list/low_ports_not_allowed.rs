//! A container that may not listen on low ports.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// A process of a container may not listen on ports below a number.
    ///
    /// ## Why it breaks
    /// A server ends with `listen tcp :80: bind: permission denied`. Docker opens all ports to
    /// every user since 20.10 (moby, pull request 41030), and containerd to pods since 2.0; CRI-O
    /// does not (issue 10050).
    ///
    /// ## How to mend it
    /// Listen on a port above 1023 and let the service map it, or add the capability
    /// `NET_BIND_SERVICE`.
    ///
    /// ```case
    /// target: laptop, surroundings.container kubernetes, surroundings.capabilities net_raw, sysctl.net_ipv4_ip_unprivileged_port_start 1024
    /// finds: ports below 1024 may not be listened on
    /// ```
    /// ```case
    /// target: laptop, surroundings.container kubernetes, surroundings.capabilities net_bind_service, sysctl.net_ipv4_ip_unprivileged_port_start 1024
    /// ```
    /// ```case
    /// target: laptop, surroundings.container docker, surroundings.capabilities net_raw, sysctl.net_ipv4_ip_unprivileged_port_start 0
    /// ```
    /// ```case
    /// target: laptop, no surroundings.container
    /// ```
    /// ```case
    /// target: laptop, surroundings.container docker, surroundings.capabilities ?
    /// unsure: permission denied
    /// ```
    low_ports_not_allowed: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let around = &machine.surroundings;
    if around.container.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    let Some(rights) = around.capabilities.look()? else { return Ok(Told::Nothing) };
    if rights.iter().any(|right| right == "net_bind_service") {
        return Ok(Told::Nothing);
    }
    let start = &machine.sysctl.net_ipv4_ip_unprivileged_port_start;
    let Some(start) = start.look()? else { return Ok(Told::Nothing) };
    if *start.value() <= 80 {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new(format!("ports below {} may not be listened on", *start))
            .needs("the capability NET_BIND_SERVICE", rights.origin)
            .has(start.to_string(), start.origin)
            .mend("listen on a higher port, or add the capability NET_BIND_SERVICE"),
    ))
}
