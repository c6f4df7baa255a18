//! Whether UPX has packed an executable, told by the headers that UPX's own unpacker reads.
//!
//! The letters `UPX!` alone say nothing: any program that looks for packed programs has them.

use crate::magic::{self, Magic};
use crate::{Numbers, ReadError, Source, bytes, bytes_up_to, macho, pe};

/// What is known of the packing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The release of UPX, for example `4.24`, where the packed file names it. UPX 4.2.4 calls
    /// itself 4.24 there.
    pub release: Option<String>,
    /// The version of UPX's header, which counts on its own.
    pub header_version: Option<u8>,
    /// The length of the executable before it was packed.
    pub original_size: Option<u64>,
}

/// What is known of the packing, `None` where UPX has not packed this file. Knows ELF, PE and
/// Mach-O; of the slices of a fat file it is asked one by one.
pub fn packed(source: &dyn Source) -> Result<Option<Packed>, ReadError> {
    match magic::kind(&bytes_up_to(source, 0, magic::LEN as u64)?) {
        Magic::Elf => in_elf(source),
        Magic::MachO => in_macho(source),
        Magic::Pe => in_pe(source),
        _ => Ok(None),
    }
}

// Behind the program headers of an ELF file stands `l_info`: a checksum, the magic, the length of
// the loader, a version, a format. Behind that stands `p_info`, with the original length. (UPX,
// src/stub/src/include/linux.h.)
fn in_elf(source: &dyn Source) -> Result<Option<Packed>, ReadError> {
    let header = bytes_up_to(source, 0, 64)?;
    let Some(elf) = Elf::of(&header) else { return Ok(None) };
    let Some(info) = loader_info(source, elf.after_program_headers, elf.big_endian)? else {
        // A packed shared library has it elsewhere, but ends in a pack header as well.
        return pack_header_at_the_end(source, elf.big_endian);
    };
    Ok(Some(Packed { release: release_near(source, elf.entry(source)?)?, ..info }))
}

// `l_info` begins the only section of the file.
fn in_macho(source: &dyn Source) -> Result<Option<Packed>, ReadError> {
    let macho = macho::read(source)?;
    let Some(first) = macho.sections().next() else { return Ok(None) };
    let info = loader_info(source, first.file_offset, macho.big_endian)?;
    info.map(|info| Ok(Packed { release: release_near(source, macho.entry)?, ..info })).transpose()
}

// In a PE file the sections are called UPX0 and UPX1. A pack header follows the section table, and
// before it stands the release: `4.24\0UPX!`. Either is enough: names are easily changed.
fn in_pe(source: &dyn Source) -> Result<Option<Packed>, ReadError> {
    let pe = pe::read(source)?;
    let named =
        ["UPX0", "UPX1"].iter().all(|name| pe.sections.iter().any(|section| section.name == *name));
    let start = bytes_up_to(source, 0, 4096)?;
    for at in memchr::memmem::find_iter(&start, MAGIC) {
        let Some(info) = start.get(at..at + PACK_HEADER).and_then(|it| pack_header(it, false))
        else {
            continue;
        };
        let release = start[..at].strip_suffix(b"\0").and_then(last_number);
        if named || release.is_some() {
            return Ok(Some(Packed { release, ..info }));
        }
    }
    let unnamed = Packed { release: None, header_version: None, original_size: None };
    Ok(named.then_some(unnamed))
}

const MAGIC: &[u8] = b"UPX!";

struct Elf {
    bits: u8,
    big_endian: bool,
    program_headers: u64,
    program_header_len: u64,
    after_program_headers: u64,
    entry: u64,
}

impl Elf {
    fn of(header: &[u8]) -> Option<Self> {
        let bits = if header.get(4)? == &2 { 64 } else { 32 };
        let big_endian = header.get(5)? == &2;
        let header = Numbers::new(header, big_endian);
        let word = usize::from(bits / 8);
        let program_headers = header.word(24 + word, bits)?;
        let sizes = 24 + 3 * word + 6;
        let program_header_len = u64::from(header.u16(sizes)?);
        if program_header_len > 64 {
            return None;
        }
        let count = u64::from(header.u16(sizes + 2)?);
        let after = program_headers.checked_add(program_header_len * count)?;
        Some(Self {
            bits,
            big_endian,
            program_headers,
            program_header_len,
            after_program_headers: after,
            entry: header.word(24, bits)?,
        })
    }

    // Where the first instruction lies in the file.
    fn entry(&self, source: &dyn Source) -> Result<Option<u64>, ReadError> {
        let len = self.after_program_headers - self.program_headers;
        let table = bytes_up_to(source, self.program_headers, len)?;
        let (address_at, file_size_at) = if self.bits == 64 { (16, 32) } else { (8, 16) };
        let offset_at = if self.bits == 64 { 8 } else { 4 };
        Ok(table.chunks_exact((self.program_header_len as usize).max(1)).find_map(|segment| {
            let segment = Numbers::new(segment, self.big_endian);
            let number = |at| segment.word(at, self.bits);
            let at = self.entry.checked_sub(number(address_at)?)?;
            let loaded = segment.u32(0)? == 1 && at < number(file_size_at)?;
            loaded.then(|| number(offset_at)?.checked_add(at))?
        }))
    }
}

fn loader_info(
    source: &dyn Source,
    at: u64,
    big_endian: bool,
) -> Result<Option<Packed>, ReadError> {
    let info = bytes_up_to(source, at, 24)?;
    if info.get(4..8) != Some(MAGIC) {
        return Ok(None);
    }
    let info = Numbers::new(&info, big_endian);
    // UPX counts slowly: 4.2 is at 14. Larger numbers are somebody's code.
    let Some(version @ 1..=32) = info.u8(10) else { return Ok(None) };
    Ok(Some(Packed {
        release: None,
        header_version: Some(version),
        original_size: info.u32(16).map(u64::from),
    }))
}

// The last 36 bytes: a pack header and how long the packed part is.
fn pack_header_at_the_end(
    source: &dyn Source,
    big_endian: bool,
) -> Result<Option<Packed>, ReadError> {
    let Some(at) = source.len().checked_sub(PACK_HEADER as u64 + 4) else { return Ok(None) };
    Ok(pack_header(&bytes(source, at, PACK_HEADER as u64)?, big_endian))
}

const PACK_HEADER: usize = 32;

// The last of its bytes is the sum of all between it and the magic, modulo 251. (UPX,
// src/packhead.cpp.)
fn pack_header(header: &[u8], big_endian: bool) -> Option<Packed> {
    let (sum, summed) = header.strip_prefix(MAGIC)?.split_last()?;
    if summed.iter().map(|byte| u32::from(*byte)).sum::<u32>() % 251 != u32::from(*sum) {
        return None;
    }
    // The sum is right by chance one time in 251; a method and a level that UPX has are rarer.
    let header = Numbers::new(header, big_endian);
    let version = header.u8(4)?;
    if !(2..=15).contains(&header.u8(6)?) || !(1..=10).contains(&header.u8(7)?) {
        return None;
    }
    let size = header.u32(24).filter(|size| *size > 0)?;
    Some(Packed { release: None, header_version: Some(version), original_size: Some(size.into()) })
}

// Near the first instruction UPX leaves `$Id: UPX 4.24 Copyright …`, unless told not to.
fn release_near(source: &dyn Source, entry: Option<u64>) -> Result<Option<String>, ReadError> {
    const WORDS: &[u8] = b"$Id: UPX ";
    let Some(entry) = entry else { return Ok(None) };
    let code = bytes_up_to(source, entry, 4096)?;
    let Some(at) = memchr::memmem::find(&code, WORDS) else { return Ok(None) };
    let rest = &code[at + WORDS.len()..];
    let end = rest.iter().position(|byte| !is_of_a_number(*byte)).unwrap_or(rest.len());
    Ok(number(&rest[..end]))
}

// The number that these bytes end with.
fn last_number(bytes: &[u8]) -> Option<String> {
    let start = bytes.iter().rposition(|byte| !is_of_a_number(*byte)).map_or(0, |at| at + 1);
    number(&bytes[start..])
}

fn is_of_a_number(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'.'
}

fn number(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    (3..=8).contains(&text.len()).then(|| text.to_owned())
}
