//! Host names on a machine without a resolver configuration.

use landfall_facts::Finding;

use crate::case::Case;
use crate::files::lacking;
use crate::rule::{Answer, rule};

rule! {
    /// The program looks up host names, and the target has no resolver configuration.
    ///
    /// ## Why it breaks
    /// The program starts. Without `/etc/resolv.conf` Go asks a name server on this very machine,
    /// and where none answers a look-up fails with `dial udp [::1]:53: connection refused`.
    /// Containers get the file from their runtime; a chroot or a micro VM does not.
    ///
    /// ## How to mend it
    /// Bring an `/etc/resolv.conf` that names a server.
    ///
    /// ```case
    /// build:  uses names
    /// target: rootfs, no resolver
    /// finds:  rootfs has no /etc/resolv.conf for the look-ups of the program
    /// ```
    /// ```case
    /// build:  uses names
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  uses names
    /// target: prod-7, resolver ?
    /// unsure: permission denied
    /// ```
    no_resolver_config: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let (build, machine) = (case.build, case.machine);
    let lack = lacking(case, &build.needs.names, None, &machine.resolver)?;
    Ok(lack.map(|(function, by, origin)| {
        Finding::new(format!(
            "{} has no /etc/resolv.conf for the look-ups of the program",
            machine.name
        ))
        .needs(format!("{function} is linked in"), by)
        .has("no /etc/resolv.conf", origin)
        .mend("bring an /etc/resolv.conf that names a server; container runtimes mount one")
    }))
}
