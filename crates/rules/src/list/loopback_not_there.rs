//! No loopback address.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// The network of the process has no 127.0.0.1.
    ///
    /// ## Why it breaks
    /// Whatever talks to itself fails with `connect: network is unreachable`: `httptest` servers,
    /// debuggers, most tests of servers. Sandboxes that take the network away (`unshare --net`,
    /// build sandboxes) leave the loopback interface down.
    ///
    /// ## How to mend it
    /// Bring it up in the sandbox: `ip link set lo up`.
    ///
    /// ```case
    /// target: laptop, network.loopback false
    /// finds: 127.0.0.1 is not there: what talks to itself fails
    /// ```
    /// ```case
    /// target: laptop, network.loopback true
    /// ```
    /// ```case
    /// target: laptop, no network.loopback
    /// ```
    /// ```case
    /// target: laptop, network.loopback ?
    /// unsure: permission denied
    /// ```
    loopback_not_there: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("127.0.0.1 is not there: what talks to itself fails")
            .mend("bring the loopback interface up: ip link set lo up")
    };
    unlike(&machine.network.loopback, &false, fault, "no 127.0.0.1")
}
