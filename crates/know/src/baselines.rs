//! What a target that does not say a thing can be taken to have at least.

use landfall_facts::{Arch, CpuLevel, KernelVersion, Origin};

use crate::table::{Row, rows};

fn row(what: &str, of: &str) -> Option<&'static Row> {
    rows("baselines.csv").find(|row| row.get("what") == what && row.get("of") == of)
}

/// The Linux kernel that every target of an architecture has at least.
pub fn kernel_at_least(arch: Arch) -> Option<(KernelVersion, Origin)> {
    let row = row("kernel", arch.name()).or_else(|| row("kernel", "linux"))?;
    Some((row.get("value").parse().ok()?, row.origin()))
}

/// The CPU level that every machine of an architecture has at least.
pub fn cpu_at_least(arch: Arch) -> Option<(CpuLevel, Origin)> {
    let row = row("cpu", arch.name())?;
    let (setting, level) = row.get("value").split_once('=')?;
    Some((CpuLevel::new(setting, level), row.origin()))
}

/// The resolver configuration that a container has without its image bringing one.
pub fn resolver_of_images() -> Option<(&'static str, Origin)> {
    let row = row("resolver", "image")?;
    Some((row.get("value"), row.origin()))
}
