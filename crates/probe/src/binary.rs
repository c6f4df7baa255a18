//! What a file asks for: the door through which an artifact comes in.

use std::fmt;

use landfall_facts::{Build, Why};
use landfall_formats::elf::Elf;
use landfall_formats::{ReadError, Source, bytes_up_to};

use crate::elf;

/// How far to look into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// What a verdict needs: headers, imports, and whether a few functions are linked in.
    Verdict,
    /// All that there is to say.
    Everything,
}

/// Why a file is no artifact, and what the reader can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotABuild {
    /// What it is instead, or what is wrong with it.
    pub reason: String,
    /// Whether the file is some other kind of file rather than a broken or unreadable one.
    pub other_kind: bool,
}

impl NotABuild {
    fn other(reason: &str) -> Self {
        Self { reason: reason.to_owned(), other_kind: true }
    }

    fn broken(error: &ReadError) -> Self {
        Self { reason: error.to_string(), other_kind: false }
    }
}

impl fmt::Display for NotABuild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for NotABuild {}

/// The builds in a file: one, or one for each slice of a fat Mach-O file.
pub fn builds(source: &dyn Source, name: &str, depth: Depth) -> Result<Vec<Build>, NotABuild> {
    let broken = |error| NotABuild::broken(&error);
    let first = bytes_up_to(source, 0, 16).map_err(broken)?;
    match first.as_ref() {
        [] => Err(NotABuild::other("it is empty")),
        [0x7f, b'E', b'L', b'F', ..] => {
            let elf = Elf::read(source).map_err(broken)?;
            Ok(vec![elf::build(&elf, name, depth)])
        }
        _ => Err(NotABuild::other("it is no executable that landfall knows")),
    }
}

/// A build to be filled in, of which nothing has been looked at yet.
pub(crate) fn blank(name: &str, source: &dyn Source) -> Build {
    let mut build =
        Build::unknown(name, &Why::new("landfall does not look for this in such a file"));
    build.size = source.len();
    build
}
