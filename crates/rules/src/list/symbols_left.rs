//! A symbol table where none was asked for.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The symbol table was to be left out, and is there.
    ///
    /// ## Why it breaks
    /// A `-ldflags=-s` that is overruled by a later `-ldflags`, or torn by a shell, is not missed by
    /// anybody: the file is larger and tells all its names.
    ///
    /// ## How to mend it
    /// Say all linker flags in one `-ldflags`, as in `-ldflags='-s -w'`: the last one counts, and
    /// `-ldflags` on the command line overrules that of GOFLAGS.
    ///
    /// ```case
    /// build:  linux/amd64, asked no symbols, symbols 1200
    /// target: debian:12
    /// finds:  the symbol table was to be left out, and has 1200 symbols
    /// ```
    /// ```case
    /// build:  linux/amd64, asked no symbols, symbols 0
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  linux/amd64, asked no symbols
    /// target: debian:12
    /// unsure: a case that says nothing of it
    /// ```
    symbols_left: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.without_symbols.look()? else { return Ok(None) };
    let Some(table) = case.build.symbols.symtab.look()? else { return Ok(None) };
    let says = format!("the symbol table was to be left out, and has {} symbols", *table);
    let finding = Finding::new(says)
        .needs("no symbol table", wanted.origin)
        .has(format!("{} symbols", *table), table.origin)
        .mend("say all linker flags in one -ldflags, as in -ldflags='-s -w'");
    Ok(Some(finding))
}
