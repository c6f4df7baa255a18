//! A GOROOT that leads nowhere.

use landfall_facts::{Fact, Finding, Machine, Origin};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOROOT` is set to a directory in which no Go lies.
    ///
    /// ## Why it breaks
    /// Every command of Go stops with `go: cannot find GOROOT directory: …`, or with `package fmt is
    /// not in std`. It is mostly left from a Go that was removed. A Go that is unpacked anywhere
    /// finds its own directory; the variable is not needed.
    ///
    /// ## How to mend it
    /// Unset `GOROOT`, and take it out of the files of the shell.
    ///
    /// ```case
    /// target: laptop, toolchain.goroot_said /usr/lib/go-9.9, no toolchain.goroot_said_version
    /// finds: GOROOT is set to /usr/lib/go-9.9, where no Go is
    /// ```
    /// ```case
    /// target: laptop, no toolchain.goroot_said
    /// fine: GOROOT is not set: go finds its own
    /// ```
    /// ```case
    /// target: laptop, toolchain.goroot_said /usr/lib/go, toolchain.goroot_said_version ?
    /// unsure: permission denied
    /// ```
    goroot_not_there: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    let Some(said) = tools.goroot_said.look()? else {
        return Ok(match &tools.goroot_said {
            Fact::Absent(origin) => {
                Told::Fine("GOROOT is not set: go finds its own".to_owned(), origin.clone())
            }
            Fact::Known(..) | Fact::Unknown(_) => Told::Nothing,
        });
    };
    if let Some(version) = tools.goroot_said_version.look()? {
        let says = format!("GOROOT is set to {}, where {} is", *said, *version);
        return Ok(Told::Fine(says, version.origin.clone()));
    }
    let says = format!("GOROOT is set to {}, where no Go is", *said);
    Ok(Told::Fault(
        Finding::new(says)
            .needs("go: cannot find GOROOT directory", &needs())
            .has(format!("GOROOT={}", *said), said.origin)
            .mend("unset GOROOT"),
    ))
}

fn needs() -> Origin {
    Origin::Go("its library is looked for in GOROOT".to_owned())
}
