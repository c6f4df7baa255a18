//! GOFLAGS that let a build change go.mod.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::settings::flag;

rule! {
    /// `GOFLAGS` has `-mod=mod`.
    ///
    /// ## Why it breaks
    /// A build adds to go.mod and go.sum what is missing instead of saying so: two machines may
    /// build other versions of a module, and a vendor directory is not used.
    ///
    /// ## How to mend it
    /// Take it out of `GOFLAGS`, and run `go mod tidy` where something is missing.
    ///
    /// ```case
    /// target: laptop, settings.goflags -mod=mod
    /// finds: GOFLAGS has -mod=mod: a build changes go.mod
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -trimpath
    /// ```
    /// ```case
    /// target: laptop, settings.goflags ?
    /// unsure: permission denied
    /// ```
    modules_changed_by_builds: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(("mod", origin)) = flag(machine, "-mod")? else { return Ok(Told::Nothing) };
    Ok(Told::Fault(
        Finding::new("GOFLAGS has -mod=mod: a build changes go.mod")
            .has("-mod=mod", origin)
            .mend("take it out of GOFLAGS, and run go mod tidy where something is missing"),
    ))
}
