//! What the Go command itself lists, held against what was read without it.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use landfall_facts::{Fact, ListedPackage, Origin, Why};

use crate::graph::Wanted;
use crate::roots::Roots;

/// A package's Go files, and those that cgo builds.
type Files = [Vec<String>; 2];

/// What `go list` has otherwise, one line each; empty if it has the same.
pub fn differences(
    roots: &Roots,
    wanted: &Wanted<'_>,
    tags: &[String],
    ours: &[ListedPackage],
) -> Fact<Vec<String>> {
    match listed(roots, wanted, tags) {
        Ok(theirs) => {
            let origin = Origin::Command(format!("go list -e -deps {}", roots.pattern()));
            Fact::Known(compared(&theirs, ours), origin)
        }
        Err(why) => Fact::Unknown(why),
    }
}

fn compared(theirs: &BTreeMap<String, Files>, ours: &[ListedPackage]) -> Vec<String> {
    let sorted = |files: &[String]| {
        let mut files = files.to_vec();
        files.sort();
        files
    };
    let files = |one: &ListedPackage| [sorted(&one.go_files), sorted(&one.cgo_files)];
    let ours: BTreeMap<&str, Files> =
        ours.iter().map(|one| (one.path.as_str(), files(one))).collect();
    let is_built = |files: &&Files| files.iter().any(|files| !files.is_empty());
    let mut told = Vec::new();
    for (path, files) in theirs {
        let here = ours.get(path.as_str()).filter(is_built);
        match here.or(is_built(&files).then_some(&[Vec::new(), Vec::new()])) {
            Some(here) if here != files => {
                let [go, cgo] = files;
                let all = [go.as_slice(), cgo].concat().join(" ");
                told.push(format!("{path}: go list has {all}"));
            }
            _ => {}
        }
    }
    let is_more = |it: &(&&str, &Files)| is_built(&it.1) && !theirs.contains_key(*it.0);
    let more = ours.iter().filter(is_more);
    told.extend(more.map(|(path, _)| format!("{path}: go list does not have it")));
    told
}

fn listed(
    roots: &Roots,
    wanted: &Wanted<'_>,
    tags: &[String],
) -> Result<BTreeMap<String, Files>, Why> {
    let format = "{{.ImportPath}}\t{{join .GoFiles \" \"}}\t{{join .CgoFiles \" \"}}";
    let mut list = Command::new(roots.go());
    list.args(["list", "-e", "-deps", "-f", format]);
    if !tags.is_empty() {
        list.arg(format!("-tags={}", tags.join(",")));
    }
    list.arg(roots.pattern())
        .env("GOOS", wanted.system)
        .env("GOARCH", wanted.architecture)
        .env("CGO_ENABLED", if wanted.has_cgo { "1" } else { "0" })
        .current_dir(&roots.module_dir)
        .stdin(Stdio::null());
    let output = list.output().map_err(|error| Why::new(format!("could not start go: {error}")))?;
    if !output.status.success() {
        let says = String::from_utf8_lossy(&output.stderr);
        let first = says.lines().next().unwrap_or("no word");
        return Err(Why::new(format!("go list failed: {first}")));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let names = |list: &str| {
        let mut names: Vec<String> = list.split_whitespace().map(str::to_owned).collect();
        names.sort();
        names
    };
    let package = |line: &str| {
        let mut cells = line.split('\t');
        let path = cells.next()?.to_owned();
        let files = [names(cells.next()?), names(cells.next()?)];
        // No file of unsafe is built.
        (path != "unsafe").then_some((path, files))
    };
    Ok(text.lines().filter_map(package).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_and_a_package_more_or_less_are_told() {
        let package = |path: &str, files: &[&str]| ListedPackage {
            path: path.to_owned(),
            dir: String::new(),
            go_files: files.iter().map(|file| (*file).to_owned()).collect(),
            cgo_files: Vec::new(),
            ignored_files: Vec::new(),
            imports: Vec::new(),
        };
        let files =
            |files: &[&str]| [files.iter().map(|file| (*file).to_owned()).collect(), Vec::new()];
        let theirs: BTreeMap<String, Files> = [
            ("same".to_owned(), files(&["a.go", "b.go"])),
            ("other".to_owned(), files(&["a.go"])),
            ("less".to_owned(), files(&["x.go"])),
            ("empty".to_owned(), files(&[])),
        ]
        .into();
        let ours = [
            package("same", &["b.go", "a.go"]),
            package("other", &["a.go", "b.go"]),
            package("more", &["x.go"]),
            package("none", &[]),
        ];
        assert_eq!(
            compared(&theirs, &ours),
            ["less: go list has x.go", "other: go list has a.go", "more: go list does not have it"]
        );
    }
}
