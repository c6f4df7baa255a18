//! A build of another kind than the one that was asked for.

use landfall_facts::{Finding, Kind};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// What came out is another kind of file than `-buildmode` asked for.
    ///
    /// ## Why it breaks
    /// A `-buildmode` that is lost on its way makes a plain program, which no C program can load and which
    /// cannot be moved in memory.
    ///
    /// ## How to mend it
    /// Say `-buildmode` to the very command that builds; `go version -m` shows what it was.
    ///
    /// ```case
    /// build:  linux/amd64, asked kind pie, kind exe
    /// target: debian:12
    /// finds:  it was to be of -buildmode=pie and is of -buildmode=exe
    /// ```
    /// ```case
    /// build:  linux/amd64, asked kind c-shared, kind c-shared
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  linux/amd64, asked kind pie, kind ?
    /// target: debian:12
    /// unsure: permission denied
    /// also:   not_a_program, go_library_in_musl_program, package_in_place_of_program
    /// ```
    another_kind_built: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.kind.look()? else { return Ok(None) };
    let Some(got) = case.build.kind.look()? else { return Ok(None) };
    if got.value() == wanted.value() {
        return Ok(None);
    }
    let mode = |kind: Kind| format!("-buildmode={}", kind.name());
    let (wanted_mode, got_mode) = (mode(*wanted.value()), mode(*got.value()));
    let finding = Finding::new(format!("it was to be of {wanted_mode} and is of {got_mode}"))
        .needs(wanted_mode.as_str(), wanted.origin)
        .has(got_mode.as_str(), got.origin)
        .mend(format!("say {wanted_mode} to the command that builds it"));
    Ok(Some(finding))
}
