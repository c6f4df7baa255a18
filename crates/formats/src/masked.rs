//! A text inside another one, such as a shell script in a Makefile, read where it stands.

use crate::Span;
use std::ops::Range;

/// A piece of a file in which all that belongs to the file and not to the piece is covered.
///
/// It has as many bytes as its source, so that a place in it, moved by `start`, is a place in the
/// file. Three bytes have a meaning of their own:
///
/// * `\0`: nothing stands here. Indentation, the tab of a recipe, the backslash of an escape. A
///   reader passes over it as if the bytes before and behind it were neighbours.
/// * `\x01{NAME}`: a reference that another language than that of the piece expands, for example
///   `$(NAME)` or `${NAME}` in a Makefile. `\x01{????}`: one that is more than a name.
/// * `\x01` and a character that is no `{`: a reference of one character, such as `$@`.
///
/// What the source itself had of `\x01` is a `?` here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Masked {
    /// The piece, covered.
    pub text: String,
    /// Where its first byte stands in the file.
    pub start: u32,
}

/// Nothing stands where this stands.
pub const NOTHING: char = '\0';

/// What opens a reference that another language expands.
pub const REFERENCE: char = '\u{1}';

impl Masked {
    /// Where a range of its bytes stands in the file.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.start as usize;
        Span::of(start.saturating_add(range.start)..start.saturating_add(range.end))
    }

    /// What it says, without the bytes that say nothing.
    pub fn plain(&self) -> String {
        self.text.replace(NOTHING, "")
    }
}

/// Adds one byte for each of a text, so that what follows keeps its place.
pub(crate) fn cover(out: &mut String, text: &str, with: char) {
    out.extend(std::iter::repeat_n(with, text.len()));
}

/// Adds a text as it is, but for the byte that would be taken for a reference.
pub(crate) fn keep(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| if c == REFERENCE { '?' } else { c }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_it_is_a_place_in_the_file() {
        let file = "run: |\n  echo é\n";
        let mut text = String::new();
        cover(&mut text, "  ", NOTHING);
        keep(&mut text, "echo é\n");
        let masked = Masked { text, start: 7 };
        let at = masked.text.find('é').unwrap();
        assert_eq!(masked.span(at..at + 2).text(file), "é");
        assert_eq!(masked.plain(), "echo é\n");
    }

    #[test]
    fn no_byte_of_the_source_passes_for_a_reference() {
        let mut text = String::new();
        keep(&mut text, "a\u{1}{B}");
        cover(&mut text, "é", '?');
        assert_eq!(text, "a?{B}??");
    }
}
