//! The dynamic loader that a program names is not on the machine.

use landfall_facts::{Finding, Interpreter, Libc, Linking};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The dynamic loader that the program names is not there.
    ///
    /// ## Why it breaks
    /// The kernel starts the loader, not the program, and does not find it. What it answers is
    /// ENOENT, so the message blames the program itself, which is there: `no such file or
    /// directory`, `not found`, `cannot execute: required file not found`. This is what happens
    /// to a glibc program on Alpine, to any dynamic program in `scratch`, and to a program built
    /// with `-buildmode=pie`, which names a loader even with `CGO_ENABLED=0`.
    ///
    /// ## How to mend it
    /// Build with `CGO_ENABLED=0` and without `-buildmode=pie`, or on an image with the same C
    /// library as the target. A link from the musl loader to the glibc name is no remedy: the
    /// symbols differ.
    ///
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libc.so.6
    /// target: alpine:3.20, musl 1.2.5, interpreter /lib/ld-musl-x86_64.so.1
    /// finds:  the loader /lib64/ld-linux-x86-64.so.2 is not in alpine:3.20, which has musl
    /// ```
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2
    /// target: scratch
    /// finds:  the loader /lib64/ld-linux-x86-64.so.2 is not in scratch
    /// ```
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, needs libc.so.6
    /// target: debian:12, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2, library libc.so.6
    /// ```
    /// Go 1.21 links for Android by the C compiler of the machine, even without cgo.
    /// ```case
    /// build:  android/amd64, interpreter /lib64/ld-linux-x86-64.so.2
    /// target: phone, android/amd64, interpreter /system/bin/linker64
    /// finds:  the loader /lib64/ld-linux-x86-64.so.2 is not in phone, which has bionic
    /// ```
    /// A static program names no loader.
    /// ```case
    /// build:  linux/amd64
    /// target: scratch
    /// ```
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2
    /// target: prod-7, interpreter ?
    /// unsure: permission denied
    /// also:   newer_glibc_needed, relr_not_understood
    /// ```
    interpreter_not_there: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    if !case.is_elf() || !case.platform_fits() {
        return Ok(None);
    }
    let Some(wanted) = case.build.link.interpreter.look()? else { return Ok(None) };
    let machine = case.machine;
    let there = machine.interpreters.look()?;
    let found = there.as_ref().and_then(|all| all.iter().find(|one| one.path == *wanted.value()));
    if let Some(found) = found {
        return other_architecture(case, found);
    }
    let path = wanted.value();
    let libc = machine.libc.known().filter(|libc| case.build.link.libc.known() != Some(libc));
    let says = match libc {
        Some(libc) => format!("the loader {path} is not in {}, which has {libc}", machine.name),
        None => format!("the loader {path} is not in {}", machine.name),
    };
    let mut finding = Finding::new(says).needs(format!("loader {path}"), wanted.origin);
    let origin = machine.interpreters.origin().or(machine.libc.origin());
    if let Some(origin) = origin {
        let same = |one: &&Interpreter| one.arch == case.build.arch.known().copied();
        let all = there.iter().flat_map(|all| all.iter());
        let others: Vec<_> = all.filter(same).map(|one| one.path.as_str()).collect();
        finding = match others.is_empty() {
            true => finding.has("no dynamic loader", origin),
            false => finding.has(others.join(", "), origin),
        };
    }
    Ok(Some(mend(case, finding)))
}

fn mend(case: &Case<'_>, finding: Finding) -> Finding {
    let build = case.build;
    let needs_nothing = matches!(build.link.needed.look(), Ok(None))
        && build.link.kind.known() == Some(&Linking::Dynamic);
    if needs_nothing {
        return finding
            .mend("build without -buildmode=pie: the program uses no library, only the loader");
    }
    // Without cgo, too, the Go command of Go 1.21 and older takes a C compiler to link for Android.
    if case.machine.libc.known() == Some(&Libc::Bionic) {
        return finding
            .mend("link it by the clang of the Android NDK: CGO_ENABLED=1, and CC is that clang");
    }
    let finding = finding.mend("build with CGO_ENABLED=0, if nothing in it needs cgo");
    match case.machine.libc.known() {
        // NixOS keeps it elsewhere, and slim images leave it out.
        Some(libc) if case.build.link.libc.known() == Some(libc) => finding
            .mend("name the loader that is there (patchelf --set-interpreter), or add it"),
        Some(Libc::Musl) => finding.mend("build on Alpine, or with CC=musl-gcc -ldflags '-linkmode external -extldflags -static'"),
        Some(Libc::Glibc) => finding.mend("build on an image with glibc"),
        _ => finding.mend("choose a base image with the C library that it was built for"),
    }
}

/// A loader of another architecture is found and then refused by the kernel (ELIBBAD, ENOEXEC).
fn other_architecture(case: &Case<'_>, found: &Interpreter) -> Answer {
    let Some(wanted) = case.build.arch.look()? else { return Ok(None) };
    if found.arch == Some(*wanted.value()) {
        return Ok(None);
    }
    let arch = found.arch.map_or("another architecture", |arch| arch.name());
    let says = format!("the loader {} of {} is for {arch}", found.path, case.machine.name);
    let mut finding =
        Finding::new(says).needs(format!("a loader for {}", wanted.value()), wanted.origin);
    if let Some(origin) = case.machine.interpreters.origin() {
        finding = finding.has(format!("{} for {arch}", found.path), origin);
    }
    Ok(Some(finding.mend(format!("install the C library for {} on the target", wanted.value()))))
}
