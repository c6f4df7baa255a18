//! Everything is found, but a symbol is offered by nothing that was loaded.

use landfall_facts::{Binding, Finding, Libc, Origin};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// No loaded library offers a symbol that is needed at start.
    ///
    /// ## Why it breaks
    /// After the libraries come the symbols: `symbol lookup error: undefined symbol` with glibc,
    /// `Error relocating …: symbol not found` with musl, before `main` runs. glibc may leave a
    /// function to be looked for when it is first called; musl never does. The usual case is a
    /// program linked against glibc and started by musl through a compatibility layer: glibc
    /// alone has `__vfprintf_chk` and `res_search`.
    ///
    /// ## How to mend it
    /// Build against the libraries of the target, or with `CGO_ENABLED=0`.
    ///
    /// ```case
    /// build:  interpreter /lib/ld-musl-x86_64.so.1, needs libc.so, imports __vfprintf_chk
    /// target: rootfs, interpreter /lib/ld-musl-x86_64.so.1, file ld-musl-x86_64.so.1 offers printf
    /// finds:  nothing in rootfs offers __vfprintf_chk
    /// ```
    /// ```case
    /// build:  interpreter /lib/ld-musl-x86_64.so.1, needs libc.so, imports printf
    /// target: rootfs, interpreter /lib/ld-musl-x86_64.so.1, file ld-musl-x86_64.so.1 offers printf
    /// ```
    /// A name in a table tells no symbols.
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libsqlite3.so.0, imports sqlite3_open
    /// target: debian:13, glibc 2.41, interpreter /lib64/ld-linux-x86-64.so.2, library libsqlite3.so.0
    /// unsure: debian:13 is not looked into, so nobody saw whether its libraries offer sqlite3_open
    /// ```
    /// ```case
    /// build:  interpreter /lib/ld-musl-x86_64.so.1, needs libc.so, imports printf
    /// target: rootfs, interpreter ?
    /// unsure: permission denied
    /// also:   interpreter_not_there, library_not_there, library_version_not_there, newer_glibc_needed, relr_not_understood, symbol_missed_when_called
    /// ```
    symbol_not_there: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let Some(loading) = case.loading()? else { return Ok(None) };
    if let Some(unsure) = case.unseen_symbol(Binding::Now)? {
        return Err(unsure);
    }
    // Where versions are missing the loader stops before it comes to symbols.
    if !loading.versions.is_empty() {
        return Ok(None);
    }
    let missing: Vec<_> = loading.symbols.iter().filter(|missing| !missing.lazy).collect();
    let Some(first) = missing.first() else { return Ok(None) };
    let machine = &case.machine.name;
    let name = match &first.version {
        Some(version) => format!("{}@{version}", first.symbol),
        None => first.symbol.clone(),
    };
    let says = match missing.len() {
        1 => format!("nothing in {machine} offers {name}"),
        count => format!("nothing in {machine} offers {name} and {} more symbols", count - 1),
    };
    let by =
        case.build.link.imports.origin().filter(|_| first.wanted_by == case.build.name).cloned();
    let mut finding = Finding::new(says)
        .needs(name, &by.unwrap_or_else(|| Origin::Path(first.wanted_by.clone())));
    if let Some(origin) = case.machine.libraries.origin() {
        finding = finding.has("libraries without that symbol", origin);
    }
    if case.machine.libc.known() == Some(&Libc::Musl) {
        finding = finding.mend("build on Alpine, or with CGO_ENABLED=0");
    }
    Ok(Some(finding.mend("build against the libraries of the target")))
}
