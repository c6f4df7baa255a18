//! A name server of one's own that does not run.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `/etc/resolv.conf` names only servers on this very machine, and nothing listens there.
    ///
    /// ## Why it breaks
    /// Every name fails: `lookup example.com on 127.0.0.53:53: read: connection refused`. The file
    /// was written for systemd-resolved or dnsmasq, which does not run, or was copied into a
    /// container where it does not.
    ///
    /// ## How to mend it
    /// Start it, or name another server.
    ///
    /// ```case
    /// target: laptop, network.silent_name_server 127.0.0.53
    /// finds: host names are asked of 127.0.0.53, and nothing listens there
    /// ```
    /// ```case
    /// target: laptop, no network.silent_name_server
    /// ```
    /// ```case
    /// target: laptop, network.silent_name_server ?
    /// unsure: permission denied
    /// ```
    name_server_silent: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(server) = machine.network.silent_name_server.look()? else {
        return Ok(Told::Nothing);
    };
    Ok(Told::Fault(
        Finding::new(format!("host names are asked of {}, and nothing listens there", *server))
            .has(server.value().clone(), server.origin)
            .mend("start what listens there, or name another server"),
    ))
}
