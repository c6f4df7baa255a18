//! An emulator that containers do not have.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// An emulator is registered without the flag `F`.
    ///
    /// ## Why it breaks
    /// The kernel looks for it by its path each time, also in a container or a chroot, which does
    /// not have it: `no such file or directory` for a program that is there. Seen in a chroot; with
    /// `F` the same program ran.
    ///
    /// ## How to mend it
    /// Register it with `F`: `qemu-user-static` of Debian 12 and `docker run --privileged
    /// tonistiigi/binfmt --install all` do.
    ///
    /// ```case
    /// target: laptop, surroundings.emulators_not_kept qemu-aarch64 qemu-arm
    /// finds: containers have no emulator for qemu-aarch64, qemu-arm: the flag F is not set
    /// ```
    /// ```case
    /// target: laptop, no surroundings.emulators_not_kept
    /// ```
    /// ```case
    /// target: laptop, surroundings.emulators_not_kept ?
    /// unsure: permission denied
    /// ```
    emulator_not_in_containers: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(names) = machine.surroundings.emulators_not_kept.look()? else {
        return Ok(Told::Nothing);
    };
    let all = names.join(", ");
    Ok(Told::Fault(
        Finding::new(format!("containers have no emulator for {all}: the flag F is not set"))
            .has("handlers without F", names.origin)
            .mend("register them with the flag F"),
    ))
}
