//! What is said of a log stays the same in whatever form it was copied, written by a logger or shown by a pipeline.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "archives of logs are for others")]
mod logs;

use std::fs;
use std::path::Path;

use logs::{causes, each};
use serde_json::json;

/// Every so many threads of all: each is read in each form.
const STEP: usize = 12;

type Form = (&'static str, fn(&str) -> Vec<u8>, usize);

/// What is done to a log, and of how many in a hundred the first cause must stay.
const FORMS: &[Form] = &[
    ("zap", |log| json!({"level": "error", "msg": "failed", "error": log}).to_string().into(), 97),
    ("an API", |log| json!({"message": "no", "errors": [{"detail": log}]}).to_string().into(), 97),
    ("docker", |log| lines(log, |line| json!({"log": format!("{line}\n")}).to_string()), 97),
    ("logrus", |log| lines(log, |line| format!("level=error msg={}", json!(line))), 97),
    ("an escaped text", |log| json!(log).to_string().into(), 85),
    ("GitLab", |log| lines(log, |line| format!("2026-11-20T10:11:12.000000Z 01E {line}")), 99),
    ("GitLab in parts", in_parts, 99),
    ("colours", |log| lines(log, |line| format!("[0K[31;1m{line}[0;m")), 99),
    ("Buildkite", |log| lines(log, |line| format!("\x1b_bk;t=1700000000000\x07{line}")), 99),
    ("backquotes", |log| lines(log, |line| format!("`{line}`")), 97),
    ("a quote", |log| lines(log, |line| format!("> {line}")), 99),
    ("a frame", |log| lines(log, |line| format!("│ {line:<90} │")), 99),
    ("GitHub", |log| lines(log, |line| format!("2026-11-20T10:11:12.1Z ##[error]{line}")), 99),
    ("a command", |log| format!("::error::{}", log.replace('\n', "%0A")).into(), 97),
    ("a journal", |log| lines(log, |line| format!("Nov 20 10:00:00 host web[12]: {line}")), 99),
    ("PowerShell", |log| log.encode_utf16().flat_map(u16::to_le_bytes).collect(), 99),
    (
        "a page",
        |log| log.replace('&', "&amp;").replace('"', "&#34;").replace('<', "&lt;").into(),
        99,
    ),
    ("other quotes", |log| log.replace('\'', "’").replace('`', "‘").replace('"', "”").into(), 99),
    ("a terminal", |log| lines(log, |line| broken(line, 80)), 97),
    ("a mail", |log| lines(log, |line| wrapped(line, 72)), 97),
    ("progress", |log| lines(log, |line| format!(" 10%\r{line}\r")), 99),
];

fn lines(log: &str, form: impl Fn(&str) -> String) -> Vec<u8> {
    let lines: Vec<String> = log.lines().map(form).collect();
    lines.join("\n").into()
}

/// A line where a terminal of so many columns breaks it.
fn broken(line: &str, width: usize) -> String {
    let letters: Vec<char> = line.chars().collect();
    let parts: Vec<String> = letters.chunks(width).map(|part| part.iter().collect()).collect();
    parts.join("\n")
}

/// A line where who wraps text at so many columns breaks it: between words.
fn wrapped(line: &str, width: usize) -> String {
    let mut all: Vec<String> = vec![String::new()];
    for word in line.split(' ') {
        match all.last_mut() {
            Some(last) if last.is_empty() => last.push_str(word),
            Some(last) if last.len() + 1 + word.len() <= width => *last += &format!(" {word}"),
            _ => all.push(word.to_owned()),
        }
    }
    all.join("\n")
}

fn in_parts(log: &str) -> Vec<u8> {
    const TIME: &str = "2026-11-20T10:11:12.000000Z";
    lines(log, |line| {
        let middle = line.char_indices().nth(15).map_or(line.len(), |(at, _)| at);
        format!("{TIME} 00O {}\n{TIME} 00O+{}", &line[..middle], &line[middle..])
    })
}

#[test]
fn the_first_cause_is_the_same_in_every_form() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../truth/threads.toml");
    let text = fs::read_to_string(path).expect("threads are there");
    let threads: toml::Table = text.parse().expect("threads are read");
    let logs: Vec<[&str; 2]> = threads["log"]
        .as_array()
        .expect("threads are a list")
        .iter()
        .map(|log| ["from", "text"].map(|name| log[name].as_str().expect("it is a text")))
        .collect();
    let first = |log: &[u8]| causes(log).into_iter().next();
    let some: Vec<[&str; 2]> = logs.into_iter().step_by(STEP).collect();
    let told = each(&some, |[_, text]| {
        let text = text.trim();
        let plain = first(text.as_bytes())?;
        let differs = |form: &&Form| first(&form.1(text)).as_ref() != Some(&plain);
        Some(FORMS.iter().filter(differs).map(|(name, _, _)| *name).collect::<Vec<&str>>())
    });
    let known = told.iter().flatten().count();
    assert!(known >= 60, "only {known} are explained as they are");
    for (name, _, least) in FORMS {
        let lost: Vec<&str> = some
            .iter()
            .zip(&told)
            .filter(|(_, lost)| lost.as_ref().is_some_and(|lost| lost.contains(name)))
            .map(|([from, _], _)| *from)
            .collect();
        let kept = known - lost.len();
        assert!(kept * 100 >= known * least, "{name}: {kept} of {known}, not {lost:#?}");
    }
}
