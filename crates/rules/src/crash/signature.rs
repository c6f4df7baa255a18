//! What a crash is counted by: its kind, its message without numbers, and the functions that led to it.

use landfall_facts::{Crash, CrashGroup, Whose};

/// So many functions tell crashes apart.
const FUNCTIONS: usize = 3;
/// A message is cut at this.
const LONGEST: usize = 160;

pub(super) fn tell(crash: &mut Crash) {
    let last = crash.said.first().map(String::as_str).unwrap_or_default();
    // The kind may stand before it already.
    let message = last.split_once(": ").map_or(last, |(_, message)| message);
    crash.normal = match message.is_empty() {
        true => crash.kind.clone(),
        false => format!("{}: {}", crash.kind, normal(message.lines().next().unwrap_or_default())),
    };
    let functions = functions(crash);
    crash.signature = match functions.is_empty() {
        true => crash.normal.clone(),
        false => format!("{} @ {}", crash.normal, functions.join(" < ")),
    };
}

fn functions(crash: &Crash) -> Vec<String> {
    let Some((group, frame)) = crash.culprit else { return Vec::new() };
    let mut out = of_group(&crash.groups[group], frame);
    // A race has two sides, and which of them is told first is chance.
    if crash.groups[group].of == "access" {
        let accesses = crash.groups.iter().filter(|group| group.of == "access");
        out = accesses.filter_map(|group| of_group(group, 0).into_iter().next()).collect();
        out.sort();
    }
    out
}

fn of_group(group: &CrashGroup, from: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for frame in group.frames.iter().skip(from) {
        let counts =
            matches!(frame.whose, Whose::Own | Whose::Dependency | Whose::C | Whose::Unknown);
        if !counts || frame.function.is_empty() {
            continue;
        }
        let name = without_numbers(&frame.function);
        // A recursion is as long as it happened to be.
        if !out.contains(&name) {
            out.push(name);
        }
        if out.len() == FUNCTIONS {
            break;
        }
    }
    out
}

/// A function without the numbers that the compiler gives to what has no name: they change with the lines around.
fn without_numbers(function: &str) -> String {
    let is_numbered = |part: &str| {
        let rest = ["func", "gowrap", "deferwrap"].iter().find_map(|name| part.strip_prefix(name));
        rest.unwrap_or(part).bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts: Vec<&str> = function.split('.').collect();
    while parts.len() > 2 && parts.last().is_some_and(|part| is_numbered(part)) {
        parts.pop();
    }
    parts.join(".")
}

/// A message without what differs each time: numbers, addresses, and what stands in quotes.
pub(super) fn normal(message: &str) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some(first) = rest.chars().next() {
        if out.len() > LONGEST {
            out.push('…');
            break;
        }
        let (kept, length) = match first {
            // What stands within a word is an apostrophe.
            '"' | '`' | '\'' if !out.ends_with(char::is_alphanumeric) => {
                match rest[1..].find(first) {
                    Some(end) => ("…", end + 2),
                    None => (&rest[..1], 1),
                }
            }
            _ if first.is_ascii_alphanumeric() => {
                let end = rest.find(|one: char| !one.is_ascii_alphanumeric()).unwrap_or(rest.len());
                let word = &rest[..end];
                (if is_number(word) { "N" } else { word }, end)
            }
            _ => (&rest[..first.len_utf8()], first.len_utf8()),
        };
        out.push_str(kept);
        rest = &rest[length..];
    }
    out
}

fn is_number(word: &str) -> bool {
    let hex = word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = word.bytes().any(|byte| byte.is_ascii_digit());
    let begins = word.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    begins || hex && digits && word.len() >= 6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_each_time_is_taken_out() {
        for (message, is) in [
            (
                "runtime error: index out of range [7] with length 3",
                "runtime error: index out of range [N] with length N",
            ),
            ("open \"/tmp/x\": no such file", "open …: no such file"),
            ("(main.order) 0x7ab688", "(main.order) N"),
            ("dial 10.0.0.1:443: id 3f2a9c41", "dial N.N.N.N:N: id N"),
            ("can't do 'it", "can't do 'it"),
            ("größe 3", "größe N"),
        ] {
            assert_eq!(normal(message), is);
        }
    }

    #[test]
    fn functions_without_names_are_counted_as_their_owner() {
        assert_eq!(without_numbers("main.serve.func1.2"), "main.serve");
        assert_eq!(without_numbers("main.serve.gowrap3"), "main.serve");
        assert_eq!(without_numbers("main.func1"), "main.func1");
        assert_eq!(without_numbers("a.com/b.(*T).m"), "a.com/b.(*T).m");
    }
}
