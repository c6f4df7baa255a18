//! Pairs of machines in which one cause lies among many harmless differences: it has to be told
//! among the first three, and what would break may never be passed over.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "what a case says is read where manuals are held against rules")]
mod cases;

use landfall_facts::{Comparison, Machine, Severity};
use landfall_rules::compare;

use cases::Case;

/// What a machine has on which everything works.
const HEALTHY: &str = "kernel 6.1, glibc 2.36, interpreter /lib64/ld-linux-x86-64.so.2, \
    library libc.so.6, library libm.so.6, library libsqlite3.so.0, library libz.so.1, \
    flags cmov cx8 fpu fxsr mmx sse sse2 syscall cx16 lahf_lm pni popcnt sse4_1 sse4_2 ssse3 abm \
    avx avx2 bmi1 bmi2 f16c fma movbe xsave, \
    toolchain.go /usr/local/go/bin/go, toolchain.version go1.26.8, toolchain.arch amd64, \
    toolchain.all /usr/local/go-1.26.8, no toolchain.goroot_said, \
    no toolchain.goroot_said_version, no toolchain.cgo_enabled, no toolchain.os_said, \
    no toolchain.arch_said, no toolchain.bin_said, no toolchain.toolchain_said, \
    no toolchain.flags_said, toolchain.cache /root/.cache/go-build, \
    toolchain.module_cache /root/go/pkg/mod, compiler.called gcc, compiler.is_said false, \
    compiler.path /usr/bin/gcc, compiler.target x86_64-linux-gnu, compiler.linker /usr/bin/ld, \
    compiler.assembler /usr/bin/as, compiler.headers /usr/include/stdlib.h, \
    compiler.pkg_config /usr/bin/pkg-config, limits.open_files 1048576, limits.processes 96365, \
    no limits.address_space, limits.group_memory 8589934592, limits.group_processes 4915, \
    surroundings.is_root false, surroundings.null_device /dev/null, surroundings.own_executable /proc/self/exe, \
    surroundings.build_directory /tmp, surroundings.build_mount nosuid, \
    commands git sh";

/// What differs between any two machines and does no harm.
const HARMLESS: &str = "surroundings.memory 8000000000, surroundings.processors 64, \
    surroundings.distribution_version 13, surroundings.huge_pages always, \
    surroundings.clock_source kvm-clock, sysctl.vm_max_map_count 262144, \
    sysctl.fs_file_max 9223372036854775807, sysctl.kernel_pid_max 4194304, \
    sysctl.net_core_somaxconn 128, sysctl.fs_inotify_max_user_watches 8192, \
    limits.stack 8388608, limits.open_files_soft 1024, surroundings.container docker, \
    library libextra.so.9";

/// The same on the machine where it works.
const HARMLESS_BEFORE: &str = "surroundings.memory 16000000000, surroundings.processors 4, \
    surroundings.distribution_version 12, surroundings.huge_pages madvise, \
    surroundings.clock_source tsc, sysctl.vm_max_map_count 65530, sysctl.fs_file_max 2466190, \
    sysctl.kernel_pid_max 32768, sysctl.net_core_somaxconn 4096, \
    sysctl.fs_inotify_max_user_watches 65536, limits.stack 16777216, limits.open_files_soft 4096, \
    no surroundings.container";

const GLIBC: &str = "interpreter /lib64/ld-linux-x86-64.so.2, needs libc.so.6";

/// What is built, what is put in on the second machine, and the fact that is to blame.
const PAIRS: [(&str, &str, &str); 61] = [
    ("imports pthread_create@2.34, ", "glibc 2.31", "glibc"),
    ("imports __libc_start_main@2.34, ", "glibc 2.28", "glibc"),
    ("imports arc4random@2.36, ", "glibc 2.35", "glibc"),
    ("imports stat@2.33, ", "glibc 2.17", "glibc"),
    ("calls fcntl64@2.28, imports fcntl64@2.28, ", "glibc 2.27", "glibc"),
    ("wants libc.so.6 GLIBC_2.34, imports x@2.34, ", "glibc 2.33", "glibc"),
    ("arm64", "", "arches"),
    ("linux/arm64, ", "", "arches"),
    ("go1.26.8", "kernel 2.6.32", "kernel"),
    ("go1.24.0", "kernel 3.1", "kernel"),
    ("cpu GOAMD64=v3", "flags cmov cx8 fpu fxsr mmx sse sse2 syscall", "cpu_flags"),
    ("cpu GOAMD64=v2", "flags cmov cx8 fpu fxsr mmx sse sse2 syscall pni", "cpu_flags"),
    ("uses certificates", "no certificates", "certificates"),
    ("uses time_zones", "no time_zones", "time_zones"),
    ("uses users", "no users", "users"),
    ("uses names", "no resolver", "resolver"),
    ("uses temporary_files", "no temporary_files", "temporary_files"),
    ("uses users, uses user_file", "user_sources sss", "user_sources"),
    ("uses users, uses user_file", "user_sources ldap winbind", "user_sources"),
    ("uses names", "host_sources libvirt", "host_sources"),
    ("uses names", "host_sources mdns4_minimal", "host_sources"),
    ("source without cgo, starts git", "commands sh", "commands"),
    ("source without cgo, starts git", "no commands", "commands"),
    ("", "no toolchain.go", "toolchain.go"),
    ("", "toolchain.goroot_said /usr/lib/go-9.9", "toolchain.goroot_said"),
    (
        "",
        "toolchain.goroot_said /usr/lib/go, toolchain.goroot_said_version go1.21.13",
        "toolchain.goroot_said",
    ),
    ("", "toolchain.all /usr/local/go-1.26.8 /usr/lib/go-1.19.8", "toolchain.all"),
    ("", "toolchain.toolchain_said latest", "toolchain.toolchain_said"),
    ("", "toolchain.toolchain_said 1.26", "toolchain.toolchain_said"),
    ("", "toolchain.os_said macos", "toolchain.os_said"),
    ("", "toolchain.arch_said x86_64", "toolchain.arch_said"),
    ("", "toolchain.os_said windows", "toolchain.os_said"),
    ("", "toolchain.arch_said arm64", "toolchain.arch_said"),
    ("", "toolchain.bin_said /opt/bin, toolchain.os_said windows", "toolchain.os_said"),
    ("", "toolchain.cgo_enabled true", "toolchain.cgo_enabled"),
    ("", "toolchain.cgo_enabled 2", "toolchain.cgo_enabled"),
    ("", "no compiler.path", "compiler.path"),
    ("", "toolchain.cgo_enabled 1, no compiler.path", "compiler.path"),
    ("", "compiler.target aarch64-linux-gnu", "compiler.target"),
    ("", "compiler.target powerpc64le-linux-gnu", "compiler.target"),
    ("", "compiler.target arm-linux-gnueabihf", "compiler.target"),
    ("", "no compiler.headers", "compiler.headers"),
    ("", "no compiler.assembler", "compiler.assembler"),
    ("", "no compiler.linker", "compiler.linker"),
    ("", "no compiler.pkg_config", "compiler.pkg_config"),
    ("", "toolchain.arch 386", "toolchain.arch"),
    ("", "no toolchain.cache", "toolchain.cache"),
    ("", "toolchain.cache off", "toolchain.cache"),
    ("", "toolchain.cache cache", "toolchain.cache"),
    ("", "toolchain.flags_said -tags netgo", "toolchain.flags_said"),
    ("", "no surroundings.build_directory", "surroundings.build_directory"),
    ("", "surroundings.build_mount noexec nosuid", "surroundings.build_mount"),
    ("", "surroundings.build_mount ro", "surroundings.build_mount"),
    ("", "no surroundings.null_device", "surroundings.null_device"),
    ("", "no surroundings.own_executable", "surroundings.own_executable"),
    ("", "limits.open_files 20", "limits.open_files"),
    ("", "limits.processes 12", "limits.processes"),
    ("", "limits.group_processes 16", "limits.group_processes"),
    ("", "limits.address_space 524288000", "limits.address_space"),
    ("", "limits.group_memory 134217728", "limits.group_memory"),
    ("", "no certificates", "certificates"),
];

/// What is to be run, and the two machines.
fn pair(build: &str, put_in: &str) -> (Case, Case) {
    let build = match build {
        "" => "linux/amd64".to_owned(),
        "arm64" => "linux/amd64".to_owned(),
        build if build.ends_with(", ") => match build.contains("imports") {
            true => format!("{build}{GLIBC}"),
            false => build.trim_end_matches(", ").to_owned(),
        },
        build => build.to_owned(),
    };
    let case = |name: &str, what: &[&str]| {
        let phrases: Vec<&str> = what.iter().copied().filter(|it| !it.is_empty()).collect();
        let target = format!("{name}, {}", phrases.join(", "));
        let target = target.split_whitespace().collect::<Vec<_>>().join(" ");
        Case::read(&format!("build: {build}\ntarget: {target}\n")).unwrap()
    };
    let before = case("laptop", &[HEALTHY, HARMLESS_BEFORE]);
    let after = case("prod-7", &[HEALTHY, HARMLESS, put_in]);
    (before, after)
}

fn compared(build: &str, put_in: &str, to_blame: &str) -> Comparison {
    let (before, mut after) = pair(build, put_in);
    let mut from: Machine = before.machine;
    if to_blame == "arches" {
        let arm = Case::read("build: linux/arm64\ntarget: linux/arm64\n").unwrap().machine.arches;
        // A program for the one on a machine of the other.
        match build.starts_with("linux/arm64") {
            true => from.arches = arm,
            false => after.machine.arches = arm,
        }
    }
    compare(&[after.build], &from, &after.machine)
}

#[test]
fn the_cause_is_among_the_first_three_of_many_differences() {
    let mut late = Vec::new();
    for (build, put_in, to_blame) in PAIRS {
        let comparison = compared(build, put_in, to_blame);
        let names: Vec<&str> = comparison.differences.iter().map(|one| one.name.as_str()).collect();
        assert!(names.len() >= 13, "{put_in}: {names:?}");
        let place = names.iter().position(|name| *name == to_blame);
        let told = place.and_then(|place| comparison.differences.get(place));
        if place.is_none_or(|place| place >= 3) || told.is_some_and(|one| one.brings.is_empty()) {
            late.push(format!("{build:?} {put_in:?}: {to_blame} is at {place:?} of {names:?}"));
        }
        // What does no harm is blamed for nothing.
        let blamed = comparison.differences.iter().filter(|one| one.weight().is_some()).count();
        if !(1..=3).contains(&blamed) {
            late.push(format!("{build:?} {put_in:?}: {blamed} are blamed"));
        }
    }
    assert!(late.is_empty(), "{} of {}:\n{}", late.len(), PAIRS.len(), late.join("\n"));
}

#[test]
fn what_differs_and_does_no_harm_is_blamed_for_nothing() {
    let (before, after) = pair("", "");
    let comparison = compare(&[after.build], &before.machine, &after.machine);
    assert!(comparison.differences.len() >= 13);
    assert!(comparison.differences.iter().all(|one| one.weight().is_none()));
    assert!(comparison.together.is_empty());
}

#[test]
fn what_comes_is_told_before_what_goes_and_both_are_told() {
    let (before, after) = pair("uses certificates", "no certificates");
    let there = compare(std::slice::from_ref(&after.build), &before.machine, &after.machine);
    let back = compare(&[after.build], &after.machine, &before.machine);
    let [first, ..] = there.differences.as_slice() else { panic!("a difference") };
    assert_eq!((first.name.as_str(), first.weight()), ("certificates", Some(Severity::Degrades)));
    assert!(!first.brings.is_empty() && first.mends.is_empty());
    let [first, ..] = back.differences.as_slice() else { panic!("a difference") };
    assert_eq!((first.name.as_str(), first.weight()), ("certificates", Some(Severity::Degrades)));
    assert!(first.brings.is_empty() && !first.mends.is_empty());
}

#[test]
fn of_two_builds_each_is_told_though_the_other_breaks_on_both() {
    let build = |text: &str| Case::read(&format!("build: {text}\ntarget: x\n")).unwrap().build;
    let mut old = build(&format!("imports stat@2.33, {GLIBC}"));
    old.name = "old".to_owned();
    let mut new = build(&format!("imports arc4random@2.36, {GLIBC}"));
    new.name = "new".to_owned();
    let (before, _) = pair("", "");
    let (_, after) = pair("", "glibc 2.34");
    let (from, to) = (before.machine, after.machine);
    // On the first both run, on the second one.
    let comparison = compare(&[old.clone(), new.clone()], &from, &to);
    let [first, ..] = comparison.differences.as_slice() else { panic!("a difference") };
    let says: Vec<&str> = first.brings.iter().map(|finding| finding.says.as_str()).collect();
    assert_eq!(says, ["new: arc4random needs glibc 2.36; prod-7 has 2.34"]);
    // One that breaks on both hides no other.
    let (_, after) = pair("", "glibc 2.31");
    let comparison = compare(&[old, new], &to, &after.machine);
    let says: Vec<String> = comparison
        .differences
        .iter()
        .flat_map(|one| &one.brings)
        .map(|it| it.says.clone())
        .collect();
    assert_eq!(says, ["old: stat needs glibc 2.33; prod-7 has 2.31"]);
}

#[test]
fn what_could_not_be_looked_at_is_not_passed_over() {
    let (before, after) = pair("imports arc4random@2.36, ", "glibc ?");
    let comparison = compare(&[after.build], &before.machine, &after.machine);
    assert!(comparison.differences.iter().all(|one| one.name != "glibc"));
    assert!(!comparison.doubts.is_empty());
}
