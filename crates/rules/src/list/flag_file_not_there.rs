//! A file in GOFLAGS that is not there.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOFLAGS` has a flag that names a file or a program that is not there.
    ///
    /// ## Why it breaks
    /// Every build stops: `go: open /x.mod: no such file or directory` for `-modfile`, `go: reading
    /// overlay: open /x.json` for `-overlay`, the same for `-pgo`, and `fork/exec /x: no such file
    /// or directory` for `-toolexec`.
    ///
    /// ## How to mend it
    /// Take it out of `GOFLAGS`, or bring the file.
    ///
    /// ```case
    /// target: laptop, settings.goflags -overlay=there -pgo=not_there
    /// finds: GOFLAGS has -pgo with a file that is not there
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -modfile=there
    /// ```
    /// ```case
    /// target: laptop, no settings.goflags
    /// ```
    /// ```case
    /// target: laptop, settings.goflags ?
    /// unsure: permission denied
    /// ```
    flag_file_not_there: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(flags) = machine.settings.goflags.look()? else { return Ok(Told::Nothing) };
    let lost = flags.iter().find_map(|flag| flag.strip_suffix("=not_there"));
    let Some(name) = lost else { return Ok(Told::Nothing) };
    Ok(Told::Fault(
        Finding::new(format!("GOFLAGS has {name} with a file that is not there"))
            .has(name, flags.origin)
            .mend("take it out of GOFLAGS, or bring the file"),
    ))
}
