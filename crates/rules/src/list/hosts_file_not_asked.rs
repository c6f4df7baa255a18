//! An /etc/hosts that nobody reads.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `/etc/nsswitch.conf` has host names looked up in DNS alone.
    ///
    /// ## Why it breaks
    /// Names of `/etc/hosts` are not found, `localhost` and the names of other containers among
    /// them: `lookup localhost on 10.0.0.2:53: no such host`.
    ///
    /// ## How to mend it
    /// Write `hosts: files dns`.
    ///
    /// ```case
    /// target: laptop, network.host_lookups dns
    /// finds: /etc/hosts is not read: /etc/nsswitch.conf has only dns
    /// ```
    /// ```case
    /// target: laptop, network.host_lookups files dns
    /// ```
    /// ```case
    /// target: laptop, no network.host_lookups
    /// ```
    /// ```case
    /// target: laptop, network.host_lookups ?
    /// unsure: permission denied
    /// ```
    hosts_file_not_asked: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(lookups) = machine.network.host_lookups.look()? else { return Ok(Told::Nothing) };
    if lookups.is_empty() || !lookups.iter().all(|one| one == "dns") {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new("/etc/hosts is not read: /etc/nsswitch.conf has only dns")
            .has("hosts: dns", lookups.origin)
            .mend("write hosts: files dns"),
    ))
}
