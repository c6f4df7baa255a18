//! cgo without pkg-config.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// There is a C compiler and no pkg-config.
    ///
    /// ## Why it breaks
    /// Packages that say `#cgo pkg-config: …` stop with `exec: "pkg-config": executable file not
    /// found in $PATH`. Others need none.
    ///
    /// ## How to mend it
    /// Install `pkg-config` (Debian), `pkgconf` (Alpine, Red Hat), or name one in `PKG_CONFIG`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.path /usr/bin/gcc, no compiler.pkg_config
    /// finds: packages that ask pkg-config stop: it is not there
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.path /usr/bin/gcc, compiler.pkg_config /usr/bin/pkg-config
    /// fine: pkg-config is /usr/bin/pkg-config
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.path /usr/bin/gcc, compiler.pkg_config ?
    /// unsure: permission denied
    /// ```
    pkg_config_not_there: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let (tools, compiler) = (&machine.toolchain, &machine.compiler);
    let is_off = tools.cgo_enabled.known().is_some_and(|said| said == "0");
    if is_off || tools.go.look()?.is_none() || compiler.path.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    if let Some(path) = compiler.pkg_config.look()? {
        return Ok(Told::Fine(format!("pkg-config is {}", *path), path.origin.clone()));
    }
    let mut finding = Finding::new("packages that ask pkg-config stop: it is not there");
    if let Some(origin) = compiler.pkg_config.origin() {
        finding = finding.has("no pkg-config", origin);
    }
    Ok(Told::Fault(finding.mend("install pkg-config (Debian) or pkgconf (Alpine, Red Hat)")))
}
