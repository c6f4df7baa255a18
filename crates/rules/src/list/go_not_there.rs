//! A machine on which nobody can build Go.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::there;

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
    let tools = &machine.toolchain;
    let fault = || {
        let finding = Finding::new(format!("{} has no go on its PATH", machine.name));
        let finding = match tools.all.known() {
            Some(all) => {
                finding.mend(format!("add the bin directory of {} to PATH", all.join(", ")))
            }
            None => finding,
        };
        finding.mend("install one of https://go.dev/dl")
    };
    there(&tools.go, |go| format!("go is {go}"), fault, "no go")
}
