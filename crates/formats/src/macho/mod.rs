//! Mach-O: the programs and libraries of macOS, thin or several in one fat file.

mod commands;
mod fat;
mod header;

pub use commands::{
    BuildVersion, Dylib, DylibKind, Platform, Section, Segment, Stretch, SymbolTable, Version,
};
pub use fat::{Slice, slices};
pub use header::{Cpu, FileType};

use crate::code_signature::{self, Signature};
use crate::names::Names;
use crate::{Numbers, Part, ReadError, Source, bytes};

use commands::Entry;
use header::word_size_and_order;

/// What the header and the load commands of a thin Mach-O file say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachO {
    /// 32 or 64.
    pub bits: u8,
    /// Whether the highest byte of a number comes first.
    pub big_endian: bool,
    /// The CPU it is for.
    pub cpu: Cpu,
    /// The CPU's variant, with the capability bits in the highest byte.
    pub cpu_subtype: u32,
    /// What the file is for.
    pub file_type: FileType,
    /// The header's flags (`MH_*`).
    pub flags: u32,
    /// The system it was built for, and its oldest version.
    pub build_version: Option<BuildVersion>,
    /// The libraries it loads, in order.
    pub dylibs: Vec<Dylib>,
    /// The name it gives itself as a library.
    pub id: Option<String>,
    /// The dynamic loader that the kernel is told to start.
    pub dyld: Option<String>,
    /// Where to look for libraries.
    pub rpaths: Vec<String>,
    /// The identifier of this very build.
    pub uuid: Option<[u8; 16]>,
    /// Where the code signature lies; [`MachO::signature`] reads it.
    pub code_signature: Option<Stretch>,
    /// Where it is told how words hold addresses; [`MachO::addresses_from`] reads it.
    pub chained_fixups: Option<Stretch>,
    /// The segments, in order.
    pub segments: Vec<Segment>,
    /// Where the symbols lie; [`MachO::symbols`] reads them.
    pub symbol_table: Option<SymbolTable>,
    /// Where the first instruction lies, in bytes from the file's beginning.
    pub entry: Option<u64>,
}

/// An entry of the symbol table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol<'a> {
    /// Its name, with the underscore that C names get.
    pub name: &'a [u8],
    /// The address, where it is defined here.
    pub value: u64,
    /// What it is.
    pub kind: SymbolKind,
    /// The place of the entry, in bytes from the file's beginning.
    pub offset: u64,
}

/// What an entry of the symbol table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// For debuggers only (`N_STAB`).
    Debug,
    /// Taken from a library.
    Undefined,
    /// Defined here.
    Defined,
}

/// The header and the load commands of a thin Mach-O file.
pub fn read(source: &dyn Source) -> Result<MachO, ReadError> {
    let first = bytes(source, 0, 4)?;
    let (bits, big_endian) = word_size_and_order(&first)
        .ok_or_else(|| ReadError::damaged(0, "the magic number is none of Mach-O's"))?;
    let header_len = if bits == 64 { 32 } else { 28 };
    let header = bytes(source, 0, header_len)?;
    let header = Numbers::new(&header, big_endian);
    let field = |at| header.u32(at).unwrap_or(0);
    let commands_len = u64::from(field(20));
    if commands_len > LONGEST_COMMANDS {
        return Err(ReadError::damaged(20, format!("{commands_len} bytes of load commands")));
    }
    let commands = bytes(source, header_len, commands_len)?;
    let mut macho = MachO {
        bits,
        big_endian,
        cpu: Cpu::of(field(4)),
        cpu_subtype: field(8),
        file_type: FileType::of(field(12)),
        flags: field(24),
        build_version: None,
        dylibs: Vec::new(),
        id: None,
        dyld: None,
        rpaths: Vec::new(),
        uuid: None,
        code_signature: None,
        chained_fixups: None,
        segments: Vec::new(),
        symbol_table: None,
        entry: None,
    };
    let mut entry = None;
    let mut at = 0;
    for _ in 0..field(16) {
        let place = header_len + at as u64;
        let broken = || ReadError::damaged(place, "a load command is longer than all of them");
        let rest = Numbers::new(commands.get(at..).unwrap_or(&[]), big_endian);
        let len = rest.u32(4).ok_or_else(broken)? as usize;
        if len < 8 {
            return Err(ReadError::damaged(place, "a load command is shorter than its own header"));
        }
        let command = Numbers::new(rest.slice(0, len).ok_or_else(broken)?, big_endian);
        macho
            .take(command, &mut entry)
            .ok_or_else(|| ReadError::damaged(place, "a load command ends early"))?;
        at += len;
    }
    macho.entry = match entry {
        Some(Entry::Offset(offset)) => Some(offset),
        Some(Entry::Address(address)) => macho.address_to_offset(address),
        None => None,
    };
    Ok(macho)
}

// Linkers write some thousand bytes. Sections are counted in one byte, so that no honest file
// comes near this.
const LONGEST_COMMANDS: u64 = 1 << 20;

impl MachO {
    /// Whether it can be loaded at any address.
    pub fn is_pie(&self) -> bool {
        self.flags & 0x20_0000 != 0 // MH_PIE
    }

    /// Whether debugging information in DWARF form is in it.
    pub fn has_dwarf(&self) -> bool {
        self.sections().any(|section| section.segment == "__DWARF")
    }

    /// The sections of all segments, in order.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.segments.iter().flat_map(|segment| &segment.sections)
    }

    /// Where in the file the byte lies that is loaded at `address`.
    pub fn address_to_offset(&self, address: u64) -> Option<u64> {
        self.segments.iter().find_map(|segment| {
            let at = address.checked_sub(segment.address)?;
            if at < segment.file_size.min(segment.size) {
                segment.file_offset.checked_add(at)
            } else {
                None
            }
        })
    }

    /// From where the addresses are counted that words hold beside the place of the next such word
    /// (`mach-o/fixup-chains.h`); `None` where a word with an address holds nothing else.
    pub fn addresses_from(&self, source: &dyn Source) -> Result<Option<u64>, ReadError> {
        /// `DYLD_CHAINED_PTR_64_OFFSET`: counted from the beginning of the image.
        const FROM_IMAGE: u16 = 6;
        /// In the header of all, where the list of segments is; in that of a segment, the form of its words.
        const STARTS_AT: usize = 4;
        const FORM_AT: usize = 6;
        let Some(fixups) = self.chained_fixups.filter(|fixups| fixups.size > 0) else {
            return Ok(None);
        };
        let bytes = bytes(source, fixups.offset, fixups.size)?;
        let numbers = Numbers::new(&bytes, self.big_endian);
        let form = || {
            let starts = numbers.u32(STARTS_AT)? as usize;
            let count = (numbers.u32(starts)? as usize).min(self.segments.len());
            let mut segments = (0..count).filter_map(|index| numbers.u32(starts + 4 + index * 4));
            let segment = segments.find(|at| *at != 0)? as usize;
            numbers.u16(starts.checked_add(segment)?.checked_add(FORM_AT)?)
        };
        let image = self.segments.iter().find(|segment| segment.name == "__TEXT");
        let image = image.map_or(0, |segment| segment.address);
        Ok(form().map(|form| if form == FROM_IMAGE { image } else { 0 }))
    }

    /// Shows `visit` every symbol in turn.
    pub fn symbols(
        &self,
        source: &dyn Source,
        mut visit: impl FnMut(Symbol<'_>),
    ) -> Result<(), ReadError> {
        let Some(table) = self.symbol_table else { return Ok(()) };
        let entry_len = if self.bits == 64 { 16 } else { 12 };
        let entries = bytes(source, table.offset, u64::from(table.count) * entry_len)?;
        let names = bytes(source, table.names.offset, table.names.size)?;
        let mut names = Names::new(&names, table.names.offset);
        let places = (table.offset..).step_by(entry_len as usize);
        for (offset, entry) in places.zip(entries.chunks_exact(entry_len as usize)) {
            let entry = Numbers::new(entry, self.big_endian);
            let what = entry.u8(4).unwrap_or(0);
            visit(Symbol {
                name: names.get(u64::from(entry.u32(0).unwrap_or(0)))?,
                value: entry.word(8, self.bits).unwrap_or(0),
                // N_STAB is any of the bits 0xe0, N_TYPE the bits 0x0e, and N_UNDF is 0.
                kind: match what {
                    _ if what & 0xe0 != 0 => SymbolKind::Debug,
                    _ if what & 0x0e == 0 => SymbolKind::Undefined,
                    _ => SymbolKind::Defined,
                },
                offset,
            });
        }
        Ok(())
    }

    /// What the code signature says, `None` where there is none.
    pub fn signature(&self, source: &dyn Source) -> Result<Option<Signature>, ReadError> {
        let Some(Stretch { offset, size }) = self.code_signature else { return Ok(None) };
        let blob = Part::new(source, offset, size)?;
        code_signature::read(&blob).map(Some).map_err(|error| match error {
            ReadError::Damaged { offset: within, what } => {
                ReadError::Damaged { offset: offset.saturating_add(within), what }
            }
            io @ ReadError::Io { .. } => io,
        })
    }
}
