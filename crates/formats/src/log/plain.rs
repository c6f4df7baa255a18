//! A line as it was said: without what terminals, engines and loggers made of it.

use std::borrow::Cow;

use memchr::{memchr, memchr2};
use serde_json::Value;

use super::escapes::{unescaped, without_html, without_percents};
use super::paint::{without_colours, without_faded};

/// Loggers write into what other loggers write, but not without end.
const DEEPEST: usize = 4;

/// A line as it was written: without colours and carriage returns, and out of the JSON that engines and loggers
/// wrap it in. What they wrote as one line may be many then.
pub fn plain(line: &[u8]) -> Cow<'_, str> {
    plain_within(line, DEEPEST)
}

fn plain_within(line: &[u8], deep: usize) -> Cow<'_, str> {
    let mut line = line;
    while let Some(rest) = line.strip_suffix(b"\r") {
        line = rest;
    }
    let text = match memchr2(0x1b, 0, line) {
        None => String::from_utf8_lossy(line),
        Some(_) => Cow::Owned(String::from_utf8_lossy(&without_colours(line)).into_owned()),
    };
    let text = without_html(without_faded(written_over(text)));
    let start = text.trim_start();
    let is_json = start.starts_with('{') || start.starts_with("[{");
    match is_json.then(|| unwrapped(start.trim_end())).flatten().or_else(|| unquoted(&text)) {
        Some(inside) => Cow::Owned(again(inside, deep)),
        None => without_percents(text),
    }
}

/// The lines that were inside of one, each of them plain.
fn again(inside: String, deep: usize) -> String {
    let is_wrapped = |line: &str| line.starts_with(['{', '[']);
    let is_plain = memchr2(0x1b, b'\r', inside.as_bytes()).is_none()
        && memchr(b'\\', inside.as_bytes()).is_none()
        && !inside.split('\n').any(is_wrapped);
    if is_plain || deep == 0 {
        return inside;
    }
    let lines: Vec<_> =
        inside.split('\n').map(|line| plain_within(line.as_bytes(), deep - 1)).collect();
    lines.join("\n")
}

/// The lines that a terminal wrote over each other, without those that only told how far something was.
fn written_over(text: Cow<'_, str>) -> Cow<'_, str> {
    /// What is shorter says nothing.
    const SAYS: usize = 6;
    if memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    let Some((before, last)) = text.trim_end_matches('\r').rsplit_once('\r') else {
        return Cow::Owned(text.trim_end_matches('\r').to_owned());
    };
    let says = |line: &&str| line.len() >= SAYS && !line.contains('%');
    let mut lines: Vec<&str> = before.split('\r').filter(says).collect();
    lines.dedup();
    lines.push(last);
    Cow::Owned(lines.join("\n"))
}

/// A line whose values stand in quotes, as in `msg="exec: \"gcc\": not found\n"`, in a piece of JSON, or in bytes of
/// Python, without what the quotes made of them; `None` for any other.
fn unquoted(text: &str) -> Option<String> {
    memchr(b'\\', text.as_bytes())?;
    // Without a name before the quote it may be a line of source.
    let is_value = |at: usize| {
        let (before, behind) = (&text.as_bytes()[..at], &text.as_bytes()[at..]);
        match behind {
            [b'=', b'"', ..] => before.last().is_some_and(u8::is_ascii_alphanumeric),
            [b':', b'"', ..] | [b':', b' ', b'"', ..] => before.last() == Some(&b'"'),
            // Python shows so what a command said; a letter alone is one of source.
            [b'b', b'\'' | b'"', b'\\', ..] => false,
            [b'b', b'\'' | b'"', ..] => !before.last().is_some_and(u8::is_ascii_alphanumeric),
            _ => false,
        }
    };
    text.match_indices(['=', ':', 'b']).find(|(at, _)| is_value(*at))?;
    unescaped(text)
}

/// What a line of JSON says, where it is one of a container engine, a logger or an API.
fn unwrapped(line: &str) -> Option<String> {
    let mut lines = Vec::new();
    gather(&serde_json::from_str(line).ok()?, &mut lines);
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Adds what a value says: first what it was written for, as one line, and then all else that is more than a word.
fn gather(value: &Value, lines: &mut Vec<String>) {
    const SAYS: [&str; 8] = ["log", "msg", "message", "MESSAGE", "error", "err", "panic", "Output"];
    match value {
        Value::Object(map) => {
            let texts = SAYS.iter().filter_map(|name| map.get(*name)?.as_str());
            let texts: Vec<&str> =
                texts.map(str::trim_end).filter(|text| !text.is_empty()).collect();
            if !texts.is_empty() {
                lines.push(texts.join(": "));
            }
            let others = map.iter().filter(|(name, value)| {
                !(value.is_string() && SAYS.iter().any(|known| known == name))
            });
            others.for_each(|(_, value)| gather(value, lines));
        }
        Value::Array(all) => all.iter().for_each(|value| gather(value, lines)),
        Value::String(text) => {
            // A name or a time says nothing.
            let says = text.trim_end().contains(' ') && text.contains(char::is_alphabetic);
            if says {
                lines.push(text.trim_end().to_owned());
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
