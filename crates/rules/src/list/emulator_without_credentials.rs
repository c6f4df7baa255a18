//! An emulator under which setuid programs have no rights.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// An emulator is registered without the flag `C`.
    ///
    /// ## Why it breaks
    /// The kernel then takes the rights from the emulator and not from the program that it runs: `sudo`, `su` and
    /// `ping` of a foreign image stay without those of root. `sudo: effective uid is not 0, is /usr/bin/sudo on a
    /// file system with the 'nosuid' option set`. `qemu-user-static` of Debian 12 registers so, and `docker run
    /// --privileged multiarch/qemu-user-static --reset -p yes`; `tonistiigi/binfmt` registers with it. Seen by users
    /// in multiarch/qemu-user-static#17, docker/buildx#1335 and uraimo/run-on-arch-action#75. Here a setuid
    /// program for arm64 had the user's own rights under `F`, `OF` and `OPF`, and those of root under `CF` and `OCF`.
    /// Programs of Go that nobody gave a bit or a capability do not mind.
    ///
    /// ## How to mend it
    /// `docker run --rm --privileged tonistiigi/binfmt --install all`, or run as root what needs it: whoever sets `C`
    /// trusts the emulator as root.
    ///
    /// ```case
    /// target: laptop, surroundings.emulators_without_rights qemu-aarch64 qemu-arm
    /// finds: setuid programs have no rights under qemu-aarch64, qemu-arm: the flag C is not set
    /// ```
    /// ```case
    /// target: laptop, no surroundings.emulators_without_rights
    /// ```
    /// ```case
    /// target: laptop, surroundings.emulators_without_rights ?
    /// unsure: permission denied
    /// ```
    emulator_without_credentials: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(names) = machine.surroundings.emulators_without_rights.look()? else {
        return Ok(Told::Nothing);
    };
    let all = names.join(", ");
    Ok(Told::Fault(
        Finding::new(format!("setuid programs have no rights under {all}: the flag C is not set"))
            .has("handlers without C", names.origin)
            .mend("register them with the flag C, or run as root what needs it"),
    ))
}
