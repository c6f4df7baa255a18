//! The binary wants a newer glibc than there is.

use landfall_facts::{Finding, GlibcImport, GlibcVersion, Origin, Seen, Shelf};

use crate::case::Case;
use crate::loading::MissingVersion;
use crate::rule::{Answer, rule};

rule! {
    /// The binary needs a newer glibc than the target has.
    ///
    /// ## Why it breaks
    /// The loader looks for each versioned symbol before `main` runs and stops the program:
    /// ``libc.so.6: version `GLIBC_2.34' not found``. A program takes the newest version of every
    /// symbol that the glibc it was linked against had, so what counts is where it was built.
    ///
    /// ## How to mend it
    /// Build on the oldest release that you ship to, or with `CGO_ENABLED=0`, or with
    /// `CC="zig cc -target x86_64-linux-gnu.2.17"`.
    ///
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, imports pthread_create@2.34
    /// target: debian:11, glibc 2.31, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// finds:  pthread_create needs glibc 2.34; debian:11 has 2.31
    /// ```
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, imports pthread_create@2.34
    /// target: debian:12, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// ```
    /// What could not be read is never called good.
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, imports pthread_create@2.34
    /// target: prod-7, glibc ?, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// unsure: permission denied
    /// ```
    newer_glibc_needed: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    if !case.is_elf() || !case.platform_fits() {
        return Ok(None);
    }
    // Where the loader is missing nothing gets so far.
    if case.build.link.interpreter.look()?.is_some() && case.interpreter()?.is_none() {
        return Ok(None);
    }
    let Some(import) = case.build.link.newest_glibc_import.look()? else { return Ok(None) };
    if let Some(Shelf::Seen(_)) = case.machine.libraries.known() {
        // The loader has a library in its hands, and looks at no number but its versions.
        let wanted = format!("GLIBC_{}", import.version);
        let own = |missing: &&MissingVersion| {
            missing.wanted_by == case.build.name && missing.version == wanted
        };
        let missing =
            case.loading()?.and_then(|loading| loading.versions.iter().find(own).cloned());
        let Some(missing) = missing else { return Ok(None) };
        let newest = missing.newest.as_deref().and_then(GlibcVersion::from_symbol_version);
        let Some(newest) = newest else { return Ok(None) };
        // Beside the newest version that a symbol has, what the same library says of itself.
        let says_itself = case.machine.glibc.known().filter(|glibc| **glibc < import.version);
        let has = says_itself.map_or(newest, |glibc| newest.max(*glibc));
        return Ok(Some(finding(case, &import, has, &Origin::Path(missing.path))));
    }
    let Some(glibc) = case.machine.glibc.look()? else { return Ok(None) };
    if *glibc >= import.version {
        return Ok(None);
    }
    Ok(Some(finding(case, &import, *glibc, glibc.origin)))
}

fn finding(
    case: &Case<'_>,
    import: &Seen<'_, GlibcImport>,
    glibc: GlibcVersion,
    origin: &Origin,
) -> Finding {
    let machine = &case.machine.name;
    let (symbol, others) = match import.symbols.as_slice() {
        [] => (import.library.as_str(), 0),
        [first, rest @ ..] => (first.as_str(), rest.len()),
    };
    let more = match others {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    let says = format!("{symbol} needs glibc {}; {machine} has {glibc}", import.version);
    let finding = Finding::new(says)
        .needs(format!("{symbol}@GLIBC_{}{more}", import.version), import.origin)
        .has(format!("glibc {glibc}"), origin)
        .mend("build with CGO_ENABLED=0, if nothing in it needs cgo")
        .mend(format!("build on {machine}, or on anything with glibc {glibc} or older"));
    match case.build.arch.known().and_then(|arch| landfall_know::zig_target(*arch)) {
        Some(target) => finding.mend(format!("build with CC=\"zig cc -target {target}.{glibc}\"")),
        None => finding,
    }
}
