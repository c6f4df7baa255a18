//! A machine on which nobody can build Go.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// There is no `go` where the machine looks for programs.
    ///
    /// ## Why it breaks
    /// `go build` says `go: command not found`. A machine that only runs what others built needs
    /// none.
    ///
    /// ## How to mend it
    /// Install a Go of <https://go.dev/dl>, or add the directory of one that is there to PATH.
    ///
    /// ```case
    /// target: laptop, no toolchain.go
    /// finds: laptop has no go on its PATH
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go
    /// fine: go is /usr/local/go/bin/go
    /// ```
    /// ```case
    /// target: laptop, toolchain.go ?
    /// unsure: permission denied
    /// ```
    go_not_there: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(go) = machine.toolchain.go.look()? else {
        let says = format!("{} has no go on its PATH", machine.name);
        let mut finding = Finding::new(says);
        if let Some(origin) = machine.toolchain.go.origin() {
            finding = finding.has("no go", origin);
        }
        if let Some(all) = machine.toolchain.all.known() {
            finding = finding.mend(format!("add the bin directory of {} to PATH", all.join(", ")));
        }
        return Ok(Told::Fault(finding.mend("install one of https://go.dev/dl")));
    };
    Ok(Told::Fine(format!("go is {}", *go), go.origin.clone()))
}
