//! Builds that are to say their commit, without git.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::settings::{flag, is_on};

rule! {
    /// `GOFLAGS` has `-buildvcs=true`, and git is not there.
    ///
    /// ## Why it breaks
    /// A build in a repository stops with `go: missing Git command` and `error obtaining VCS
    /// status: exec: "git": executable file not found in $PATH`. Without the flag (`auto`) it is
    /// built, and nobody learns of which commit.
    ///
    /// ## How to mend it
    /// Install git, or take the flag out of `GOFLAGS`.
    ///
    /// ```case
    /// target: laptop, settings.goflags -buildvcs=true, no toolchain.git
    /// finds: GOFLAGS has -buildvcs, and git is not there
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -buildvcs=true, toolchain.git /usr/bin/git
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -buildvcs=false, no toolchain.git
    /// ```
    /// ```case
    /// target: laptop, settings.goflags ?
    /// unsure: permission denied
    /// ```
    commits_not_written_down: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some((value, origin)) = flag(machine, "-buildvcs")? else { return Ok(Told::Nothing) };
    if !is_on(value) || machine.toolchain.git.look()?.is_some() {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new("GOFLAGS has -buildvcs, and git is not there")
            .has("-buildvcs", origin)
            .mend("install git, or take the flag out of GOFLAGS"),
    ))
}
