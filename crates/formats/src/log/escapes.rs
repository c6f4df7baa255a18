//! What writers put for letters that would end or part a line, or that a format gives a meaning to: the escapes of
//! JSON, of Go and of shells, those of HTML, and those of GitHub's commands.

use std::borrow::Cow;

use memchr::memchr;

/// A text without the escapes of JSON, Go, C and shells: `\n`, `\t`, `\"`, `\u003c`, `\x1b`, `\033`. Others stay as
/// they are, as in the path of Windows that it may be; `None` if there is none.
pub(super) fn unescaped(text: &str) -> Option<String> {
    memchr(b'\\', text.as_bytes())?;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_changed = false;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        rest = match one(behind) {
            Some((letter, len)) => {
                is_changed = true;
                out.push(letter);
                &behind[len..]
            }
            None => {
                out.push('\\');
                behind
            }
        };
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

/// The letter that stands behind a backslash, and how many bytes say so.
fn one(behind: &str) -> Option<(char, usize)> {
    let plain = match behind.as_bytes().first()? {
        b'n' | b'r' => '\n',
        b't' => '\t',
        b'"' => '"',
        b'\'' => '\'',
        b'\\' => '\\',
        b'/' => '/',
        b'e' if behind.starts_with("e[") => '\x1b',
        b'0' if behind.starts_with("033[") => return Some(('\x1b', 3)),
        b'x' => {
            return Some((
                char::from(
                    hex(behind, 2).and_then(|one| u8::try_from(one).ok()).filter(u8::is_ascii)?,
                ),
                3,
            ));
        }
        b'u' => {
            let first = hex(behind, 4)?;
            if let Some(letter) = char::from_u32(first) {
                return Some((letter, 5));
            }
            let second = hex(behind.get(5..)?.strip_prefix("\\")?, 4)?;
            let both = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
            let letter = char::decode_utf16(both).next()?.ok()?;
            return Some((letter, 11));
        }
        _ => return None,
    };
    Some((plain, 1))
}

/// The number in so many digits behind the first letter.
fn hex(behind: &str, digits: usize) -> Option<u32> {
    let digits = behind.get(1..1 + digits)?;
    let is_hex = digits.bytes().all(|one| one.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

/// A text without the escapes of HTML, as pages and mails have them.
pub(super) fn without_html(text: Cow<'_, str>) -> Cow<'_, str> {
    /// No escape is longer.
    const LONGEST: usize = 9;
    const NAMED: [(&str, &str); 8] = [
        ("quot", "\""),
        ("apos", "'"),
        ("lt", "<"),
        ("gt", ">"),
        ("amp", "&"),
        ("nbsp", " "),
        ("lsquo", "'"),
        ("rsquo", "'"),
    ];
    let Some(first) = memchr(b'&', text.as_bytes()) else { return text };
    if memchr(b';', &text.as_bytes()[first..]).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let end = behind.bytes().take(LONGEST).position(|one| one == b';');
        let name = end.map_or("", |end| &behind[..end]);
        let number = match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => name.strip_prefix('#').and_then(|number| number.parse().ok()),
        };
        let letter = number.and_then(char::from_u32).filter(|one| *one != '\0');
        match (NAMED.iter().find(|(known, _)| *known == name), letter) {
            (Some((_, letter)), _) => out.push_str(letter),
            (None, Some(letter)) => out.push(letter),
            (None, None) => {
                out.push('&');
                rest = behind;
                continue;
            }
        }
        rest = &behind[name.len() + 1..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A command of GitHub, as `::error::one%0Atwo`, with the ends of lines that are in it.
pub(super) fn without_percents(text: Cow<'_, str>) -> Cow<'_, str> {
    let has_ends = memchr(b'%', text.as_bytes()).is_some() && text.contains("%0A");
    let is_command = || ["::error", "::warning", "##vso["].iter().any(|name| text.contains(name));
    if !has_ends || !is_command() {
        return text;
    }
    Cow::Owned(text.replace("%0D", "").replace("%0A", "\n").replace("%25", "%"))
}
