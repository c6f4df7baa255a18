//! Nowhere to keep what is built.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::is_absolute;

rule! {
    /// Nothing tells Go where to keep its build cache, or it may not be used.
    ///
    /// ## Why it breaks
    /// Every build stops with `build cache is required, but could not be located: GOCACHE is not
    /// defined and neither $XDG_CACHE_HOME nor $HOME are defined`. Services, cron jobs and containers
    /// with a user of their own often have no `HOME`. `GOCACHE=off` was refused from Go 1.12 on, and
    /// a path that is not absolute always.
    ///
    /// ## How to mend it
    /// Set `HOME`, or `GOCACHE` to a directory that can be written.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, no toolchain.cache
    /// finds: Go has nowhere to keep its build cache: neither GOCACHE nor HOME is set
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.cache off
    /// finds: GOCACHE=off is refused
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.cache cache
    /// finds: GOCACHE=cache is not an absolute path
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.cache /var/cache/go
    /// fine: the build cache is /var/cache/go
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.cache ?
    /// unsure: permission denied
    /// ```
    no_build_cache: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    let Some(go) = tools.go.look()? else { return Ok(Told::Nothing) };
    let (says, origin) = match tools.cache.look()? {
        None => {
            let says = "Go has nowhere to keep its build cache: neither GOCACHE nor HOME is set";
            (says.to_owned(), tools.cache.origin().unwrap_or(go.origin))
        }
        Some(cache) => match cache.value().as_str() {
            "off" => ("GOCACHE=off is refused".to_owned(), cache.origin),
            path if is_absolute(path) => {
                let says = format!("the build cache is {path}");
                return Ok(Told::Fine(says, cache.origin.clone()));
            }
            path => (format!("GOCACHE={path} is not an absolute path"), cache.origin),
        },
    };
    Ok(Told::Fault(
        Finding::new(says)
            .has("no build cache", origin)
            .mend("set HOME, or GOCACHE to a directory that can be written"),
    ))
}
