//! The text of a recipe, and how a place in it is told.

use std::sync::Arc;

use landfall_facts::{Origin, Place};
use landfall_formats::Span;

/// The text of a file, and where its lines begin.
pub(super) struct Text {
    pub(super) path: Arc<str>,
    pub(super) text: String,
    lines: Vec<u32>,
}

impl Text {
    pub(super) fn new(path: &str, text: String) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let lines = std::iter::once(0)
            .chain(ends.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX)))
            .collect();
        Self { path: path.into(), text, lines }
    }

    /// A piece of the file, as an origin.
    pub(super) fn at(&self, span: Span) -> Origin {
        let (line, column) = self.place(span.start);
        let (end_line, end_column) = self.place(span.end.max(span.start));
        let bytes = (span.start, span.end);
        let span = Place { line, column, end_line, end_column, bytes };
        Origin::Span { path: self.path.clone(), span }
    }

    /// What is written in a piece.
    pub(super) fn written(&self, span: Span) -> String {
        span.text(&self.text).to_owned()
    }

    /// The line and column of a byte, both counted from 1.
    pub(super) fn place(&self, byte: u32) -> (u32, u32) {
        let line = self.lines.partition_point(|start| *start <= byte).max(1);
        let start = self.lines[line - 1] as usize;
        let piece = self.text.get(start..byte as usize).unwrap_or_default();
        let column = piece.chars().count() + 1;
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        (small(line), small(column))
    }
}
