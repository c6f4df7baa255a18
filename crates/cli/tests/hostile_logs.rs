//! Logs that nobody wrote to be read: each is gone through, soon, in little memory.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Far more than any of these takes, and far less than one that does not end.
const LONGEST: &str = "180";
/// In kilobytes of address space: the program with all its tables, and a third of the larger logs.
const MOST: &str = "400000";

const MEGABYTES: usize = 16 << 20;
/// A text that landfall knows.
const KNOWN: &str = "panic: assignment to entry in nil map ";

/// The signatures that are told of a log, each with how often it was seen.
fn told(name: &str, log: &[u8]) -> Vec<(String, u64)> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile-logs");
    fs::create_dir_all(&dir).expect("a folder is made");
    let file = dir.join(format!("{name}.log"));
    fs::write(&file, log).expect("the log is written");
    let landfall = env!("CARGO_BIN_EXE_landfall");
    let line = format!(
        "ulimit -v {MOST}; exec timeout {LONGEST} '{landfall}' explain --format json '{}'",
        file.display()
    );
    let output = Command::new("sh").args(["-c", &line]).output().expect("a shell starts");
    fs::remove_file(&file).expect("the log is removed");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 2)), "{name}: {} {complaint}", output.status);
    let said: Value = serde_json::from_slice(&output.stdout).expect("landfall prints JSON");
    let causes = said["causes"].as_array().expect("causes are a list");
    let one = |cause: &Value| {
        let name = cause["signature"].as_str().unwrap_or("?").to_owned();
        (name, cause["times"].as_u64().unwrap_or(0))
    };
    causes.iter().map(one).collect()
}

/// The same bytes again and again.
fn again(bytes: &[u8]) -> Vec<u8> {
    bytes.repeat(MEGABYTES / bytes.len())
}

#[test]
fn a_line_without_an_end_is_not_held() {
    assert_eq!(told("one-line", &again(b"a")), []);
    assert_eq!(told("carriage-returns", &again(b"a\r")), []);
    assert_eq!(told("wide", &[b"\xff\xfe".as_slice(), &again(b"a\0")].concat()), []);
}

#[test]
fn bytes_that_are_no_text_are_passed_over() {
    assert_eq!(told("nul", &again(&[0])), []);
    assert_eq!(told("escapes", &again(b"\x1b[")), []);
    let mut state = 1_u64;
    let mut noise = Vec::with_capacity(MEGABYTES);
    while noise.len() < MEGABYTES {
        // The generator of numbers of Knuth's MMIX.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        noise.extend((state >> 16).to_le_bytes());
    }
    assert_eq!(told("noise", &noise), []);
}

#[test]
fn json_without_an_end_is_no_json() {
    assert_eq!(told("json", &again(b"{\"log\":")), []);
    assert_eq!(told("brackets", &again(b"{[")), []);
}

#[test]
fn a_known_text_is_told_once_however_often_it_stands_there() {
    let many = again(format!("{KNOWN}\n").as_bytes());
    let lines = many.iter().filter(|byte| **byte == b'\n').count() as u64;
    assert_eq!(told("lines", &many), [("nil_map_written".to_owned(), lines)]);
    // A line that is longer than any is read in pieces.
    let in_one = told("in-one-line", &again(KNOWN.as_bytes()));
    assert!(
        matches!(in_one.as_slice(), [(name, 1..1000)] if name == "nil_map_written"),
        "{in_one:?}"
    );
}

#[test]
fn a_known_text_about_a_million_things_is_told_of_a_few() {
    let mut log = String::new();
    for nth in 0..200_000 {
        log.push_str(&format!("open /data/{nth}: too many open files\n"));
    }
    let told = told("many-files", log.as_bytes());
    assert!((1..=8).contains(&told.len()), "{told:?}");
}
