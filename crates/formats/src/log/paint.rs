//! What moves a terminal's cursor and paints, as a terminal gets it and as it looks where it was copied.

use std::borrow::Cow;

use memchr::memchr;

/// Without what moves a terminal's cursor and paints (ECMA-48), and without NUL bytes.
pub(super) fn without_colours(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match (byte, rest.peek()) {
            (0x1b, Some(b'[')) => {
                rest.next();
                // Parameters, then one final byte.
                let _ = rest.by_ref().find(|byte| (0x40..=0x7e).contains(byte));
            }
            // A title, a link, or what Buildkite says of a line: up to BEL or ESC \.
            (0x1b, Some(b']' | b'_' | b'P' | b'^' | b'X')) => {
                while let Some(byte) = rest.next() {
                    if byte == 0x07 || (byte == 0x1b && rest.next_if_eq(&b'\\').is_some()) {
                        break;
                    }
                }
            }
            (0x1b, Some(_)) => {
                // As in ESC ( B, which chooses letters.
                while rest.next_if(|byte| (0x20..=0x2f).contains(byte)).is_some() {}
                rest.next();
            }
            (0x1b | 0, _) => {}
            _ => out.push(byte),
        }
    }
    out
}

/// Without colours that were copied as letters: `^[[31m`, `␛[31m`, and `[31;1m` and `[0K` where the first was lost.
pub(super) fn without_faded(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut from = 0;
    let mut out: Option<String> = None;
    let mut at = 0;
    while let Some(next) = memchr(b'[', &text.as_bytes()[at..]) {
        let bracket = at + next;
        at = bracket + 1;
        let Some((start, end)) = faded(&text, bracket) else { continue };
        // Of `^[[` the first bracket is looked at first.
        let out = out.get_or_insert_default();
        out.push_str(&text[from.min(start)..start]);
        (from, at) = (end, end);
    }
    match out {
        Some(mut out) => {
            out.push_str(&text[from..]);
            Cow::Owned(out)
        }
        None => text,
    }
}

/// From where to where a colour stands that has this bracket.
fn faded(text: &str, bracket: usize) -> Option<(usize, usize)> {
    let (before, behind) = (&text[..bracket], &text[bracket + 1..]);
    let len = behind.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    let last = behind.as_bytes().get(len).copied().filter(u8::is_ascii)?;
    let (numbers, behind) = (&behind[..len], &behind[len + 1..]);
    let end = text.len() - behind.len();
    let escape = ["^[", "\u{241b}", "\u{fffd}"].iter().find(|one| before.ends_with(**one));
    if let Some(escape) = escape {
        return b"mKGJHABCD".contains(&last).then(|| (bracket - escape.len(), end));
    }
    // The escape before it is still to be read.
    if ["u001b", "u001B", "x1b", "x1B", "033", "\\e"].iter().any(|escape| before.ends_with(escape))
    {
        return None;
    }
    let goes_on = behind.starts_with(']') || behind.starts_with(|one: char| one.is_ascii_digit());
    let is_one = match last {
        // A time of `[5m` or `[30m0s]` paints nothing.
        b'm' if numbers.contains(';') => numbers.split(';').all(paints),
        b'm' => paints(numbers) && numbers.len() == 2 && !goes_on || numbers == "0",
        b'K' => numbers == "0" || (numbers.is_empty() && behind.is_empty()),
        _ => false,
    };
    is_one.then_some((bracket, end))
}

/// Whether a number is one by which a terminal is told to paint.
fn paints(number: &str) -> bool {
    match number.parse() {
        Ok(number) => matches!(number, 0..=5 | 7 | 22 | 24 | 27 | 30..=49 | 90..=97 | 100..=107),
        Err(_) => number.is_empty(),
    }
}
