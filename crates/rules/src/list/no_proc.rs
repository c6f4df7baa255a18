//! A machine without /proc.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

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
    let fact = &machine.surroundings.own_executable;
    if let Some(path) = fact.look()? {
        return Ok(Told::Fine("/proc is mounted".to_owned(), path.origin.clone()));
    }
    let says = format!("{} has no /proc: no program of Go finds itself", machine.name);
    let mut finding = Finding::new(says);
    if let Some(origin) = fact.origin() {
        finding = finding.has("not there", origin);
    }
    Ok(Told::Fault(finding.mend("mount -t proc proc /proc")))
}
