//! ELF files: the header, the segments, the sections, and the way from an address to a byte.

mod dynamic;
mod notes;
mod relocations;
mod strings;
mod symbols;
mod unwind;
mod versions;

pub use dynamic::Dynamic;
pub use notes::Notes;
pub use symbols::{Symbol, Which};
pub use versions::{Defined, Needed, Versions};

use std::borrow::Cow;

use crate::layout::{bytes_mapped, mapped, whole};
use crate::names::Names;
use crate::{Numbers, ReadError, Source, bytes};

/// `e_type` of a relocatable object.
pub const ET_REL: u16 = 1;
/// `e_type` of a program at a fixed address.
pub const ET_EXEC: u16 = 2;
/// `e_type` of a shared library or a program that can be loaded anywhere.
pub const ET_DYN: u16 = 3;

const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const PT_INTERP: u32 = 3;
const PT_NOTE: u32 = 4;
const PT_GNU_PROPERTY: u32 = 0x6474_e553;

const SHT_NOBITS: u32 = 8;

/// As many bytes of program headers as Linux takes (`load_elf_phdrs`). An address is looked up in
/// all of them, and a forged table asks for many.
const MOST_HEADERS: u64 = 1 << 16;
/// The longest path that Linux takes (`PATH_MAX`).
const PATH_MAX: u64 = 4096;

/// An ELF file whose header and segments have been read.
pub struct Elf<'a> {
    source: &'a dyn Source,
    /// 32 or 64.
    pub bits: u8,
    /// Whether the highest byte of a number comes first.
    pub big_endian: bool,
    /// `EI_OSABI`: 0 for System V and Linux, 6 Solaris, 9 FreeBSD, 12 OpenBSD …
    pub os_abi: u8,
    /// `e_type`.
    pub kind: u16,
    /// `e_machine`.
    pub machine: u16,
    /// `e_flags`, whose meaning is the machine's.
    pub flags: u32,
    /// The address of its first instruction.
    pub entry: u64,
    /// The segments, in the order of the file.
    pub segments: Vec<Segment>,
    sections_at: u64,
    section_size: u64,
    section_count: u64,
    names_index: u64,
}

/// A stretch of the file that is mapped into memory, or that tells how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// `p_type`.
    pub kind: u32,
    /// `p_flags`: 1 execute, 2 write, 4 read.
    pub flags: u32,
    /// Where it begins in the file.
    pub offset: u64,
    /// Where it begins in memory.
    pub address: u64,
    /// Its length in the file.
    pub file_size: u64,
    /// Its length in memory.
    pub memory_size: u64,
}

impl Segment {
    /// Whether it is mapped into memory.
    pub fn is_loaded(&self) -> bool {
        self.kind == PT_LOAD
    }
}

/// The names in a symbol table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SymbolNames {
    /// The place of the table.
    pub offset: u64,
    /// The names, one for each symbol.
    pub names: Vec<Vec<u8>>,
    /// Which of these are to be found elsewhere.
    pub undefined: Vec<bool>,
}

/// A named stretch of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// `sh_type`.
    pub kind: u32,
    /// `sh_flags`: 1 write, 2 in memory, 4 execute, 0x800 compressed.
    pub flags: u64,
    /// Where it begins in memory, 0 if it does not lie there.
    pub address: u64,
    /// Where it begins in the file.
    pub offset: u64,
    /// Its length.
    pub size: u64,
    /// Index of the section it refers to.
    pub link: u32,
}

impl Section {
    /// Whether the file holds its bytes.
    pub fn has_bytes(&self) -> bool {
        self.kind != SHT_NOBITS && self.kind != 0
    }
}

impl<'a> Elf<'a> {
    /// Reads the header and the segments.
    pub fn read(source: &'a dyn Source) -> Result<Self, ReadError> {
        let short = |_| ReadError::damaged(0, "the ELF header is cut short");
        let ident = bytes(source, 0, 16).map_err(short)?;
        if &ident[..4] != b"\x7fELF" {
            return Err(ReadError::damaged(0, "no ELF magic"));
        }
        let bits = match ident[4] {
            1 => 32,
            2 => 64,
            _ => return Err(ReadError::damaged(4, "the ELF class is neither 32 nor 64 bits")),
        };
        let big_endian = match ident[5] {
            1 => false,
            2 => true,
            _ => return Err(ReadError::damaged(5, "the ELF byte order is neither little nor big")),
        };
        let os_abi = ident[7];
        let wide = bits == 64;
        let header = bytes(source, 0, if wide { 64 } else { 52 }).map_err(short)?;
        let n = Numbers::new(&header, big_endian);
        let at = |narrow: usize, wide_at: usize| if wide { wide_at } else { narrow };
        let half = |narrow, wide_at| n.u16(at(narrow, wide_at)).unwrap_or(0);
        let word = |narrow, wide_at| n.word(at(narrow, wide_at), bits).unwrap_or(0);
        let mut elf = Self {
            source,
            bits,
            big_endian,
            os_abi,
            kind: half(16, 16),
            machine: half(18, 18),
            flags: n.u32(at(36, 48)).unwrap_or(0),
            entry: word(24, 24),
            segments: Vec::new(),
            sections_at: word(32, 40),
            section_size: u64::from(half(46, 58)),
            section_count: u64::from(half(48, 60)),
            names_index: u64::from(half(50, 62)),
        };
        let (segments_at, size, count) =
            (word(28, 32), u64::from(half(42, 54)), u64::from(half(44, 56)));
        elf.segments = elf.read_segments(segments_at, size, count)?;
        Ok(elf)
    }

    /// An error if the file ends before what is mapped of it.
    pub fn check_whole(&self) -> Result<(), ReadError> {
        let loaded = self.segments.iter().filter(|segment| segment.is_loaded());
        whole(self.source, loaded.map(|segment| (segment.offset, segment.file_size)))
    }

    fn read_segments(&self, at: u64, size: u64, count: u64) -> Result<Vec<Segment>, ReadError> {
        if count == 0 || at == 0 {
            return Ok(Vec::new());
        }
        let wide = self.bits == 64;
        if size < if wide { 56 } else { 32 } {
            return Err(ReadError::damaged(at, "a program header is smaller than it can be"));
        }
        if size * count > MOST_HEADERS {
            return Err(ReadError::damaged(at, "more program headers than Linux takes"));
        }
        let table = bytes(self.source, at, size * count)?;
        let read = |entry: Numbers<'_>| {
            let word = |narrow, wide_at| entry.word(if wide { wide_at } else { narrow }, self.bits);
            Some(Segment {
                kind: entry.u32(0)?,
                flags: entry.u32(if wide { 4 } else { 24 })?,
                offset: word(4, 8)?,
                address: word(8, 16)?,
                file_size: word(16, 32)?,
                memory_size: word(20, 40)?,
            })
        };
        Ok(table
            .chunks_exact(size as usize)
            .filter_map(|entry| read(self.numbers(entry)))
            .collect())
    }

    /// Reads the section headers with their names; empty where there are none.
    pub fn sections(&self) -> Result<Vec<Section>, ReadError> {
        let wide = self.bits == 64;
        let size = self.section_size;
        if self.sections_at == 0 || size < if wide { 64 } else { 40 } {
            return Ok(Vec::new());
        }
        let read = |entry: Numbers<'_>| {
            let at = |narrow, wide_at| if wide { wide_at } else { narrow };
            let word = |narrow, wide_at| entry.word(at(narrow, wide_at), self.bits);
            Some((
                entry.u32(0)?,
                Section {
                    name: String::new(),
                    kind: entry.u32(4)?,
                    flags: word(8, 8)?,
                    address: word(12, 16)?,
                    offset: word(16, 24)?,
                    size: word(20, 32)?,
                    link: entry.u32(at(24, 40))?,
                },
            ))
        };
        // Numbers too big for the header stand in section 0 (gabi, "Extended section numbering").
        let first = bytes(self.source, self.sections_at, size)?;
        let Some((_, zero)) = read(self.numbers(&first)) else { return Ok(Vec::new()) };
        let count = if self.section_count == 0 { zero.size } else { self.section_count };
        let names_index =
            if self.names_index == 0xffff { u64::from(zero.link) } else { self.names_index };
        let table = bytes(self.source, self.sections_at, size.saturating_mul(count))?;
        let mut sections: Vec<_> = table
            .chunks_exact(size as usize)
            .filter_map(|entry| read(self.numbers(entry)))
            .collect();
        let names = match sections.get(names_index as usize) {
            Some((_, names)) if names.has_bytes() => bytes(self.source, names.offset, names.size)?,
            _ => Cow::Borrowed(&[][..]),
        };
        let mut names = Names::new(&names, 0);
        for (name, section) in &mut sections {
            let name = names.get(u64::from(*name)).unwrap_or_default();
            section.name = String::from_utf8_lossy(name).into_owned();
        }
        Ok(sections.into_iter().map(|(_, section)| section).collect())
    }

    /// The dynamic loader that it names, with the place of the name; `None` if it names none.
    pub fn interpreter(&self) -> Result<Option<(String, u64)>, ReadError> {
        let Some(segment) = self.segment(PT_INTERP) else { return Ok(None) };
        if segment.file_size > PATH_MAX {
            return Err(ReadError::damaged(
                segment.offset,
                "the interpreter's name is longer than a path can be",
            ));
        }
        let name = bytes(self.source, segment.offset, segment.file_size)?;
        let end = memchr::memchr(0, &name).unwrap_or(name.len());
        Ok(Some((String::from_utf8_lossy(&name[..end]).into_owned(), segment.offset)))
    }

    /// The dynamic section; `None` for a static file.
    pub fn dynamic(&self) -> Result<Option<Dynamic>, ReadError> {
        match self.segment(PT_DYNAMIC) {
            Some(segment) if segment.file_size > 0 => dynamic::read(self, segment).map(Some),
            _ => Ok(None),
        }
    }

    /// What its notes say: the ABI it wants of the kernel, the CPU level, the build ids.
    pub fn notes(&self) -> Result<Notes, ReadError> {
        notes::read(
            self,
            self.segments
                .iter()
                .filter(|segment| segment.kind == PT_NOTE || segment.kind == PT_GNU_PROPERTY),
        )
    }

    /// The names in the symbol table (`.symtab`) and its place; `None` where it was stripped.
    pub fn symtab_names(&self) -> Result<Option<SymbolNames>, ReadError> {
        const SHT_SYMTAB: u32 = 2;
        let sections = self.sections()?;
        let Some(table) = sections.iter().find(|section| section.kind == SHT_SYMTAB) else {
            return Ok(None);
        };
        let Some(strings) = sections.get(table.link as usize).filter(|section| section.has_bytes())
        else {
            return Err(ReadError::damaged(table.offset, "the symbol table has no string table"));
        };
        let entries = bytes(self.source, table.offset, table.size)?;
        let strings_at = strings.offset;
        let strings = bytes(self.source, strings_at, strings.size)?;
        let size = if self.bits == 64 { 24 } else { 16 };
        let mut table_of_names = Names::new(&strings, strings_at);
        let (mut names, mut undefined) = (Vec::new(), Vec::new());
        let section = if self.bits == 64 { 6 } else { 14 };
        for entry in entries.chunks_exact(size).skip(1) {
            let entry = self.numbers(entry);
            let at = entry.u32(0).unwrap_or(u32::MAX);
            names.push(table_of_names.get(u64::from(at))?.to_vec());
            undefined.push(entry.u16(section) == Some(0));
        }
        Ok(Some(SymbolNames { offset: table.offset, names, undefined }))
    }

    /// Where functions of C begin and end, as far as the tables for unwinding the stack tell: each with its
    /// first address and the one behind it.
    pub fn unwound_functions(&self) -> Result<Vec<(u64, u64)>, ReadError> {
        unwind::functions(self)
    }

    /// The functions in the symbol table, each with its address, length and name; none where it was
    /// stripped.
    pub fn function_symbols(&self) -> Result<Vec<(u64, u64, String)>, ReadError> {
        const STT_FUNC: u8 = 2;
        const STT_GNU_IFUNC: u8 = 10;
        self.defined_symbols(&[STT_FUNC, STT_GNU_IFUNC])
    }

    /// The variables in the symbol table, in the same form.
    pub fn variable_symbols(&self) -> Result<Vec<(u64, u64, String)>, ReadError> {
        const STT_OBJECT: u8 = 1;
        self.defined_symbols(&[STT_OBJECT])
    }

    fn defined_symbols(&self, kinds: &[u8]) -> Result<Vec<(u64, u64, String)>, ReadError> {
        const SHT_SYMTAB: u32 = 2;
        let sections = self.sections()?;
        let Some(table) = sections.iter().find(|section| section.kind == SHT_SYMTAB) else {
            return Ok(Vec::new());
        };
        let Some(strings) = sections.get(table.link as usize).filter(|one| one.has_bytes()) else {
            return Ok(Vec::new());
        };
        let entries = bytes(self.source, table.offset, table.size)?;
        let strings = bytes(self.source, strings.offset, strings.size)?;
        let strings = self.numbers(&strings);
        let (size, info, section, address, len) =
            if self.bits == 64 { (24, 4, 6, 8, 16) } else { (16, 12, 14, 4, 8) };
        let mut found = Vec::new();
        for entry in entries.chunks_exact(size) {
            let entry = self.numbers(entry);
            let kind = entry.u8(info).unwrap_or(0) & 0x0f;
            if !kinds.contains(&kind) || entry.u16(section) == Some(0) {
                continue;
            }
            let name = entry.u32(0).and_then(|at| strings.text(at as usize)).unwrap_or_default();
            let address = entry.word(address, self.bits).unwrap_or(0);
            found.push((address, entry.word(len, self.bits).unwrap_or(0), name.into_owned()));
        }
        Ok(found)
    }

    /// The place in the file of an address in memory, with the number of bytes mapped from there.
    pub fn offset_of(&self, address: u64) -> Option<(u64, u64)> {
        let loaded = self.segments.iter().filter(|segment| segment.is_loaded());
        mapped(
            self.source,
            loaded.map(|segment| (segment.address, segment.offset, segment.file_size)),
            address,
        )
    }

    /// The `len` bytes at an address in memory.
    pub fn at_address(&self, address: u64, len: u64) -> Result<Cow<'a, [u8]>, ReadError> {
        bytes_mapped(self.source, self.offset_of(address), address, len)
    }

    /// The bytes that the file is read from.
    pub fn source(&self) -> &'a dyn Source {
        self.source
    }

    fn segment(&self, kind: u32) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.kind == kind)
    }

    fn numbers<'n>(&self, bytes: &'n [u8]) -> Numbers<'n> {
        Numbers::new(bytes, self.big_endian)
    }
}
