//! The walls: the table of crates in ARCHITECTURE.md is held against what the crates really import.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Name and permitted imports of each row of the table, as `landfall-…` packages.
fn table() -> Vec<(String, BTreeSet<String>)> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().skip_while(|line| !line.starts_with("| crate | may import |")).skip(2);
    rows.take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let name = cells[0].trim_matches('`');
            let imports = match cells[1] {
                "nothing of ours" => BTreeSet::new(),
                "all" => BTreeSet::from(["*".to_owned()]),
                list => list.split(", ").map(|name| format!("landfall-{name}")).collect(),
            };
            (name.to_owned(), imports)
        })
        .collect()
}

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn package_of(row: &str) -> String {
    match row {
        "cli" => "landfall".to_owned(),
        name => format!("landfall-{name}"),
    }
}

#[test]
fn every_crate_imports_what_the_architecture_lets_it_and_no_more() {
    let packages = packages();
    let table = table();
    assert!(table.len() >= 7, "the table of crates was not found in ARCHITECTURE.md");
    for (row, may) in &table {
        let package = packages.iter().find(|package| package["name"] == package_of(row).as_str());
        let package = package
            .unwrap_or_else(|| panic!("ARCHITECTURE.md speaks of a crate {row} that is not there"));
        for dependency in package["dependencies"].as_array().unwrap() {
            // Tests may look from further off.
            let name = dependency["name"].as_str().unwrap();
            let ours = name.starts_with("landfall") && dependency["kind"].is_null();
            assert!(
                !ours || may.contains(name) || may.contains("*"),
                "{row} must not import {name}"
            );
        }
    }
    let known: BTreeSet<String> = table.iter().map(|(row, _)| package_of(row)).collect();
    for package in &packages {
        let name = package["name"].as_str().unwrap();
        assert!(
            name == "xtask" || known.contains(name),
            "ARCHITECTURE.md does not speak of {name}"
        );
    }
}

#[test]
fn every_wall_answers_to_a_sentence_with_never() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().skip_while(|line| !line.starts_with("| crate | may import |")).skip(2);
    for row in rows.take_while(|line| line.starts_with('|')) {
        let never = row.trim_matches('|').split('|').nth(2).unwrap_or_default().trim();
        assert!(never.len() > 10, "no sentence with never: {row}");
    }
}

#[test]
fn what_may_not_look_names_no_file_system_process_or_clock() {
    // The lints of `rules` say this to the compiler; the readers, words and tables are held here.
    for folder in ["facts", "formats", "know", "report", "rules"] {
        let mut pending = vec![root().join("crates").join(folder).join("src")];
        while let Some(dir) = pending.pop() {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    pending.push(path);
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap();
                for word in [
                    "std::fs",
                    "std::process",
                    "std::net",
                    "std::env",
                    "Instant::now",
                    "SystemTime",
                ] {
                    assert!(!code.contains(word), "{} names {word}", path.display());
                }
            }
        }
    }
}
