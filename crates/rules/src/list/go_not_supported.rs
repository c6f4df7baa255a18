//! A Go release that gets no fixes.

use landfall_facts::{Finding, Machine, Origin};

use crate::rule::{Look, Told, rule};

rule! {
    /// The Go release is older than the two that are supported.
    ///
    /// ## Why it breaks
    /// Go supports the two newest releases. An older one works, and gets no fixes, of security
    /// either; packages of distributions lag behind.
    ///
    /// ## How to mend it
    /// Install a newer one, or let `toolchain` in go.mod fetch it.
    ///
    /// ```case
    /// target: laptop, toolchain.version go1.19.8
    /// finds: go1.19.8 gets no fixes any more
    /// ```
    /// ```case
    /// target: laptop, toolchain.version go1.27.3
    /// fine: go1.27.3 is supported
    /// ```
    /// ```case
    /// target: laptop, toolchain.version ?
    /// unsure: permission denied
    /// ```
    go_not_supported: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(go) = machine.toolchain.version.look()? else { return Ok(Told::Nothing) };
    let newest = landfall_know::newest_go();
    if go.minor() + 1 >= newest {
        return Ok(Told::Fine(format!("{} is supported", *go), go.origin.clone()));
    }
    let policy =
        Origin::Go(format!("the two newest releases are supported: 1.{newest}, 1.{}", newest - 1));
    Ok(Told::Fault(
        Finding::new(format!("{} gets no fixes any more", *go))
            .needs(format!("Go 1.{} or later", newest - 1), &policy)
            .has(go.to_string(), go.origin)
            .mend("install a newer one, or name it by toolchain in go.mod"),
    ))
}
