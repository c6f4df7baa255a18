//! A CGO_ENABLED that says nothing.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `CGO_ENABLED` is neither `0` nor `1`, and is taken for not set.
    ///
    /// ## Why it breaks
    /// No command complains: `CGO_ENABLED=false` builds with cgo where a C compiler is found, and
    /// `CGO_ENABLED=true` without it where none is.
    ///
    /// ## How to mend it
    /// Write `0` or `1`.
    ///
    /// ```case
    /// target: laptop, toolchain.cgo_enabled true
    /// finds: CGO_ENABLED=true is taken for not set
    /// ```
    /// ```case
    /// target: laptop, toolchain.cgo_enabled 1
    /// fine: CGO_ENABLED is 1
    /// ```
    /// ```case
    /// target: laptop, no toolchain.cgo_enabled
    /// ```
    /// ```case
    /// target: laptop, toolchain.cgo_enabled ?
    /// unsure: permission denied
    /// ```
    cgo_setting_not_understood: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.toolchain.cgo_enabled.look()? else { return Ok(Told::Nothing) };
    if matches!(said.value().as_str(), "0" | "1") {
        return Ok(Told::Fine(format!("CGO_ENABLED is {}", *said), said.origin.clone()));
    }
    Ok(Told::Fault(
        Finding::new(format!("CGO_ENABLED={} is taken for not set", *said))
            .has(format!("CGO_ENABLED={}", *said), said.origin)
            .mend("write CGO_ENABLED=0 or CGO_ENABLED=1"),
    ))
}
