//! What a file asks for: the door through which an artifact comes in.

use std::fmt;

use landfall_facts::{Build, Why};
use landfall_formats::elf::Elf;
use landfall_formats::magic::{self, Magic};
use landfall_formats::{ReadError, Source, bytes_up_to};

use crate::artifact::Depth;
use crate::{archive, elf, macho, pe, plan9, wasm, xcoff};

/// Why a file is no artifact, and what the reader can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotABuild {
    /// What it is instead, or what is wrong with it.
    pub reason: String,
    /// Whether the file is some other kind of file rather than a broken or unreadable one.
    pub other_kind: bool,
}

impl NotABuild {
    pub(crate) fn other(reason: &str) -> Self {
        Self { reason: reason.to_owned(), other_kind: true }
    }

    pub(crate) fn broken(error: &ReadError) -> Self {
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
    (build.go, build.cgo) = (hidden.go, hidden.cgo);
    (build.cpu, build.cpu_at_start) = (hidden.cpu, hidden.cpu_at_start);
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
        Magic::Elf => one(Elf::read(source).and_then(|elf| elf::build(&elf, name, depth))),
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
