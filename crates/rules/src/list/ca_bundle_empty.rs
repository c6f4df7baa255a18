//! A bundle of authorities without any.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The file of certificate authorities that Go reads has none in it.
    ///
    /// ## Why it breaks
    /// Every connection by TLS fails with `x509: certificate signed by unknown authority`. Go takes
    /// the first file that it can read, even an empty one, and what lies one by one in
    /// `/etc/ssl/certs`; a failed installation of `ca-certificates` and a mount over the directory
    /// leave it so.
    ///
    /// ## How to mend it
    /// Install `ca-certificates` again, or `update-ca-certificates`.
    ///
    /// ```case
    /// target: laptop, surroundings.authorities 0
    /// finds: the bundle of certificate authorities that Go reads has none in it
    /// ```
    /// ```case
    /// target: laptop, surroundings.authorities 142
    /// fine: certificate authorities: 142
    /// ```
    /// ```case
    /// target: laptop, no surroundings.authorities
    /// ```
    /// ```case
    /// target: laptop, surroundings.authorities ?
    /// unsure: permission denied
    /// ```
    ca_bundle_empty: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(number) = machine.surroundings.authorities.look()? else { return Ok(Told::Nothing) };
    if *number > 0 {
        let says = format!("certificate authorities: {}", *number);
        return Ok(Told::Fine(says, number.origin.clone()));
    }
    Ok(Told::Fault(
        Finding::new("the bundle of certificate authorities that Go reads has none in it")
            .has("none", number.origin)
            .mend("install ca-certificates again, or run update-ca-certificates"),
    ))
}
