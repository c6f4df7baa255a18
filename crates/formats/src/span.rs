//! Where a piece of a text stands in it.

use std::ops::Range;

/// From one byte of a text up to, and not including, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span of a range of bytes. A text of more than 4 GiB is nobody's recipe: what lies behind
    /// that is taken for its end.
    pub fn of(range: Range<usize>) -> Self {
        let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: small(range.start), end: small(range.end) }
    }

    /// The range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The piece of the text that it was taken from; nothing where it is of another text.
    pub fn text(self, of: &str) -> &str {
        of.get(self.range()).unwrap_or_default()
    }

    /// From the first byte of this to the last of another.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}
