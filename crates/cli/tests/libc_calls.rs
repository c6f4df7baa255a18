//! What `--libc` tells of a distribution by its name, out of a table, held against what the files tell.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use landfall_facts::{Arch, LibcCalls, Origin};
use landfall_know::{LibcPackage, calls_of, libc_packages};
use landfall_probe::Real;
use landfall_probe::syscalls::offered;
use serde_json::Value;

/// Asks the C library for hosts and users, and for a call by its number.
const PROGRAM: &str = r#"package main

// #include <unistd.h>
// #include <sys/syscall.h>
// static long told(void) { return syscall(SYS_sethostname, "", 0); }
import "C"

import (
	"fmt"
	"net"
	"os/user"
)

func main() {
	fmt.Println(C.told())
	fmt.Println(net.LookupHost("localhost"))
	fmt.Println(user.Current())
}
"#;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("libc-calls-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The program; more flags for the C compiler may ask for more libraries.
fn built(folder: &Path, linked: &str) -> PathBuf {
    fs::write(folder.join("go.mod"), "module example.com/asks\n\ngo 1.21\n").unwrap();
    fs::write(folder.join("main.go"), PROGRAM).unwrap();
    let program = folder.join("program");
    let mut go = Command::new("go");
    go.args(["build", "-o"]).arg(&program).arg(".").current_dir(folder);
    go.envs([
        ("CGO_ENABLED", "1"),
        ("GOFLAGS", ""),
        ("GO111MODULE", "on"),
        ("CGO_LDFLAGS", linked),
    ]);
    let output = go.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    program
}

fn landfall(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_landfall")).args(arguments).output().unwrap()
}

/// What is told of a program in JSON, with the exit code.
fn told(program: &Path, before: &[&str], libc: &str) -> (Value, Option<i32>) {
    let program = program.to_str().unwrap();
    let derive = ["seccomp", "derive", program, "--format", "json", "--libc", libc];
    let output = landfall(&[before, &derive].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    let told = serde_json::from_slice(&output.stdout);
    (told.unwrap_or_else(|error| panic!("{error}: {said}")), output.status.code())
}

/// Each call with its tier.
fn calls(told: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = told["calls"].as_array().unwrap();
    all.iter().map(|call| (text(&call["name"]), text(&call["tier"]))).collect()
}

fn unsure(told: &Value) -> String {
    told["unsure"].to_string() + &told["unresolved"].to_string()
}

fn here() -> (Arch, &'static str) {
    match std::env::consts::ARCH {
        "aarch64" => (Arch::Arm64, "arm64"),
        _ => (Arch::Amd64, "amd64"),
    }
}

#[test]
fn a_table_of_a_machine_tells_what_its_files_tell() {
    let folder = folder("made");
    let program = built(&folder, "");
    let tables = folder.join("tables");
    fs::create_dir_all(&tables).unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../know/data");
    for (table, row) in [
        ("distros.csv", "mine,1,,linux,glibc,,,,,,,,,,,me".to_owned()),
        ("libc-packages.csv", format!("m1,mine,1,{},libc6,1,,me", here().1)),
    ] {
        let text = fs::read_to_string(data.join(table)).unwrap();
        let is_head = |line: &&str| line.starts_with('#');
        let head = text.lines().take_while(is_head).chain(text.lines().find(|line| !is_head(line)));
        let lines: Vec<&str> = head.chain([row.as_str()]).collect();
        fs::write(tables.join(table), lines.join("\n") + "\n").unwrap();
    }
    let tables = tables.to_str().unwrap();
    let made = landfall(&["--tables", tables, "seccomp", "tabulate", "m1=here", "-o", tables]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let (by_table, _) = told(&program, &["--tables", tables], "mine:1");
    let (by_files, _) = told(&program, &[], "here");
    let (by_table_all, by_files_all) = (calls(&by_table), calls(&by_files));
    for (name, tier) in &by_table_all {
        // The table does not tell which inner function makes a call, and so not always that it does in one case
        // alone: then the reason that it tells is a better one, and never a weaker one.
        let rank = |tier: &str| {
            ["runtime", "likely", "reachable", "seldom"].iter().position(|it| *it == tier)
        };
        let by_files =
            by_files_all.get(name).unwrap_or_else(|| panic!("{name} is not of the files"));
        // What nsswitch.conf(5) of this machine names besides is no part of the C library.
        let is_besides = by_files == "reachable";
        assert!(rank(tier) <= rank(by_files) || is_besides, "{name}: {tier}, by files {by_files}");
    }
    let fewer: Vec<_> =
        by_files_all.iter().filter(|(name, _)| !by_table_all.contains_key(*name)).collect();
    assert!(fewer.iter().all(|(_, tier)| *tier == "reachable"), "{fewer:?}");
    assert_eq!(by_table["unsure"], by_files["unsure"]);
}

#[test]
fn the_table_does_not_lag_behind_the_library_of_this_machine() {
    let (arch, name) = here();
    let fresh = offered(&Real, "here", arch).unwrap();
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let says = |key: &str| {
        let value = release.lines().find_map(|line| line.strip_prefix(key));
        value.unwrap_or_default().trim_matches('"').to_owned()
    };
    let of = format!("{}:{}", says("ID="), says("VERSION_ID="));
    let packages: Vec<LibcPackage> = libc_packages().filter(|one| one.arch == arch).collect();
    // Where this machine is none of the table, the nearest is one with the same C library.
    let package = packages.iter().find(|one| one.of == of);
    let package = package.or_else(|| packages.iter().find(|one| one.of == "debian:12")).unwrap();
    let table = calls_of(package);
    let library = |all: &LibcCalls| all.library("libc.so.6").unwrap().offers.clone();
    let (fresh_all, table_all) = (library(&fresh), library(&table));
    let is_same = hash_here(name).is_some_and(|hash| hash == package.sha256);
    let differ: Vec<&String> = fresh_all
        .iter()
        .filter(|(name, led_to)| {
            let mut led_to = (*led_to).clone();
            let known = table_all.get(*name);
            led_to.origin = known.map_or(Origin::Word(String::new()), |one| one.origin.clone());
            known != Some(&led_to)
        })
        .map(|(name, _)| name)
        .collect();
    if is_same {
        let says = "run `cargo xtask refresh libc-calls`";
        assert!(differ.is_empty(), "the table lags behind: {says}: {differ:?}");
        let start = |all: &LibcCalls| all.library("libc.so.6").unwrap().at_start.calls.clone();
        assert_eq!(start(&fresh), start(&table), "the table lags behind: {says}");
    } else {
        // Another build of a C library has nearly the same functions; fewer of them lead to the same.
        let shared = fresh_all.keys().filter(|name| table_all.contains_key(*name)).count();
        assert!(
            shared * 10 > fresh_all.len() * 8,
            "{shared} of {} names are known",
            fresh_all.len()
        );
    }
}

/// The hash of the C library of this machine.
fn hash_here(arch: &str) -> Option<String> {
    let triple = if arch == "arm64" { "aarch64-linux-gnu" } else { "x86_64-linux-gnu" };
    let file = format!("/lib/{triple}/libc.so.6");
    let output = Command::new("sha256sum").arg(file).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.split(' ').next().map(str::to_owned)
}

#[test]
fn a_distribution_by_name_is_told_with_the_functions_that_are_taken() {
    let program = built(&folder("named"), "");
    let (told, code) = told(&program, &[], "debian:12");
    assert_eq!(code, Some(0), "{}", unsure(&told));
    let path = |name: &str| {
        let calls = told["calls"].as_array().unwrap();
        let call = calls.iter().find(|call| call["name"] == name);
        call.unwrap_or_else(|| panic!("{name} is not told"))["path"].to_string()
    };
    assert!(path("sendmmsg").contains("libc.so.6:getaddrinfo"), "{}", path("sendmmsg"));
    assert!(path("set_robust_list").contains("at start"), "{}", path("set_robust_list"));
    // The C library is told the number by the program.
    assert!(path("sethostname").contains("syscall"), "{}", path("sethostname"));
}

#[test]
fn what_the_table_does_not_have_is_a_doubt_or_an_error() {
    let folder = folder("lacks");
    let program = built(&folder, "-Wl,--no-as-needed -lstdc++");
    let (lacking, code) = told(&program, &[], "debian:12");
    assert_eq!(code, Some(2));
    assert!(unsure(&lacking).contains("libstdc++.so.6 is not of the C library of debian:12"));
    // A newer C library has functions in it that were in others, or in none.
    let (older, code) = told(&program, &[], "debian:11");
    assert_eq!(code, Some(2));
    assert!(unsure(&older).contains("libc.so.6 of debian:11 does not offer"), "{}", unsure(&older));
    let program = program.to_str().unwrap();
    for (libc, says) in [
        ("fedora:41", "libc-packages.csv has those of debian:11, debian:12"),
        ("debain:12", "what C libraries call is known of debian:11, debian:12"),
        ("debian:12/s390x", "could not take the C library of debian:12/s390x"),
        ("scratch", "libc-packages.csv has those of"),
    ] {
        let output = landfall(&["seccomp", "derive", program, "--libc", libc]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{libc}: {said}");
        assert!(said.contains(says), "{libc}: {said}");
    }
}

#[test]
fn a_profile_and_a_check_take_the_library_of_a_machine_by_name() {
    let program = built(&folder("profile"), "");
    let program = program.to_str().unwrap();
    let emit = landfall(&["seccomp", "emit", program, "--libc", "debian:12", "--as", "list"]);
    assert_eq!(emit.status.code(), Some(0), "{}", String::from_utf8_lossy(&emit.stderr));
    let list = String::from_utf8(emit.stdout).unwrap();
    assert!(list.lines().any(|line| line == "sethostname"), "{list}");
    let check = landfall(&[
        "check",
        program,
        "--for",
        "debian:12",
        "--profile",
        "docker",
        "--format",
        "json",
    ]);
    let said = String::from_utf8_lossy(&check.stdout);
    assert!(!said.contains("looked at in those of this machine"), "{said}");
    assert!(said.contains("sethostname"), "{said}");
}
