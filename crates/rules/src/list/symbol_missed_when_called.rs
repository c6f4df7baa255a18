//! A function is offered by nothing that was loaded, and missed only when it is first called.

use landfall_facts::{Binding, Finding, Origin};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// No loaded library offers a function that is looked for when it is first called.
    ///
    /// ## Why it breaks
    /// Without immediate binding glibc starts the program and looks for a function when it is
    /// first called. Then the program ends in the middle of its work: `symbol lookup error:
    /// undefined symbol: sqlite3_deserialize`. A library that is older than the one built against
    /// is the usual cause. `LD_BIND_NOW=1` shows it at start.
    ///
    /// ## How to mend it
    /// Build against the library of the target, or bring a newer one along.
    ///
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libsqlite3.so.0, calls sqlite3_deserialize
    /// target: rootfs, interpreter /lib64/ld-linux-x86-64.so.2, file libsqlite3.so.0 offers sqlite3_open
    /// finds:  nothing in rootfs offers sqlite3_deserialize, which is missed when it is first called
    /// ```
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libsqlite3.so.0, calls sqlite3_open
    /// target: rootfs, interpreter /lib64/ld-linux-x86-64.so.2, file libsqlite3.so.0 offers sqlite3_open
    /// ```
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libsqlite3.so.0, calls sqlite3_open
    /// target: rootfs, interpreter ?
    /// unsure: permission denied
    /// also:   interpreter_not_there, library_not_there, library_version_not_there, newer_glibc_needed, relr_not_understood, symbol_not_there
    /// ```
    symbol_missed_when_called: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let Some(loading) = case.loading()? else { return Ok(None) };
    if let Some(unsure) = case.unseen_symbol(Binding::Lazy)? {
        return Err(unsure);
    }
    // What stops the program at start is said by other rules.
    if !loading.versions.is_empty() || loading.symbols.iter().any(|missing| !missing.lazy) {
        return Ok(None);
    }
    let Some(first) = loading.symbols.first() else { return Ok(None) };
    let machine = &case.machine.name;
    let more = match loading.symbols.len() {
        1 => ", which is".to_owned(),
        count => format!(" and {} more symbols, which are", count - 1),
    };
    let says = format!(
        "nothing in {machine} offers {}{more} missed when it is first called",
        first.symbol
    );
    let says = if loading.symbols.len() > 1 {
        says.replace("when it is first", "when first")
    } else {
        says
    };
    let by =
        case.build.link.imports.origin().filter(|_| first.wanted_by == case.build.name).cloned();
    let mut finding = Finding::new(says)
        .needs(first.symbol.clone(), &by.unwrap_or_else(|| Origin::Path(first.wanted_by.clone())));
    if let Some(origin) = case.machine.libraries.origin() {
        finding = finding.has("libraries without that symbol", origin);
    }
    Ok(Some(finding.mend("build against the libraries of the target")))
}
