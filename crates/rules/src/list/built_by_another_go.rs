//! A build by another Go than the one that was asked for.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// Another release of Go built it than the one that was asked for.
    ///
    /// ## Why it breaks
    /// The `toolchain` line of go.mod and `GOTOOLCHAIN` let the Go command start another one in its place,
    /// and a PATH with several Gos finds the first: what was tested with one release is shipped with
    /// another, with other limits of kernel, glibc and processor.
    ///
    /// ## How to mend it
    /// Set `GOTOOLCHAIN` to the release, as in `GOTOOLCHAIN=go1.27.3`, for the very command that builds;
    /// `go version FILE` says which it was.
    ///
    /// ```case
    /// build:  linux/amd64, asked go1.27.3, go1.26.6
    /// target: debian:12
    /// finds:  it was to be built by go1.27.3 and was built by go1.26.6
    /// ```
    /// ```case
    /// build:  linux/amd64, asked go1.27.3, go1.27.3
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  linux/amd64, asked go1.27.3, built by ?
    /// target: debian:12
    /// unsure: permission denied
    /// ```
    built_by_another_go: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.go.look()? else { return Ok(None) };
    let Some(got) = case.build.go.version.look()? else { return Ok(None) };
    // A toolchain may write down experiments and its distributor behind its number.
    if (got.minor(), got.patch()) == (wanted.minor(), wanted.patch()) {
        return Ok(None);
    }
    let finding =
        Finding::new(format!("it was to be built by {} and was built by {}", *wanted, *got))
            .needs(wanted.to_string(), wanted.origin)
            .has(got.to_string(), got.origin)
            .mend(format!("set GOTOOLCHAIN={} for the command that builds it", *wanted));
    Ok(Some(finding))
}
