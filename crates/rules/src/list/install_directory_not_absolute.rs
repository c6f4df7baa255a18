//! A GOBIN that is not absolute.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::is_absolute;

rule! {
    /// `GOBIN` is not an absolute path.
    ///
    /// ## Why it breaks
    /// `go install` stops with `cannot install, GOBIN must be an absolute path`.
    ///
    /// ## How to mend it
    /// Write the whole path, or unset it.
    ///
    /// ```case
    /// target: laptop, toolchain.bin_said bin
    /// finds: GOBIN=bin is not an absolute path
    /// ```
    /// ```case
    /// target: laptop, toolchain.bin_said /opt/bin
    /// ```
    /// ```case
    /// target: laptop, no toolchain.bin_said
    /// ```
    /// ```case
    /// target: laptop, toolchain.bin_said ?
    /// unsure: permission denied
    /// ```
    install_directory_not_absolute: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.toolchain.bin_said.look()? else { return Ok(Told::Nothing) };
    if is_absolute(said.value()) {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new(format!("GOBIN={} is not an absolute path", *said))
            .has("GOBIN is set", said.origin)
            .mend("write the whole path, or unset it"),
    ))
}
