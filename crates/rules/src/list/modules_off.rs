//! Modules that are turned off.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GO111MODULE=off` turns modules off.
    ///
    /// ## Why it breaks
    /// `go get`, `go mod` and every build that needs a module stop with `go: modules disabled by
    /// GO111MODULE=off; see 'go help modules'`, or with `cannot find package`. It was wanted before
    /// Go 1.16 and is often left from then.
    ///
    /// ## How to mend it
    /// Unset it, also by `go env -u GO111MODULE`.
    ///
    /// ```case
    /// target: laptop, toolchain.modules_said off
    /// finds: modules are off: GO111MODULE=off
    /// ```
    /// ```case
    /// target: laptop, toolchain.modules_said on
    /// ```
    /// ```case
    /// target: laptop, no toolchain.modules_said
    /// ```
    /// ```case
    /// target: laptop, toolchain.modules_said ?
    /// unsure: permission denied
    /// ```
    modules_off: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.toolchain.modules_said.look()? else { return Ok(Told::Nothing) };
    if said.value() != "off" {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new("modules are off: GO111MODULE=off")
            .has("GO111MODULE=off", said.origin)
            .mend("unset it, also by go env -u GO111MODULE"),
    ))
}
