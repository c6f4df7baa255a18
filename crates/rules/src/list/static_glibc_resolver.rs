//! A static program with glibc inside looks up names through libraries that are not there.

use landfall_facts::{Finding, Libc, Shelf};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// A static program with glibc inside resolves names by libraries the target does not have.
    ///
    /// ## Why it breaks
    /// The program starts. glibc's `getaddrinfo` and `getpwnam` load name service libraries of the
    /// very glibc they were linked from, even in a static program; the linker warns of it. Where
    /// those are not found a look-up fails with `Temporary failure in name resolution`.
    ///
    /// ## How to mend it
    /// Build with `-tags netgo,osusergo`, which needs no C for names and users.
    ///
    /// ```case
    /// build:  static glibc, uses c_names
    /// target: scratch, no libraries
    /// finds:  scratch has no glibc for the look-ups of a static program with glibc inside
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: scratch, no libraries
    /// ```
    /// ```case
    /// build:  static glibc, uses c_names
    /// target: debian:12, glibc 2.36
    /// ```
    /// ```case
    /// build:  static glibc, uses c_names
    /// target: prod-7, glibc ?
    /// unsure: permission denied
    /// ```
    static_glibc_resolver: Degrades
}

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
    if machine.libc.known() == Some(&Libc::Glibc) || machine.glibc.look()?.is_some() {
        return Ok(None);
    }
    // A root filesystem with glibc's libraries but without a loader would do.
    if let Some(shelf) = machine.libraries.known()
        && let Shelf::Listed(listed) = shelf
        && !listed.complete
    {
        return Err(case.machine_unsure("may or may not have glibc's name service libraries"));
    }
    let says = format!(
        "{} has no glibc for the look-ups of a static program with glibc inside",
        machine.name
    );
    let mut finding =
        Finding::new(says).needs(format!("{} and glibc are linked in", *names), names.origin);
    if let Some(origin) = machine.libc.origin().or(machine.glibc.origin()) {
        finding = finding.has("no glibc", origin);
    }
    Ok(Some(finding.mend("build with -tags netgo,osusergo")))
}
