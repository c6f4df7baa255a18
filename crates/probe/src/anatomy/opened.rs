//! An artifact of any format, open: its headers, and where things lie in it.

use landfall_facts::Measured;
use landfall_formats::ar::{self, Member};
use landfall_formats::elf::Elf;
use landfall_formats::layout::Layout;
use landfall_formats::macho::{self, MachO};
use landfall_formats::magic::{self, Magic};
use landfall_formats::pe::{self, Pe};
use landfall_formats::xcoff;
use landfall_formats::{ReadError, Source, bytes_up_to};

use super::measured;

pub(super) struct Opened<'a> {
    pub(super) source: &'a dyn Source,
    pub(super) container: Container<'a>,
    /// Where things lie, in what has a memory.
    pub(super) layout: Option<Layout<'a>>,
}

pub(super) enum Container<'a> {
    Elf(Elf<'a>),
    MachO(Box<MachO>),
    Pe(Box<Pe>),
    Archive(Vec<Member>),
    /// A format whose sections nobody asked for yet.
    Other,
}

impl<'a> Opened<'a> {
    pub(super) fn read(source: &'a dyn Source) -> Result<Self, ReadError> {
        let first = bytes_up_to(source, 0, magic::LEN as u64)?;
        let opened = |container, layout| Ok(Self { source, container, layout });
        match magic::kind(&first) {
            Magic::Elf => {
                let elf = Elf::read(source)?;
                let layout = Layout::of_elf(&elf);
                opened(Container::Elf(elf), Some(layout))
            }
            Magic::MachO => {
                let macho = macho::read(source)?;
                let layout = crate::macho::layout(&macho, source);
                opened(Container::MachO(Box::new(macho)), Some(layout))
            }
            Magic::Pe => {
                let pe = pe::read(source)?;
                let layout = crate::pe::layout(&pe, source);
                opened(Container::Pe(Box::new(pe)), Some(layout))
            }
            Magic::Xcoff32 | Magic::Xcoff64 => {
                let layout = crate::xcoff::layout(&xcoff::read(source)?, source);
                opened(Container::Other, Some(layout))
            }
            Magic::Archive | Magic::BigArchive => {
                opened(Container::Archive(ar::read(source)?), None)
            }
            Magic::FatMachO
            | Magic::Wasm
            | Magic::ThinArchive
            | Magic::Plan9(_)
            | Magic::JavaClass
            | Magic::Script
            | Magic::Gzip
            | Magic::Zstd
            | Magic::Xz
            | Magic::Bzip2
            | Magic::Zip
            | Magic::Unknown => opened(Container::Other, None),
        }
    }

    /// What has a name and bytes in the file, in its order; the members of an archive.
    pub(super) fn sections(&self) -> Vec<Measured> {
        match (&self.container, &self.layout) {
            (Container::Archive(members), _) => {
                members.iter().map(|member| measured(&member.name, member.size)).collect()
            }
            (_, Some(layout)) => {
                let mut named: Vec<_> = layout.named.iter().collect();
                named.sort_by_key(|stretch| stretch.offset);
                named.into_iter().map(|stretch| measured(&stretch.name, stretch.len)).collect()
            }
            (_, None) => Vec::new(),
        }
    }
}
