//! A program for one operating system on another.

use landfall_facts::{Finding, Os};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program is for another operating system.
    ///
    /// ## Why it breaks
    /// The kernel does not know the file's format or its system calls: `exec format error` on
    /// Linux, `cannot execute binary file`, "not a valid Win32 application" on Windows.
    ///
    /// ## How to mend it
    /// Build with `GOOS` set to the operating system of the target.
    ///
    /// ```case
    /// build:  windows/amd64
    /// target: debian:12, linux/amd64
    /// finds:  the program is for windows; debian:12 is linux
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: debian:12, linux/amd64
    /// ```
    /// Android has a Linux kernel: what needs no loader may run there, from a shell that may start
    /// programs; what needs one does not find it.
    /// ```case
    /// build:  linux/arm64
    /// target: android:14, android/arm64
    /// unsure: android:14 has a Linux kernel, and may start a static program
    /// ```
    /// ```case
    /// build:  linux/arm64, interpreter /lib/ld-linux-aarch64.so.1
    /// target: android:14, android/arm64
    /// finds:  the program is for linux; android:14 is android
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: prod-7, os ?
    /// unsure: permission denied
    /// ```
    wrong_operating_system: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let Some(wanted) = case.build.os.look()? else { return Ok(None) };
    let Some(given) = case.machine.os.look()? else { return Ok(None) };
    if *wanted == *given {
        return Ok(None);
    }
    // The kernel is the same; a loader in /lib64 is what Android has not.
    if (*wanted.value(), *given.value()) == (Os::Linux, Os::Android)
        && case.build.link.interpreter.look()?.is_none()
    {
        return Err(case.machine_unsure("has a Linux kernel, and may start a static program"));
    }
    let says = format!("the program is for {}; {} is {}", *wanted, case.machine.name, *given);
    Ok(Some(
        Finding::new(says)
            .needs(format!("GOOS={}", *wanted), wanted.origin)
            .has(given.to_string(), given.origin)
            .mend(format!("build with GOOS={}", *given)),
    ))
}
