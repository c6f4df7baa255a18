//! A toolchain that is not there and may not be fetched.

use landfall_facts::{Finding, GoVersion, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOTOOLCHAIN` names another release than the one that is there, and `GOPROXY=off` forbids to
    /// fetch it.
    ///
    /// ## Why it breaks
    /// Every command stops with `go: download go1.27.3 for linux/amd64: toolchain not available`,
    /// unless the module cache has it.
    ///
    /// ## How to mend it
    /// Set `GOTOOLCHAIN=local`, or allow a proxy once.
    ///
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, toolchain.toolchain_said go1.27.3, toolchain.proxy_said off, toolchain.wanted_there false
    /// finds: GOTOOLCHAIN=go1.27.3 is not the Go that is here, and GOPROXY=off forbids to fetch it
    /// also: proxy_off
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, toolchain.toolchain_said go1.27.3, toolchain.proxy_said off, toolchain.wanted_there true
    /// also: proxy_off
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, toolchain.toolchain_said go1.26.8, toolchain.proxy_said off
    /// also: proxy_off
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.26.8, toolchain.toolchain_said go1.27.3, no toolchain.proxy_said
    /// ```
    /// ```case
    /// target: laptop, toolchain.toolchain_said ?
    /// unsure: permission denied
    /// ```
    toolchain_not_at_hand: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    let Some(said) = tools.toolchain_said.look()? else { return Ok(Told::Nothing) };
    let name = said.split('+').next().unwrap_or_default();
    let Ok(wanted) = name.parse::<GoVersion>() else { return Ok(Told::Nothing) };
    let Some(proxy) = tools.proxy_said.look()? else { return Ok(Told::Nothing) };
    let Some(here) = tools.version.look()? else { return Ok(Told::Nothing) };
    if proxy.value() != "off" || wanted == *here.value() {
        return Ok(Told::Nothing);
    }
    if tools.wanted_there.look()?.is_some_and(|is_there| *is_there) {
        return Ok(Told::Nothing);
    }
    let says = format!(
        "GOTOOLCHAIN={} is not the Go that is here, and GOPROXY=off forbids to fetch it",
        *said
    );
    Ok(Told::Fault(
        Finding::new(says)
            .needs(name, said.origin)
            .has(here.to_string(), here.origin)
            .mend("set GOTOOLCHAIN=local, or allow a proxy once"),
    ))
}
