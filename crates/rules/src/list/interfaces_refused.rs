//! A kernel that refuses to tell of network interfaces.

use landfall_facts::Machine;

use crate::rule::{Look, rule};
use crate::there::refused;

rule! {
    /// The kernel refuses netlink sockets.
    ///
    /// ## Why it breaks
    /// `net.Interfaces` and `net.InterfaceAddrs` fail: `route ip+net: netlinkrib: operation not
    /// permitted`, or `address family not supported by protocol`, as `RestrictAddressFamilies=` of
    /// a unit answers where it lacks `AF_NETLINK`. Seen with both answers. Service discovery,
    /// metrics and whatever looks for its own address stop.
    ///
    /// ## How to mend it
    /// Allow the call in the seccomp profile or the unit that forbids it; `landfall record` on
    /// another machine shows what is allowed there.
    ///
    /// ```case
    /// target: laptop, surroundings.refused netlink
    /// finds: net.Interfaces fails: the kernel refuses netlink sockets
    /// ```
    /// ```case
    /// target: laptop, surroundings.refused other
    /// ```
    /// ```case
    /// target: laptop, no surroundings.refused
    /// ```
    /// ```case
    /// target: laptop, surroundings.refused ?
    /// unsure: permission denied
    /// ```
    interfaces_refused: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    const CALLS: [&str; 1] = ["netlink"];
    const SAYS: &str = "net.Interfaces fails: the kernel refuses netlink sockets";
    refused(
        machine,
        &CALLS,
        SAYS,
        "add AF_NETLINK to RestrictAddressFamilies= of the unit, or allow it in the seccomp profile",
    )
}
