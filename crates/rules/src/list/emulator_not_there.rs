//! An emulator that is registered and not there.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// A program of another architecture is to be handed to an emulator that is not there.
    ///
    /// ## Why it breaks
    /// Starting one fails with `no such file or directory`, though the program is there: the kernel
    /// looks for the emulator. Registered by another container, or before `qemu-user-static` was
    /// removed.
    ///
    /// ## How to mend it
    /// Install it (`qemu-user-static`), or register it with the flag `F`, which keeps it open.
    ///
    /// ```case
    /// target: laptop, surroundings.emulators_not_there qemu-aarch64
    /// finds: the emulator of qemu-aarch64 is registered and not there
    /// ```
    /// ```case
    /// target: laptop, no surroundings.emulators_not_there
    /// ```
    /// ```case
    /// target: laptop, surroundings.emulators_not_there ?
    /// unsure: permission denied
    /// ```
    emulator_not_there: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(names) = machine.surroundings.emulators_not_there.look()? else {
        return Ok(Told::Nothing);
    };
    let all = names.join(", ");
    Ok(Told::Fault(
        Finding::new(format!("the emulator of {all} is registered and not there"))
            .has("a handler without its program", names.origin)
            .mend("install qemu-user-static, or register with the flag F"),
    ))
}
