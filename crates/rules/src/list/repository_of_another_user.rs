//! A repository that git refuses.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_go, unlike};

rule! {
    /// The repository around the working directory belongs to another user, and git refuses it.
    ///
    /// ## Why it breaks
    /// A build of a program in it stops with `error obtaining VCS status: exit status 128. Use
    /// -buildvcs=false to disable VCS stamping.` Containers that run as root over a mounted working
    /// copy have it so, in CI most of all.
    ///
    /// ## How to mend it
    /// Name the directory: `git config --global --add safe.directory DIR`. `-buildvcs=false` builds
    /// too, and nobody learns of which commit.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.repository_refused true
    /// finds: git refuses this repository, which another user owns
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.repository_refused false
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no surroundings.repository_refused
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.repository_refused ?
    /// unsure: permission denied
    /// ```
    repository_of_another_user: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let fault = || {
        Finding::new("git refuses this repository, which another user owns")
            .mend("git config --global --add safe.directory with its directory")
            .mend("or build with -buildvcs=false, so that nobody learns of which commit")
    };
    unlike(&machine.surroundings.repository_refused, &true, fault, "a repository of another user")
}
