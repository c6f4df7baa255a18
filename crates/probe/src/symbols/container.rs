//! What of ELF, Mach-O and PE matters to whoever looks up addresses.

use landfall_facts::Arch;
use landfall_formats::elf::{ET_DYN, Elf};
use landfall_formats::layout::Layout;
use landfall_formats::macho::{self, Cpu, MachO};
use landfall_formats::magic::{self, Magic};
use landfall_formats::pclntab::Filled;
use landfall_formats::pe::{self, Pe};
use landfall_formats::{Part, ReadError, Source, bytes_up_to};

/// The header of a program.
pub(super) struct Container {
    kind: Kind,
    /// Where it begins in the file, and how long it is: a universal file holds several.
    part: (u64, u64),
    /// Whether a loader may put it anywhere.
    pub(super) moves: bool,
}

enum Kind {
    Elf,
    MachO(Box<MachO>),
    Pe(Box<Pe>),
}

impl Container {
    /// Reads a file's header; of a universal one that for an architecture, or the first.
    pub(super) fn read(source: &dyn Source, arch: Option<Arch>) -> Result<Self, ReadError> {
        let first = bytes_up_to(source, 0, magic::LEN as u64)?;
        let whole = (0, source.len());
        match magic::kind(&first) {
            Magic::Elf => {
                let moves = Elf::read(source)?.kind == ET_DYN;
                Ok(Self { kind: Kind::Elf, part: whole, moves })
            }
            Magic::MachO => Self::macho(source, whole),
            Magic::FatMachO => {
                let slices = macho::slices(source)?;
                let wanted = arch.and_then(cpu);
                let slice = match wanted {
                    Some(cpu) => slices.iter().find(|slice| slice.cpu == cpu),
                    None => slices.first(),
                };
                let slice = slice.ok_or_else(|| {
                    ReadError::damaged(0, "none of the programs in this file is for that CPU")
                })?;
                Self::macho(source, (slice.offset, slice.size))
            }
            Magic::Pe => {
                let pe = pe::read(source)?;
                let moves = pe.has_relocations();
                Ok(Self { kind: Kind::Pe(Box::new(pe)), part: whole, moves })
            }
            _ => Err(ReadError::damaged(0, "this is neither ELF, Mach-O nor PE")),
        }
    }

    fn macho(source: &dyn Source, (offset, len): (u64, u64)) -> Result<Self, ReadError> {
        let macho = macho::read(&Part::new(source, offset, len)?)?;
        let moves = macho.is_pie() || macho.file_type != macho::FileType::Executable;
        Ok(Self { kind: Kind::MachO(Box::new(macho)), part: (offset, len), moves })
    }

    /// Where things lie in it, with what a loader fills in.
    pub(super) fn go<'a>(
        &self,
        source: &'a dyn Source,
    ) -> Result<Option<(Layout<'a>, Filled)>, ReadError> {
        match &self.kind {
            Kind::Elf => {
                let elf = Elf::read(source)?;
                let words = filled_of(&elf)?;
                Ok(Some((Layout::of_elf(&elf), Filled { words, chained_from: None })))
            }
            Kind::MachO(macho) => {
                let (start, len) = self.part;
                let chained_from = macho.addresses_from(&Part::new(source, start, len)?)?;
                let mut layout = crate::macho::layout(macho, source);
                for stretch in layout.loaded.iter_mut().chain(&mut layout.named) {
                    stretch.offset = stretch.offset.saturating_add(start);
                }
                Ok(Some((layout, Filled { words: Vec::new(), chained_from })))
            }
            Kind::Pe(pe) => Ok(Some((crate::pe::layout(pe, source), Filled::default()))),
        }
    }
}

/// The words of a file that a loader fills in with addresses that do not stand there.
fn filled_of(elf: &Elf<'_>) -> Result<Vec<(u64, u64)>, ReadError> {
    let Some(dynamic) = elf.dynamic()? else { return Ok(Vec::new()) };
    let all = dynamic.own_addresses(elf)?;
    let mut words: Vec<(u64, u64)> =
        all.into_iter().filter_map(|(place, value)| Some((place, value?))).collect();
    if !words.is_sorted() {
        words.sort_unstable();
    }
    Ok(words)
}

fn cpu(arch: Arch) -> Option<Cpu> {
    match arch {
        Arch::I386 => Some(Cpu::X86),
        Arch::Amd64 => Some(Cpu::X86_64),
        Arch::Arm => Some(Cpu::Arm),
        Arch::Arm64 => Some(Cpu::Arm64),
        _ => None,
    }
}
