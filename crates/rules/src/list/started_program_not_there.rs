//! A program that is started by name on a machine that does not have it.

use landfall_facts::{Finding, Started, Unsure};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program starts another by name, and the target does not have that.
    ///
    /// ## Why it breaks
    /// `exec.Command("git")` is looked up in PATH when it is run: `exec: "git": executable file not
    /// found in $PATH`. `scratch` and `distroless` have no programs at all, not even `sh`. It is told
    /// of source alone, where the name is written out and some call leads to it; nobody knows
    /// whether that call is ever made.
    ///
    /// ## How to mend it
    /// Install the program in the image, or take a base that has it, or a Go package that does the
    /// same.
    ///
    /// ```case
    /// build:  source without cgo, starts git
    /// target: scratch, no commands
    /// finds:  scratch has no git, which the program starts
    /// ```
    /// ```case
    /// build:  source without cgo, starts sh, starts git, starts ip
    /// target: rootfs:x, commands sh
    /// finds:  rootfs:x has no git, which the program starts, and 1 more
    /// ```
    /// ```case
    /// build:  source without cgo, starts sh
    /// target: rootfs:x, commands sh
    /// ```
    /// ```case
    /// build:  source without cgo, starts git
    /// target: prod-7, commands ?
    /// unsure: permission denied
    /// ```
    /// What is started by a program that is built already landfall does not look for.
    /// ```case
    /// build:  linux/amd64
    /// target: scratch, no commands
    /// ```
    started_program_not_there: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    if !case.platform_fits() {
        return Ok(None);
    }
    // That the source could not be looked at others say.
    let Some(source) = case.build.source.known() else { return Ok(None) };
    let Some(starts) = source.starts.look()? else { return Ok(None) };
    if starts.value().is_empty() {
        return Ok(None);
    }
    let (there, origin) = match &case.machine.commands {
        landfall_facts::Fact::Known(there, origin) => (there.as_slice(), origin),
        landfall_facts::Fact::Absent(origin) => (&[][..], origin),
        landfall_facts::Fact::Unknown(why) => return Err(Unsure(why.clone())),
    };
    let is_missing = |start: &&Started| !there.contains(&start.name);
    let missing: Vec<&Started> = starts.value().iter().filter(is_missing).collect();
    let Some(first) = missing.first() else { return Ok(None) };
    let more = match missing.len() {
        1 => String::new(),
        all => format!(", and {} more", all - 1),
    };
    let machine = &case.machine.name;
    let says = format!("{machine} has no {}, which the program starts{more}", first.name);
    let mut finding = Finding::new(says);
    for start in missing.iter().take(5) {
        finding = finding.needs(format!("{} starts {}", start.by, start.name), &start.origin);
    }
    let names: Vec<&str> = missing.iter().map(|start| start.name.as_str()).collect();
    Ok(Some(
        finding
            .has("nothing of that name where programs are looked for", origin)
            .mend(format!("install {} in the image, or take a base that has it", names.join(", "))),
    ))
}
