//! A GOPROXY that Go does not understand.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOPROXY` names something that is no address.
    ///
    /// ## Why it breaks
    /// Nothing is fetched: `invalid proxy URL missing scheme: goproxy`, `invalid proxy URL scheme
    /// (must be https, http, file)`, or `GOPROXY list is not the empty string, but contains no
    /// entries`. A host with a dot in it is taken for one of HTTPS.
    ///
    /// ## How to mend it
    /// Write an address as in `https://proxy.example.com,direct`.
    ///
    /// ```case
    /// target: laptop, toolchain.proxy_said goproxy,direct
    /// finds: GOPROXY names goproxy, which is no address
    /// ```
    /// ```case
    /// target: laptop, toolchain.proxy_said ftp://example.com
    /// finds: GOPROXY names ftp://example.com, which is no address
    /// ```
    /// ```case
    /// target: laptop, toolchain.proxy_said ,
    /// finds: GOPROXY names nothing
    /// ```
    /// ```case
    /// target: laptop, toolchain.proxy_said https://proxy.example.com|goproxy.example.com,direct
    /// ```
    /// ```case
    /// target: laptop, no toolchain.proxy_said
    /// ```
    /// ```case
    /// target: laptop, toolchain.proxy_said ?
    /// unsure: permission denied
    /// ```
    proxy_not_understood: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.toolchain.proxy_said.look()? else { return Ok(Told::Nothing) };
    let mut entries = said.split([',', '|']).map(str::trim).filter(|entry| !entry.is_empty());
    let says = match entries.clone().next() {
        None => "GOPROXY names nothing".to_owned(),
        Some(_) => match entries.find(|entry| !is_understood(entry)) {
            Some(entry) => format!("GOPROXY names {entry}, which is no address"),
            None => return Ok(Told::Nothing),
        },
    };
    Ok(Told::Fault(
        Finding::new(says)
            .has("GOPROXY is set", said.origin)
            .mend("write an address, as in https://proxy.example.com,direct"),
    ))
}

/// Written in `cmd/go/internal/modfetch/proxy.go` under `proxyList` and `newProxyRepo`; what a recording
/// leaves out may be anything.
fn is_understood(entry: &str) -> bool {
    match entry.split_once("://") {
        Some((scheme, _)) => matches!(scheme, "https" | "http" | "file"),
        None => {
            matches!(entry, "direct" | "off" | "noproxy" | "elsewhere")
                || (entry.contains('.') && !entry.contains(':') && !entry.starts_with('/'))
        }
    }
}
