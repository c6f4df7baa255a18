//! What a file asks for: the door through which an artifact comes in.

use std::fmt;

use landfall_facts::{Build, Fact, Origin, Why};
use landfall_formats::elf::Elf;
use landfall_formats::magic::{self, Magic};
use landfall_formats::{ReadError, Source, bytes_up_to, upx};

use crate::{archive, elf, macho, pe, plan9, wasm, xcoff};

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
    let mut builds = read(source, name, depth)?;
    for build in &mut builds {
        hide_packed(build);
    }
    Ok(builds)
}

/// Takes back what was seen of a packed program: it is the packer's, not the program's.
fn hide_packed(build: &mut Build) {
    let Some(packer) = build.packed.known() else { return };
    let why =
        Why::new(format!("{packer} hides what the program asks for; check it before it is packed"));
    let hidden = Build::unknown("", &why);
    (build.go, build.cgo, build.cpu) = (hidden.go, hidden.cgo, hidden.cpu);
    (build.link, build.symbols) = (hidden.link, hidden.symbols);
    (build.needs, build.embedded) = (hidden.needs, hidden.embedded);
}

fn read(source: &dyn Source, name: &str, depth: Depth) -> Result<Vec<Build>, NotABuild> {
    let broken = |error| NotABuild::broken(&error);
    let first = bytes_up_to(source, 0, magic::LEN as u64).map_err(broken)?;
    if first.is_empty() {
        return Err(NotABuild::other("it is empty"));
    }
    let one = |build: Result<Build, ReadError>| build.map(|build| vec![build]).map_err(broken);
    match magic::kind(&first) {
        Magic::Elf => one(Elf::read(source).map(|elf| elf::build(&elf, name, depth))),
        Magic::MachO => one(macho::thin(source, name, depth)),
        Magic::FatMachO => macho::fat(source, name, depth).map_err(broken),
        Magic::Pe => one(pe::build(source, name, depth)),
        Magic::Xcoff32 | Magic::Xcoff64 => one(xcoff::build(source, name, depth)),
        Magic::Wasm => one(wasm::build(source, name, depth)),
        Magic::Plan9(_) => one(plan9::build(source, name, depth)),
        Magic::Archive | Magic::BigArchive => one(archive::build(source, name)),
        Magic::ThinArchive => Err(NotABuild::other(
            "it is a thin archive, which holds no code of its own; look at its members",
        )),
        Magic::Script => {
            Err(NotABuild::other("it is a script; look at the program that it starts"))
        }
        Magic::JavaClass => Err(NotABuild::other("it is Java bytecode")),
        Magic::Gzip | Magic::Zstd | Magic::Xz | Magic::Bzip2 | Magic::Zip => Err(NotABuild::other(
            "it is compressed; unpack it first, or name an image as a target: --for image:FILE",
        )),
        Magic::Unknown => Err(NotABuild::other("it is no executable that landfall knows")),
    }
}

/// Origins and reasons of one file.
pub(crate) struct At<'a> {
    name: &'a str,
}

impl<'a> At<'a> {
    pub(crate) fn new(name: &'a str) -> Self {
        Self { name }
    }

    /// A place in the file.
    pub(crate) fn byte(&self, offset: u64) -> Origin {
        Origin::Bytes { path: self.name.to_owned(), offset }
    }

    /// A list that is absent where it is empty.
    pub(crate) fn list(&self, list: Vec<String>, offset: u64) -> Fact<Vec<String>> {
        match list.is_empty() {
            true => Fact::Absent(self.byte(offset)),
            false => Fact::Known(list, self.byte(offset)),
        }
    }

    /// Why what is damaged could not be read.
    pub(crate) fn damaged(&self, error: &ReadError) -> Why {
        Why::damaged(self.name, error)
    }
}

/// The packer of a file.
pub(crate) fn packed(source: &dyn Source, at: &At<'_>) -> Fact<String> {
    match upx::packed(source) {
        Ok(Some(packed)) => {
            let release = packed.release.map_or(String::new(), |release| format!(" {release}"));
            Fact::Known(format!("UPX{release}"), at.byte(0))
        }
        Ok(None) => Fact::Absent(at.byte(0)),
        Err(error) => Fact::Unknown(at.damaged(&error)),
    }
}

/// A build to be filled in, of which nothing has been looked at yet.
pub(crate) fn blank(name: &str, source: &dyn Source) -> Build {
    let mut build =
        Build::unknown(name, &Why::new("landfall does not look for this in such a file"));
    build.size = source.len();
    build
}
