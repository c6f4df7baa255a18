//! A localhost that is another machine.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `/etc/hosts` has localhost stand for an address that is not of this machine.
    ///
    /// ## Why it breaks
    /// What talks to itself by that name talks to somebody else, or to nobody:
    /// `net.LookupHost("localhost")` answered 192.0.2.7.
    ///
    /// ## How to mend it
    /// Write `127.0.0.1 localhost` and `::1 localhost` there.
    ///
    /// ```case
    /// target: laptop, surroundings.localhost 192.0.2.7
    /// finds: localhost is 192.0.2.7, which is not this machine
    /// ```
    /// ```case
    /// target: laptop, surroundings.localhost 127.0.0.1
    /// ```
    /// ```case
    /// target: laptop, surroundings.localhost ::1
    /// ```
    /// ```case
    /// target: laptop, surroundings.localhost ?
    /// unsure: permission denied
    /// ```
    localhost_is_elsewhere: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(address) = machine.surroundings.localhost.look()? else { return Ok(Told::Nothing) };
    // What a recording leaves out may be anything.
    match address.parse::<core::net::IpAddr>() {
        Ok(parsed) if !parsed.is_loopback() => {}
        _ => return Ok(Told::Nothing),
    }
    Ok(Told::Fault(
        Finding::new(format!("localhost is {}, which is not this machine", *address))
            .has(address.value().clone(), address.origin)
            .mend("write 127.0.0.1 localhost and ::1 localhost into /etc/hosts"),
    ))
}
