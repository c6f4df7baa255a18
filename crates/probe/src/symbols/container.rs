//! What of ELF, Mach-O and PE matters to whoever looks up addresses.

use landfall_facts::Arch;
use landfall_formats::elf::{ET_DYN, Elf, Versions, Which};
use landfall_formats::layout::Layout;
use landfall_formats::macho::{self, Cpu, FileType, MachO};
use landfall_formats::magic::{self, Magic};
use landfall_formats::pclntab::Filled;
use landfall_formats::pe::{self, Pe};
use landfall_formats::{Numbers, Part, ReadError, Source, bytes, bytes_up_to};

/// The header of a program.
#[derive(Clone)]
pub(super) struct Container {
    kind: Kind,
    /// Where it begins in the file, and how long it is: a universal file holds several.
    part: (u64, u64),
    /// Whether a loader may put it anywhere.
    pub(super) moves: bool,
}

#[derive(Clone)]
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
            Magic::Xcoff32
            | Magic::Xcoff64
            | Magic::Wasm
            | Magic::Archive
            | Magic::ThinArchive
            | Magic::BigArchive
            | Magic::Plan9(_)
            | Magic::JavaClass
            | Magic::Script
            | Magic::Gzip
            | Magic::Zstd
            | Magic::Xz
            | Magic::Bzip2
            | Magic::Zip
            | Magic::Unknown => Err(ReadError::damaged(0, "this is neither ELF, Mach-O nor PE")),
        }
    }

    fn macho(source: &dyn Source, (offset, len): (u64, u64)) -> Result<Self, ReadError> {
        let macho = macho::read(&Part::new(source, offset, len)?)?;
        let moves = macho.is_pie() || macho.file_type != FileType::Executable;
        Ok(Self { kind: Kind::MachO(Box::new(macho)), part: (offset, len), moves })
    }

    /// Where things lie in it, with what a loader fills in.
    pub(super) fn go<'a>(&self, source: &'a dyn Source) -> Result<(Layout<'a>, Filled), ReadError> {
        match &self.kind {
            Kind::Elf => {
                let elf = Elf::read(source)?;
                let words = filled_of(&elf)?;
                Ok((Layout::of_elf(&elf), Filled { words, chained_from: None }))
            }
            Kind::MachO(macho) => {
                let (start, len) = self.part;
                let chained_from = macho.addresses_from(&Part::new(source, start, len)?)?;
                let mut layout = crate::macho::layout(macho, source);
                for stretch in layout.loaded.iter_mut().chain(&mut layout.named) {
                    stretch.offset = stretch.offset.saturating_add(start);
                }
                Ok((layout, Filled { words: Vec::new(), chained_from }))
            }
            Kind::Pe(pe) => Ok((crate::pe::layout(pe, source), Filled::default())),
        }
    }
}

/// A section that may hold debugging information.
pub(super) struct Section {
    /// Its name, without what comes before `debug_`.
    name: String,
    pub(super) offset: u64,
    pub(super) len: u64,
    /// Whether it is compressed in the older way, which its name tells.
    pub(super) old_packed: bool,
    /// If it is compressed in the newer way: whether the numbers of its header have the highest byte first.
    pub(super) packed_in: Option<bool>,
    /// Whether that header has numbers of 64 bits.
    pub(super) wide: bool,
}

impl Section {
    fn new(name: &str, offset: u64, len: u64) -> Self {
        let name = name.trim_start_matches(['.', '_']);
        let plain = name.strip_prefix('z').filter(|rest| rest.starts_with("debug_"));
        Self {
            name: plain.unwrap_or(name).to_owned(),
            offset,
            len,
            old_packed: plain.is_some(),
            packed_in: None,
            wide: false,
        }
    }

    /// Whether it is the one of a name. Mach-O has room for 16 letters, and two of them are `__`.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name || (self.name.len() >= 13 && name.starts_with(&self.name))
    }
}

impl Container {
    /// The sections that a file has bytes of.
    pub(super) fn sections(&self, source: &dyn Source) -> Vec<Section> {
        const COMPRESSED: u64 = 0x800;
        match &self.kind {
            Kind::Elf => {
                let Ok(elf) = Elf::read(source) else { return Vec::new() };
                let sections = elf.sections().unwrap_or_default();
                let there = sections.iter().filter(|one| one.has_bytes());
                there
                    .map(|one| Section {
                        packed_in: (one.flags & COMPRESSED != 0).then_some(elf.big_endian),
                        wide: elf.bits == 64,
                        ..Section::new(&one.name, one.offset, one.size)
                    })
                    .collect()
            }
            Kind::MachO(macho) => {
                let there = macho.sections().filter(|one| one.file_offset != 0);
                there
                    .map(|one| {
                        let offset = one.file_offset.saturating_add(self.part.0);
                        Section::new(&one.name, offset, one.size)
                    })
                    .collect()
            }
            Kind::Pe(pe) => {
                let len = |one: &pe::Section| match one.virtual_size {
                    0 => one.raw_size,
                    size => size.min(one.raw_size),
                };
                let sections = pe.sections.iter().filter(|one| one.raw_size > 0);
                sections
                    .map(|one| Section::new(&one.name, one.raw_offset.into(), len(one).into()))
                    .collect()
            }
        }
    }

    /// Whether the highest byte of a number comes first.
    pub(super) fn big_endian(&self, source: &dyn Source) -> bool {
        match &self.kind {
            Kind::Elf => Elf::read(source).is_ok_and(|elf| elf.big_endian),
            Kind::MachO(macho) => macho.big_endian,
            Kind::Pe(_) => false,
        }
    }

    /// What tells one build from another, the surest first, each with what it is called.
    pub(super) fn identities(&self, source: &dyn Source) -> Vec<(&'static str, String)> {
        let hexadecimal =
            |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        match &self.kind {
            Kind::Elf => {
                let Ok(elf) = Elf::read(source) else { return Vec::new() };
                // A file of debugging information has the sections of its program, but not always the segments.
                let sections = elf.sections().unwrap_or_default();
                let note = |name: &str| {
                    let note = sections.iter().find(|one| one.name == name && one.has_bytes())?;
                    let bytes = bytes(source, note.offset, note.size.min(1 << 12)).ok()?;
                    let numbers = Numbers::new(&bytes, elf.big_endian);
                    let start =
                        numbers.u32(0)?.checked_next_multiple_of(4)?.checked_add(12)? as usize;
                    numbers.slice(start, numbers.u32(4)? as usize).map(<[u8]>::to_vec)
                };
                let linker = note(".note.gnu.build-id").map(|id| ("build id", hexadecimal(&id)));
                let go = note(".note.go.buildid")
                    .map(|id| ("Go build id", String::from_utf8_lossy(&id).into_owned()));
                linker.into_iter().chain(go).collect()
            }
            Kind::MachO(macho) => {
                macho.uuid.iter().map(|uuid| ("UUID", hexadecimal(uuid))).collect()
            }
            Kind::Pe(_) => Vec::new(),
        }
    }

    /// Where its code lies: the names, addresses and lengths of sections of code.
    pub(super) fn code(&self, source: &dyn Source) -> Vec<(String, u64, u64)> {
        match &self.kind {
            Kind::Elf => {
                let sections = Elf::read(source).and_then(|elf| elf.sections()).unwrap_or_default();
                let code = sections.into_iter().filter(|one| one.flags & 4 != 0);
                code.map(|one| (one.name, one.address, one.size)).collect()
            }
            Kind::MachO(macho) => {
                let code = macho.sections().filter(|one| one.name == "__text");
                code.map(|one| (one.name.clone(), one.address, one.size)).collect()
            }
            Kind::Pe(pe) => {
                let code = pe.sections.iter().filter(|one| one.characteristics & 0x20 != 0);
                let address = |one: &pe::Section| u64::from(one.virtual_address);
                code.map(|one| (one.name.clone(), address(one), one.virtual_size.into())).collect()
            }
        }
    }

    /// The symbols of code: each with its address, its length, 0 where nobody says it, and its name.
    pub(super) fn symbols(&self, source: &dyn Source) -> Vec<(u64, u64, String)> {
        let mut all = match &self.kind {
            Kind::Elf => elf_symbols(source).unwrap_or_default(),
            Kind::MachO(macho) => {
                let (start, len) = self.part;
                let mut all = Vec::new();
                if let Ok(part) = Part::new(source, start, len) {
                    // What cannot be read of them is not told; the rest is.
                    let _ = macho.symbols(&part, |symbol| {
                        if symbol.kind == macho::SymbolKind::Defined {
                            let name = symbol.name.strip_prefix(b"_").unwrap_or(symbol.name);
                            all.push((symbol.value, 0, String::from_utf8_lossy(name).into_owned()));
                        }
                    });
                }
                all
            }
            Kind::Pe(_) => Vec::new(),
        };
        let code = self.code(source);
        let inside =
            |address: u64| code.iter().any(|(_, start, len)| address.wrapping_sub(*start) < *len);
        all.retain(|(address, _, _)| inside(*address));
        all.sort_unstable();
        all
    }
}

/// The functions in the symbol table, and what others can find here.
fn elf_symbols(source: &dyn Source) -> Result<Vec<(u64, u64, String)>, ReadError> {
    let elf = Elf::read(source)?;
    let mut all = elf.function_symbols().unwrap_or_default();
    if let Ok(Some(dynamic)) = elf.dynamic()
        && let Ok(exports) = dynamic.symbols(&elf, &Versions::default(), Which::Exports)
    {
        all.extend(exports.into_iter().map(|symbol| (symbol.address, symbol.size, symbol.name)));
    }
    Ok(all)
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
