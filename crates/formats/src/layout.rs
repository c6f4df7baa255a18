//! Where things lie in an executable, whatever its container: the view that Go's own tables are
//! read through.

use std::borrow::Cow;

use crate::elf::Elf;
use crate::{Numbers, ReadError, Source, bytes};

/// Where things lie in an executable.
#[non_exhaustive]
pub struct Layout<'a> {
    /// The file.
    pub source: &'a dyn Source,
    /// 32 or 64.
    pub bits: u8,
    /// Whether the highest byte of a number comes first.
    pub big_endian: bool,
    /// What is mapped into memory.
    pub loaded: Vec<Stretch>,
    /// What has a name, mapped or not.
    pub named: Vec<Stretch>,
}

/// A stretch of an executable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Its name, empty for an ELF segment.
    pub name: String,
    /// Where it begins in memory.
    pub address: u64,
    /// Where it begins in the file.
    pub offset: u64,
    /// Its length in the file.
    pub len: u64,
    /// Whether the program writes to it.
    pub writable: bool,
    /// Whether it is code.
    pub executable: bool,
}

impl<'a> Layout<'a> {
    /// The layout of a file with these stretches, as far as they are within reason.
    pub fn new(
        source: &'a dyn Source,
        bits: u8,
        big_endian: bool,
        loaded: impl IntoIterator<Item = Stretch>,
        named: impl IntoIterator<Item = Stretch>,
    ) -> Self {
        let len = source.len();
        let (loaded, named) =
            (within_reason(len, loaded.into_iter()), within_reason(len, named.into_iter()));
        Self { source, bits, big_endian, loaded, named }
    }

    /// The layout of an ELF file. Section headers that are damaged are left out: a loader does
    /// without them too.
    pub fn of_elf(elf: &Elf<'a>) -> Self {
        let loaded =
            elf.segments.iter().filter(|segment| segment.is_loaded()).map(|segment| Stretch {
                name: String::new(),
                address: segment.address,
                offset: segment.offset,
                len: segment.file_size,
                writable: segment.flags & 2 != 0,
                executable: segment.flags & 1 != 0,
            });
        let sections = elf.sections().unwrap_or_default();
        let named =
            sections.into_iter().filter(|section| section.has_bytes()).map(|section| Stretch {
                name: section.name,
                address: section.address,
                offset: section.offset,
                len: section.size,
                writable: section.flags & 1 != 0,
                executable: section.flags & 4 != 0,
            });
        Self::new(elf.source(), elf.bits, elf.big_endian, loaded, named)
    }

    /// An error if the file ends before what is mapped of it: a kernel starts such a program all
    /// the same, and it dies where it first comes to what is not there.
    pub fn check_whole(&self) -> Result<(), ReadError> {
        whole(self.source, self.loaded.iter().map(|stretch| (stretch.offset, stretch.len)))
    }

    /// The first stretch with one of these names.
    pub fn named(&self, names: &[&str]) -> Option<&Stretch> {
        self.named.iter().find(|stretch| names.contains(&stretch.name.as_str()))
    }

    /// The place in the file of an address in memory, with the number of bytes mapped from there.
    pub fn offset_of(&self, address: u64) -> Option<(u64, u64)> {
        let loaded = self.loaded.iter();
        mapped(
            self.source,
            loaded.map(|stretch| (stretch.address, stretch.offset, stretch.len)),
            address,
        )
    }

    /// The address in memory of a place in the file.
    pub fn address_of(&self, offset: u64) -> Option<u64> {
        self.loaded.iter().find_map(|stretch| {
            let into = offset.checked_sub(stretch.offset).filter(|into| *into < stretch.len)?;
            stretch.address.checked_add(into)
        })
    }

    /// The `len` bytes at an address in memory.
    pub fn at_address(&self, address: u64, len: u64) -> Result<Cow<'a, [u8]>, ReadError> {
        bytes_mapped(self.source, self.offset_of(address), address, len)
    }

    /// The place of a text in what is mapped into memory, the code left out where it can be.
    pub fn find_text(&self, text: &[u8]) -> Result<Option<u64>, ReadError> {
        let is_code = |stretch: &&Stretch| stretch.executable && !stretch.writable;
        let data = self.loaded.iter().filter(|stretch| !is_code(stretch));
        for stretch in data.chain(self.loaded.iter().filter(is_code)) {
            let found =
                scan(self.source, stretch.offset, stretch.len, text.len(), |block_at, block| {
                    memchr::memmem::find(block, text).map(|index| block_at + index as u64)
                })?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// The machine word at an address in memory.
    pub fn word_at(&self, address: u64) -> Result<u64, ReadError> {
        let word = self.at_address(address, u64::from(self.bits / 8))?;
        Ok(self.numbers(&word).word(0, self.bits).unwrap_or(0))
    }

    /// The numbers of some bytes of the file.
    pub fn numbers<'n>(&self, bytes: &'n [u8]) -> Numbers<'n> {
        Numbers::new(bytes, self.big_endian)
    }
}

/// The place in a file of an address in memory, with the number of bytes mapped from there: the
/// first of these stretches, each an address, an offset and a length, that holds it.
pub(crate) fn mapped(
    source: &dyn Source,
    mut stretches: impl Iterator<Item = (u64, u64, u64)>,
    address: u64,
) -> Option<(u64, u64)> {
    stretches.find_map(|(start, offset, len)| {
        let into = address.checked_sub(start)?;
        let offset = offset.checked_add(into)?;
        let left = len.checked_sub(into)?.min(source.len().saturating_sub(offset));
        (left > 0).then_some((offset, left))
    })
}

/// The bytes at an address whose place in the file is known, if so many are mapped there.
pub(crate) fn bytes_mapped<'a>(
    source: &'a dyn Source,
    place: Option<(u64, u64)>,
    address: u64,
    len: u64,
) -> Result<Cow<'a, [u8]>, ReadError> {
    match place {
        Some((offset, left)) if len <= left => bytes(source, offset, len),
        _ => Err(ReadError::damaged(
            address,
            format!("{len} bytes at this address are not in the file"),
        )),
    }
}

/// An error if a file ends before one of these stretches, each an offset and a length, does.
pub(crate) fn whole(
    source: &dyn Source,
    stretches: impl Iterator<Item = (u64, u64)>,
) -> Result<(), ReadError> {
    let there = source.len();
    let end = stretches
        .filter(|(_, len)| *len > 0)
        .map(|(offset, len)| offset.saturating_add(len))
        .max()
        .unwrap_or(0);
    if end <= there {
        return Ok(());
    }
    let says = format!("the file is cut short: {end} bytes of it are needed, it ends before");
    Err(ReadError::damaged(there, says))
}

/// The stretches of a file of this length that are kept. Those of an honest file hardly overlap; a
/// forger lets a thousand of them lie over one another, and each may be read from end to end.
fn within_reason(len: u64, stretches: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut left = len.saturating_mul(4);
    let fits = |stretch: &Stretch| {
        let there = stretch.len.min(len.saturating_sub(stretch.offset));
        left.checked_sub(there).map(|still| left = still).is_some()
    };
    stretches.take_while(fits).collect()
}

/// Reads a stretch of a source in blocks that overlap by `overlap` bytes, so that a text of up to
/// that length is whole in one of them. Stops when `look` answers something.
pub fn scan<T>(
    source: &dyn Source,
    offset: u64,
    len: u64,
    overlap: usize,
    mut look: impl FnMut(u64, &[u8]) -> Option<T>,
) -> Result<Option<T>, ReadError> {
    // Fits a second-level cache together with what looks at it.
    const BLOCK: u64 = 1 << 17;
    let end = offset.saturating_add(len).min(source.len());
    let mut buffer = vec![0; BLOCK.min(end.saturating_sub(offset)) as usize];
    let mut at = offset;
    while at < end {
        let block = &mut buffer[..BLOCK.min(end - at) as usize];
        source.fill(at, block)?;
        if let Some(found) = look(at, block) {
            return Ok(Some(found));
        }
        if at + block.len() as u64 >= end {
            break;
        }
        at += block.len() as u64 - overlap as u64;
    }
    Ok(None)
}
