//! GOBIN beside another platform.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOBIN` is set together with `GOOS` or `GOARCH` of another platform.
    ///
    /// ## Why it breaks
    /// `go install` stops with `go: cannot install cross-compiled binaries when GOBIN is set`.
    ///
    /// ## How to mend it
    /// Unset `GOBIN` for that command, or use `go build -o`.
    ///
    /// ```case
    /// target: laptop, toolchain.bin_said /opt/bin, toolchain.os_said windows, no toolchain.arch_said
    /// finds: go install refuses windows/amd64 while GOBIN is set
    /// also: platform_left_set
    /// ```
    /// ```case
    /// target: laptop, toolchain.bin_said /opt/bin, no toolchain.os_said, no toolchain.arch_said
    /// ```
    /// ```case
    /// target: laptop, toolchain.bin_said ?
    /// unsure: permission denied
    /// ```
    bin_set_for_another_platform: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    let Some(bin) = tools.bin_said.look()? else { return Ok(Told::Nothing) };
    let (os, arch) = (tools.os_said.look()?, tools.arch_said.look()?);
    let Some(own_os) = machine.os.look()? else { return Ok(Told::Nothing) };
    let Some(arches) = machine.arches.look()? else { return Ok(Told::Nothing) };
    let Some(own_arch) = arches.first() else { return Ok(Told::Nothing) };
    let said_os = os.as_ref().map_or(own_os.name(), |os| os.value());
    let said_arch = arch.as_ref().map_or(own_arch.name(), |arch| arch.value());
    if (said_os, said_arch) == (own_os.name(), own_arch.name()) {
        return Ok(Told::Nothing);
    }
    let says = format!("go install refuses {said_os}/{said_arch} while GOBIN is set");
    let finding = Finding::new(says).has("GOBIN is set", bin.origin);
    Ok(Told::Fault(finding.mend("unset GOBIN, or use go build -o")))
}
