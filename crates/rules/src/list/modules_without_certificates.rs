//! Modules that cannot be fetched.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

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
    if machine.toolchain.go.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    if let Some(file) = machine.certificates.look()? {
        let says = format!("certificate authorities are in {}", *file);
        return Ok(Told::Fine(says, file.origin.clone()));
    }
    let says = format!("{} has no certificate authorities: no module can be fetched", machine.name);
    let mut finding = Finding::new(says);
    if let Some(origin) = machine.certificates.origin() {
        finding = finding.has("no bundle where Go looks", origin);
    }
    Ok(Told::Fault(finding.mend("install ca-certificates")))
}
