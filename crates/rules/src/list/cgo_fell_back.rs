//! A build without C where C was asked for.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// C was to be linked in, and is not.
    ///
    /// ## Why it breaks
    /// Where `CGO_ENABLED` is not set and no C compiler is found, or another platform is built for, the Go
    /// command turns cgo off and says nothing: files that import "C" are left out, and others take their
    /// place, or nothing does.
    ///
    /// ## How to mend it
    /// Set `CGO_ENABLED=1`, so that the build fails where it cannot be done, and `CC` to a compiler for the
    /// platform.
    ///
    /// ```case
    /// build:  linux/amd64, asked cgo, cgo not linked
    /// target: debian:12
    /// finds:  cgo was asked for, and the program is without C
    /// ```
    /// ```case
    /// build:  linux/amd64, asked cgo, cgo linked
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  linux/amd64, asked cgo
    /// target: debian:12
    /// unsure: a case that says nothing of it
    /// ```
    cgo_fell_back: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.cgo.look()?.filter(|wanted| *wanted.value()) else { return Ok(None) };
    let Some(linked) = case.build.cgo.linked.look()? else { return Ok(None) };
    if *linked.value() {
        return Ok(None);
    }
    let finding = Finding::new("cgo was asked for, and the program is without C")
        .needs("cgo", wanted.origin)
        .has("no runtime/cgo in it", linked.origin)
        .mend("set CGO_ENABLED=1 and CC in the environment of the command that builds it");
    Ok(Some(finding))
}
