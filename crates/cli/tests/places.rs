//! Code scanning knows a file by its place, so every way to type a path has to mean the same one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod forge;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use forge::{CGO, STATIC};
use serde_json::Value;

/// A fresh folder with a repository in `repository`, with a program in its folder `dist`.
fn furnished(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("places").join(name);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
        _ => fs::create_dir_all(folder.join("repository/dist")).unwrap(),
    }
    fs::create_dir(folder.join("repository/.git")).unwrap();
    CGO.write(&folder.join("repository/dist/app"));
    symlink("repository", folder.join("link")).unwrap();
    fs::canonicalize(folder).unwrap()
}

/// What one of the formats says of a file that breaks everywhere but on Linux.
fn printed(here: &Path, file: &str, format: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", file, "--for", "windows/386", "--format", format])
        .current_dir(here)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The place and the fingerprint of each result about a file.
fn results(here: &Path, file: &str) -> Vec<(String, Option<String>, String)> {
    let told: Value = serde_json::from_str(&printed(here, file, "sarif")).unwrap();
    let results = told["runs"][0]["results"].as_array().unwrap().clone();
    assert!(!results.is_empty(), "{told}");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let told = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let print = &result["partialFingerprints"]["landfallPair/v1"];
        (text(&place["uri"]).unwrap(), text(&place["uriBaseId"]), text(print).unwrap())
    };
    results.iter().map(told).collect()
}

#[test]
fn a_file_is_one_file_however_its_path_is_typed() {
    let folder = furnished("typed");
    let dist = folder.join("repository/dist");
    let first = results(&dist, "app");
    assert_eq!(first[0].0, "dist/app");
    assert_eq!(first[0].1.as_deref(), Some("%SRCROOT%"));
    let whole = dist.join("app").display().to_string();
    let by_link = folder.join("link/dist/app").display().to_string();
    for typed in ["./app", "../dist/app", ".//app", whole.as_str(), by_link.as_str()] {
        assert_eq!(results(&dist, typed), first, "{typed}");
    }
    assert_eq!(results(&folder.join("repository"), "dist/app"), first);
}

#[test]
fn a_file_outside_of_the_repository_keeps_its_whole_path() {
    let folder = furnished("outside");
    STATIC.write(&folder.join("app"));
    let repository = folder.join("repository");
    let first = results(&repository, "../app");
    assert_eq!(first[0].0, format!("file://{}", folder.join("app").display()));
    assert_eq!(first[0].1, None);
    assert_eq!(results(&repository.join("dist"), "../../app"), first);
    assert_eq!(results(&repository, &folder.join("app").display().to_string()), first);
}

#[test]
fn a_slice_is_found_in_a_file_that_is_there() {
    let folder = furnished("slices");
    let repository = folder.join("repository");
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/tests/golden");
    fs::copy(goldens.join("macho-fat-objects"), repository.join("fat (1)")).unwrap();
    let mut slices = results(&repository, "fat (1)");
    assert!(slices.iter().all(|(uri, ..)| uri == "fat%20%281%29"), "{slices:?}");
    let all = slices.len();
    assert!(all > 1);
    slices.dedup();
    assert_eq!(slices.len(), all, "two slices have one fingerprint");
    let annotations = printed(&repository, "fat (1)", "github");
    for line in annotations.lines() {
        assert!(line.contains(" file=fat (1),"), "{line}");
    }
}
