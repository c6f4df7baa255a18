//! A container without an init.

use landfall_facts::{Finding, INITS, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The first process of the container is a program that sees to no orphans.
    ///
    /// ## Why it breaks
    /// What a program starts and does not wait for falls to the first process when its parent ends.
    /// One of Go does not wait for what it does not know: such processes stay as zombies, and each
    /// takes a place of the control group until `fork: Resource temporarily unavailable`. Seen with
    /// three children of a shell that had ended. A shell as the first process waits for them.
    ///
    /// ## How to mend it
    /// Start the container with `--init`, or `tini` as its entry point; in Kubernetes
    /// `shareProcessNamespace: true`.
    ///
    /// ```case
    /// target: laptop, surroundings.container docker, surroundings.first_process app
    /// finds: the first process is app, which sees to no orphans
    /// ```
    /// ```case
    /// target: laptop, surroundings.container docker, surroundings.first_process tini
    /// ```
    /// ```case
    /// target: laptop, no surroundings.container, surroundings.first_process app
    /// ```
    /// ```case
    /// target: laptop, surroundings.container docker, surroundings.first_process ?
    /// unsure: permission denied
    /// ```
    first_process_is_no_init: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let around = &machine.surroundings;
    if around.container.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    let Some(first) = around.first_process.look()? else { return Ok(Told::Nothing) };
    if INITS.contains(&first.value().as_str()) {
        return Ok(Told::Nothing);
    }
    // A recording does not tell what somebody's own program is called.
    let called = match first.value().as_str() {
        "elsewhere" => "a program of its own",
        name => name,
    };
    Ok(Told::Fault(
        Finding::new(format!("the first process is {called}, which sees to no orphans"))
            .has(called, first.origin)
            .mend("start the container with --init, or tini as its entry point"),
    ))
}
