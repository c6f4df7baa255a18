//! A GOMODCACHE that is not absolute.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_go, is_absolute};

rule! {
    /// `GOMODCACHE` is not an absolute path.
    ///
    /// ## Why it breaks
    /// A build that needs a module stops with `go: GOMODCACHE entry is relative; must be absolute
    /// path: "mod"`.
    ///
    /// ## How to mend it
    /// Write the whole path, or unset it.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.module_cache mod
    /// finds: the module cache mod is not an absolute path
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.module_cache /go/pkg/mod
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no toolchain.module_cache
    /// also: no_module_cache
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, toolchain.module_cache ?
    /// unsure: permission denied
    /// ```
    module_cache_not_absolute: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let Some(cache) = machine.toolchain.module_cache.look()? else { return Ok(Told::Nothing) };
    if is_absolute(cache.value()) {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new(format!("the module cache {} is not an absolute path", *cache))
            .has("GOMODCACHE is set", cache.origin)
            .mend("write the whole path, or unset it"),
    ))
}
