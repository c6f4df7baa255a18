//! `landfall fix`: what it writes, what it leaves, and what it refuses.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use landfall_facts::{Finding, Report};
use landfall_probe::recipes::{self, FoundText};
use landfall_rules::{ALL, judge_recipes};

const OVERRIDDEN: &str = "# built by hand\r\nFROM golang:1.26 AS build\n\n\
    ARG TARGETARCH=amd64   # the usual one\n\
    RUN CGO_ENABLED=0  GOARCH=$TARGETARCH go build -o /web .";

fn landfall(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_landfall")).args(args).current_dir(dir).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A directory with one Dockerfile.
fn with(text: impl AsRef<[u8]>) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("Dockerfile"), text).unwrap();
    dir
}

fn read(dir: &tempfile::TempDir) -> String {
    fs::read_to_string(dir.path().join("Dockerfile")).unwrap()
}

#[test]
fn what_somebody_must_look_at_is_written_with_unsafe_alone() {
    let dir = with(OVERRIDDEN);
    let output = landfall(dir.path(), &["fix"]);
    assert_eq!((stdout(&output).as_str(), read(&dir).as_str()), ("nothing to fix\n", OVERRIDDEN));
    assert!(String::from_utf8_lossy(&output.stderr).contains("1 more with --unsafe"));
    let output = landfall(dir.path(), &["fix", "--unsafe"]);
    let expected = OVERRIDDEN.replace("ARG TARGETARCH=amd64", "ARG TARGETARCH");
    assert_eq!(read(&dir), expected, "{}", stdout(&output));
    assert_eq!(
        stdout(&output),
        "Dockerfile:4: let BuildKit say TARGETARCH [platform_argument_overridden]\n"
    );
}

#[test]
fn a_diff_writes_nothing_and_says_by_its_code_that_there_is_something() {
    let dir = with(OVERRIDDEN);
    let output = landfall(dir.path(), &["fix", "--unsafe", "--diff", "Dockerfile"]);
    assert_eq!((output.status.code(), read(&dir).as_str()), (Some(1), OVERRIDDEN));
    let told = stdout(&output);
    assert!(told.contains("-ARG TARGETARCH=amd64   # the usual one\n"), "{told}");
    assert!(told.contains("+ARG TARGETARCH   # the usual one\n"), "{told}");
    let clean = with("FROM golang:1.26\n");
    assert_eq!(landfall(clean.path(), &["fix", "--diff"]).status.code(), Some(0));
}

#[test]
fn who_may_run_a_file_may_run_it_afterwards() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = with(OVERRIDDEN);
        let path = dir.path().join("Dockerfile");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o751)).unwrap();
        landfall(dir.path(), &["fix", "--unsafe"]);
        assert_ne!(read(&dir), OVERRIDDEN);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o751);
    }
    let dir = with(OVERRIDDEN);
    landfall(dir.path(), &["fix", "--unsafe"]);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_file_that_is_no_text_is_left_as_it_is() {
    let mut bytes = OVERRIDDEN.as_bytes().to_vec();
    bytes.extend(b"\n# \xff\n");
    let dir = with(&bytes);
    let output = landfall(dir.path(), &["fix", "--unsafe"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("it is not UTF-8"));
    assert_eq!(fs::read(dir.path().join("Dockerfile")).unwrap(), bytes);
}

/// The files of every case of every manual, by their names.
fn cases() -> Vec<Vec<(String, String)>> {
    let mut all = Vec::new();
    for rule in ALL.iter().filter(|rule| rule.is_of_recipes()) {
        let text = rule.text();
        for case in text.split("```case\n").skip(1) {
            let case = case.split("\n```").next().unwrap();
            let mut files: Vec<(String, String)> = Vec::new();
            for line in case.lines() {
                match line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
                    Some(name) => files.push((name.to_owned(), String::new())),
                    None => {
                        if let Some((_, body)) = files.last_mut() {
                            body.push_str(line);
                            body.push('\n');
                        }
                    }
                }
            }
            files.retain(|(name, _)| recipes::kind_of(name).is_some());
            all.push(files);
        }
    }
    all
}

fn reports(files: &[(String, String)]) -> Vec<Report> {
    let found = |(path, text): &(String, String)| FoundText::new(path, text).unwrap();
    judge_recipes(&recipes::read(files.iter().map(found).collect()), &[])
}

fn findings(files: &[(String, String)]) -> Vec<Finding> {
    reports(files).into_iter().flat_map(|report| report.findings).collect()
}

/// The same recipe as somebody else would have written it.
fn rewritten(text: &str, way: usize) -> String {
    match way {
        0 => text.to_owned(),
        1 => format!("# é, and more\n\n{text}"),
        2 => text.replace('\n', "\r\n"),
        3 => text.trim_end().to_owned(),
        _ => format!("{text}\n\n# the end\n"),
    }
}

/// Each fix by itself: its finding is gone, none is new, and every other byte is the same.
#[test]
fn after_a_fix_its_finding_is_gone_none_is_new_and_other_bytes_are_the_same() {
    let mut fixed = 0;
    for files in cases() {
        for way in 0..5 {
            let files: Vec<(String, String)> =
                files.iter().map(|(name, text)| (name.clone(), rewritten(text, way))).collect();
            let before = findings(&files);
            for finding in before.iter().filter(|finding| finding.fix.is_some()) {
                let fix = finding.fix.as_ref().unwrap();
                let mut changed = files.clone();
                let mut edits = fix.edits.clone();
                edits.sort_by_key(|edit| std::cmp::Reverse(edit.bytes));
                for edit in &edits {
                    let (_, text) =
                        changed.iter_mut().find(|(name, _)| **name == *edit.path).unwrap();
                    text.replace_range(edit.bytes.0 as usize..edit.bytes.1 as usize, &edit.text);
                }
                let after = findings(&changed);
                let of =
                    |all: &[Finding]| all.iter().filter(|one| one.rule == finding.rule).count();
                assert!(of(&after) < of(&before), "{}: {changed:?}", finding.rule);
                let new = after.iter().find(|one| !before.iter().any(|old| old.says == one.says));
                assert!(new.is_none(), "{}: {new:?} in {changed:?}", finding.rule);
                fixed += 1;
                through_the_program(&files, &changed, finding);
            }
        }
    }
    assert!(fixed > 0);
}

/// The program writes just that, where it is the only thing to fix.
fn through_the_program(
    files: &[(String, String)],
    changed: &[(String, String)],
    finding: &Finding,
) {
    let fixes = findings(files).into_iter().filter(|one| one.fix.is_some()).count();
    if fixes != 1 {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let output = landfall(dir.path(), &["fix", "--unsafe", "."]);
    for (name, text) in changed {
        let there = fs::read_to_string(dir.path().join(name)).unwrap();
        assert_eq!(&there, text, "{}: {}", finding.rule, stdout(&output));
    }
}
