//! Two proxies for one thing.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `HTTPS_PROXY` and `https_proxy`, or the two for HTTP, name different proxies.
    ///
    /// ## Why it breaks
    /// Go takes the one in capitals; curl, wget and much else the one in small letters. A module is
    /// fetched another way than the shell tells.
    ///
    /// ## How to mend it
    /// Set one, or both to the same.
    ///
    /// ```case
    /// target: laptop, settings.https_proxy differ, no settings.http_proxy
    /// finds: HTTPS_PROXY and https_proxy differ: Go takes the one in capitals
    /// ```
    /// ```case
    /// target: laptop, no settings.https_proxy, settings.http_proxy differ
    /// finds: HTTP_PROXY and http_proxy differ: Go takes the one in capitals
    /// ```
    /// ```case
    /// target: laptop, settings.https_proxy understood, no settings.http_proxy
    /// ```
    /// ```case
    /// target: laptop, settings.https_proxy ?
    /// unsure: permission denied
    /// ```
    proxies_differ: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let settings = &machine.settings;
    for (name, fact) in
        [("HTTPS_PROXY", &settings.https_proxy), ("HTTP_PROXY", &settings.http_proxy)]
    {
        let Some(said) = fact.look()? else { continue };
        if said.value() == "differ" {
            let small = name.to_ascii_lowercase();
            let says = format!("{name} and {small} differ: Go takes the one in capitals");
            let finding = Finding::new(says).has("both are set", said.origin);
            return Ok(Told::Fault(finding.mend("set one, or both to the same")));
        }
    }
    Ok(Told::Nothing)
}
