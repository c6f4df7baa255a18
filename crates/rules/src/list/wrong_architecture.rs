//! A program for one architecture on another.

use landfall_facts::{Arch, Finding, Os};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program is for another architecture.
    ///
    /// ## Why it breaks
    /// The kernel refuses the file with `exec format error` (ENOEXEC), unless an emulator is
    /// registered for it (binfmt_misc, Rosetta). A shell may then try to read it as a script and print
    /// something stranger.
    ///
    /// ## How to mend it
    /// Build with `GOARCH` set to the architecture of the target. In a Dockerfile, let
    /// `TARGETARCH` come from BuildKit: a default value in its `ARG` line shadows it.
    ///
    /// ```case
    /// build:  linux/amd64
    /// target: linux/arm64
    /// finds:  the program is for amd64; linux/arm64 runs arm64
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: linux/amd64
    /// ```
    /// Of a fat file the system takes the slice that fits.
    /// ```case
    /// build:  darwin/arm64, other slice amd64
    /// target: darwin/amd64
    /// ```
    /// A 64-bit x86 or ARM kernel may or may not run 32-bit programs; that is its own setting.
    /// ```case
    /// build:  linux/386
    /// target: linux/amd64
    /// unsure: linux/amd64 may be set not to run 32-bit programs
    /// ```
    /// Where an emulator runs it, or may, that is no fault.
    /// ```case
    /// build:  linux/arm64
    /// target: here, linux/amd64, emulated arm64
    /// ```
    /// ```case
    /// build:  linux/arm64
    /// target: here, linux/amd64, emulated ?
    /// unsure: permission denied
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: prod-7, arch ?
    /// unsure: permission denied
    /// ```
    wrong_architecture: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let os = match (case.build.os.known(), case.machine.os.known()) {
        (Some(wanted), Some(given)) if wanted != given => return Ok(None),
        (_, given) => given.copied(),
    };
    let Some(wanted) = case.build.arch.look()? else { return Ok(None) };
    let Some(given) = case.machine.arches.look()? else { return Ok(None) };
    if given.contains(wanted.value()) {
        return Ok(None);
    }
    // The system takes the slice that fits, and leaves this one alone.
    if case.build.other_slices.iter().any(|other| given.contains(other)) {
        return Ok(None);
    }
    let narrow = match (*wanted.value(), os) {
        (Arch::I386, Some(Os::Linux | Os::Windows)) => given.contains(&Arch::Amd64),
        (Arch::Arm, Some(Os::Linux)) => given.contains(&Arch::Arm64),
        _ => false,
    };
    if narrow {
        return Err(case.machine_unsure("may be set not to run 32-bit programs"));
    }
    if case.machine.emulated.look()?.is_some_and(|emulated| emulated.contains(wanted.value())) {
        return Ok(None);
    }
    let all: Vec<_> = given.iter().map(|arch| arch.name()).collect();
    let all = all.join(", ");
    let says = format!("the program is for {}; {} runs {all}", *wanted, case.machine.name);
    let finding = Finding::new(says)
        .needs(format!("GOARCH={}", *wanted), wanted.origin)
        .has(all.clone(), given.origin);
    Ok(Some(match given.value().as_slice() {
        [only] => finding.mend(format!("build with GOARCH={only}")),
        _ => finding.mend(format!("build with GOARCH set to one of {all}")),
    }))
}
