//! Short relative relocations on a loader that does not know them.

use landfall_facts::{Finding, GlibcVersion, Libc, MuslVersion, Shelf};
use landfall_know::Feature;

use crate::case::Case;
use crate::loading::Loading;
use crate::rule::{Answer, rule};

const WANTED: &str = "GLIBC_ABI_DT_RELR";

rule! {
    /// The binary uses short relative relocations, and the loader does not know them.
    ///
    /// ## Why it breaks
    /// Linked with `-z pack-relative-relocs`, which some distributions have made their default, a
    /// program keeps its relative relocations in a form that glibc knows since 2.36 and musl
    /// since 1.2.4. An older glibc says ``version `GLIBC_ABI_DT_RELR' not found``; an older musl
    /// passes over them without a word, and the program crashes.
    ///
    /// ## How to mend it
    /// Link with `-extldflags=-Wl,-z,nopack-relative-relocs`, or build on the older release.
    ///
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, wants libc.so.6 GLIBC_ABI_DT_RELR, relr
    /// target: debian:11, glibc 2.31, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// finds:  relative relocations in the short form need glibc 2.36; debian:11 has 2.31
    /// ```
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, wants libc.so.6 GLIBC_ABI_DT_RELR, relr
    /// target: debian:12, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// ```
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, wants libc.so.6 GLIBC_ABI_DT_RELR, relr
    /// target: prod-7, glibc ?, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// unsure: permission denied
    /// ```
    relr_not_understood: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    if !case.is_elf() || !case.platform_fits() {
        return Ok(None);
    }
    let Some(loader) = case.interpreter()? else { return Ok(None) };
    let Some(relr) = case.build.link.relr.look()? else { return Ok(None) };
    if !*relr.value() {
        return Ok(None);
    }
    let wanted = case
        .build
        .link
        .versions
        .look()?
        .is_some_and(|all| all.iter().any(|one| one.version == WANTED));
    let since = landfall_know::since(Feature::Relr, loader.libc);
    let Some((since, _)) = since else { return Ok(None) };
    let (has, origin) = match loader.libc {
        // Without the version a glibc that does not know them would crash; both are too old.
        Libc::Glibc => {
            // Vendors bring it to older releases, and the version that stands for it.
            if wanted && matches!(case.machine.libraries.known(), Some(Shelf::Seen(_))) {
                let lacks = |loading: &Loading| {
                    loading.versions.iter().any(|missing| missing.version == WANTED)
                };
                if !case.loading()?.is_some_and(lacks) {
                    return Ok(None);
                }
            }
            let Some(glibc) = case.machine.glibc.look()? else { return Ok(None) };
            if since.parse::<GlibcVersion>().is_ok_and(|since| *glibc >= since) {
                return Ok(None);
            }
            (glibc.to_string(), glibc.origin)
        }
        Libc::Musl => {
            let Some(musl) = case.machine.musl.look()? else { return Ok(None) };
            if since.parse::<MuslVersion>().is_ok_and(|since| *musl >= since) {
                return Ok(None);
            }
            (musl.to_string(), musl.origin)
        }
        Libc::Bionic | Libc::Uclibc | Libc::Native => return Ok(None),
    };
    let says = format!(
        "relative relocations in the short form need {} {since}; {} has {has}",
        loader.libc, case.machine.name
    );
    let asked = if wanted { WANTED } else { "DT_RELR" };
    Ok(Some(
        Finding::new(says)
            .needs(asked, relr.origin)
            .has(format!("{} {has}", loader.libc), origin)
            .mend("link with -extldflags=-Wl,-z,nopack-relative-relocs")
            .mend("or build on the oldest release that you ship to"),
    ))
}
