//! More than one Go on a machine.

use std::collections::BTreeSet;

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// There are several Go installations, of different versions.
    ///
    /// ## Why it breaks
    /// Each works. Which of them builds is a matter of PATH, and an editor, a service or `sudo` may
    /// have another PATH than the shell: a build passes here and not there.
    ///
    /// ## How to mend it
    /// Remove those that nobody uses, or say in go.mod which is wanted (`toolchain go1.26.8`): since
    /// Go 1.21 each fetches that one.
    ///
    /// ```case
    /// target: laptop, toolchain.all /usr/local/go-1.26.8 /usr/lib/go-1.19.8
    /// finds: laptop has 2 Go installations
    /// ```
    /// ```case
    /// target: laptop, toolchain.all /usr/local/go-1.26.8
    /// ```
    /// ```case
    /// target: laptop, toolchain.all ?
    /// unsure: permission denied
    /// ```
    several_gos: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(all) = machine.toolchain.all.look()? else { return Ok(Told::Nothing) };
    let version = |one: &String| one.rsplit(' ').next().map(str::to_owned);
    let versions: BTreeSet<Option<String>> = all.iter().map(version).collect();
    if versions.len() < 2 {
        return Ok(Told::Nothing);
    }
    let says = format!("{} has {} Go installations", machine.name, all.len());
    let finding = Finding::new(says).has(all.join(", "), all.origin);
    Ok(Told::Fault(finding.mend("name the toolchain in go.mod, or remove those nobody uses")))
}
