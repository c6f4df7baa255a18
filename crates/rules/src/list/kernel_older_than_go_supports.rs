//! A kernel that is older than Go supports.

use landfall_facts::{Finding, Machine, Os, Unsure, Why};

use crate::rule::{Look, Told, rule};

rule! {
    /// The kernel is older than the oldest that the Go release supports.
    ///
    /// ## Why it breaks
    /// A release may call what an older kernel does not have. What happens is not told beforehand: Go
    /// 1.24 and later want Linux 3.2.
    ///
    /// ## How to mend it
    /// Take an older Go, or a newer kernel.
    ///
    /// ```case
    /// target: laptop, kernel 2.6.32, toolchain.version go1.26.8
    /// finds: go1.26.8 wants Linux 3.2 and later; laptop has 2.6.32
    /// ```
    /// ```case
    /// target: laptop, kernel 6.1, toolchain.version go1.26.8
    /// fine: Linux 6.1 is new enough for go1.26.8
    /// ```
    /// ```case
    /// target: laptop, kernel ?, toolchain.version go1.26.8
    /// unsure: permission denied
    /// ```
    kernel_older_than_go_supports: Breaks of a machine, preview
}

fn check(machine: &Machine) -> Look {
    if machine.os.look()?.is_none_or(|os| *os != Os::Linux) {
        return Ok(Told::Nothing);
    }
    let Some(go) = machine.toolchain.version.look()? else { return Ok(Told::Nothing) };
    let Some(kernel) = machine.kernel.look()? else { return Ok(Told::Nothing) };
    let arch = machine.arches.known().and_then(|arches| arches.first()).copied();
    let Some(release) = landfall_know::go_release(go.value(), arch) else {
        let what = format!("which kernels {} supports", *go);
        return Err(Unsure(Why::not_in_table("go-releases.csv", &what)));
    };
    match release.kernel {
        Some(oldest) if oldest > *kernel.value() => {
            let says =
                format!("{} wants Linux {oldest} and later; {} has {}", *go, machine.name, *kernel);
            Ok(Told::Fault(
                Finding::new(says)
                    .needs(format!("Linux {oldest}"), &release.origin)
                    .has(format!("Linux {}", *kernel), kernel.origin)
                    .mend("take an older Go release, or a newer kernel"),
            ))
        }
        _ => {
            let says = format!("Linux {} is new enough for {}", *kernel, *go);
            Ok(Told::Fine(says, kernel.origin.clone()))
        }
    }
}
