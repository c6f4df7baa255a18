//! Findings that are known are counted, and new ones alone are heard.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::Path;
use std::process::Command;

const OLD: &str =
    "FROM golang:1.26\nARG TARGETARCH=amd64\nRUN GOARCH=$TARGETARCH go build -o /a .\n";
const NEW: &str =
    "FROM golang:1.26 AS b\nARG TARGETOS=plan9\nRUN GOOS=$TARGETOS go build -o /b .\n";

fn check(dir: &Path, args: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", "."])
        .args(args)
        .current_dir(dir)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

#[test]
fn what_is_known_does_not_decide_and_what_is_new_does() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("Dockerfile");
    fs::write(&file, OLD).unwrap();
    assert_eq!(check(dir.path(), &[]).2, Some(1));
    let (told, said, code) = check(dir.path(), &["--write-known", "known.tsv"]);
    assert_eq!((told.as_str(), code), ("wrote 1 findings to known.tsv\n", Some(0)), "{said}");
    // A line before it changes nothing.
    fs::write(&file, format!("# syntax=docker/dockerfile:1\n{OLD}")).unwrap();
    let (told, said, code) = check(dir.path(), &["--known", "known.tsv"]);
    assert_eq!((code, said.as_str()), (Some(0), ""), "{told}");
    assert!(told.contains("silenced: platform_argument_overridden (known.tsv:3)"), "{told}");
    // The same fault once more is new.
    fs::write(&file, format!("{OLD}{NEW}")).unwrap();
    let (told, _, code) = check(dir.path(), &["--known", "known.tsv"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("TARGETOS is plan9") && !told.contains("TARGETARCH is amd64"), "{told}");
    // And what is gone is said.
    fs::write(&file, "FROM golang:1.26\n").unwrap();
    let (_, said, code) = check(dir.path(), &["--known", "known.tsv"]);
    assert!(code == Some(0) && said.starts_with("1 of the findings"), "{said}");
    assert_eq!(check(dir.path(), &["--known", "nothing"]).2, Some(3));
}
