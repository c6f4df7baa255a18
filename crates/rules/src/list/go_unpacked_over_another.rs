//! One Go unpacked over another.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// GOROOT has files of an older release beside those of its own.
    ///
    /// ## Why it breaks
    /// Nothing is built: `runExitHooks redeclared in this block`, with two files of the standard
    /// library. `tar` leaves what the new release has no more; go.dev says to remove the directory
    /// first.
    ///
    /// ## How to mend it
    /// Remove GOROOT and unpack again.
    ///
    /// ```case
    /// target: laptop, toolchain.goroot /usr/local/go, toolchain.leftovers src/runtime/exithook.go
    /// finds: /usr/local/go has files of an older Go: src/runtime/exithook.go
    /// ```
    /// ```case
    /// target: laptop, toolchain.goroot /usr/local/go, no toolchain.leftovers
    /// ```
    /// ```case
    /// target: laptop, toolchain.goroot /usr/local/go, toolchain.leftovers ?
    /// unsure: permission denied
    /// ```
    go_unpacked_over_another: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let tools = &machine.toolchain;
    let Some(files) = tools.leftovers.look()? else { return Ok(Told::Nothing) };
    let Some(root) = tools.goroot.look()? else { return Ok(Told::Nothing) };
    let says = format!("{} has files of an older Go: {}", *root, files.join(", "));
    Ok(Told::Fault(
        Finding::new(says)
            .has("files that its release does not have", files.origin)
            .mend("remove GOROOT and unpack again"),
    ))
}
