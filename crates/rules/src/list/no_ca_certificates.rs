//! A TLS client on a machine without certificate authorities.

use landfall_facts::Finding;

use crate::case::Case;
use crate::files::lacking;
use crate::rule::{Answer, rule};

rule! {
    /// The program verifies TLS servers, and the target has no certificate authorities.
    ///
    /// ## Why it breaks
    /// The program starts. Its first TLS connection as a client fails with `x509: certificate
    /// signed by unknown authority`. `scratch`, `busybox` and the base images of Debian and Ubuntu
    /// have no bundle. It speaks only if the function that loads the system's authorities is
    /// linked in, which the Go linker does only where the code can be reached.
    ///
    /// ## How to mend it
    /// Copy a bundle into the image, install `ca-certificates`, or import
    /// `golang.org/x/crypto/x509roots/fallback`.
    ///
    /// ```case
    /// build:  uses certificates
    /// target: scratch, no certificates
    /// finds:  scratch has no certificate authorities for the TLS connections of the program
    /// ```
    /// ```case
    /// build:  uses certificates
    /// target: alpine:3.20
    /// ```
    /// ```case
    /// build:  uses certificates, brings certificates
    /// target: scratch, no certificates
    /// ```
    /// ```case
    /// build:  uses certificates
    /// target: prod-7, certificates ?
    /// unsure: permission denied
    /// ```
    no_ca_certificates: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let (build, machine) = (case.build, case.machine);
    let lack = lacking(
        case,
        &build.needs.certificates,
        Some(&build.embedded.certificates),
        &machine.certificates,
    )?;
    Ok(lack.map(|(function, by, origin)| {
        Finding::new(format!(
            "{} has no certificate authorities for the TLS connections of the program",
            machine.name
        ))
        .needs(format!("{function} is linked in"), by)
        .has("no bundle where Go looks", origin)
        .mend("COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/")
        .mend("or install ca-certificates in the image")
        .mend("or import _ \"golang.org/x/crypto/x509roots/fallback\"")
    }))
}
