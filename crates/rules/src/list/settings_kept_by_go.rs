//! Settings that only this user has.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `go env -w` has set something for this user.
    ///
    /// ## Why it breaks
    /// It holds for every build of this user and for nobody else: what builds here by `GOFLAGS`,
    /// `GOPROXY` or `GOTOOLCHAIN` of that file builds otherwise in CI, in a container and under
    /// `sudo`.
    ///
    /// ## How to mend it
    /// `go env -changed` shows what differs, `go env -u NAME` takes it back.
    ///
    /// ```case
    /// target: laptop, toolchain.kept GOFLAGS GOPROXY
    /// finds: go env -w has set GOFLAGS, GOPROXY for this user alone
    /// ```
    /// ```case
    /// target: laptop, no toolchain.kept
    /// ```
    /// ```case
    /// target: laptop, toolchain.kept ?
    /// unsure: permission denied
    /// ```
    settings_kept_by_go: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(kept) = machine.toolchain.kept.look()? else { return Ok(Told::Nothing) };
    let all = kept.join(", ");
    Ok(Told::Fault(
        Finding::new(format!("go env -w has set {all} for this user alone"))
            .has(all, kept.origin)
            .mend("take back what is not meant by go env -u"),
    ))
}
