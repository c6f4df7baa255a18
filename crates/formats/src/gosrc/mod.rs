//! Go source: its tokens, and what a file says of itself without being type-checked.
//!
//! Written after the Go specification and held against `go/scanner`, `go/parser` and `go/build`.

mod cgo;
mod comments;
pub mod constraint;
mod declarations;
mod directive;
mod file;
pub mod filename;
mod handed;
pub mod header;
mod imports;
mod lexer;
mod platform;
mod quoted;
mod references;
mod token;
mod uses;
mod walk;
mod wide;

pub use cgo::{CgoDirective, Include, Preamble, Verb, includes};
pub use constraint::Constraint;
pub use declarations::{Declaration, Export, Kind};
pub use directive::Directive;
pub use file::{File, read};
pub use handed::{HandedToC, handed_to_c};
pub use imports::Import;
pub use lexer::Lexer;
pub use platform::{Known, Platform};
pub use references::{Member, Pair, Reference, References, Sizes, To, TypeName, Unit, references};
pub use token::Token;
pub use uses::{CSelector, UnsafePointer};
pub use wide::{WideConstant, wide_constants};

/// A stretch of a file, in bytes from its beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Where it begins.
    pub start: u32,
    /// Where it has ended.
    pub end: u32,
}

impl Span {
    /// The bytes of `text` that lie in it.
    pub fn of(self, text: &[u8]) -> &[u8] {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// What is broken, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// In bytes from the beginning of the file.
    pub offset: u32,
    /// What is wrong there.
    pub message: &'static str,
}

/// The line in which an offset lies, counted from one.
pub fn line(text: &[u8], offset: u32) -> usize {
    let before = text.get(..offset as usize).unwrap_or(text);
    memchr::memchr_iter(b'\n', before).count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one_and_a_newline_ends_its_own() {
        let lines = [0, 1, 2, 3, 9].map(|offset| line(b"a\nb\n", offset));
        assert_eq!(lines, [1, 1, 2, 2, 3]);
    }
}
