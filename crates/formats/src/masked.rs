//! A text inside another, read where it stands.

/// A piece of a file in another language than the file's own: the body of a `RUN` line, of a
/// workflow's `run:`, a line of a Makefile's recipe.
///
/// It has the same length as the piece of the file, so that places in it are places in the file, less
/// `start`. A NUL byte says that nothing stands there for its reader: what the outer language takes
/// away, as indentation or the end of a line that is continued. The byte `0x01` says that a reference
/// follows which the outer language puts in before the inner one is read: `0x01{NAME}`, or `0x01` and one
/// character; what cannot be told is written with question marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The text.
    pub text: String,
    /// Where it begins in the file, in bytes.
    pub start: u32,
}
