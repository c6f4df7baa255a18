//! A machine without /proc.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::there;

rule! {
    /// `/proc` is not mounted.
    ///
    /// ## Why it breaks
    /// A program starts. `os.Executable` says `readlink /proc/self/exe: no such file or directory`,
    /// so that what starts itself again or looks for files beside itself fails.
    ///
    /// ## How to mend it
    /// Mount it: `mount -t proc proc /proc`.
    ///
    /// ```case
    /// target: laptop, no surroundings.own_executable
    /// finds: laptop has no /proc: no program of Go finds itself
    /// ```
    /// ```case
    /// target: laptop, surroundings.own_executable /proc/self/exe
    /// fine: /proc is mounted
    /// ```
    /// ```case
    /// target: laptop, surroundings.own_executable ?
    /// unsure: permission denied
    /// ```
    no_proc: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        let says = format!("{} has no /proc: no program of Go finds itself", machine.name);
        Finding::new(says).mend("mount -t proc proc /proc")
    };
    let fine = |_: &String| "/proc is mounted".to_owned();
    there(&machine.surroundings.own_executable, fine, fault, "not there")
}
