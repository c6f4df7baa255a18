//! A machine without /dev/null.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::there;

rule! {
    /// There is no `/dev/null`.
    ///
    /// ## Why it breaks
    /// A program that starts another without handing it files opens `/dev/null` for it: `os/exec`
    /// fails with `open /dev/null: no such file or directory`, and so does every build, for the Go
    /// command starts the compiler. A chroot without `/dev` is such a place.
    ///
    /// ## How to mend it
    /// Mount `/dev`, or make the device: `mknod -m 666 /dev/null c 1 3`.
    ///
    /// ```case
    /// target: laptop, no surroundings.null_device
    /// finds: laptop has no /dev/null: no program of Go can start another
    /// ```
    /// ```case
    /// target: laptop, surroundings.null_device /dev/null
    /// fine: /dev/null is there
    /// ```
    /// ```case
    /// target: laptop, surroundings.null_device ?
    /// unsure: permission denied
    /// ```
    no_null_device: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        let says = format!("{} has no /dev/null: no program of Go can start another", machine.name);
        Finding::new(says).mend("mount /dev, or mknod -m 666 /dev/null c 1 3")
    };
    let fine = |_: &String| "/dev/null is there".to_owned();
    there(&machine.surroundings.null_device, fine, fault, "not there")
}
