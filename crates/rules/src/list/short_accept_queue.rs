//! A short queue for connections.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The kernel lets few connections wait to be accepted.
    ///
    /// ## Why it breaks
    /// Go asks for as many as the kernel allows (`net.core.somaxconn`). Where that is little, a
    /// burst of connections times out before the program sees it: with 1, the third that nobody had
    /// accepted yet did.
    ///
    /// ## How to mend it
    /// Raise it: `sysctl net.core.somaxconn=4096`, which kernels come with since 5.4.
    ///
    /// ```case
    /// target: laptop, sysctl.net_core_somaxconn 1
    /// finds: 1 connections may wait to be accepted: bursts of them time out
    /// ```
    /// ```case
    /// target: laptop, sysctl.net_core_somaxconn 4096
    /// fine: 4096 connections may wait to be accepted
    /// ```
    /// ```case
    /// target: laptop, no sysctl.net_core_somaxconn
    /// ```
    /// ```case
    /// target: laptop, sysctl.net_core_somaxconn ?
    /// unsure: permission denied
    /// ```
    short_accept_queue: Degrades of a machine
}

/// What kernels came with for years.
const USUAL: u64 = 128;

fn check(machine: &Machine) -> Look {
    let Some(most) = machine.sysctl.net_core_somaxconn.look()? else { return Ok(Told::Nothing) };
    if *most.value() >= USUAL {
        return Ok(Told::Fine(
            format!("{} connections may wait to be accepted", *most),
            most.origin.clone(),
        ));
    }
    Ok(Told::Fault(
        Finding::new(format!(
            "{} connections may wait to be accepted: bursts of them time out",
            *most
        ))
        .has(most.to_string(), most.origin)
        .mend("sysctl net.core.somaxconn=4096"),
    ))
}
