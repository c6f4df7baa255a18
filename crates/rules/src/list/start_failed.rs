//! A build that was really started on the machine, and did not end well.

use landfall_facts::{Finding, Unsure, Verdict, Why};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// It was really started there, and did not end well.
    ///
    /// ## Why it breaks
    /// With `--run` landfall does not only say what a loader and a kernel would do: it lets them do it, in the root
    /// filesystem or image itself. What is shown is how that ended, and what the program, its loader or the emulator
    /// said first.
    ///
    /// ## How to mend it
    /// Where another finding says why, mend that. Where none does, all that landfall looks at is there, and the
    /// program itself ends so: run the command there by hand, or hand its text to `landfall explain`.
    ///
    /// ```case
    /// build:  linux/amd64
    /// target: prod, started exit 3
    /// finds:  really started, `app --version` ended with exit code 3: no such thing, though everything foretold that it runs
    /// ```
    /// It was foretold.
    /// ```case
    /// build:  linux/amd64
    /// target: prod, started exit 127, foretold breaks
    /// finds:  really started, `app --version` ended with exit code 127: no such thing
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: prod, started exit 0
    /// ```
    /// Nobody asked for it to be started.
    /// ```case
    /// build:  linux/amd64
    /// target: prod
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: prod, started ?
    /// unsure: permission denied
    /// also:   verdict_belied_by_start
    /// ```
    start_failed: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let Some(started) = case.machine.started.look()? else { return Ok(None) };
    if let Some(why) = started.untried() {
        return Err(Unsure(Why::new(why)));
    }
    if started.ran() {
        return Ok(None);
    }
    let but = match started.foretold {
        Verdict::Runs => ", though everything foretold that it runs",
        Verdict::Breaks | Verdict::Unsure => "",
    };
    let says = format!("really started, `{}` {}{but}", started.command, started.told());
    let by = started.by.as_deref().unwrap_or("the processor itself");
    Ok(Some(
        Finding::new(says)
            .has(format!("it was run by {by}"), started.origin)
            .mend("run the command there by hand; `landfall explain` tells what its words mean"),
    ))
}
