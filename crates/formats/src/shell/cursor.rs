//! The place in a script, and what stands there: signs, names, blanks, ends of lines.

use crate::Span;

use super::Problem;
use super::reader::Reader;

/// No sum that anybody writes is longer.
const LONGEST_SUM: usize = 4096;
/// As many problems are told.
const MOST_PROBLEMS: usize = 100;

impl<'a> Reader<'a> {
    /// How long the sum is whose two parentheses stand next, or whose dollar sign does; `None` where
    /// they are those of subshells.
    pub(super) fn sum_length(&self) -> Option<usize> {
        let rest = self.rest().as_bytes();
        let skip = usize::from(rest.first() == Some(&b'$'));
        let mut depth = 0;
        for (at, byte) in rest.iter().enumerate().skip(skip).take(LONGEST_SUM) {
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 1 {
                        return (rest.get(at + 1) == Some(&b')')).then_some(at + 2);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Passes a sum.
    pub(super) fn pass_sum(&mut self) {
        self.at += self.sum_length().unwrap_or(2);
    }

    /// The text up to a byte, and passes the byte; all the rest where it does not come.
    pub(super) fn until(&mut self, byte: u8) -> &'a str {
        let from = self.at;
        match memchr::memchr(byte, self.rest().as_bytes()) {
            Some(length) => {
                self.at += length + 1;
                self.slice(from, from + length)
            }
            None => {
                self.problem(from, "a quote is not closed");
                self.at = self.end;
                self.slice(from, self.end)
            }
        }
    }

    /// The letters, digits and underscores that stand next, and passes them.
    pub(super) fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest.bytes().take_while(|b| *b == b'_' || b.is_ascii_alphanumeric()).count();
        self.at += length;
        &rest[..length]
    }

    /// The word that stands next, if it is one without quotes and references; nothing is passed.
    pub(super) fn plain_word(&self) -> &'a str {
        let rest = self.rest();
        let length = before_sign(rest.as_bytes());
        let is_whole = !matches!(rest.as_bytes().get(length), Some(b'$' | b'`' | b'"' | b'\'' | 1));
        if is_whole { &rest[..length] } else { "" }
    }

    /// Passes blanks, comments and ends of lines that are continued.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r' | 0) => self.at += 1,
                Some(b'\\') if self.peek_at(1) == Some(b'\n') => self.at += 2,
                Some(b'\\') if self.peek_at(1) == Some(b'\r') && self.peek_at(2) == Some(b'\n') => {
                    self.at += 3;
                }
                Some(b'#') if self.is_at_word() => {
                    let rest = self.rest().as_bytes();
                    let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    let span = self.span(self.at, self.at + length);
                    self.script.comments.push(span);
                    self.at += length;
                }
                _ => return,
            }
        }
    }

    /// Whether a word may begin here.
    pub(super) fn is_at_word(&self) -> bool {
        let before = self.at.checked_sub(1).map(|at| self.text.as_bytes()[at]);
        before.is_none_or(|byte| {
            matches!(byte, 0 | b' ' | b'\t' | b'\r' | b'\n' | b';' | b'&' | b'|' | b'(' | b')')
        })
    }

    /// Passes what stands between commands, but for separators.
    pub(super) fn skip_to_command(&mut self) {
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b'\n') => self.new_line(),
                _ => return,
            }
        }
    }

    pub(super) fn skip_separators(&mut self) {
        loop {
            self.skip_to_command();
            match self.peek() {
                Some(b';') => self.at += 1,
                _ => return,
            }
        }
    }

    pub(super) fn problem(&mut self, from: usize, says: &'static str) {
        if self.script.problems.len() < MOST_PROBLEMS {
            let span = self.span(from, self.at.max(from));
            self.script.problems.push(Problem { span, says });
        }
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        &self.text.as_bytes()[..self.end]
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to.min(self.end)).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.bytes().get(self.at + ahead).copied()
    }

    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let start = self.start as usize;
        Span::of(start + from..start + to)
    }

    pub(super) fn reach_boundary(&mut self) {
        while self.at < self.end && !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }
}

/// How many bytes come before the first that means something to a shell.
pub(super) fn before_sign(bytes: &[u8]) -> usize {
    let is_sign = |byte: &u8| {
        matches!(
            byte,
            0 | 1
                | b' '
                | b'\t'
                | b'\r'
                | b'\n'
                | b';'
                | b'&'
                | b'|'
                | b'('
                | b')'
                | b'<'
                | b'>'
                | b'$'
                | b'`'
                | b'"'
                | b'\''
                | b'\\'
        )
    };
    bytes.iter().position(is_sign).unwrap_or(bytes.len())
}
