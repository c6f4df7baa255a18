//! The comments before a token, in the groups that `go/parser` makes of them.

use memchr::memchr_iter;

use super::Span;

/// The last group of comments before a token.
#[derive(Debug, Default)]
pub(super) struct Comments {
    group: Vec<Span>,
    /// Whether the group stands on the line of the token before it.
    trails: bool,
}

impl Comments {
    /// Forgets them: a token has come.
    pub(super) fn clear(&mut self) {
        self.group.clear();
    }

    /// Adds a comment to the group, or begins another with it.
    pub(super) fn push(&mut self, comment: Span, token_before: Option<Span>, text: &[u8]) {
        let lines_from = |start, end| newlines(text, start, end);
        match self.group.last() {
            None => {
                self.trails =
                    token_before.is_some_and(|token| lines_from(token.start, comment.start) == 0);
            }
            Some(last) => {
                let apart = lines_from(last.end, comment.start);
                if apart > usize::from(!self.trails) {
                    self.group.clear();
                    self.trails = false;
                }
            }
        }
        self.group.push(comment);
    }

    /// The group, if it documents the token that begins at `token`: it ends in the line before.
    pub(super) fn lead(&self, token: u32, text: &[u8]) -> &[Span] {
        match self.group.last() {
            Some(last) if !self.trails && newlines(text, last.end, token) == 1 => &self.group,
            _ => &[],
        }
    }
}

fn newlines(text: &[u8], start: u32, end: u32) -> usize {
    memchr_iter(b'\n', Span { start, end }.of(text)).count()
}
