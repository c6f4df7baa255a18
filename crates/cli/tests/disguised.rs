//! The first cause that `landfall explain` gives for a failure is the same in whatever a terminal, a pipeline, a
//! container engine or a logger has made of its text.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops")]

mod logs;

use std::fmt::Write as _;
use std::path::Path;

use logs::{Log, causes, each, of_archive};
use serde_json::json;

/// What becomes of a log on its way.
struct Disguise {
    name: &'static str,
    wear: fn(&str) -> Vec<u8>,
}

const DISGUISES: &[Disguise] = &[
    Disguise { name: "colours on parts of words", wear: coloured },
    Disguise {
        name: "lines that end in CR and LF",
        wear: |log| by_line(log, |line| format!("{line}\r")),
    },
    Disguise { name: "GitHub Actions", wear: in_github },
    Disguise { name: "GitLab", wear: in_gitlab },
    Disguise { name: "GitLab with times", wear: in_gitlab_with_times },
    Disguise { name: "BuildKit", wear: |log| by_line(log, |line| format!("#12 3.456 {line}")) },
    Disguise { name: "compose", wear: |log| by_line(log, |line| format!("app-1  | {line}")) },
    Disguise { name: "kubectl logs --prefix", wear: |log| by_line(log, of_pod) },
    Disguise {
        name: "journald",
        wear: |log| by_line(log, |line| format!("Nov 20 10:00:00 host app[123]: {line}")),
    },
    Disguise { name: "docker's JSON", wear: |log| by_line(log, of_docker) },
    Disguise {
        name: "CRI",
        wear: |log| by_line(log, |line| format!("2026-11-20T10:11:12.123456789Z stderr F {line}")),
    },
    Disguise { name: "zap, a line each", wear: |log| by_line(log, of_zap) },
    Disguise { name: "slog, all of it in one error", wear: of_slog },
    Disguise { name: "other lines between", wear: interleaved },
    Disguise { name: "Latin-1 and garbage around", wear: in_garbage },
    Disguise { name: "UTF-16 of PowerShell", wear: wide },
];

fn all() -> Vec<Log> {
    of_archive(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../truth/disguised/go.txtar"))
}

#[test]
fn a_disguise_hides_no_cause() {
    let logs = all();
    assert!(logs.len() >= 40, "there are only {} logs", logs.len());
    let plain = each(&logs, |log| causes(log.text.as_bytes()).into_iter().next());
    let unknown: Vec<&str> = logs
        .iter()
        .zip(&plain)
        .filter_map(|(log, first)| first.is_none().then_some(log.name.as_str()))
        .collect();
    assert!(unknown.is_empty(), "nothing is known of {}", unknown.join(", "));

    let mut pairs = Vec::new();
    for (log, first) in logs.iter().zip(&plain) {
        pairs.extend(DISGUISES.iter().map(|disguise| (log, first, disguise)));
    }
    let told =
        each(&pairs, |(log, _, disguise)| causes(&(disguise.wear)(&log.text)).into_iter().next());
    let mut wrong = String::new();
    for ((log, first, disguise), told) in
        pairs.iter().zip(&told).filter(|((_, first, _), told)| first != told)
    {
        let _ = writeln!(wrong, "{}, {}: {told:?}, and plainly {first:?}", log.name, disguise.name);
    }
    assert!(wrong.is_empty(), "of {} disguised logs these are not known:\n{wrong}", pairs.len());
}

fn by_line(log: &str, one: impl Fn(&str) -> String) -> Vec<u8> {
    let mut out = String::new();
    for line in log.lines() {
        out.push_str(&one(line));
        out.push('\n');
    }
    out.into_bytes()
}

/// Every third word is red from its middle on.
fn coloured(log: &str) -> Vec<u8> {
    let word = |(nth, word): (usize, &str)| {
        let middle = word.char_indices().nth(word.chars().count() / 2).map_or(0, |(at, _)| at);
        match nth % 3 {
            0 => format!("{}\x1b[1;31m{}\x1b[0m", &word[..middle], &word[middle..]),
            _ => word.to_owned(),
        }
    };
    by_line(log, |line| line.split(' ').enumerate().map(word).collect::<Vec<_>>().join(" "))
}

fn in_github(log: &str) -> Vec<u8> {
    let mut out = String::from(
        "2026-11-20T10:11:11.0000001Z ##[group]Run make\n2026-11-20T10:11:11.0000002Z ##[endgroup]\n",
    );
    for (nth, line) in log.lines().enumerate() {
        let mark = if nth % 2 == 0 { "##[error]" } else { "" };
        let _ = writeln!(out, "2026-11-20T10:11:12.1234567Z {mark}{line}");
    }
    out.push_str("2026-11-20T10:11:13.0000000Z ##[error]Process completed with exit code 1.\n");
    out.into_bytes()
}

fn in_gitlab(log: &str) -> Vec<u8> {
    let begin = "section_start:1795169472:step_script\r\x1b[0K\x1b[0Ksection\r\x1b[0K";
    let end = "section_end:1795169473:step_script\r\x1b[0K\n\x1b[31;1mERROR: Job failed: exit code 1\n\x1b[0;m";
    format!("{begin}{log}{end}").into_bytes()
}

fn in_gitlab_with_times(log: &str) -> Vec<u8> {
    by_line(log, |line| format!("2026-11-20T10:11:12.123456Z 01E {line}"))
}

fn of_pod(line: &str) -> String {
    format!("[pod/web-5d9c6b7f8-abcde/web] {line}")
}

fn of_docker(line: &str) -> String {
    json!({ "log": format!("{line}\n"), "stream": "stderr", "time": "2026-11-20T10:11:12.123456789Z" }).to_string()
}

fn of_zap(line: &str) -> String {
    json!({ "level": "error", "ts": 1_795_169_472.5, "caller": "app/main.go:31", "msg": line })
        .to_string()
}

fn of_slog(log: &str) -> Vec<u8> {
    let one = json!({ "time": "2026-11-20T10:11:12Z", "level": "ERROR", "msg": "it failed", "error": log });
    format!("{one}\n").into_bytes()
}

fn interleaved(log: &str) -> Vec<u8> {
    by_line(log, |line| format!("db  ready for work\n{line}\n200 GET /healthz"))
}

fn in_garbage(log: &str) -> Vec<u8> {
    let garbage: Vec<u8> =
        (0..2000_u32).map(|nth| (nth.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let mut out = garbage.clone();
    out.extend(b"\nstra\xdfe caf\xe9 \xa9\n");
    out.extend(log.as_bytes());
    out.extend(b"\xe4\xf6\xfc\x00\xff\xfe\n");
    out.extend(garbage);
    out
}

fn wide(log: &str) -> Vec<u8> {
    let mut out = vec![0xff, 0xfe];
    out.extend(log.replace('\n', "\r\n").encode_utf16().flat_map(u16::to_le_bytes));
    out
}
