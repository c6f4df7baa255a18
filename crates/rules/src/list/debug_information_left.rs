//! Debugging information where none was asked for.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// Debugging information (DWARF) was to be left out, and is there.
    ///
    /// ## Why it breaks
    /// A `-ldflags=-w` that is overruled by a later `-ldflags`, or torn by a shell, is not missed by
    /// anybody: the file is about a third larger.
    ///
    /// ## How to mend it
    /// Say all linker flags in one `-ldflags`, as in `-ldflags='-s -w'`: the last one counts, and
    /// `-ldflags` on the command line overrules that of GOFLAGS.
    ///
    /// ```case
    /// build:  linux/amd64, asked no dwarf, dwarf in it
    /// target: debian:12
    /// finds:  debugging information was to be left out, and is there
    /// ```
    /// ```case
    /// build:  linux/amd64, asked no dwarf, dwarf away
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  linux/amd64, asked no dwarf
    /// target: debian:12
    /// unsure: a case that says nothing of it
    /// ```
    debug_information_left: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.without_dwarf.look()? else { return Ok(None) };
    let Some(dwarf) = case.build.symbols.dwarf.look()?.filter(|dwarf| *dwarf.value()) else {
        return Ok(None);
    };
    let finding = Finding::new("debugging information was to be left out, and is there")
        .needs("no DWARF", wanted.origin)
        .has("DWARF", dwarf.origin)
        .mend("say all linker flags in one -ldflags, as in -ldflags='-s -w'");
    Ok(Some(finding))
}
