//! A GOPROXY that fetches nothing.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOPROXY=off` forbids to fetch modules.
    ///
    /// ## Why it breaks
    /// What is not in the module cache stops a build with `module lookup disabled by GOPROXY=off`. In
    /// a build without network that is meant; elsewhere it is left over.
    ///
    /// ## How to mend it
    /// Unset it, or fetch before: `go mod download` fills the cache.
    ///
    /// ```case
    /// target: laptop, toolchain.proxy_said off
    /// finds: no module is fetched: GOPROXY=off
    /// ```
    /// ```case
    /// target: laptop, toolchain.proxy_said direct
    /// ```
    /// ```case
    /// target: laptop, no toolchain.proxy_said
    /// ```
    /// ```case
    /// target: laptop, toolchain.proxy_said ?
    /// unsure: permission denied
    /// ```
    proxy_off: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.toolchain.proxy_said.look()? else { return Ok(Told::Nothing) };
    if said.value() != "off" {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new("no module is fetched: GOPROXY=off")
            .has("GOPROXY=off", said.origin)
            .mend("unset it, or fill the module cache before by go mod download"),
    ))
}
