//! Host names that only the C library of the machine knows.

use landfall_facts::{Fact, Finding};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program resolves names itself, and the target has names from elsewhere too.
    ///
    /// ## Why it breaks
    /// The program starts. Without cgo, or with `-tags netgo`, Go looks into `/etc/hosts` and asks
    /// DNS. Names that the C library learns elsewhere by `/etc/nsswitch.conf`, of virtual machines
    /// (libvirt), of the local network (mDNS), of a domain (wins, winbind), are not found: where
    /// `getent hosts vm1` answers, the program says `lookup vm1: no such host`. With cgo Go sees the
    /// source that it does not know and asks the C library.
    ///
    /// ## How to mend it
    /// Build with cgo for the C library of the target, or bring the names into DNS or
    /// `/etc/hosts`.
    ///
    /// ```case
    /// build:  uses names
    /// target: prod-7, host_sources libvirt
    /// finds:  hosts of libvirt on prod-7 are not found by a program that resolves names itself
    /// ```
    /// With cgo it asks the C library.
    /// ```case
    /// build:  uses names, uses c_names
    /// target: prod-7, host_sources libvirt
    /// ```
    /// ```case
    /// build:  uses names
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  uses names
    /// target: prod-7, host_sources ?
    /// unsure: permission denied
    /// ```
    host_source_not_asked: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let (build, machine) = (case.build, case.machine);
    if !case.platform_fits() || matches!(machine.host_sources, Fact::Absent(_)) {
        return Ok(None);
    }
    let Some(function) = build.needs.names.look()? else { return Ok(None) };
    if build.needs.c_names.look()?.is_some() {
        return Ok(None);
    }
    let Some(sources) = machine.host_sources.look()? else { return Ok(None) };
    let names = sources.join(", ");
    let says = format!(
        "hosts of {names} on {} are not found by a program that resolves names itself",
        machine.name
    );
    Ok(Some(
        Finding::new(says)
            .needs(format!("{} is linked in, and no C that is asked", *function), function.origin)
            .has(format!("hosts: {names}, and at work"), sources.origin)
            .mend("build with CGO_ENABLED=1, and without -tags netgo")
            .mend("or bring the names into DNS or /etc/hosts"),
    ))
}
