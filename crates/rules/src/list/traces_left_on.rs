//! Traces of the runtime that are left on.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GODEBUG` of the environment has every program of Go write about itself.
    ///
    /// ## Why it breaks
    /// `gctrace=1`, `schedtrace=1000`, `inittrace=1` and the like print to standard error, also
    /// from the Go command and what it starts: scripts that read it, and test runs, see lines that
    /// nobody expects.
    ///
    /// ## How to mend it
    /// Unset it where nobody reads that.
    ///
    /// ```case
    /// target: laptop, settings.godebug gctrace=1
    /// finds: GODEBUG=gctrace=1 has every program of Go write about itself
    /// ```
    /// ```case
    /// target: laptop, settings.godebug gctrace=0
    /// ```
    /// ```case
    /// target: laptop, no settings.godebug
    /// ```
    /// ```case
    /// target: laptop, settings.godebug ?
    /// unsure: permission denied
    /// ```
    traces_left_on: Note of a machine
}

fn check(machine: &Machine) -> Look {
    const TRACES: [&str; 6] =
        ["gctrace=", "schedtrace=", "inittrace=", "gcpacertrace=", "scavtrace=", "allocfreetrace="];
    let Some(said) = machine.settings.godebug.look()? else { return Ok(Told::Nothing) };
    let is_trace = |one: &&String| {
        let value = TRACES.iter().find_map(|key| one.strip_prefix(key));
        value.is_some_and(|value| value != "0" && !value.is_empty())
    };
    let Some(trace) = said.iter().find(is_trace) else { return Ok(Told::Nothing) };
    Ok(Told::Fault(
        Finding::new(format!("GODEBUG={trace} has every program of Go write about itself"))
            .has(trace.clone(), said.origin)
            .mend("unset it where nobody reads that"),
    ))
}
