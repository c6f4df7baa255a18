//! A GOTOOLCHAIN that Go does not know.

use landfall_facts::{Finding, GoVersion, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOTOOLCHAIN` is set to something that is neither a release nor one of its words.
    ///
    /// ## Why it breaks
    /// Every command of Go from 1.21 on stops with `go: invalid GOTOOLCHAIN "foo"`.
    ///
    /// ## How to mend it
    /// Write `auto`, `local`, `path`, a release as in `go1.26.8`, or `go1.26.8+auto`.
    ///
    /// ```case
    /// target: laptop, toolchain.toolchain_said latest
    /// finds: GOTOOLCHAIN=latest is no toolchain
    /// ```
    /// ```case
    /// target: laptop, toolchain.toolchain_said 1.26.8
    /// finds: GOTOOLCHAIN=1.26.8 is no toolchain
    /// ```
    /// ```case
    /// target: laptop, toolchain.toolchain_said go1.26.8+auto
    /// fine: GOTOOLCHAIN is go1.26.8+auto
    /// ```
    /// ```case
    /// target: laptop, toolchain.toolchain_said go1.21rc2+path
    /// ```
    /// ```case
    /// target: laptop, no toolchain.toolchain_said
    /// ```
    /// ```case
    /// target: laptop, toolchain.toolchain_said ?
    /// unsure: permission denied
    /// ```
    toolchain_not_understood: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.toolchain.toolchain_said.look()? else { return Ok(Told::Nothing) };
    if is_understood(said.value()) {
        return Ok(Told::Fine(format!("GOTOOLCHAIN is {}", *said), said.origin.clone()));
    }
    Ok(Told::Fault(
        Finding::new(format!("GOTOOLCHAIN={} is no toolchain", *said))
            .has(format!("GOTOOLCHAIN={}", *said), said.origin)
            .mend("unset it, or write auto, local, or a release as in go1.26.8"),
    ))
}

/// Written in `cmd/go/internal/toolchain` under `Select`.
fn is_understood(said: &str) -> bool {
    let (name, mode) = said.split_once('+').unwrap_or((said, "auto"));
    if !matches!(mode, "auto" | "path") {
        return false;
    }
    match name {
        "auto" | "path" => !said.contains('+'),
        "local" | "default" => true,
        name => name.starts_with("go1") && name.parse::<GoVersion>().is_ok(),
    }
}
