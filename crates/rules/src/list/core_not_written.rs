//! A crash that is to leave a core, and may not.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::unlike;

rule! {
    /// `GOTRACEBACK=crash` asks for a core file, and the limit of core files is 0.
    ///
    /// ## Why it breaks
    /// A program that crashes aborts, and nothing is left for a debugger. Seen with `ulimit -c 0`;
    /// without that limit a core was there.
    ///
    /// ## How to mend it
    /// Raise the limit: `ulimit -c unlimited`, `LimitCORE=infinity` of a unit.
    ///
    /// ```case
    /// target: laptop, settings.gotraceback crash, limits.core_size 0
    /// finds: GOTRACEBACK=crash leaves no core: a core file may have 0 bytes
    /// ```
    /// ```case
    /// target: laptop, settings.gotraceback crash, no limits.core_size
    /// ```
    /// ```case
    /// target: laptop, settings.gotraceback all, limits.core_size 0
    /// ```
    /// ```case
    /// target: laptop, settings.gotraceback crash, limits.core_size ?
    /// unsure: permission denied
    /// ```
    core_not_written: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let said = machine.settings.gotraceback.look()?;
    let Some(said) = said.filter(|said| said.value() == "crash") else { return Ok(Told::Nothing) };
    let fault = || {
        Finding::new("GOTRACEBACK=crash leaves no core: a core file may have 0 bytes")
            .needs("a core file", said.origin)
            .mend("raise the limit: ulimit -c unlimited, LimitCORE=infinity of a unit")
    };
    unlike(&machine.limits.core_size, &0, fault, "a limit of 0")
}
