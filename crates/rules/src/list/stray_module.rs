//! A go.mod above everything.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::builds_go;

rule! {
    /// There is a go.mod in the directory for temporary files, in the home directory or in `/`.
    ///
    /// ## Why it breaks
    /// Every directory below that has none of its own belongs to that module. In the directory for
    /// temporary files Go ignores it, and says `go.mod file not found in current directory or any
    /// parent directory`; elsewhere `go build` takes the wrong module, and `./...` walks a whole
    /// home.
    ///
    /// ## How to mend it
    /// Remove it: `go mod init` was run in the wrong directory.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.stray_module /root/go.mod
    /// finds: /root/go.mod makes a module of all that lies below
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no surroundings.stray_module
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, surroundings.stray_module ?
    /// unsure: permission denied
    /// ```
    stray_module: Note of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let Some(file) = machine.surroundings.stray_module.look()? else { return Ok(Told::Nothing) };
    Ok(Told::Fault(
        Finding::new(format!("{} makes a module of all that lies below", *file))
            .has(file.value().clone(), file.origin)
            .mend("remove it, if go mod init was run in the wrong directory"),
    ))
}
