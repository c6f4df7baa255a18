//! A program in an image without certificate authorities.

use landfall_facts::{Fact, Finding};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A program is shipped in an image that has no certificate authorities.
    ///
    /// ## Why it breaks
    /// A program that opens a TLS connection looks for a bundle in the image, `/etc/ssl/certs/ca-certificates.crt`
    /// and some others, and without one trusts nobody: `x509: certificate signed by unknown authority`. `scratch`,
    /// Debian, Ubuntu and busybox have none; Alpine and distroless have one. Seen by users in
    /// harshavardhana/s3www#7, google/go-github#1049, sue445/gitpanda#662 and hashicorp/go-tfe#172. A program was
    /// run here with and without a bundle. Whether yours opens such connections no Dockerfile tells.
    ///
    /// ## How to mend it
    /// `COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/`, `apt-get install ca-certificates`,
    /// or `import _ "golang.org/x/crypto/x509roots/fallback"`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:4: scratch has no certificate authorities, so /web trusts no TLS server
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM scratch
    /// COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// ```
    /// What is not the image's main program is not asked about.
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM debian:12
    /// COPY --from=build /web /
    /// CMD ["bash"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// ARG BASE
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /web .
    /// FROM $BASE
    /// COPY --from=build /web /
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $BASE is what --build-arg says
    /// ```
    certificates_not_shipped: Note of recipes
}

/// Where programs of Go look on Linux, written in `crypto/x509/root_linux.go`.
const PLACES: [&str; 8] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/etc/ssl/certs",
    "/etc/pki/tls/certs",
];

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let Some(started) = seen.started() else { return Ok(None) };
    let says_where =
        ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().any(|name| seen.stage.env.var(name).is_some());
    // An installation may bring a bundle with something else: curl recommends it.
    if says_where || seen.is_added_to() || PLACES.iter().any(|path| seen.brings(path)) {
        return Ok(None);
    }
    let embeds = started.making.module().is_some_and(|module| {
        module
            .requires
            .iter()
            .any(|(path, _)| path.contains("x509roots") || path.contains("rootcerts"))
    });
    if embeds {
        return Ok(None);
    }
    if let Some(unsure) = seen.unknown_image() {
        return Err(unsure);
    }
    let Ok(machine) = seen.machine() else { return Ok(None) };
    let Fact::Absent(row) = &machine.certificates else { return Ok(None) };
    // The images in which Go is built bring more than what they are made of.
    if seen.first_image().is_some() && seen.base_name().as_deref() != Some(seen.called()) {
        return Ok(None);
    }
    let path = &started.shipped.path;
    Ok(Some(
        Finding::new(format!(
            "{} has no certificate authorities, so {path} trusts no TLS server",
            machine.name
        ))
        .has(format!("{path} and no bundle are shipped"), &started.shipped.copied.at)
        .has(format!("{} has none", machine.name), row)
        .needs("a bundle where Go looks for one", &seen.stage.at)
        .mend("COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/")
        .mend("or leave it, if the program opens no TLS connections"),
    ))
}
