//! A library is found but lacks a version that is asked of it.

use landfall_facts::{Finding, GlibcVersion, Origin};

use crate::case::Case;
use crate::loading::MissingVersion;
use crate::rule::{Answer, rule};

rule! {
    /// A library is there, but too old for what is asked of it.
    ///
    /// ## Why it breaks
    /// The loader holds every version that an object wants against those the library defines,
    /// before `main` runs: ``libcrypto.so.3: version `OPENSSL_3.2.0' not found``. The program's
    /// own wish for a newer glibc has a rule of its own; here speak its other libraries, and the
    /// libraries' wishes among themselves.
    ///
    /// ## How to mend it
    /// Build against the library of the target's release, or ship a newer one with the program.
    ///
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libcrypto.so.3, wants libcrypto.so.3 OPENSSL_3.2.0
    /// target: rootfs, interpreter /lib64/ld-linux-x86-64.so.2, file libcrypto.so.3 defines OPENSSL_3.0.0
    /// finds:  libcrypto.so.3 lacks OPENSSL_3.2.0; rootfs has OPENSSL_3.0.0
    /// ```
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libcrypto.so.3, wants libcrypto.so.3 OPENSSL_3.0.0
    /// target: rootfs, interpreter /lib64/ld-linux-x86-64.so.2, file libcrypto.so.3 defines OPENSSL_3.0.0
    /// ```
    /// A name in a table tells no versions.
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libcrypto.so.3, wants libcrypto.so.3 OPENSSL_3.2.0
    /// target: debian:12, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2, library libcrypto.so.3
    /// unsure: debian:12 is not looked into, so nobody saw whether its libcrypto.so.3 defines OPENSSL_3.2.0
    /// ```
    library_version_not_there: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let Some(loading) = case.loading()? else { return Ok(None) };
    let own = |missing: &&MissingVersion| {
        missing.wanted_by != case.build.name || !is_glibc(&missing.version)
    };
    let Some(first) = loading.versions.iter().find(own) else { return not_seen(case) };
    let machine = &case.machine.name;
    let has = first.newest.clone().unwrap_or_else(|| "none of that series".into());
    let says = format!("{} lacks {}; {machine} has {has}", first.library, first.version);
    let by =
        case.build.link.versions.origin().filter(|_| first.wanted_by == case.build.name).cloned();
    let mut finding = Finding::new(says);
    finding = finding.needs(
        format!("{} of {}", first.version, first.library),
        &by.unwrap_or_else(|| Origin::Path(first.wanted_by.clone())),
    );
    finding = finding.has(has, &Origin::Path(first.path.clone()));
    Ok(Some(finding.mend(format!(
        "build against the {} of {machine}, or bring a newer one along",
        first.library
    ))))
}

fn is_glibc(version: &str) -> bool {
    GlibcVersion::from_symbol_version(version).is_some() || version.starts_with("GLIBC_ABI_")
}

/// A table knows the release of glibc, and the names of other libraries but not their versions.
fn not_seen(case: &Case<'_>) -> Answer {
    let Some(shelf) = case.machine.libraries.look()? else { return Ok(None) };
    let landfall_facts::Shelf::Listed(listed) = shelf.value() else { return Ok(None) };
    let Some(wanted) = case.build.link.versions.look()? else { return Ok(None) };
    let missing = |name: &str| !listed.sonames.iter().any(|soname| soname == name);
    // libgcc's versions are older than every release that the table lists it for.
    let unseen = wanted.iter().find(|wanted| {
        !wanted.weak
            && !is_glibc(&wanted.version)
            && !missing(&wanted.library)
            && !wanted.version.starts_with("GCC_")
    });
    match unseen {
        None => Ok(None),
        Some(wanted) => Err(case.machine_unsure(&format!(
            "is not looked into, so nobody saw whether its {} defines {}",
            wanted.library, wanted.version
        ))),
    }
}
