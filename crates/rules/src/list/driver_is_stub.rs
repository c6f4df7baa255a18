//! A package that builds without cgo and fails when it is called.

use landfall_facts::Finding;
use landfall_know::WithoutCgo;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// A package that the program imports is only a stub without cgo.
    ///
    /// ## Why it breaks
    /// Some packages bring a second set of files for builds without cgo, so that everything
    /// compiles, and that do nothing but return an error. go-sqlite3 says `Binary was compiled with
    /// 'CGO_ENABLED=0', go-sqlite3 requires cgo to work. This is a stub` when the database is
    /// opened, and not before.
    ///
    /// ## How to mend it
    /// Build with `CGO_ENABLED=1` and a C compiler for the target, or take a package that needs no
    /// C.
    ///
    /// ```case
    /// build:  source without cgo, package github.com/mattn/go-sqlite3
    /// target: debian:12
    /// finds:  without cgo github.com/mattn/go-sqlite3 is a stub: "Binary was compiled with 'CGO_ENABLED=0', go-sqlite3 requires cgo to work. This is a stub"
    /// ```
    /// ```case
    /// build:  source with cgo, package github.com/mattn/go-sqlite3
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  source without cgo, package modernc.org/sqlite
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  source ?
    /// target: debian:12
    /// unsure: permission denied
    /// also:   source_does_not_build, debug_setting_refused, cgo_flag_refused, cplusplus_flag_for_c, go_pointer_handed_to_c
    /// ```
    driver_is_stub: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let Some(source) = case.build.source.look()? else { return Ok(None) };
    if source.has_cgo {
        return Ok(None);
    }
    let Some(os) = case.build.os.look()? else { return Ok(None) };
    for package in &source.value().packages {
        let Some(driver) = landfall_know::cgo_driver(&package.path, *os.value()) else { continue };
        if driver.without != WithoutCgo::Stub {
            continue;
        }
        let says = match driver.text.as_ref() {
            "" => format!("without cgo {} is a stub that does nothing", package.path),
            text => format!("without cgo {} is a stub: \"{text}\"", package.path),
        };
        let origin = package.imported.as_ref().unwrap_or(source.origin);
        let way = match package.way.as_slice() {
            [] => format!("imports {}", package.path),
            way => way.join(" → "),
        };
        let mut finding = Finding::new(says)
            .needs(way, origin)
            .needs(format!("{} is a stub without cgo", driver.path), &driver.origin)
            .has("without cgo", &source.cgo_origin)
            .mend("build with CGO_ENABLED=1 and a C compiler for the target");
        if !driver.instead.is_empty() {
            let costs = if driver.costs.is_empty() {
                String::new()
            } else {
                format!(" ({})", driver.costs)
            };
            finding = finding.mend(format!("or take {}{costs}", driver.instead.join(" or ")));
        }
        return Ok(Some(finding));
    }
    Ok(None)
}
