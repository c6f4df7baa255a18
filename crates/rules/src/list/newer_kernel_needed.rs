//! The Go release or the C library inside wants a newer Linux kernel.

use landfall_facts::{Finding, KernelVersion, Origin, Os};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program wants a newer Linux kernel than the target has.
    ///
    /// ## Why it breaks
    /// Each Go release says which kernels it runs on, and its runtime uses their system calls
    /// without a way back. A static program with glibc inside looks for itself and says `FATAL:
    /// kernel too old`. In a container the kernel is the host's.
    ///
    /// ## How to mend it
    /// Run a newer kernel, or build with a Go release that still supports this one.
    ///
    /// This rule is a preview: the numbers are the Go project's, and no such kernel could be
    /// started where the rules are proven. It makes a pair unsure, never broken.
    ///
    /// ```case
    /// build:  go1.24.1
    /// target: centos:6, kernel 2.6.32
    /// finds:  go1.24.1 supports Linux 3.2 and later; centos:6 has 2.6.32
    /// ```
    /// ```case
    /// build:  go1.24.1
    /// target: debian:11, kernel 5.10
    /// ```
    /// A target that does not say its kernel is taken to have one that containers run on.
    /// ```case
    /// build:  go1.24.1
    /// target: alpine:3.20, kernel ?
    /// ```
    /// ```case
    /// build:  linux/mips64le, go1.24.1, static glibc of kernel 6.12
    /// target: alpine:3.20, linux/mips64le, kernel ?
    /// unsure: permission denied
    /// ```
    /// A release that the table does not know may want any kernel.
    /// ```case
    /// build:  go1.99.0
    /// target: debian:11, kernel 5.10
    /// unsure: go-releases.csv does not say which kernels go1.99.0 supports
    /// ```
    newer_kernel_needed: Breaks, preview
}

fn check(case: &Case<'_>) -> Answer {
    let (build, machine) = (case.build, case.machine);
    let linux = matches!(build.os.known(), Some(Os::Linux));
    if !linux || !case.platform_fits() {
        return Ok(None);
    }
    let (kernel, origin, doubt) = match machine.kernel.look() {
        Ok(Some(kernel)) => (*kernel.value(), kernel.origin.clone(), None),
        Ok(None) => return Ok(None),
        Err(unsure) => {
            match build.arch.known().and_then(|arch| landfall_know::kernel_at_least(*arch)) {
                Some((kernel, origin)) => (kernel, origin, Some(unsure)),
                None => return Err(unsure),
            }
        }
    };
    // Below what every machine has nothing can be wrong; above it a kernel has to be said.
    let told = |finding: Finding| match doubt.clone() {
        Some(unsure) => Err(unsure),
        None => Ok(Some(finding)),
    };
    if let Some(note) = build.link.kernel.look()?
        && *note.value() > kernel
    {
        let says =
            format!("the C library in it wants Linux {}; {} has {kernel}", *note, machine.name);
        return told(finding(says, *note.value(), note.origin, kernel, &origin));
    }
    // A program that is not Go has no Go release to ask.
    let Some(go) = build.go.version.look()? else { return Ok(None) };
    let Some(release) = landfall_know::go_release(go.value(), build.arch.known().copied()) else {
        return Err(landfall_facts::Unsure(landfall_facts::Why::not_in_table(
            "go-releases.csv",
            &format!("which kernels {} supports", *go),
        )));
    };
    match release.kernel {
        Some(oldest) if oldest > kernel => {
            let says =
                format!("{} supports Linux {oldest} and later; {} has {kernel}", *go, machine.name);
            told(finding(says, oldest, &release.origin, kernel, &origin))
        }
        _ => Ok(None),
    }
}

fn finding(
    says: String,
    wanted: KernelVersion,
    by: &Origin,
    kernel: KernelVersion,
    origin: &Origin,
) -> Finding {
    Finding::new(says)
        .needs(format!("Linux {wanted}"), by)
        .has(format!("Linux {kernel}"), origin)
        .mend("run it on a newer kernel, or build with an older Go release")
}
