//! Host names that nobody asks DNS for.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `/etc/nsswitch.conf` has host names looked up in files alone.
    ///
    /// ## Why it breaks
    /// Every name that `/etc/hosts` does not have fails with `no such host`, at once and with no
    /// server asked, by Go itself as by C.
    ///
    /// ## How to mend it
    /// Write `hosts: files dns`.
    ///
    /// ```case
    /// target: laptop, network.host_lookups files
    /// finds: DNS is not asked for host names: /etc/nsswitch.conf has only files
    /// ```
    /// ```case
    /// target: laptop, network.host_lookups files myhostname
    /// finds: DNS is not asked for host names: /etc/nsswitch.conf has only files myhostname
    /// ```
    /// ```case
    /// target: laptop, network.host_lookups files dns
    /// fine: host names are looked up in files dns
    /// ```
    /// ```case
    /// target: laptop, network.host_lookups files resolve
    /// ```
    /// ```case
    /// target: laptop, no network.host_lookups
    /// ```
    /// ```case
    /// target: laptop, network.host_lookups ?
    /// unsure: permission denied
    /// ```
    dns_not_asked: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(lookups) = machine.network.host_lookups.look()? else { return Ok(Told::Nothing) };
    let all = lookups.join(" ");
    // Of any other source nobody knows what it asks.
    if !lookups.iter().all(|one| matches!(one.as_str(), "files" | "myhostname")) {
        let says = format!("host names are looked up in {all}");
        return Ok(Told::Fine(says, lookups.origin.clone()));
    }
    let says = format!("DNS is not asked for host names: /etc/nsswitch.conf has only {all}");
    Ok(Told::Fault(
        Finding::new(says)
            .has(format!("hosts: {all}"), lookups.origin)
            .mend("write hosts: files dns"),
    ))
}
