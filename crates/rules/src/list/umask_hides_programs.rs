//! New files that their owner may not start.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::builds_go;

rule! {
    /// The umask takes from new files the right of their owner to read, write or start them.
    ///
    /// ## Why it breaks
    /// What `go build` and `go install` leave cannot be started: `Permission denied`. `go test`
    /// stops with `fork/exec /tmp/go-build…: permission denied`. Seen with `umask 0177`.
    ///
    /// ## How to mend it
    /// Set `umask 022`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.umask 0177
    /// finds: umask 0177 takes rights from the owner of new files
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.umask 0022
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.umask ?
    /// unsure: permission denied
    /// ```
    umask_hides_programs: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let Some(umask) = machine.surroundings.umask.look()? else { return Ok(Told::Nothing) };
    let is_of_owner = u32::from_str_radix(umask.value(), 8).is_ok_and(|digits| digits & 0o700 != 0);
    if !is_of_owner {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new(format!("umask {} takes rights from the owner of new files", *umask))
            .has(format!("umask {}", *umask), umask.origin)
            .mend("umask 022"),
    ))
}
