//! Another program than the one that was asked for.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// Another package main was built than the one that was asked for.
    ///
    /// ## Why it breaks
    /// A file of the same name that an earlier build or another module left, or `-o` in a loop over
    /// packages, and what is shipped is a program that nobody meant.
    ///
    /// ## How to mend it
    /// Name the package in the command that builds, give each program a file of its own, and look at `path`
    /// in `go version -m`.
    ///
    /// ```case
    /// build:  linux/amd64, asked main example.com/app, main example.com/app/cmd/tool
    /// target: debian:12
    /// finds:  it was to be example.com/app and is example.com/app/cmd/tool
    /// ```
    /// ```case
    /// build:  linux/amd64, asked main example.com/app, main example.com/app
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  linux/amd64, asked main example.com/app
    /// target: debian:12
    /// unsure: a case that says nothing of it
    /// ```
    another_program_built: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.main.look()? else { return Ok(None) };
    let Some(got) = case.build.go.main.look()? else { return Ok(None) };
    // Files that are named make a package without a path.
    if got.value() == wanted.value() || got.value() == "command-line-arguments" {
        return Ok(None);
    }
    let finding = Finding::new(format!("it was to be {} and is {}", *wanted, *got))
        .needs(wanted.to_string(), wanted.origin)
        .has(got.to_string(), got.origin)
        .mend(
            "name the package in the command that builds, and give each program a file of its own",
        );
    Ok(Some(finding))
}
