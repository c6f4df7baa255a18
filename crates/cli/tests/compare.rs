//! `landfall compare`, on what `landfall record` wrote and somebody changed.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn landfall(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_landfall")).args(arguments).current_dir(dir).output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// This machine, written down, and the Go command of it.
fn recorded(dir: &Path) -> (String, PathBuf) {
    let output = landfall(dir, &["record", "-o", "laptop.toml"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let go = Command::new("go").args(["env", "GOROOT"]).output().expect("could not start go");
    let root = String::from_utf8_lossy(&go.stdout).trim().to_owned();
    (fs::read_to_string(dir.join("laptop.toml")).unwrap(), Path::new(&root).join("bin/go"))
}

/// A fact of a recording that is said otherwise, or not said.
fn changed(text: &str, key: &str, line: &str) -> String {
    let is_key = |it: &str| it.split(" = ").next() == Some(key);
    assert!(text.lines().any(is_key), "{key} is not in {text}");
    let lines = text.lines().map(|it| if is_key(it) { line } else { it });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn what_was_changed_is_told_and_what_it_does() {
    let dir = tempfile::tempdir().unwrap();
    let (text, go) = recorded(dir.path());
    let text = changed(&text, "certificates", "");
    let text = text.replacen("absent = [", "absent = [\"certificates\", ", 1);
    let text = changed(&text, "open_files", "open_files = 16");
    let text = changed(&text, "fs_file_max", "fs_file_max = 77");
    fs::write(dir.path().join("prod.toml"), text).unwrap();
    let arguments = ["compare", "laptop.toml", "prod.toml", "--build", go.to_str().unwrap()];
    let output = landfall(dir.path(), &arguments);
    let told = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let at = |word: &str| told.find(word).unwrap_or_else(|| panic!("{word} is not in {told}"));
    assert!(at("breaks: limits.open_files") < at("degrades: certificates"), "{told}");
    assert!(told.contains("[no_ca_certificates]"), "{told}");
    assert!(!told.contains("fs_file_max"), "{told}");
    let all = printed(&landfall(dir.path(), &[&arguments[..], &["--all"]].concat()));
    assert!(all.contains("differs: sysctl.fs_file_max"), "{all}");
    // The other way round it is better there, and nothing breaks.
    let output = landfall(dir.path(), &["compare", "prod.toml", "laptop.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert!(printed(&output).contains("mends: limits.open_files"), "{}", printed(&output));
}

#[test]
fn a_recording_that_is_kept_tells_of_drift() {
    let dir = tempfile::tempdir().unwrap();
    let (text, _) = recorded(dir.path());
    let same = landfall(dir.path(), &["compare", "laptop.toml", "laptop.toml", "--drift"]);
    assert_eq!(same.status.code(), Some(0), "{}", printed(&same));
    let kept = changed(&text, "fs_file_max", "fs_file_max = 77");
    fs::write(dir.path().join("kept.toml"), kept).unwrap();
    let drift = landfall(dir.path(), &["compare", "kept.toml", "laptop.toml", "--drift"]);
    assert_eq!(drift.status.code(), Some(1), "{}", printed(&drift));
    let without = landfall(dir.path(), &["compare", "kept.toml", "laptop.toml"]);
    assert_eq!(without.status.code(), Some(0), "{}", printed(&without));
    // Held against the machine itself nothing of what is kept has changed.
    let here = landfall(dir.path(), &["compare", "laptop.toml", "here", "--all"]);
    assert!(!printed(&here).contains("differs: sysctl"), "{}", printed(&here));
}

#[test]
fn a_program_is_held_against_two_machines_by_its_source() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("go.mod"), "module example.com/app\n\ngo 1.21\n").unwrap();
    let text =
        "package main\n\nimport \"time\"\n\nfunc main() { time.LoadLocation(\"Asia/Tokyo\") }\n";
    fs::write(dir.path().join("main.go"), text).unwrap();
    let arguments = ["compare", "debian:12", "scratch", "--build", ".", "--no-cgo"];
    let told = printed(&landfall(dir.path(), &arguments));
    assert!(told.contains("degrades: time_zones"), "{told}");
    assert!(told.contains("main.go:5"), "{told}");
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let (text, _) = recorded(dir.path());
    fs::write(dir.path().join("newer.toml"), changed(&text, "schema", "schema = 99")).unwrap();
    fs::write(dir.path().join("cut.toml"), &text[..text.len() / 2]).unwrap();
    fs::write(dir.path().join("bytes.toml"), [0xff, 0xfe, 0x00]).unwrap();
    for (name, says) in [
        ("newer.toml", "its schema is 99, this landfall reads 1"),
        ("cut.toml", "could not understand cut.toml"),
        ("bytes.toml", "could not understand bytes.toml"),
        ("gone.toml", "there is no such file"),
    ] {
        let output = landfall(dir.path(), &["compare", "laptop.toml", name]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{name}: {error}");
        assert!(error.contains(says), "{name}: {error}");
    }
}
