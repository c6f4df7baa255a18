//! The text that a Go string literal stands for.

use std::borrow::Cow;

/// Of an interpreted or raw string with its quotes; nothing where it is not written as one.
pub(super) fn unquote(literal: &[u8]) -> Option<Cow<'_, str>> {
    let (quote, rest) = literal.split_first()?;
    let (last, inner) = rest.split_last()?;
    if quote != last {
        return None;
    }
    match quote {
        b'`' if !inner.contains(&b'`') => Some(without_carriage_returns(inner)),
        b'"' if memchr::memchr3(b'"', b'\\', b'\n', inner).is_none() => {
            Some(String::from_utf8_lossy(inner))
        }
        b'"' => interpreted(inner).map(|text| Cow::Owned(String::from_utf8_lossy(&text).into())),
        _ => None,
    }
}

/// How long the string literal is that a text begins with.
pub(super) fn literal_len(text: &[u8]) -> Option<usize> {
    let quote = *text.first()?;
    let mut at = 1;
    loop {
        match *text.get(at)? {
            b'\\' if quote == b'"' => at += 2,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Go drops them from raw strings and from comments.
pub(super) fn without_carriage_returns(text: &[u8]) -> Cow<'_, str> {
    if !text.contains(&b'\r') {
        return String::from_utf8_lossy(text);
    }
    let kept: Vec<u8> = text.iter().copied().filter(|byte| *byte != b'\r').collect();
    Cow::Owned(String::from_utf8_lossy(&kept).into_owned())
}

fn interpreted(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(rest.len());
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'"' | b'\n' => return None,
            b'\\' => rest = escape(rest, &mut text)?,
            _ => text.push(byte),
        }
    }
    Some(text)
}

/// Adds what the escape after a backslash stands for; the specification, under "Rune literals".
fn escape<'a>(text: &'a [u8], into: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (&kind, rest) = text.split_first()?;
    let (digits, base) = match kind {
        b'a' => return plain(7, rest, into),
        b'b' => return plain(8, rest, into),
        b't' => return plain(b'\t', rest, into),
        b'n' => return plain(b'\n', rest, into),
        b'v' => return plain(11, rest, into),
        b'f' => return plain(12, rest, into),
        b'r' => return plain(b'\r', rest, into),
        b'\\' | b'"' => return plain(kind, rest, into),
        b'0'..=b'7' => (text.get(..3)?, 8),
        b'x' => (rest.get(..2)?, 16),
        b'u' => (rest.get(..4)?, 16),
        b'U' => (rest.get(..8)?, 16),
        _ => return None,
    };
    // from_str_radix would take a sign.
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let number = u32::from_str_radix(std::str::from_utf8(digits).ok()?, base).ok()?;
    if matches!(kind, b'u' | b'U') {
        let mut encoded = [0; 4];
        into.extend(char::from_u32(number)?.encode_utf8(&mut encoded).bytes());
    } else {
        into.push(u8::try_from(number).ok()?);
    }
    let used = digits.len() + usize::from(base == 16);
    text.get(used..)
}

fn plain<'a>(byte: u8, rest: &'a [u8], into: &mut Vec<u8>) -> Option<&'a [u8]> {
    into.push(byte);
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_bytes_and_characters() {
        assert_eq!(unquote(br#""f\x6d\164\u00e4\U0001f600\"\\""#).unwrap(), "fmtä😀\"\\");
        assert_eq!(unquote(b"`a\r\n\\n`").unwrap(), "a\n\\n");
        for wrong in [r#""\x+1""#, r#""\400""#, r#""\ud800""#, r#""\'""#, r#""a"b""#, r#"""#, "'a'"]
        {
            assert_eq!(unquote(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn a_literal_ends_at_its_own_quote() {
        assert_eq!(literal_len(br#""a\"b" c"#), Some(6));
        assert_eq!(literal_len(b"`a\\` c"), Some(4));
        assert_eq!(literal_len(br#""a\"#), None);
    }
}
