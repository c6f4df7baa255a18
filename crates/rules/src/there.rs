//! What most rules of a machine ask: whether something is there, and whether it is asked of the machine
//! at all.

use landfall_facts::{Fact, Finding, Machine, Unsure};

use crate::rule::{Look, Told};

/// Fine where a fact is known, and a fault where it surely is not, with what is lacking shown.
pub(crate) fn there<T>(
    fact: &Fact<T>,
    fine: impl FnOnce(&T) -> String,
    fault: impl FnOnce() -> Finding,
    lacking: &str,
) -> Look {
    if let Some(found) = fact.look()? {
        return Ok(Told::Fine(fine(found.value()), found.origin.clone()));
    }
    let finding = fault();
    Ok(Told::Fault(match fact.origin() {
        Some(origin) => finding.has(lacking, origin),
        None => finding,
    }))
}

/// A fault where a fact is what it should not be, with that shown.
pub(crate) fn unlike<T: PartialEq>(
    fact: &Fact<T>,
    wrong: &T,
    fault: impl FnOnce() -> Finding,
    shown: &str,
) -> Look {
    match fact.look()? {
        Some(found) if found.value() == wrong => Ok(Told::Fault(fault().has(shown, found.origin))),
        _ => Ok(Told::Nothing),
    }
}

/// A directory that Go writes to and that is mounted read-only; nothing where Go builds nothing.
pub(crate) fn read_only(
    machine: &Machine,
    dir: &Fact<String>,
    mount: &Fact<Vec<String>>,
    says: impl FnOnce(&str) -> String,
    mend: &str,
) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let Some(dir) = dir.look()? else { return Ok(Told::Nothing) };
    let Some(mount) = mount.look()? else { return Ok(Told::Nothing) };
    if !mount.iter().any(|option| option == "ro") {
        return Ok(Told::Nothing);
    }
    let finding = Finding::new(format!("{}: it is mounted read-only", says(dir.value())));
    Ok(Told::Fault(finding.has("ro", mount.origin).mend(mend)))
}

/// A directory that Go writes to and that this user may not write to; nothing where Go builds nothing.
pub(crate) fn not_of_this_user(
    machine: &Machine,
    what: &str,
    dir: &Fact<String>,
    writable: &Fact<bool>,
    mend: &str,
) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let Some(dir) = dir.look()? else { return Ok(Told::Nothing) };
    let fault = || {
        let says = format!("{what} {} cannot be written: it belongs to another user", *dir);
        Finding::new(says).mend(mend)
    };
    unlike(writable, &false, fault, "no right to write")
}

/// A part of GOROOT that every build needs. The Go of GCC has its parts elsewhere, and no VERSION.
pub(crate) fn of_goroot<T>(
    machine: &Machine,
    part: &Fact<T>,
    fine: impl FnOnce(&T) -> String,
    says: &str,
    lacking: &str,
) -> Look {
    if !builds_go(machine)? || machine.toolchain.version.look()?.is_none() {
        return Ok(Told::Nothing);
    }
    let Some(root) = machine.toolchain.goroot.look()? else { return Ok(Told::Nothing) };
    let fault = || Finding::new(format!("{says} {}", *root)).mend("install Go as a whole");
    there(part, fine, fault, lacking)
}

/// System calls that the kernel refuses, one of which is enough.
pub(crate) fn refused(machine: &Machine, calls: &[&str], says: &str, mend: &str) -> Look {
    let Some(refused) = machine.surroundings.refused.look()? else { return Ok(Told::Nothing) };
    let found = refused.value().iter().find(|call| calls.contains(&call.as_str()));
    let Some(call) = found else { return Ok(Told::Nothing) };
    let finding = Finding::new(says).has(format!("{call} is refused"), refused.origin);
    Ok(Told::Fault(finding.mend(mend)))
}

/// A path of Unix or of Windows; what a recording leaves out was one.
pub(crate) fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.get(1..3) == Some(":\\") || path == "elsewhere"
}

/// Whether Go is built there.
pub(crate) fn builds_go(machine: &Machine) -> Result<bool, Unsure> {
    Ok(machine.toolchain.go.look()?.is_some())
}

/// Whether Go is built there with cgo: nobody turns it off, and there is a compiler.
pub(crate) fn builds_with_c(machine: &Machine) -> Result<bool, Unsure> {
    let is_off = machine.toolchain.cgo_enabled.known().is_some_and(|said| said == "0");
    Ok(!is_off && builds_go(machine)? && machine.compiler.path.look()?.is_some())
}
