//! cgo without pkg-config.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_with_c, there};

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
    if !builds_with_c(machine)? {
        return Ok(Told::Nothing);
    }
    let fault = || {
        Finding::new("packages that ask pkg-config stop: it is not there")
            .mend("install pkg-config (Debian) or pkgconf (Alpine, Red Hat)")
    };
    let fine = |path: &String| format!("pkg-config is {path}");
    there(&machine.compiler.pkg_config, fine, fault, "no pkg-config")
}
