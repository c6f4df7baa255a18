//! The lines of a Makefile: where they end, and what stands in them outside of references.

use super::{Operator, Word};
use crate::Span;
use std::borrow::Cow;
use std::ops::Range;

/// A line with those that it goes on in.
#[derive(Debug, Clone)]
pub(super) struct Line<'t> {
    /// Where it starts in the file.
    pub(super) start: usize,
    /// The line without its end. Where it goes on, spaces stand for the backslash and the break.
    pub(super) text: Cow<'t, str>,
}

/// The end of the line that starts at a place, without its break, and the start of the next one.
pub(super) fn end_of(text: &str, start: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        let next = at + found + 1;
        let line = &bytes[at..at + found];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let slashes = line.iter().rev().take_while(|byte| **byte == b'\\').count();
        if slashes % 2 == 0 {
            return (at + line.len(), next);
        }
        at = next;
    }
    (text.len(), text.len())
}

impl<'t> Line<'t> {
    pub(super) fn of(file: &'t str, range: Range<usize>) -> Self {
        let start = range.start;
        let text = file.get(range).unwrap_or_default();
        if !text.contains('\n') {
            return Self { start, text: Cow::Borrowed(text) };
        }
        let joined = text.replace("\\\r\n", "   ").replace("\\\n", "  ");
        Self { start, text: Cow::Owned(joined) }
    }

    /// Where a range of it stands in the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::of(self.start + range.start..self.start + range.end)
    }

    pub(super) fn get(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// A range without the white space around it.
    pub(super) fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let piece = self.get(range.clone());
        let front = piece.len() - piece.trim_ascii_start().len();
        let start = range.start + front;
        start..start + piece.trim_ascii().len()
    }

    /// The first word of a range.
    pub(super) fn first(&self, range: Range<usize>) -> Range<usize> {
        let range = self.trimmed(range);
        let piece = self.get(range.clone());
        let len = piece.find(|c: char| c.is_ascii_whitespace()).unwrap_or(piece.len());
        range.start..range.start + len
    }

    /// The words of a range. White space in a reference or behind a backslash parts none.
    pub(super) fn words(&self, range: Range<usize>) -> Vec<Word> {
        let mut words = Vec::new();
        let mut rest = self.trimmed(range);
        while !rest.is_empty() {
            let end = self.find(rest.clone(), |byte| byte.is_ascii_whitespace());
            let word = rest.start..end.unwrap_or(rest.end);
            rest = self.trimmed(word.end..rest.end);
            let text = self.get(word.clone()).to_owned();
            words.push(Word { text, span: self.span(word) });
        }
        words
    }

    /// The first byte of a kind that stands in no reference and behind no backslash.
    pub(super) fn find(&self, range: Range<usize>, is: impl Fn(u8) -> bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = range.start;
        while at < range.end {
            match *bytes.get(at)? {
                b'\\' => at += 2,
                b'$' => at = reference_end(bytes, at).0,
                byte if is(byte) => return Some(at),
                _ => at += 1,
            }
        }
        None
    }
}

/// The byte behind a reference that starts with the `$` at a place, and whether it has its end.
pub(super) fn reference_end(bytes: &[u8], dollar: usize) -> (usize, bool) {
    let (open, close) = match bytes.get(dollar + 1) {
        Some(b'(') => (b'(', b')'),
        Some(b'{') => (b'{', b'}'),
        Some(byte) if byte.is_ascii() => return (dollar + 2, true),
        Some(_) => {
            let more = bytes[dollar + 2..].iter().take_while(|byte| **byte & 0xc0 == 0x80);
            return (dollar + 2 + more.count(), true);
        }
        None => return (dollar + 1, false),
    };
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(dollar + 1) {
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth -= 1;
            if depth == 0 {
                return (at + 1, true);
            }
        }
    }
    (bytes.len(), false)
}

/// A name and a value, as ranges of a line.
pub(super) struct Definition {
    pub(super) name: Range<usize>,
    pub(super) operator: Operator,
    pub(super) value: Range<usize>,
}

/// `NAME = value`, if that is what a range of a line says.
pub(super) fn definition(line: &Line<'_>, range: Range<usize>) -> Option<Definition> {
    let range = line.trimmed(range);
    let bytes = line.text.as_bytes();
    let mut at = range.start;
    let mut end = None;
    while at < range.end {
        let rest = line.text.as_bytes().get(at..range.end)?;
        if let Some((operator, len)) = operator(rest) {
            let name = range.start..end.unwrap_or(at);
            if name.is_empty() {
                return None;
            }
            return Some(Definition { name, operator, value: line.trimmed(at + len..range.end) });
        }
        match rest.first()? {
            byte if byte.is_ascii_whitespace() => {
                end = end.or(Some(at));
                at += 1;
            }
            _ if end.is_some() => return None,
            b':' => return None,
            b'$' => at = reference_end(bytes, at).0,
            _ => at += 1,
        }
    }
    None
}

/// The operator at the start of a text, and its length.
pub(super) fn operator(text: &[u8]) -> Option<(Operator, usize)> {
    const ALL: [(&[u8], Operator); 7] = [
        (b"=", Operator::Recursive),
        (b":=", Operator::Simple),
        (b"::=", Operator::Simple),
        (b":::=", Operator::Immediate),
        (b"?=", Operator::Default),
        (b"+=", Operator::Append),
        (b"!=", Operator::Shell),
    ];
    let (sign, operator) = ALL.iter().find(|(sign, _)| text.starts_with(sign))?;
    Some((*operator, sign.len()))
}
