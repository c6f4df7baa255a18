//! What AppArmor has refused.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The log tells of something that AppArmor has refused.
    ///
    /// ## Why it breaks
    /// The program sees `permission denied`, whatever its user is. The log has the operation and
    /// the profile: that of a container runtime (`docker-default`), of a snap, or of the program.
    ///
    /// ## How to mend it
    /// Add the one rule to the profile (`aa-logprof` proposes it), or give the container a profile
    /// of its own. `apparmor=unconfined` opens everything.
    ///
    /// ```case
    /// target: laptop, surroundings.apparmor_denials exec_snap.go.go
    /// finds: AppArmor has refused exec_snap.go.go
    /// ```
    /// ```case
    /// target: laptop, no surroundings.apparmor_denials
    /// ```
    /// ```case
    /// target: laptop, surroundings.apparmor_denials ?
    /// unsure: permission denied
    /// ```
    apparmor_has_refused: Note of a machine, preview
}

fn check(machine: &Machine) -> Look {
    let Some(denials) = machine.surroundings.apparmor_denials.look()? else {
        return Ok(Told::Nothing);
    };
    Ok(Told::Fault(
        Finding::new(format!("AppArmor has refused {}", denials.join(", ")))
            .has("denials in the log", denials.origin)
            .mend("add that rule to the profile by aa-logprof"),
    ))
}
