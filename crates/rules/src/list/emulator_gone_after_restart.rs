//! An emulator that is registered until the machine is restarted.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// An emulator is registered, and nothing registers it again after a restart.
    ///
    /// ## Why it breaks
    /// The kernel keeps handlers in memory. What `docker run --privileged tonistiigi/binfmt --install all` or
    /// `multiarch/qemu-user-static` registered is gone when the machine was restarted, and the next build for another
    /// architecture ends with `exec format error`. What stands in `/etc/binfmt.d` or `/usr/lib/binfmt.d`, or in
    /// `/var/lib/binfmts`, comes back. Seen here in a new instance of binfmt_misc, which begins as after a start:
    /// with no handler in it, and a program for arm64 was refused.
    ///
    /// ## How to mend it
    /// Install `qemu-user-static`, which brings such files, or register again at each start: in CI, a step of the
    /// job.
    ///
    /// ```case
    /// target: laptop, no surroundings.container, surroundings.emulators_until_restart qemu-aarch64
    /// finds: nothing here registers qemu-aarch64 again after a restart
    /// ```
    /// ```case
    /// target: laptop, no surroundings.container, no surroundings.emulators_until_restart
    /// ```
    /// In a container the files of its host are not seen.
    /// ```case
    /// target: build-7, surroundings.container docker, surroundings.emulators_until_restart qemu-aarch64
    /// ```
    /// ```case
    /// target: laptop, no surroundings.container, surroundings.emulators_until_restart ?
    /// unsure: permission denied
    /// ```
    emulator_gone_after_restart: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let around = &machine.surroundings;
    let Some(names) = around.emulators_until_restart.look()? else { return Ok(Told::Nothing) };
    if around.container.look()?.is_some() {
        return Ok(Told::Nothing);
    }
    let all = names.join(", ");
    Ok(Told::Fault(
        Finding::new(format!("nothing here registers {all} again after a restart"))
            .has("handlers that no file names", names.origin)
            .mend("install qemu-user-static, or register again at each start"),
    ))
}
