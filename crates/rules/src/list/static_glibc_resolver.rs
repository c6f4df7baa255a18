//! A static program with an old glibc inside looks up names through libraries that are not there.

use landfall_facts::{Finding, GlibcVersion, Libc, Shelf};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// A static program with a glibc before 2.34 inside resolves names by libraries of that very glibc.
    ///
    /// ## Why it breaks
    /// The program starts. The `getaddrinfo` and `getpwnam` of such a glibc load name service libraries
    /// (`libnss_files.so.2`) of the release they were linked from, even in a static program; the linker warns of it.
    /// Where there are none a lookup ends with `device or resource busy`; beside another glibc the program ends
    /// with a segmentation fault. From 2.34 on files and DNS are linked in, and both work in an empty directory; the
    /// linker warns all the same. Linked here with glibc 2.31 and 2.36, and started in a directory without libraries
    /// and beside glibc 2.36.
    ///
    /// ## How to mend it
    /// Build with `-tags netgo,osusergo`, which needs no C for names and users.
    ///
    /// ```case
    /// build:  static glibc 2.31, uses c_names
    /// target: scratch, no libraries
    /// finds:  scratch has no glibc for the look-ups of a static program with an old glibc inside
    /// ```
    /// ```case
    /// build:  static glibc 2.31, uses c_names
    /// target: debian:12, glibc 2.36
    /// finds:  debian:12 has glibc 2.36, and a static program has an older one inside
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: scratch, no libraries
    /// ```
    /// ```case
    /// build:  static glibc 2.34, uses c_names
    /// target: scratch, no libraries
    /// ```
    /// ```case
    /// build:  static glibc 2.31, uses c_names
    /// target: debian:11, glibc 2.31
    /// ```
    /// ```case
    /// build:  static glibc 2.31, uses c_names
    /// target: prod-7, glibc ?
    /// unsure: permission denied
    /// ```
    static_glibc_resolver: Degrades
}

/// The first release that looks names up by itself.
const FIRST: &str = "2.34";

fn check(case: &Case<'_>) -> Answer {
    if !case.is_elf() || !case.platform_fits() {
        return Ok(None);
    }
    let (build, machine) = (case.build, case.machine);
    let Some(inside) = build.link.static_glibc.look()? else { return Ok(None) };
    if !*inside.value() {
        return Ok(None);
    }
    let Some(names) = build.needs.c_names.look()? else { return Ok(None) };
    let Some(own) = build.link.static_glibc_names.look()? else { return Ok(None) };
    if *own.value() {
        return Ok(None);
    }
    let finding = |says: String| {
        Finding::new(says)
            .needs(format!("{} and a glibc before {FIRST} are linked in", *names), names.origin)
            .mend("build with -tags netgo,osusergo")
    };
    if let Some(there) = machine.glibc.look()? {
        // Which release is inside nobody tells: an older one of the machine may be the same.
        let is_other = FIRST.parse::<GlibcVersion>().is_ok_and(|first| *there.value() >= first);
        let says = format!(
            "{} has glibc {}, and a static program has an older one inside",
            machine.name,
            there.value()
        );
        return Ok(
            is_other.then(|| finding(says).has(format!("glibc {}", there.value()), there.origin))
        );
    }
    if machine.libc.known() == Some(&Libc::Glibc) {
        return Ok(None);
    }
    // A root filesystem with glibc's libraries but without a loader would do.
    if let Some(shelf) = machine.libraries.known()
        && let Shelf::Listed(listed) = shelf
        && !listed.complete
    {
        return Err(case.machine_unsure("may or may not have glibc's name service libraries"));
    }
    let finding = finding(format!(
        "{} has no glibc for the look-ups of a static program with an old glibc inside",
        machine.name
    ));
    Ok(Some(match machine.libc.origin().or(machine.glibc.origin()) {
        Some(origin) => finding.has("no glibc", origin),
        None => finding,
    }))
}
