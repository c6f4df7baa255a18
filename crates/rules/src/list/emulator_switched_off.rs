//! An emulator that is registered and switched off.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// An emulator is registered with the kernel, and switched off.
    ///
    /// ## Why it breaks
    /// A program of that architecture is refused as if nobody had registered anything: `exec format error`. `echo 0`
    /// into the handler's file in `/proc/sys/fs/binfmt_misc` switches one off, into `status` all of them: so does
    /// a script that sets emulators up and ends halfway. Seen here with each of the two; after `echo 1` the
    /// program ran.
    ///
    /// ## How to mend it
    /// `echo 1 > /proc/sys/fs/binfmt_misc/status`, and into the file of the handler.
    ///
    /// ```case
    /// target: laptop, surroundings.emulators_off qemu-aarch64
    /// finds: the emulator of qemu-aarch64 is registered and switched off
    /// ```
    /// ```case
    /// target: laptop, no surroundings.emulators_off
    /// ```
    /// ```case
    /// target: laptop, surroundings.emulators_off ?
    /// unsure: permission denied
    /// ```
    emulator_switched_off: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(names) = machine.surroundings.emulators_off.look()? else {
        return Ok(Told::Nothing);
    };
    let all = names.join(", ");
    Ok(Told::Fault(
        Finding::new(format!("the emulator of {all} is registered and switched off"))
            .has("a handler that is disabled", names.origin)
            .mend("echo 1 into its file in /proc/sys/fs/binfmt_misc, and into status"),
    ))
}
