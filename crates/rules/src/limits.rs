//! Whether a process may have enough for Go to build, or, where no Go is, for a program of Go to run.

use landfall_facts::{Fact, Finding, Machine};

use crate::rule::{Look, Told};
use crate::there::builds_go;

/// Holds a limit against what is needed; no limit is enough. `name` is the fact's own.
pub(crate) fn enough(machine: &Machine, name: &str, limit: &Fact<u64>) -> Look {
    let who = if builds_go(machine)? { "go build" } else { "a program of Go" };
    enough_for(who, name, limit)
}

/// The same for what is named.
pub(crate) fn enough_for(who: &'static str, name: &str, limit: &Fact<u64>) -> Look {
    let Some(least) = landfall_know::least(name, who) else { return Ok(Told::Nothing) };
    let Some(has) = limit.look()? else { return Ok(Told::Nothing) };
    let shown = |number: u64| match least.is_in_bytes {
        true if number < 1 << 20 => format!("{} KiB", number >> 10),
        true => format!("{} MiB", number >> 20),
        false => number.to_string(),
    };
    let says = format!("{} {} {}", least.says, shown(*has), least.of);
    if *has.value() >= least.number {
        return Ok(Told::Fine(says, has.origin.clone()));
    }
    let needs = shown(least.number);
    Ok(Told::Fault(
        Finding::new(format!("{says}: {} needs {needs}", least.who))
            .needs(format!("{needs} {}, else {}", least.of, least.fails), &least.origin)
            .has(shown(*has), has.origin)
            .mend("raise the limit"),
    ))
}
