//! A build for another CPU level than the one that was asked for.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// What came out is for another CPU level than the one that was asked for.
    ///
    /// ## Why it breaks
    /// A setting that does not reach the Go command, because a script, a Makefile or a container does not
    /// pass it on, is not missed by anybody: the build ends well, for the default level. The other way
    /// round, a level that was left in the environment makes a program that ends at its start on older
    /// processors.
    ///
    /// ## How to mend it
    /// Set the level in the environment of the very command that builds, as in `GOAMD64=v3 go build`, and
    /// look at it with `go version -m`.
    ///
    /// ```case
    /// build:  linux/amd64, asked level GOAMD64=v3, cpu GOAMD64=v1
    /// target: linux/amd64
    /// finds:  it was asked for GOAMD64=v3 and is for GOAMD64=v1
    /// ```
    /// ```case
    /// build:  linux/amd64, asked level GOAMD64=v3, cpu GOAMD64=v3
    /// target: linux/amd64, cpu GOAMD64=v3
    /// ```
    /// The same may be said in other words.
    /// ```case
    /// build:  linux/arm, asked level GOARM=7, cpu GOARM=7,hardfloat
    /// target: linux/arm, cpu GOARM=7
    /// ```
    /// ```case
    /// build:  linux/amd64, asked level GOAMD64=v3, cpu ?
    /// target: linux/amd64
    /// unsure: permission denied
    /// also:   newer_cpu_needed
    /// ```
    cpu_level_lost: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.level.look()? else { return Ok(None) };
    let Some(got) = case.build.cpu.look()? else { return Ok(None) };
    if got.value().is_same(wanted.value()) || got.setting != wanted.setting {
        return Ok(None);
    }
    let finding = Finding::new(format!("it was asked for {} and is for {}", *wanted, *got))
        .needs(wanted.to_string(), wanted.origin)
        .has(got.to_string(), got.origin)
        .mend(format!("set {} in the environment of the command that builds it", *wanted));
    Ok(Some(finding))
}
