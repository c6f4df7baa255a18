//! Nowhere to keep modules.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_go, there};

rule! {
    /// Nothing tells Go where to keep modules.
    ///
    /// ## Why it breaks
    /// A build that needs a module stops with `go: module cache not found: neither GOMODCACHE nor
    /// GOPATH is set`. Services, cron jobs and containers with a user of their own often have no
    /// `HOME`.
    ///
    /// ## How to mend it
    /// Set `HOME`, `GOPATH` or `GOMODCACHE`.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, no toolchain.module_cache
    /// finds: Go has nowhere to keep modules: none of GOMODCACHE, GOPATH and HOME is set
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.module_cache /root/go/pkg/mod
    /// fine: modules are kept in /root/go/pkg/mod
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.module_cache ?
    /// unsure: permission denied
    /// ```
    no_module_cache: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let fault = || {
        let says = "Go has nowhere to keep modules: none of GOMODCACHE, GOPATH and HOME is set";
        Finding::new(says).mend("set HOME, GOPATH or GOMODCACHE")
    };
    let fine = |dir: &String| format!("modules are kept in {dir}");
    there(&machine.toolchain.module_cache, fine, fault, "no module cache")
}
