//! A build with C where none was asked for.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program was to be without C, and C is linked in.
    ///
    /// ## Why it breaks
    /// A `CGO_ENABLED=0` that does not reach the Go command leaves cgo on wherever a C compiler is found:
    /// what comes out needs the C library of the machine that built it.
    ///
    /// ## How to mend it
    /// Set `CGO_ENABLED=0` in the environment of the very command that builds.
    ///
    /// ```case
    /// build:  linux/amd64, asked no cgo, cgo linked
    /// target: debian:12
    /// finds:  cgo was to be off, and C is linked in
    /// ```
    /// ```case
    /// build:  linux/amd64, asked no cgo, cgo not linked
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  linux/amd64, asked no cgo
    /// target: debian:12
    /// unsure: a case that says nothing of it
    /// ```
    cgo_linked_unasked: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.cgo.look()?.filter(|wanted| !*wanted.value()) else { return Ok(None) };
    let Some(linked) = case.build.cgo.linked.look()? else { return Ok(None) };
    if !*linked.value() {
        return Ok(None);
    }
    let finding = Finding::new("cgo was to be off, and C is linked in")
        .needs("CGO_ENABLED=0", wanted.origin)
        .has("runtime/cgo in it", linked.origin)
        .mend("set CGO_ENABLED=0 in the environment of the command that builds it");
    Ok(Some(finding))
}
