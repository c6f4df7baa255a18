//! What a machine has for building C, against the tools that look for it: gcc and pkg-config.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use landfall_facts::{CgoPackage, Fact, Resolved};
use landfall_probe::sysroot::Sysroot;
use landfall_probe::{Real, World as _};

fn asks(pkg_config: &[&str], libraries: &[&str], includes: &[&str]) -> CgoPackage {
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    CgoPackage {
        path: String::new(),
        home: String::new(),
        files: Vec::new(),
        libraries: list(libraries),
        pkg_config: list(pkg_config),
        flags: Vec::new(),
        includes: list(includes),
        conditional: Vec::new(),
        way: Vec::new(),
        resolved: Vec::new(),
    }
}

fn resolved(package: &CgoPackage) -> Vec<Resolved> {
    // Debian's names begin as Rust's do on those that run the tests.
    Sysroot::new(&Real, Some(std::env::consts::ARCH)).resolve(package, &Real, "/nowhere")
}

fn succeeds(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.expect("could not start a tool; install gcc and pkg-config").success()
}

#[test]
fn every_file_of_pkg_config_is_found_with_its_version() {
    let output = Command::new("pkg-config").arg("--list-all").output();
    let output = output.expect("could not start pkg-config; install it");
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut names: BTreeSet<&str> =
        listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    names.insert("no-such-package");
    let mut found = 0;
    for name in names {
        let output = Command::new("pkg-config").args(["--modversion", name]).output().unwrap();
        let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let exists = succeeds(Command::new("pkg-config").args(["--exists", name]));
        match &resolved(&asks(&[name], &[], &[]))[0].at {
            Fact::Known(path, _) => {
                found += 1;
                assert!(path.ends_with(&format!("/{name}.pc ({version})")), "{name}: {path}");
            }
            // What is only needed to link statically we do not look for: it exists for us.
            at => assert!(!exists, "{name} {version}: {at:?}"),
        }
    }
    println!("{found} found");
    let none = &resolved(&asks(&["no-such-package"], &[], &[]))[0].at;
    assert!(matches!(none, Fact::Absent(_)), "{none:?}");
}

#[test]
fn headers_are_where_gcc_finds_them() {
    let headers = [
        "stdio.h",
        "stddef.h",
        "sys/types.h",
        "linux/fs.h",
        "sqlite3.h",
        "zlib.h",
        "no/such.h",
        "systemd/sd-journal.h",
        "gpgme.h",
        "stdarg.h",
        "pthread.h",
        "btrfs/ioctl.h",
    ];
    for (header, one) in headers.iter().zip(resolved(&asks(&[], &[], &headers))) {
        let text = format!("#include <{header}>\n");
        let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("header.c");
        std::fs::write(&file, text).unwrap();
        let output = Command::new("gcc").args(["-M", "-E"]).arg(&file).output().unwrap();
        assert_eq!(one.at.known().is_some(), output.status.success(), "{header}: {:?}", one.at);
        if let Some(path) = one.at.known() {
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(told.contains(path.as_str()), "{header}: {path} is not in {told}");
        }
    }
}

#[test]
fn libraries_are_where_the_linker_finds_them() {
    let libraries =
        ["c", "m", "pthread", "dl", "sqlite3", "z", "no-such", "gcc", "gpgme", "resolv"];
    for (library, one) in libraries.iter().zip(resolved(&asks(&[], &libraries, &[]))) {
        let links = succeeds(Command::new("gcc").args([
            "-shared",
            "-o",
            "/dev/null",
            "-x",
            "c",
            "/dev/null",
            &format!("-l{library}"),
        ]));
        assert_eq!(one.at.known().is_some(), links, "{library}: {:?}", one.at);
    }
    assert!(Real.list("/usr/lib").is_ok());
}
