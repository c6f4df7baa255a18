//! Settings in files of shells.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// Files that shells read set something of Go. They are looked at where `--shell` asks for it.
    ///
    /// ## Why it breaks
    /// What is set there holds for a login and not for a service, a job of cron, an editor that was
    /// started from a menu, or CI; and after it was changed it holds only for new shells. Two files
    /// may set one thing, and the later wins.
    ///
    /// ## How to mend it
    /// Take out what is not meant for every build of this user, or keep it in one place: `go env
    /// -w` for Go alone.
    ///
    /// ```case
    /// target: laptop, settings.shell_files GOFLAGS_/etc/profile.d/go.sh:3
    /// finds: files of shells set: GOFLAGS_/etc/profile.d/go.sh:3
    /// ```
    /// ```case
    /// target: laptop, no settings.shell_files
    /// ```
    /// ```case
    /// target: laptop, settings.shell_files ?
    /// unsure: permission denied
    /// ```
    set_in_shell_files: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(lines) = machine.settings.shell_files.look()? else { return Ok(Told::Nothing) };
    let all = lines.join(", ");
    Ok(Told::Fault(
        Finding::new(format!("files of shells set: {all}"))
            .has(all, lines.origin)
            .mend("take out what is not meant for every build of this user"),
    ))
}
