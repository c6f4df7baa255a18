//! A build that runs, really started, where it was foretold to break.

use landfall_facts::{Finding, Unsure, Why};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// It is foretold to break, and ended well when it was really started there.
    ///
    /// ## Why it breaks
    /// Either the command does not come to what breaks, or landfall is wrong. The verdict stays as it was foretold:
    /// one start that ends well does not prove what it did not do.
    ///
    /// ## How to mend it
    /// Look at the finding that breaks. If the program does what it is about, and works, landfall is wrong: please
    /// report it, with this output; until then `--allow` that rule.
    ///
    /// ```case
    /// build:  linux/amd64
    /// target: prod, started exit 0, foretold breaks
    /// finds:  it is foretold to break, and really started, `app --version` ended well
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: prod, started exit 0
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: prod, started ?
    /// unsure: permission denied
    /// also:   start_failed
    /// ```
    verdict_belied_by_start: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let Some(started) = case.machine.started.look()? else { return Ok(None) };
    if let Some(why) = started.untried() {
        return Err(Unsure(Why::new(why)));
    }
    if !started.ran() || !started.belies() {
        return Ok(None);
    }
    let says = format!(
        "it is foretold to break, and really started, `{}` {}",
        started.command,
        started.told()
    );
    let by = started.by.as_deref().unwrap_or("the processor itself");
    Ok(Some(Finding::new(says).has(format!("it was run by {by}"), started.origin).mend(
        "see whether the command comes to what is foretold to break; if it does, report this",
    )))
}
