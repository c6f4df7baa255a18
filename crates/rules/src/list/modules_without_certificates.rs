//! Modules that cannot be fetched.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_go, there};

rule! {
    /// There are no certificate authorities where Go looks for them.
    ///
    /// ## Why it breaks
    /// `go mod download`, `go get` and a toolchain that is to be fetched stop with `x509: certificate
    /// signed by unknown authority`. What is vendored or cached builds.
    ///
    /// ## How to mend it
    /// Install `ca-certificates`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, no certificates
    /// finds: laptop has no certificate authorities: no module can be fetched
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, certificates ?
    /// unsure: permission denied
    /// ```
    modules_without_certificates: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let fault = || {
        let says =
            format!("{} has no certificate authorities: no module can be fetched", machine.name);
        Finding::new(says).mend("install ca-certificates")
    };
    let fine = |file: &String| format!("certificate authorities are in {file}");
    there(&machine.certificates, fine, fault, "no bundle where Go looks")
}
