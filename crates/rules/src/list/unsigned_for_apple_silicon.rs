//! A darwin/arm64 program without a code signature.

use landfall_facts::{Arch, Finding, Os};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// A program for Apple silicon has no code signature.
    ///
    /// ## Why it breaks
    /// macOS on arm64 runs signed code only and ends anything else at once: `killed: 9`. Go's
    /// linker signs what it makes (ad hoc); `strip` and other tools that rewrite the file drop the
    /// signature.
    ///
    /// ## How to mend it
    /// Strip with `-ldflags=-s` instead, or sign again: `codesign -s - ./app`.
    ///
    /// This rule is a preview: no such machine was at hand where the rules are proven. It makes a
    /// pair unsure, never broken.
    ///
    /// ```case
    /// build:  darwin/arm64, go1.26.0, unsigned
    /// target: macos:14, darwin/arm64, macos 14
    /// finds:  the program has no code signature; macos:14 on arm64 runs signed programs only
    /// ```
    /// ```case
    /// build:  darwin/amd64, go1.26.0, unsigned
    /// target: macos:14, darwin/amd64, macos 14
    /// ```
    /// ```case
    /// build:  darwin/arm64, go1.26.0, signature ?
    /// target: macos:14, darwin/arm64, macos 14
    /// unsure: permission denied
    /// ```
    unsigned_for_apple_silicon: Breaks, preview
}

fn check(case: &Case<'_>) -> Answer {
    let build = case.build;
    let apple = build.os.known() == Some(&Os::Darwin) && build.arch.known() == Some(&Arch::Arm64);
    if !apple || !case.platform_fits() {
        return Ok(None);
    }
    let Some(signature) = build.macho.signature.look()? else { return Ok(None) };
    if *signature.value() {
        return Ok(None);
    }
    let machine = &case.machine.name;
    let says =
        format!("the program has no code signature; {machine} on arm64 runs signed programs only");
    let mut finding = Finding::new(says).needs("no code signature", signature.origin);
    if let Some(origin) = case.machine.os.origin() {
        finding = finding.has("macOS on arm64", origin);
    }
    Ok(Some(
        finding
            .mend("sign it: codesign -s - ./app")
            .mend("strip with -ldflags=-s instead of strip"),
    ))
}
