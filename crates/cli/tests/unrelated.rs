//! What `landfall explain` is silent about: failures of other languages and systems, builds in Go that went well,
//! programs in Go that are well, and prose.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops")]

mod explain;
mod logs;

use std::path::{Path, PathBuf};

use explain::explained;
use logs::{Log, causes, each, of_archive};

fn all() -> Vec<Log> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../truth/unrelated");
    let entries = std::fs::read_dir(dir).expect("the archives are there");
    let paths = entries.map(|entry| entry.expect("the directory is read").path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "txtar")).collect();
    paths.sort();
    paths.iter().flat_map(|path| of_archive(path)).collect()
}

/// What is explained today and should not be, though only as possible: the log, and the signature that takes it for
/// its own.
const WRONG_TODAY: &[(&str, &str)] = &[
    ("c/ld_lld_missing", "linker_not_there"),
    ("c/ld_wrong_elf_class", "library_for_another_architecture"),
];

#[test]
fn no_cause_is_given_for_what_is_no_failure_of_ours() {
    let logs = all();
    assert!(logs.len() >= 500, "there are only {} logs", logs.len());
    let told = each(&logs, |log| causes(log.text.as_bytes()));
    let mut wrong: Vec<(&str, &str)> = Vec::new();
    for (log, causes) in logs.iter().zip(&told) {
        wrong.extend(causes.iter().map(|cause| (log.name.as_str(), cause.as_str())));
    }
    wrong.sort_unstable();
    wrong.dedup();
    let new: Vec<_> = wrong.iter().filter(|one| !WRONG_TODAY.contains(one)).collect();
    let mended: Vec<_> = WRONG_TODAY.iter().filter(|one| !wrong.contains(one)).collect();
    assert!(new.is_empty(), "of {} logs these are explained: {new:#?}", logs.len());
    assert!(mended.is_empty(), "these are not explained any more, which is right: {mended:#?}");
}

#[test]
fn no_cause_is_given_as_likely() {
    let logs = all();
    for (name, _) in WRONG_TODAY {
        let log = logs.iter().find(|log| log.name == *name).expect("it is there");
        let said = explained(log.text.as_bytes());
        for cause in said["causes"].as_array().expect("causes are a list") {
            assert_eq!(cause["certainty"], "possible", "{name}");
        }
    }
}

#[test]
fn the_program_says_the_same() {
    let logs = all();
    let some: Vec<&Log> = logs.iter().step_by(40).collect();
    let told =
        each(&some, |log| (causes(log.text.as_bytes()), causes_by_program(log.text.as_bytes())));
    for (log, (here, there)) in some.iter().zip(told) {
        assert_eq!(here, there, "{}", log.name);
    }
}

#[test]
fn each_log_has_a_name_of_its_own_and_says_something() {
    let logs = all();
    let mut names: Vec<&str> = logs.iter().map(|log| log.name.as_str()).collect();
    names.sort_unstable();
    let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None, "two logs have the same name");
    for log in &logs {
        let lines = log.text.lines().filter(|line| !line.trim().is_empty()).count();
        assert!((1..=61).contains(&lines), "{} has {lines} lines", log.name);
    }
}

/// What the program itself says of a log.
fn causes_by_program(log: &[u8]) -> Vec<String> {
    let said = explained(log);
    let causes = said["causes"].as_array().expect("causes are a list");
    causes.iter().map(|cause| cause["signature"].as_str().unwrap_or("?").to_owned()).collect()
}
