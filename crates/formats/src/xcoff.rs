//! XCOFF: the programs and libraries of AIX.

use crate::names::padded;
use crate::{Numbers, ReadError, Source, bytes};

/// What the headers of an XCOFF file say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Xcoff {
    /// 32 or 64.
    pub bits: u8,
    /// The flags of the file header (`F_*`).
    pub flags: u16,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The number of symbols as the header has it; 0 when stripped.
    pub symbol_count: u32,
}

/// A section of an XCOFF file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name, for example `.text`.
    pub name: String,
    /// Where it is loaded.
    pub address: u64,
    /// Its length.
    pub size: u64,
    /// Where it begins, in bytes from the file's beginning; 0 where the file has nothing of it.
    pub file_offset: u64,
    /// Its type, in the lower half (`STYP_*`), and what sort of DWARF it is, in the upper.
    pub flags: u32,
}

/// A library that an XCOFF file loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The directory to find it in; where it is empty, the library path is searched.
    pub path: String,
    /// Its file name, for example `libc.a`.
    pub base: String,
    /// The member of the archive, for example `shr_64.o`; empty where the file is no archive.
    pub member: String,
}

/// What the loader section of an XCOFF file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loader {
    /// The directories that are searched for libraries, in order.
    pub library_path: Vec<String>,
    /// The libraries it loads, in order.
    pub imports: Vec<Import>,
    /// The number of symbols for the loader.
    pub symbol_count: u32,
}

/// The headers of an XCOFF file.
pub fn read(source: &dyn Source) -> Result<Xcoff, ReadError> {
    let magic = bytes(source, 0, 2)?;
    let bits = match magic.as_ref() {
        [0x01, 0xdf] => 32,
        // 0x01ef is what AIX 4.3 wrote.
        [0x01, 0xf7 | 0xef] => 64,
        _ => return Err(ReadError::damaged(0, "the magic number is none of XCOFF's")),
    };
    let header_len = if bits == 64 { 24 } else { 20 };
    let header = bytes(source, 0, header_len)?;
    let (mut xcoff, sections, optional_len) = file_header(Numbers::new(&header, true), bits)
        .ok_or_else(|| ReadError::damaged(0, "the file header ends early"))?;
    let section_len = if bits == 64 { 72 } else { 40 };
    let table = bytes(source, header_len + optional_len, sections * section_len)?;
    xcoff.sections = table
        .chunks_exact(section_len as usize)
        .filter_map(|header| section(Numbers::new(header, true), bits))
        .collect();
    Ok(xcoff)
}

// The file without its sections, their number, and the length of the header between.
fn file_header(header: Numbers<'_>, bits: u8) -> Option<(Xcoff, u64, u64)> {
    let symbol_count = if bits == 64 { header.u32(20)? } else { header.u32(12)? };
    let xcoff = Xcoff { bits, flags: header.u16(18)?, sections: Vec::new(), symbol_count };
    Some((xcoff, header.u16(2)?.into(), header.u16(16)?.into()))
}

fn section(header: Numbers<'_>, bits: u8) -> Option<Section> {
    let word = usize::from(bits / 8);
    Some(Section {
        name: padded(header.slice(0, 8)?),
        address: header.word(8 + word, bits)?,
        size: header.word(8 + 2 * word, bits)?,
        file_offset: header.word(8 + 3 * word, bits)?,
        flags: header.u32(if bits == 64 { 64 } else { 36 })?,
    })
}

// Section types, from xcoff.h.
const STYP_BSS: u32 = 0x80;
const STYP_LOADER: u32 = 0x1000;

impl Xcoff {
    /// Whether all its symbols are resolved, so that it can be run.
    pub fn is_executable(&self) -> bool {
        self.flags & 0x2 != 0 // F_EXEC
    }

    /// Whether it is a shared object.
    pub fn is_shared(&self) -> bool {
        self.flags & 0x2000 != 0 // F_SHROBJ
    }

    /// Whether debugging information in DWARF form is in it.
    pub fn has_dwarf(&self) -> bool {
        // STYP_DWARF with SSUBTYP_DWINFO above it.
        self.sections.iter().any(|section| section.flags == 0x1_0010)
    }

    /// Where in the file the byte lies that is loaded at `address`.
    pub fn address_to_offset(&self, address: u64) -> Option<u64> {
        self.sections.iter().find_map(|section| {
            // The loader section and the like are not loaded and stand at address 0.
            if section.address == 0 || section.flags & 0xffff == STYP_BSS {
                return None;
            }
            let at = address.checked_sub(section.address)?;
            (at < section.size).then(|| section.file_offset.checked_add(at))?
        })
    }

    /// What the loader section says, `None` where there is none.
    pub fn loader(&self, source: &dyn Source) -> Result<Option<Loader>, ReadError> {
        let is_loader = |section: &&Section| section.flags & 0xffff == STYP_LOADER;
        let Some(section) = self.sections.iter().find(is_loader) else { return Ok(None) };
        let start = section.file_offset;
        let header = bytes(source, start, if self.bits == 64 { 56 } else { 32 })?;
        let header = Numbers::new(&header, true);
        let number = |at| header.u32(at).unwrap_or(0);
        let (len, count) = (number(12), number(16));
        let within = if self.bits == 64 { header.u64(24).unwrap_or(0) } else { number(20).into() };
        let place = start.saturating_add(within);
        if u64::from(len) > LONGEST_IMPORTS {
            return Err(ReadError::damaged(place, format!("{len} bytes of library names")));
        }
        let names = bytes(source, place, len.into())?;
        // Each library is three texts: path, file, member. The first is none: its path is the list
        // of directories to search, like LIBPATH.
        let mut texts = names.split(|byte| *byte == 0).map(padded);
        let mut next =
            || texts.next().ok_or_else(|| ReadError::damaged(place, "a name is missing"));
        let mut loader =
            Loader { library_path: Vec::new(), imports: Vec::new(), symbol_count: number(4) };
        for number in 0..count {
            let import = Import { path: next()?, base: next()?, member: next()? };
            if number == 0 {
                let directories = import.path.split(':').filter(|path| !path.is_empty());
                loader.library_path = directories.map(str::to_owned).collect();
            } else {
                loader.imports.push(import);
            }
        }
        Ok(Some(loader))
    }
}

// Some hundred bytes in practice.
const LONGEST_IMPORTS: u64 = 1 << 20;
