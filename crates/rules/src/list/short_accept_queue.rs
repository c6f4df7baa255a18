//! A short queue for connections.

use landfall_facts::Machine;

use crate::limits::enough_for;
use crate::rule::{Look, rule};

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
    /// finds: there may wait 1 connections to be accepted: a server needs 128
    /// ```
    /// ```case
    /// target: laptop, sysctl.net_core_somaxconn 4096
    /// fine: there may wait 4096 connections to be accepted
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

fn check(machine: &Machine) -> Look {
    enough_for("a server", "sysctl.net_core_somaxconn", &machine.sysctl.net_core_somaxconn)
}
