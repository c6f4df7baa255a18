//! A kernel that refuses pipes.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The kernel refuses `pipe2`.
    ///
    /// ## Why it breaks
    /// No program of Go starts another: `fork/exec /usr/bin/true: operation not permitted`, which
    /// speaks of the program and means the pipe by which its failure would be told.
    ///
    /// ## How to mend it
    /// Allow the call in the seccomp profile or the unit that forbids it; `landfall record` on
    /// another machine shows what is allowed there.
    ///
    /// ```case
    /// target: laptop, surroundings.refused pipe2
    /// finds: programs of Go start no others: the kernel refuses pipe2
    /// ```
    /// ```case
    /// target: laptop, surroundings.refused other
    /// ```
    /// ```case
    /// target: laptop, no surroundings.refused
    /// ```
    /// ```case
    /// target: laptop, surroundings.refused ?
    /// unsure: permission denied
    /// ```
    pipes_refused: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(refused) = machine.surroundings.refused.look()? else { return Ok(Told::Nothing) };
    let Some(call) = refused.iter().find(|call| CALLS.contains(&call.as_str())) else {
        return Ok(Told::Nothing);
    };
    Ok(Told::Fault(
        Finding::new("programs of Go start no others: the kernel refuses pipe2")
            .has(format!("{call} is refused"), refused.origin)
            .mend("allow pipe2 in the seccomp profile"),
    ))
}

const CALLS: [&str; 1] = ["pipe2"];
