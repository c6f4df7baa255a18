//! What leads to cgo in modules of real files, with the standard library at hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn landfall(arguments: &[&str], dir: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_landfall")).args(arguments).current_dir(dir).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A module with a program, and a package that asks sqlite for its version.
fn module(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (file, text) in [
        ("go.mod", "module example.com/m\n\ngo 1.24\n"),
        (
            "main.go",
            "package main\n\nimport \"example.com/m/store\"\n\nfunc main() { store.Open() }\n",
        ),
        (
            "store/store.go",
            "package store\n\n// #cgo LDFLAGS: -lsqlite3\n// #include <sqlite3.h>\nimport \"C\"\n\nfunc Open() string {\n\treturn C.GoString(C.sqlite3_libversion())\n}\n",
        ),
        (
            "store/none.go",
            "//go:build !cgo\n\npackage store\n\nfunc Open() string { return \"\" }\n",
        ),
    ] {
        fs::create_dir_all(dir.join(file).parent().unwrap()).unwrap();
        fs::write(dir.join(file), text).unwrap();
    }
    dir
}

fn json(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_library_leads_back_to_the_line_that_calls_it() {
    let dir = module("why-library");
    for what in ["sqlite3", "libsqlite3.so.0", "C.sqlite3_libversion"] {
        let told = text(&landfall(&["why", ".", what, "--for", "linux/amd64"], &dir));
        assert!(told.contains("holds on  every port with cgo"), "{told}");
        assert!(told.contains("example.com/m → example.com/m/store"), "{told}");
        assert!(told.contains("→ example.com/m/store.Open  main.go:5"), "{told}");
        assert!(told.contains("→ C.sqlite3_libversion      store/store.go:8"), "{told}");
        assert!(!told.contains("possible"), "{told}");
    }
}

#[test]
fn the_standard_library_is_followed_to_where_it_switches_with_cgo() {
    let dir = module("why-net");
    let serves =
        "package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":1\", nil) }\n";
    fs::write(dir.join("main.go"), serves).unwrap();
    let on = ["--for", "linux/amd64", "--format", "json"];
    let net = json(&landfall(&[&["why", ".", "net"], &on[..]].concat(), &dir));
    assert_eq!(net["home"], "std");
    assert_eq!(net["programs"][0]["imports"].as_array().unwrap().len(), 3, "{net}");
    assert_eq!(net["programs"][0]["calls"][0]["certainty"], "exact", "{net}");
    assert!(net["with_cgo"].as_str().unwrap().contains("host names"), "{net}");
    let symbol = json(&landfall(&[&["why", ".", "C.getaddrinfo"], &on[..]].concat(), &dir));
    let steps = symbol["programs"][0]["calls"][0]["steps"].as_array().unwrap();
    let last = steps.last().unwrap();
    assert_eq!(last["name"], "C.getaddrinfo");
    assert_eq!(last["file"], "net/cgo_unix_cgo.go");
}

#[test]
fn without_cgo_nothing_leads_to_c() {
    let dir = module("why-no-cgo");
    let arguments = ["why", ".", "sqlite3", "--for", "linux/amd64", "--no-cgo"];
    let output = landfall(&arguments, &dir);
    let told = text(&output);
    assert!(told.contains("calls     nothing of it"), "{told}");
}

#[test]
fn what_only_another_port_has_is_shown_there() {
    let dir = module("why-elsewhere");
    let file = "package main\n\nimport \"example.com/m/win\"\n\nfunc init() { win.Do() }\n";
    fs::write(dir.join("more_windows.go"), file).unwrap();
    fs::create_dir_all(dir.join("win")).unwrap();
    fs::write(dir.join("win/win.go"), "package win\n\nfunc Do() {}\n").unwrap();
    let told = text(&landfall(&["why", ".", "example.com/m/win"], &dir));
    assert!(told.contains("holds on  windows, with cgo and without"), "{told}");
    assert!(told.contains("more_windows.go: built by its name"), "{told}");
    let output = landfall(&["why", ".", "m/win", "--for", "linux/amd64"], &dir);
    assert!(text(&output).contains("no program of example.com/m imports it"), "{output:?}");
}

#[test]
fn what_nobody_has_is_refused_with_what_is_near() {
    let dir = module("why-unknown");
    let output = landfall(&["why", ".", "C.sqlite3_libversoin"], &dir);
    assert_eq!(output.status.code(), Some(3));
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(says.contains("did you mean \"C.sqlite3_libversion\"?"), "{says}");
    let output = landfall(&["why", "go.mod", "x", "--all"], &dir);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is no directory"), "{output:?}");
}

#[test]
fn a_baseline_holds_until_somebody_brings_new_cgo() {
    let dir = module("baseline");
    let output = landfall(&["baseline", "--write", "cgo.baseline"], &dir);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let written = fs::read_to_string(dir.join("cgo.baseline")).unwrap();
    assert_eq!(written, text(&landfall(&["baseline"], &dir)));
    assert!(written.contains("\nexample.com/m/store cgo: every port with cgo\n"), "{written}");
    assert!(written.contains("\nexample.com/m/store links sqlite3: every port with cgo\n"));
    assert!(written.contains("\nexample.com/m/store c-functions 1\n"), "{written}");
    assert!(!written.contains(dir.to_str().unwrap()), "{written}");
    let check = || landfall(&["baseline", "--check", "cgo.baseline"], &dir);
    assert_eq!(check().status.code(), Some(0));
    let new = "package main\n\nimport (\n\t\"syscall\"\n\t\"unsafe\"\n)\n\nfunc f(p *int) {\n\tsyscall.RawSyscall(1, uintptr(unsafe.Pointer(p)), 0, 0)\n}\n";
    fs::write(dir.join("new_linux.go"), new).unwrap();
    fs::write(dir.join("store/none.go"), "package store\n").unwrap();
    fs::write(dir.join("store/store.go"), "package store\n\nfunc Open() {}\n").unwrap();
    let output = check();
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output);
    assert!(told.contains("\n+ example.com/m syscall syscall.RawSyscall\n"), "{told}");
    assert!(told.contains("\n+ example.com/m unsafe 1\n"), "{told}");
    assert!(told.contains("- example.com/m/store links sqlite3: every port with cgo\n"), "{told}");
    // A check can do so on its way.
    let output = landfall(
        &["check", ".", "--no-cgo", "--for", "scratch", "--baseline", "cgo.baseline"],
        &dir,
    );
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(says.contains("+ example.com/m unsafe 1\n"), "{says}");
    assert!(text(&output).contains("example.com/m on scratch: runs"), "{output:?}");
    landfall(&["baseline", "--write", "cgo.baseline"], &dir);
    let output = landfall(
        &["check", ".", "--no-cgo", "--for", "scratch", "--baseline", "cgo.baseline"],
        &dir,
    );
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let output = landfall(&["check", ".", "--baseline", "gone"], &dir);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    fs::remove_file(dir.join("new_linux.go")).unwrap();
}

#[test]
fn the_linker_says_the_same_where_go_is_asked() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/web");
    let ask = |what: &str| {
        let arguments = ["why", ".", what, "--no-cgo", "--with-go", "--format", "json"];
        json(&landfall(&arguments, &web))["programs"][0].clone()
    };
    let last = |way: &Value| way.as_array().unwrap().last().unwrap().clone();
    // It is so small that the compiler puts it into main.
    let get = ask("net/http.Get");
    assert_eq!(get["linker"]["is_linked"], true, "{get}");
    assert_eq!(last(&get["linker"]["symbols"]), "net/http.Get");
    let zones = ask("time.LoadLocation");
    assert_eq!(zones["linker"]["symbols"], serde_json::json!(["main.main", "time.LoadLocation"]));
    let unused = ask("net/http.ListenAndServe");
    assert_eq!(unused["linker"]["is_linked"], false, "{unused}");
    assert_eq!(unused["calls"], serde_json::json!([]));
}

#[test]
fn a_program_that_go_does_not_build_leaves_open_what_the_linker_would_say() {
    let dir = module("why-broken");
    fs::write(dir.join("more.go"), "package main\n\nfunc f() int { return nothing }\n").unwrap();
    let arguments = ["why", ".", "example.com/m/store", "--no-cgo", "--with-go"];
    let told = text(&landfall(&arguments, &dir));
    assert!(told.contains("linker    could not be asked: go could not build"), "{told}");
    assert!(told.contains("undefined: nothing"), "{told}");
}
