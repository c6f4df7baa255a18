//! Whether a process may have enough for Go to build.

use landfall_facts::{Fact, Finding, Machine};

use crate::rule::{Look, Told};

/// Holds a limit against what a build needs; no limit is enough. `name` is the fact's own.
pub(crate) fn enough(machine: &Machine, name: &str, limit: &Fact<u64>) -> Look {
    let Some(least) = landfall_know::least(name) else { return Ok(Told::Nothing) };
    let has_go = machine.toolchain.go.known().is_some();
    let Some(has) = limit.look()? else { return Ok(Told::Nothing) };
    let shown = |number: u64| match least.is_in_bytes {
        true => format!("{} MiB", number >> 20),
        false => number.to_string(),
    };
    let says = format!("{} {} {}", least.says, shown(*has), least.of);
    if *has.value() >= least.number {
        return Ok(Told::Fine(says, has.origin.clone()));
    }
    // What is only run needs less.
    let needs = shown(least.number);
    let finding = Finding::new(format!("{says}: go build needs {needs}"))
        .needs(format!("{needs} {}, else {}", least.of, least.fails), &least.origin)
        .has(shown(*has), has.origin);
    let finding = match has_go {
        true => finding,
        false => finding.mend("nothing, if no Go is built here"),
    };
    Ok(Told::Fault(finding.mend("raise the limit")))
}
