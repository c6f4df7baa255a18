//! GOFLAGS that ask for vendored modules.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::settings::flag;

rule! {
    /// `GOFLAGS` has `-mod=vendor`.
    ///
    /// ## Why it breaks
    /// `go install name@version` stops with `cannot query module due to -mod=vendor`, and a module
    /// with dependencies and no vendor directory with `inconsistent vendoring`. Go uses a vendor
    /// directory by itself since 1.14.
    ///
    /// ## How to mend it
    /// Take it out of `GOFLAGS`.
    ///
    /// ```case
    /// target: laptop, settings.goflags -trimpath -mod=vendor
    /// finds: GOFLAGS has -mod=vendor: go install of another module fails
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -mod=readonly
    /// ```
    /// ```case
    /// target: laptop, no settings.goflags
    /// ```
    /// ```case
    /// target: laptop, settings.goflags ?
    /// unsure: permission denied
    /// ```
    vendoring_forced: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(("vendor", origin)) = flag(machine, "-mod")? else { return Ok(Told::Nothing) };
    Ok(Told::Fault(
        Finding::new("GOFLAGS has -mod=vendor: go install of another module fails")
            .has("-mod=vendor", origin)
            .mend("take it out of GOFLAGS: a vendor directory is used by itself"),
    ))
}
