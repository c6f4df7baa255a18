//! A GOPATH that is not absolute.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// `GOPATH` names a directory that is not absolute.
    ///
    /// ## Why it breaks
    /// Every command stops with `go: GOPATH entry is relative; must be absolute path: "go"`, or,
    /// where a tilde was quoted, `GOPATH entry cannot start with shell metacharacter '~'`.
    ///
    /// ## How to mend it
    /// Write the whole path, or unset it: it is `go` in the home directory by itself.
    ///
    /// ```case
    /// target: laptop, settings.gopath relative
    /// finds: GOPATH is not an absolute path
    /// ```
    /// ```case
    /// target: laptop, settings.gopath ~
    /// finds: GOPATH begins with a tilde, which no shell has replaced
    /// ```
    /// ```case
    /// target: laptop, settings.gopath there
    /// fine: GOPATH is absolute
    /// ```
    /// ```case
    /// target: laptop, no settings.gopath
    /// ```
    /// ```case
    /// target: laptop, settings.gopath ?
    /// unsure: permission denied
    /// ```
    gopath_not_absolute: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(said) = machine.settings.gopath.look()? else { return Ok(Told::Nothing) };
    let says = match said.value().as_str() {
        "relative" => "GOPATH is not an absolute path",
        "~" => "GOPATH begins with a tilde, which no shell has replaced",
        _ => return Ok(Told::Fine("GOPATH is absolute".to_owned(), said.origin.clone())),
    };
    Ok(Told::Fault(
        Finding::new(says)
            .has("GOPATH is set", said.origin)
            .mend("write the whole path, or unset it"),
    ))
}
