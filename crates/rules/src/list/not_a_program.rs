//! A library or archive is held against a machine as if it were started there.

use landfall_facts::{Kind, Unsure, Why};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The file is no program of its own.
    ///
    /// ## Why it matters
    /// A static archive or an object becomes part of another program, and that program's needs
    /// decide. A shared library or plugin is loaded by a program: its own libraries and versions
    /// are judged like a program's, for the loader treats them alike.
    ///
    /// ## How to mend it
    /// Check the program that the archive is linked into.
    ///
    /// ```case
    /// build:  kind c-archive
    /// target: debian:12
    /// unsure: a c-archive does not run by itself; check the program that it is linked into
    /// ```
    /// ```case
    /// build:  kind c-shared
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: debian:12
    /// ```
    not_a_program: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let Some(kind) = case.build.kind.look()? else { return Ok(None) };
    match kind.value() {
        // A package has a rule of its own.
        Kind::Executable | Kind::Pie | Kind::CShared | Kind::Plugin | Kind::Package => Ok(None),
        Kind::CArchive | Kind::Object => Err(Unsure(Why::new(format!(
            "a {} does not run by itself; check the program that it is linked into",
            kind.name()
        )))),
    }
}
