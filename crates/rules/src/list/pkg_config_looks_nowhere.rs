//! A pkg-config that looks nowhere.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// `PKG_CONFIG_LIBDIR` names no directory that is there.
    ///
    /// ## Why it breaks
    /// It takes the place of all directories that pkg-config looks in, so that nothing is found:
    /// `Package zlib was not found in the pkg-config search path`. It is left set where somebody
    /// built for another target before.
    ///
    /// ## How to mend it
    /// Unset it, or name the directory of the target; `PKG_CONFIG_PATH` adds to the usual ones
    /// instead.
    ///
    /// ```case
    /// target: laptop, settings.pkg_config_libdir not there
    /// finds: PKG_CONFIG_LIBDIR names no directory that is there: pkg-config finds nothing
    /// ```
    /// ```case
    /// target: laptop, settings.pkg_config_libdir there
    /// ```
    /// ```case
    /// target: laptop, no settings.pkg_config_libdir
    /// ```
    /// ```case
    /// target: laptop, settings.pkg_config_libdir ?
    /// unsure: permission denied
    /// ```
    pkg_config_looks_nowhere: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        let says = "PKG_CONFIG_LIBDIR names no directory that is there: pkg-config finds nothing";
        Finding::new(says).mend("unset it, or name the directory of the target")
    };
    let said = &machine.settings.pkg_config_libdir;
    unlike(said, &"not there".to_owned(), fault, "PKG_CONFIG_LIBDIR is set")
}
