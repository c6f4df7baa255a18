//! A root for pkg-config that is not there.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// `PKG_CONFIG_SYSROOT_DIR` names a directory that is not there.
    ///
    /// ## Why it breaks
    /// pkg-config puts it before every directory that it tells: cgo is given
    /// `-I/nowhere/usr/include` and `-L/nowhere/usr/lib`, and the linker finds another library or
    /// none.
    ///
    /// ## How to mend it
    /// Unset it, or bring that directory.
    ///
    /// ```case
    /// target: laptop, settings.pkg_config_sysroot_dir not there
    /// finds: PKG_CONFIG_SYSROOT_DIR names a directory that is not there
    /// ```
    /// ```case
    /// target: laptop, settings.pkg_config_sysroot_dir there
    /// ```
    /// ```case
    /// target: laptop, no settings.pkg_config_sysroot_dir
    /// ```
    /// ```case
    /// target: laptop, settings.pkg_config_sysroot_dir ?
    /// unsure: permission denied
    /// ```
    pkg_config_root_not_there: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("PKG_CONFIG_SYSROOT_DIR names a directory that is not there")
            .mend("unset it, or bring that directory")
    };
    let said = &machine.settings.pkg_config_sysroot_dir;
    unlike(said, &"not there".to_owned(), fault, "PKG_CONFIG_SYSROOT_DIR is set")
}
