//! A platform in the environment that is not the machine's own.

use landfall_facts::{Arch, Finding, Machine, Os};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOOS` or `GOARCH` is set in the environment, to another platform than this one.
    ///
    /// ## Why it breaks
    /// Every build is for that platform, `go run` and `go test` say `exec format error`, and cgo is
    /// off, so that drivers become stubs and `net` and `os/user` change. It is mostly an `export`
    /// that was meant for one command.
    ///
    /// ## How to mend it
    /// Unset it, and write it before the one command: `GOOS=windows go build`.
    ///
    /// ```case
    /// target: laptop, toolchain.os_said windows, no toolchain.arch_said
    /// finds: every build is for windows/amd64, and laptop is linux/amd64
    /// ```
    /// ```case
    /// target: laptop, toolchain.os_said linux, toolchain.arch_said amd64
    /// ```
    /// ```case
    /// target: laptop, no toolchain.os_said, no toolchain.arch_said
    /// fine: builds are for linux/amd64, which this is
    /// ```
    /// ```case
    /// target: laptop, toolchain.os_said ?
    /// unsure: permission denied
    /// ```
    platform_left_set: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    let said = (tools.os_said.look()?, tools.arch_said.look()?);
    let Some(own_os) = machine.os.look()? else { return Ok(Told::Nothing) };
    let Some(arches) = machine.arches.look()? else { return Ok(Told::Nothing) };
    let Some(own_arch) = arches.first() else { return Ok(Told::Nothing) };
    let own = format!("{}/{own_arch}", *own_os);
    let os = said.0.as_ref().map_or(own_os.name(), |os| os.value());
    let arch = said.1.as_ref().map_or(own_arch.name(), |arch| arch.value());
    let wanted = format!("{os}/{arch}");
    if wanted == own {
        let is_said = said.0.is_some() || said.1.is_some();
        return Ok(match is_said {
            true => Told::Nothing,
            false => {
                let says = format!("builds are for {own}, which this is");
                Told::Fine(says, own_os.origin.clone())
            }
        });
    }
    // That there is no such port another rule says.
    if os.parse::<Os>().is_err() || arch.parse::<Arch>().is_err() {
        return Ok(Told::Nothing);
    }
    let says = format!("every build is for {wanted}, and {} is {own}", machine.name);
    let mut finding = Finding::new(says);
    for (name, said) in [("GOOS", &said.0), ("GOARCH", &said.1)] {
        if let Some(said) = said {
            finding = finding.needs(format!("{name}={}", **said), said.origin);
        }
    }
    let finding = finding.has(own, own_os.origin);
    Ok(Told::Fault(finding.mend(format!("unset GOOS GOARCH; write {wanted} before one command"))))
}
