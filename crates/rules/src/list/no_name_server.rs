//! No name server.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::there;

rule! {
    /// `/etc/resolv.conf` names no server.
    ///
    /// ## Why it breaks
    /// Go asks one on this very machine, and where none answers every name fails: `lookup
    /// example.com on [::1]:53: connection refused`.
    ///
    /// ## How to mend it
    /// Name a server: `nameserver 192.0.2.53`.
    ///
    /// ```case
    /// target: laptop, no network.name_servers
    /// finds: /etc/resolv.conf names no server: host names are not found
    /// ```
    /// ```case
    /// target: laptop, network.name_servers 192.0.2.53
    /// fine: host names are asked of 192.0.2.53
    /// ```
    /// ```case
    /// target: laptop, no resolver, no network.name_servers
    /// ```
    /// ```case
    /// target: laptop, network.name_servers ?
    /// unsure: permission denied
    /// ```
    no_name_server: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    // That the file lacks as a whole is told elsewhere.
    if machine.resolver.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    let fault = || {
        Finding::new("/etc/resolv.conf names no server: host names are not found")
            .mend("name a server there: nameserver 192.0.2.53")
    };
    let fine = |servers: &Vec<String>| format!("host names are asked of {}", servers.join(", "));
    there(&machine.network.name_servers, fine, fault, "no nameserver line")
}
