//! A Windows with short paths.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::unlike;

rule! {
    /// Windows lets programs have no path of more than 260 characters.
    ///
    /// ## Why it breaks
    /// Go makes do by itself; git, gcc and linkers do not: `Filename too long` while a module is
    /// fetched or C is compiled deep below the module cache.
    ///
    /// ## How to mend it
    /// Turn long paths on (`LongPathsEnabled` in the registry, and `git config --system
    /// core.longpaths true`), or set `GOMODCACHE` and `GOTMPDIR` to short paths.
    ///
    /// ```case
    /// target: laptop, surroundings.long_paths false
    /// finds: paths of more than 260 characters are off
    /// ```
    /// ```case
    /// target: laptop, surroundings.long_paths true
    /// ```
    /// ```case
    /// target: laptop, no surroundings.long_paths
    /// ```
    /// ```case
    /// target: laptop, surroundings.long_paths ?
    /// unsure: permission denied
    /// ```
    long_paths_off: Note of a machine, preview
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("paths of more than 260 characters are off")
            .mend("turn LongPathsEnabled on, and git config --system core.longpaths true")
    };
    unlike(&machine.surroundings.long_paths, &false, fault, "LongPathsEnabled is off")
}
