//! A user without a name.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// The user database does not have the user of the process.
    ///
    /// ## Why it breaks
    /// `user.Current` fails: with cgo `user: unknown userid 1234`, without `user: Current requires
    /// cgo or $USER set in environment`. OpenShift, and `--user 1234` of a container, start
    /// programs so.
    ///
    /// ## How to mend it
    /// Add a line to `/etc/passwd` when the image is built, or set `USER` and `HOME`.
    ///
    /// ```case
    /// target: laptop, surroundings.user_known false
    /// finds: the user of the process has no name: user.Current fails
    /// ```
    /// ```case
    /// target: laptop, surroundings.user_known true
    /// ```
    /// ```case
    /// target: laptop, no surroundings.user_known
    /// ```
    /// ```case
    /// target: laptop, surroundings.user_known ?
    /// unsure: permission denied
    /// ```
    user_not_known: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("the user of the process has no name: user.Current fails")
            .mend("add a line to /etc/passwd, or set USER and HOME")
    };
    unlike(&machine.surroundings.user_known, &false, fault, "no line for the user")
}
