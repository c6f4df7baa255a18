//! No git where modules come from it.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// Modules are to come straight from their repositories, and git is not there.
    ///
    /// ## Why it breaks
    /// With `GOPROXY=direct` a module that is not in the cache is not fetched: `go: missing Git
    /// command`. Small images of Go have none.
    ///
    /// ## How to mend it
    /// Install git, or set `GOPROXY` to a proxy.
    ///
    /// ```case
    /// target: laptop, toolchain.proxy_said direct, no toolchain.git
    /// finds: modules come from their repositories, and git is not there: GOPROXY=direct
    /// ```
    /// ```case
    /// target: laptop, toolchain.proxy_said direct, toolchain.git /usr/bin/git
    /// ```
    /// ```case
    /// target: laptop, no toolchain.proxy_said, no toolchain.git
    /// ```
    /// ```case
    /// target: laptop, toolchain.proxy_said direct, toolchain.git ?
    /// unsure: permission denied
    /// ```
    git_not_there: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    let Some(proxy) = tools.proxy_said.look()? else { return Ok(Told::Nothing) };
    if proxy.value() != "direct" || tools.git.look()?.is_some() {
        return Ok(Told::Nothing);
    }
    let says = "modules come from their repositories, and git is not there: GOPROXY=direct";
    Ok(Told::Fault(
        Finding::new(says)
            .needs("git", proxy.origin)
            .mend("install git, or set GOPROXY to a proxy"),
    ))
}
