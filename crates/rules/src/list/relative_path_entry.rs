//! A PATH with a directory that is not absolute.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `PATH` names a directory that is not absolute, or has nothing between two colons.
    ///
    /// ## Why it breaks
    /// A shell starts what lies there. A program of Go does not, since 1.19: `os/exec` says `cannot
    /// run executable found relative to current directory`, so that nothing is started that somebody
    /// put into the current directory.
    ///
    /// ## How to mend it
    /// Take it out of `PATH`, or start by a path: `./tool`.
    ///
    /// ```case
    /// target: laptop, surroundings.path_is_relative true
    /// finds: PATH has a directory that is not absolute: programs of Go start nothing from there
    /// ```
    /// ```case
    /// target: laptop, surroundings.path_is_relative false
    /// ```
    /// ```case
    /// target: laptop, surroundings.path_is_relative ?
    /// unsure: permission denied
    /// ```
    relative_path_entry: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(is_relative) = machine.surroundings.path_is_relative.look()? else {
        return Ok(Told::Nothing);
    };
    if !*is_relative {
        return Ok(Told::Nothing);
    }
    let says = "PATH has a directory that is not absolute: programs of Go start nothing from there";
    Ok(Told::Fault(
        Finding::new(says)
            .has("a directory that is not absolute", is_relative.origin)
            .mend("take it out of PATH, or start by a path, as in ./tool"),
    ))
}
