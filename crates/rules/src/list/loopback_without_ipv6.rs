//! No loopback address of IPv6.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::unlike;

rule! {
    /// The network of the process has no ::1.
    ///
    /// ## Why it breaks
    /// What listens on `[::1]` fails with `bind: cannot assign requested address`; what listens on
    /// `:0` or `localhost` does not mind. Docker takes IPv6 away from containers, and
    /// `net.ipv6.conf.all.disable_ipv6=1` from machines.
    ///
    /// ## How to mend it
    /// Let tests listen on `127.0.0.1`, or turn IPv6 on.
    ///
    /// ```case
    /// target: laptop, network.loopback true, network.loopback6 false
    /// finds: ::1 is not there: what listens on it fails
    /// ```
    /// ```case
    /// target: laptop, network.loopback true, network.loopback6 true
    /// ```
    /// ```case
    /// target: laptop, network.loopback false, network.loopback6 false
    /// also: loopback_not_there
    /// ```
    /// ```case
    /// target: laptop, network.loopback true, network.loopback6 ?
    /// unsure: permission denied
    /// ```
    loopback_without_ipv6: Note of a machine
}

fn check(machine: &Machine) -> Look {
    // Without any, that is told.
    if machine.network.loopback.look()?.is_none_or(|is_there| !*is_there) {
        return Ok(Told::Nothing);
    }
    let fault = || {
        Finding::new("::1 is not there: what listens on it fails")
            .mend("listen on 127.0.0.1, or turn IPv6 on")
    };
    unlike(&machine.network.loopback6, &false, fault, "no ::1")
}
