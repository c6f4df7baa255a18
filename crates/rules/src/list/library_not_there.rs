//! A library that the program, or a library of it, names is not found.

use landfall_facts::{Finding, Origin};
use landfall_know::Packaged;

use crate::case::Case;
use crate::loading::{Loading, Missing};
use crate::rule::{Answer, rule};

rule! {
    /// A library that the program needs is not found.
    ///
    /// ## Why it breaks
    /// The loader resolves every needed library, and theirs, before `main` runs, and stops at the
    /// first it cannot find: `error while loading shared libraries: libgpgme.so.11: cannot open
    /// shared object file`; with musl, `Error loading shared library`. A base image holds few
    /// libraries besides the C library.
    ///
    /// ## How to mend it
    /// Install the library in the image, or link it statically, or use a pure Go package.
    ///
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libgpgme.so.11
    /// target: debian:12, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// finds:  libgpgme.so.11 is not in debian:12
    /// ```
    /// What comes with the C library is there wherever it is.
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libpthread.so.0, needs libc.so.6
    /// target: debian:12, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2
    /// ```
    /// A list that is not complete proves no absence.
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libgpgme.so.11
    /// target: fedora:40, glibc 2.39, interpreter /lib64/ld-linux-x86-64.so.2, libraries ?
    /// unsure: base-libraries.csv does not say whether fedora:40 has libgpgme.so.11
    /// ```
    /// On macOS and Windows what the system brings along is there; nothing else was looked for.
    /// ```case
    /// build:  windows/amd64, needs KERNEL32.dll
    /// target: windows:10, windows/amd64
    /// ```
    /// ```case
    /// build:  windows/amd64, needs KERNEL32.dll, needs libwinpthread-1.dll
    /// target: windows:10, windows/amd64
    /// unsure: windows:10 may or may not have libwinpthread-1.dll, which is no library of the system
    /// ```
    library_not_there: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    if !case.is_elf() {
        return of_other_systems(case);
    }
    let Some(loading) = case.loading()? else { return Ok(None) };
    let Some(first) = loading.missing.first() else {
        return match loading.doubts.first() {
            Some(why) => Err(landfall_facts::Unsure(why.clone())),
            None => Ok(None),
        };
    };
    let machine = &case.machine.name;
    let says = match loading.missing.as_slice() {
        [one] => match &one.refused {
            Some((path, why)) => format!("{} of {machine} cannot be loaded: {why}", path),
            None => format!("{} is not in {machine}", one.name),
        },
        [one, another] => format!("{} and {} are not in {machine}", one.name, another.name),
        [one, rest @ ..] => {
            format!("{} and {} more libraries are not in {machine}", one.name, rest.len())
        }
        [] => return Ok(None),
    };
    let mut finding = Finding::new(says);
    for missing in &loading.missing {
        let by = case.build.link.needed.origin().filter(|_| missing.wanted_by == case.build.name);
        let by = by.cloned().unwrap_or_else(|| Origin::Path(missing.wanted_by.clone()));
        finding = finding.needs(missing.name.clone(), &by);
    }
    finding = finding.has(looked(first), &first.origin);
    for mend in mends(loading, machine) {
        finding = finding.mend(mend);
    }
    Ok(Some(finding.mend("or build with CGO_ENABLED=0, if a pure Go package can take its place")))
}

/// What to do about all that is missing: what the release has in packages in one command, what it
/// has not, and the rest.
fn mends(loading: &Loading, machine: &str) -> Vec<String> {
    let packages = landfall_know::packages_for(machine);
    let packaged = |name: &str| packages.as_ref().and_then(|packages| packages.with(name));
    let mut install: Option<(&str, Vec<String>)> = None;
    let (mut nowhere, mut unknown) = (Vec::new(), 0);
    for missing in &loading.missing {
        match packaged(&missing.name) {
            Some(Packaged::In(command, package)) => {
                let (_, packages) = install.get_or_insert((command, Vec::new()));
                if !packages.contains(&package) {
                    packages.push(package);
                }
            }
            Some(Packaged::Nowhere) => nowhere.push(missing.name.as_str()),
            None => unknown += 1,
        }
    }
    let mut mends = Vec::new();
    if let Some((command, packages)) = install {
        let which = if nowhere.is_empty() && unknown == 0 { "it" } else { "what it has" };
        mends.push(format!("install {which}: {command} {}", packages.join(" ")));
    }
    if !nowhere.is_empty() {
        let names = nowhere.join(", ");
        mends.push(format!("build on {machine}: none of its packages has {names}"));
    }
    if unknown > 0 {
        let rest = if mends.is_empty() { "the library" } else { "the rest" };
        mends.push(format!("install {rest} on the target, or copy it into the image"));
    }
    mends
}

fn of_other_systems(case: &Case<'_>) -> Answer {
    if !case.platform_fits() {
        return Ok(None);
    }
    let Some(needed) = case.build.link.needed.look()? else { return Ok(None) };
    let Some(os) = case.build.os.look()? else { return Ok(None) };
    let own = |name: &&String| landfall_know::of_system(*os.value(), name).is_none();
    match needed.iter().find(own) {
        None => Ok(None),
        Some(name) => Err(case.machine_unsure(&format!(
            "may or may not have {name}, which is no library of the system"
        ))),
    }
}

fn looked(missing: &Missing) -> String {
    match missing.searched.as_slice() {
        [] => format!("no {}", missing.name),
        dirs => format!("no {} in {}", missing.name, dirs.join(", ")),
    }
}
