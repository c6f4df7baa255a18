//! Crashes without a stack.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::settings::word;

rule! {
    /// `GOTRACEBACK` hides the stack of a crash.
    ///
    /// ## Why it breaks
    /// A panic prints its message and no goroutine, so that nobody sees where it was. `none` and
    /// `0` ask for that, and a word that Go does not know is taken for them. Seen with each.
    ///
    /// ## How to mend it
    /// Write `single`, `all`, `system` or `crash`, or unset it.
    ///
    /// ```case
    /// target: laptop, settings.gotraceback none
    /// finds: GOTRACEBACK=none hides where a program crashes
    /// ```
    /// ```case
    /// target: laptop, settings.gotraceback full
    /// finds: GOTRACEBACK=full hides where a program crashes
    /// ```
    /// ```case
    /// target: laptop, settings.gotraceback all
    /// fine: GOTRACEBACK is all
    /// ```
    /// ```case
    /// target: laptop, no settings.gotraceback
    /// ```
    /// ```case
    /// target: laptop, settings.gotraceback ?
    /// unsure: permission denied
    /// ```
    traceback_hidden: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let fact = &machine.settings.gotraceback;
    const SAYS: &str = "hides where a program crashes";
    const MEND: &str = "write single or all, or unset it";
    let Some(said) = fact.look()? else { return Ok(Told::Nothing) };
    if !matches!(said.value().as_str(), "none" | "0") {
        return word(machine, "GOTRACEBACK", fact, SAYS, MEND);
    }
    let shown = format!("GOTRACEBACK={}", *said);
    let finding = Finding::new(format!("{shown} {SAYS}")).has(shown, said.origin);
    Ok(Told::Fault(finding.mend(MEND)))
}
