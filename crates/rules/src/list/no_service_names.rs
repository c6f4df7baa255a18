//! No names for ports.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::there;

rule! {
    /// There is no `/etc/services`.
    ///
    /// ## Why it breaks
    /// Go knows some two dozen names by itself (`http`, `https`, `smtp`, `ssh`); any other is
    /// `unknown port`: `net.Dial("tcp", "db:mysql")` and `Listen(":ldap")` fail. Seen with each.
    ///
    /// ## How to mend it
    /// Write the number, or install the file: netbase of Debian, `iana-etc` of others.
    ///
    /// ```case
    /// target: laptop, no network.services
    /// finds: there is no /etc/services: ports are known by number only
    /// ```
    /// ```case
    /// target: laptop, network.services /etc/services
    /// fine: names of ports are in /etc/services
    /// ```
    /// ```case
    /// target: laptop, network.services ?
    /// unsure: permission denied
    /// ```
    no_service_names: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("there is no /etc/services: ports are known by number only")
            .mend("write numbers of ports, or install netbase")
    };
    let fine = |path: &String| format!("names of ports are in {path}");
    there(&machine.network.services, fine, fault, "no /etc/services")
}
