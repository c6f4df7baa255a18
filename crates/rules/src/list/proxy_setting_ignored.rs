//! A proxy that Go does not understand.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `HTTPS_PROXY` or `HTTP_PROXY` is set to something that is no address.
    ///
    /// ## Why it breaks
    /// Go goes past it without a word: `http.ProxyFromEnvironment` answers neither a proxy nor an
    /// error, and connections that the network allows only by the proxy time out. Seen with
    /// `HTTPS_PROXY=http://%zz`, as a password with a percent sign makes it.
    ///
    /// ## How to mend it
    /// Write an address, with `%25` for a percent sign: `http://proxy.example:3128`.
    ///
    /// ```case
    /// target: laptop, settings.https_proxy not understood, no settings.http_proxy
    /// finds: HTTPS_PROXY is no address: Go goes past it
    /// ```
    /// ```case
    /// target: laptop, no settings.https_proxy, settings.http_proxy not understood
    /// finds: HTTP_PROXY is no address: Go goes past it
    /// ```
    /// ```case
    /// target: laptop, settings.https_proxy understood, no settings.http_proxy
    /// ```
    /// ```case
    /// target: laptop, settings.https_proxy ?
    /// unsure: permission denied
    /// ```
    proxy_setting_ignored: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let settings = &machine.settings;
    for (name, fact) in
        [("HTTPS_PROXY", &settings.https_proxy), ("HTTP_PROXY", &settings.http_proxy)]
    {
        let Some(said) = fact.look()? else { continue };
        if said.value() == "not understood" {
            return Ok(Told::Fault(
                Finding::new(format!("{name} is no address: Go goes past it"))
                    .has(format!("{name} is set"), said.origin)
                    .mend("write an address, as in http://proxy.example:3128, and %25 for a percent sign"),
            ));
        }
    }
    Ok(Told::Nothing)
}
