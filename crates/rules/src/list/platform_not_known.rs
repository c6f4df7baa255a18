//! A platform in the environment that Go does not have.

use landfall_facts::{Arch, Fact, Finding, Machine, Os};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOOS` and `GOARCH` of the environment make no port of Go.
    ///
    /// ## Why it breaks
    /// Every build stops with `go: unsupported GOOS/GOARCH pair macos/amd64`. Go has its own names:
    /// `darwin` for macOS, `amd64` for x86_64, `arm64` for aarch64, `386` for i686.
    ///
    /// ## How to mend it
    /// Write the names of `go tool dist list`, or unset both.
    ///
    /// ```case
    /// target: laptop, toolchain.os_said macos
    /// finds: macos/amd64 is no port of Go; did you mean darwin?
    /// ```
    /// ```case
    /// target: laptop, toolchain.arch_said x86_64
    /// finds: linux/x86_64 is no port of Go; did you mean amd64?
    /// ```
    /// ```case
    /// target: laptop, toolchain.os_said darwin, toolchain.arch_said 386
    /// finds: darwin/386 is no port of Go
    /// also: platform_left_set
    /// ```
    /// ```case
    /// target: laptop, toolchain.os_said windows, no toolchain.arch_said
    /// also: platform_left_set
    /// ```
    /// ```case
    /// target: laptop, no toolchain.os_said, no toolchain.arch_said
    /// ```
    /// ```case
    /// target: laptop, toolchain.os_said ?
    /// unsure: permission denied
    /// ```
    platform_not_known: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    // Who sets the one says nothing of the other.
    let os = tools.os_said.known().map(String::as_str);
    let arch = tools.arch_said.known().map(String::as_str);
    let (os, arch) = match (os, arch) {
        (None, None) => {
            tools.os_said.look()?;
            tools.arch_said.look()?;
            return Ok(Told::Nothing);
        }
        (os, arch) => (os, arch),
    };
    let Some(own_os) = machine.os.known() else { return Ok(Told::Nothing) };
    let own_arch = machine.arches.known().and_then(|arches| arches.first());
    let Some(own_arch) = own_arch else { return Ok(Told::Nothing) };
    let (os, arch) = (os.unwrap_or(own_os.name()), arch.unwrap_or(own_arch.name()));
    let (known_os, known_arch) = (os.parse::<Os>(), arch.parse::<Arch>());
    let go = tools.version.known().map_or(landfall_know::newest_go(), |go| go.minor());
    if let (Ok(os), Ok(arch)) = (&known_os, &known_arch)
        && landfall_know::ports(go).iter().any(|port| (port.0, port.1) == (*os, *arch))
    {
        return Ok(Told::Nothing);
    }
    let meant = known_os.err().and_then(|error| error.meant);
    let meant = meant.or(known_arch.err().and_then(|error| error.meant));
    let meant = meant.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
    let mut finding = Finding::new(format!("{os}/{arch} is no port of Go{meant}"));
    for (name, fact) in [("GOOS", &tools.os_said), ("GOARCH", &tools.arch_said)] {
        if let Fact::Known(said, origin) = fact {
            finding = finding.has(format!("{name}={said}"), origin);
        }
    }
    Ok(Told::Fault(finding.mend("unset them, or write the names of `go tool dist list`")))
}
