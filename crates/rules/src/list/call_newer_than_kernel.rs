//! A program that can make calls which the kernel does not have.

use landfall_facts::{Fact, Finding, NamedCall};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The kernel is older than a system call that the program can make.
    ///
    /// ## Why it breaks
    /// The call fails with ENOSYS, `function not implemented`. The standard library of Go asks for new calls
    /// and goes on with old ones; what a package calls by its number may have no such way. This is told only
    /// where the system calls of the program were asked for (`--profile`), and breaks nothing by itself.
    ///
    /// ## How to mend it
    /// Run a newer kernel, or see that the program has a way without the call.
    ///
    /// ```case
    /// build:  makes futex runtime, makes openat2 likely
    /// target: prod, kernel 4.18
    /// finds:  prod has Linux 4.18, which does not have openat2
    /// ```
    /// ```case
    /// build:  makes futex runtime, makes openat2 likely
    /// target: prod, kernel 5.10
    /// ```
    /// ```case
    /// build:  makes futex runtime, makes openat2 likely
    /// target: prod, kernel ?
    /// unsure: permission denied
    /// ```
    call_newer_than_kernel: Note
}

fn check(case: &Case<'_>) -> Answer {
    /// More fills the screen.
    const SHOWN: usize = 5;
    // Of most builds nobody asked for their calls.
    if !case.platform_fits() || matches!(case.build.syscalls, Fact::Absent(_)) {
        return Ok(None);
    }
    let Some(kernel) = case.machine.kernel.look()? else { return Ok(None) };
    let Some(derived) = case.build.syscalls.look()? else { return Ok(None) };
    let newer =
        |call: &&NamedCall| call.since.as_ref().is_some_and(|(since, _)| since > kernel.value());
    let newer: Vec<&NamedCall> = derived.calls.iter().filter(newer).collect();
    if newer.is_empty() {
        return Ok(None);
    }
    let names: Vec<&str> = newer.iter().map(|call| call.name.as_str()).collect();
    let says = format!(
        "{} has Linux {}, which does not have {}",
        case.machine.name,
        *kernel,
        names.join(", ")
    );
    let mut finding = Finding::new(says);
    for call in newer.iter().take(SHOWN) {
        if let Some((since, origin)) = &call.since {
            let tier = call.how.tier.name();
            finding = finding.needs(format!("{} ({tier}): Linux {since}", call.name), origin);
        }
    }
    Ok(Some(
        finding
            .has(format!("Linux {}", *kernel), kernel.origin)
            .mend("run a newer kernel, or see that the program has a way without them"),
    ))
}
