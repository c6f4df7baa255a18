//! Too few ports for connections.

use landfall_facts::Machine;

use crate::limits::enough_for;
use crate::rule::{Look, rule};

rule! {
    /// The kernel has few ports for connections that a program opens.
    ///
    /// ## Why it breaks
    /// From then on `dial tcp …: connect: cannot assign requested address`: each open connection to
    /// one address takes one, and a closed one keeps it for a minute. Seen with a range of 21.
    ///
    /// ## How to mend it
    /// Widen it: `sysctl net.ipv4.ip_local_port_range="32768 60999"`, which is what kernels come
    /// with; and reuse connections.
    ///
    /// ```case
    /// target: laptop, network.ports 21
    /// finds: the kernel gives 21 ports to connections: a program of Go needs 1000
    /// ```
    /// ```case
    /// target: laptop, network.ports 28232
    /// fine: the kernel gives 28232 ports to connections
    /// ```
    /// ```case
    /// target: laptop, no network.ports
    /// ```
    /// ```case
    /// target: laptop, network.ports ?
    /// unsure: permission denied
    /// ```
    too_few_ports: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    enough_for("a program of Go", "network.ports", &machine.network.ports)
}
