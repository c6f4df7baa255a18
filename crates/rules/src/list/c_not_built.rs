//! A line of C that is not built.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// A line of C was really built, as `landfall doctor --probe` does, and that failed.
    ///
    /// ## Why it breaks
    /// All that cgo needs may seem to be there and not work: flags of `CGO_CFLAGS` or `CGO_LDFLAGS`
    /// that the compiler or the linker refuses, a compiler that is a script and starts another,
    /// headers of one C library and objects of another.
    ///
    /// ## How to mend it
    /// The complaint is that of the compiler or the linker itself.
    ///
    /// ```case
    /// target: laptop, compiler.trial gcc: error: unrecognized command-line option '-nosuch'
    /// finds: a line of C is not built: gcc: error: unrecognized command-line option '-nosuch'
    /// ```
    /// ```case
    /// target: laptop, compiler.trial built
    /// fine: a line of C was built
    /// ```
    /// ```case
    /// target: laptop, no compiler.trial
    /// ```
    /// ```case
    /// target: laptop, compiler.trial ?
    /// unsure: permission denied
    /// ```
    c_not_built: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(trial) = machine.compiler.trial.look()? else { return Ok(Told::Nothing) };
    if trial.value() == "built" {
        return Ok(Told::Fine("a line of C was built".to_owned(), trial.origin.clone()));
    }
    Ok(Told::Fault(
        Finding::new(format!("a line of C is not built: {}", *trial))
            .has(trial.value().as_str(), trial.origin)
            .mend("look at CC, CGO_CFLAGS and CGO_LDFLAGS: go env"),
    ))
}
