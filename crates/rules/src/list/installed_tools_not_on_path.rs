//! Installed programs that no shell finds.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// `PATH` lacks the directory that `go install` puts programs into, and there are some.
    ///
    /// ## Why it breaks
    /// `go install` ends well, and `command not found` follows; `go generate` stops with `exec:
    /// "stringer": executable file not found in $PATH`.
    ///
    /// ## How to mend it
    /// Add it: `PATH="$PATH:$(go env GOPATH)/bin"`; or pin tools in go.mod, since Go 1.24, and
    /// start them by `go tool`.
    ///
    /// ```case
    /// target: laptop, toolchain.installs_on_path false
    /// finds: PATH lacks the directory that go install puts programs into
    /// ```
    /// ```case
    /// target: laptop, toolchain.installs_on_path true
    /// ```
    /// ```case
    /// target: laptop, no toolchain.installs_on_path
    /// ```
    /// ```case
    /// target: laptop, toolchain.installs_on_path ?
    /// unsure: permission denied
    /// ```
    installed_tools_not_on_path: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("PATH lacks the directory that go install puts programs into")
            .mend("add $(go env GOPATH)/bin to PATH, or start tools by go tool")
    };
    unlike(&machine.toolchain.installs_on_path, &false, fault, "a PATH without it")
}
