//! A setting that did not reach the Go command.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// A setting that was asked for did not reach the Go command, or another one did.
    ///
    /// ## Why it breaks
    /// The Go command writes down what it built with. A flag that a script, a Makefile or an action does
    /// not pass on, or that GOFLAGS overrules, is not missed by anybody: tags leave code out, `-trimpath`
    /// keeps paths of the builder out, `-race` makes a program slow.
    ///
    /// ## How to mend it
    /// Pass the flag to the very command that builds; `go version -m` shows what reached it.
    ///
    /// ```case
    /// build:  linux/amd64, asked setting -trimpath=true, settings
    /// target: debian:12
    /// finds:  it was to be built with -trimpath=true and was built without
    /// ```
    /// ```case
    /// build:  linux/amd64, asked setting -tags=netgo, setting -tags=osusergo
    /// target: debian:12
    /// finds:  it was to be built with -tags=netgo and was built with -tags=osusergo
    /// ```
    /// ```case
    /// build:  linux/amd64, asked setting -race=, setting -race=true
    /// target: debian:12
    /// finds:  it was to be built without -race and was built with -race=true
    /// ```
    /// ```case
    /// build:  linux/amd64, asked setting -trimpath=true, setting -trimpath=true
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  linux/amd64, asked setting -trimpath=true
    /// target: debian:12
    /// unsure: a case that says nothing of it
    /// ```
    build_setting_lost: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    for (wanted, origin) in &asked.settings {
        let Some(all) = case.build.go.settings.look()? else { return Ok(None) };
        let got = all.value().iter().find(|one| one.key == wanted.key);
        let got_value = got.map_or("", |one| one.value.as_str());
        if got_value == wanted.value {
            continue;
        }
        let said = |value: &str| match value {
            "" => String::new(),
            value => format!(" {}={value}", wanted.key),
        };
        let (asked_for, came) = (said(&wanted.value), said(got_value));
        let with = match wanted.value.as_str() {
            "" => format!("without {}", wanted.key),
            _ => format!("with{asked_for}"),
        };
        let came_with = if came.is_empty() { "without".to_owned() } else { format!("with{came}") };
        let says = format!("it was to be built {with} and was built {came_with}");
        return Ok(Some(
            Finding::new(says)
                .needs(with, origin)
                .has(came_with, all.origin)
                .mend(format!("pass {} to the command that builds it", wanted.key)),
        ));
    }
    Ok(None)
}
