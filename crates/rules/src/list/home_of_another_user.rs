//! Root in the home of somebody else.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_go, unlike};

rule! {
    /// Root works with the home directory of another user.
    ///
    /// ## Why it breaks
    /// What Go keeps there belongs to root from then on, and the next build of its owner stops with
    /// `permission denied` in the build cache. `sudo -E` and `sudo` of macOS leave `HOME` so.
    ///
    /// ## How to mend it
    /// Use `sudo -H`, or build without `sudo`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.home_of_another true
    /// finds: root works in the home of another user: what Go keeps there will be of root
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.home_of_another false
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no surroundings.home_of_another
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.home_of_another ?
    /// unsure: permission denied
    /// ```
    home_of_another_user: Note of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let fault = || {
        let says = "root works in the home of another user: what Go keeps there will be of root";
        Finding::new(says).mend("use sudo -H, or build without sudo")
    };
    unlike(&machine.surroundings.home_of_another, &true, fault, "a home of another user")
}
