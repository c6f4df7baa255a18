//! A program as it lies in memory before its first instruction.

use std::ops::Range;

use landfall_formats::elf::{ET_DYN, Elf, Section, Segment};
use landfall_formats::{Numbers, ReadError};

/// What is mapped of a file, with the addresses filled in that a loader fills in.
pub(super) struct Memory {
    /// The stretches, in the order of their addresses.
    pub(super) stretches: Vec<Mapped>,
    bits: u8,
    big_endian: bool,
    /// The words that a loader fills in, in order.
    addresses: Vec<u64>,
    /// Whether it may lie anywhere: then no other word is an address.
    moves: bool,
}

/// A stretch of memory.
pub(super) struct Mapped {
    /// Its first address.
    pub(super) address: u64,
    /// Its bytes, as far as they are in the file.
    pub(super) bytes: Vec<u8>,
    /// How long it is, with what is not in the file and so zero.
    len: u64,
    /// Whether the program can write to it.
    pub(super) writable: bool,
    /// Whether it is code.
    pub(super) executable: bool,
}

/// The part of a segment that is code, from where it begins: linkers of some architectures put what is only
/// read into one segment with it, and only the sections tell.
fn code(sections: &[Section], segment: &Segment, entry: u64) -> Range<u64> {
    const EXECUTED: u64 = 4;
    let len = segment.memory_size.max(segment.file_size);
    if segment.flags & 1 == 0 {
        return 0..0;
    }
    let inside = sections.iter().filter(|one| one.flags & EXECUTED != 0 && one.size > 0);
    let inside = inside.filter_map(|one| {
        let start = one.address.checked_sub(segment.address).filter(|start| *start < len)?;
        Some((start, start.saturating_add(one.size).min(len)))
    });
    let all = inside.reduce(|(first, last), (start, end)| (first.min(start), last.max(end)));
    // Sections that have not where the program begins tell nothing.
    let tells = |(start, end): &(u64, u64)| {
        let entry = entry.checked_sub(segment.address).filter(|entry| *entry < len);
        entry.is_none_or(|entry| (*start..*end).contains(&entry))
    };
    all.filter(tells).map_or(0..len, |(start, end)| start..end)
}

impl Memory {
    /// The memory of a program.
    pub(super) fn of(elf: &Elf<'_>) -> Result<Self, ReadError> {
        let mut stretches = Vec::new();
        // Without them nothing tells code from what lies in one segment with it.
        let sections = elf.sections().unwrap_or_default();
        let mut left = elf.source().len().saturating_mul(2);
        for segment in elf.segments.iter().filter(|segment| segment.is_loaded()) {
            // Those of an honest file do not overlap.
            left = left.checked_sub(segment.file_size).ok_or_else(|| {
                ReadError::damaged(segment.offset, "more is mapped than the file has")
            })?;
            let end = segment.offset.checked_add(segment.file_size);
            if end.is_none_or(|end| end > elf.source().len()) {
                return Err(ReadError::damaged(segment.offset, "the file is cut short"));
            }
            let (code, writable) = (code(&sections, segment, elf.entry), segment.flags & 2 != 0);
            let len = segment.memory_size.max(segment.file_size);
            for (start, end) in [(0, code.start), (code.start, code.end), (code.end, len)] {
                if start == end {
                    continue;
                }
                let in_file = end.min(segment.file_size).saturating_sub(start);
                let mut bytes = vec![0; usize::try_from(in_file).unwrap_or(0)];
                if in_file > 0 {
                    elf.source().fill(segment.offset + start, &mut bytes)?;
                }
                let address = segment.address.wrapping_add(start);
                let executable = start == code.start && end == code.end;
                stretches.push(Mapped { address, bytes, len: end - start, writable, executable });
            }
        }
        stretches.sort_by_key(|stretch| stretch.address);
        let mut memory = Self {
            stretches,
            bits: elf.bits,
            big_endian: elf.big_endian,
            addresses: Vec::new(),
            moves: false,
        };
        if let Some(dynamic) = elf.dynamic()? {
            let mut places = dynamic.own_addresses(elf)?;
            for (place, value) in &places {
                value.iter().for_each(|value| memory.fill_in(*place, *value));
            }
            places.sort_unstable();
            memory.addresses = places.into_iter().map(|(place, _)| place).collect();
            memory.moves = elf.kind == ET_DYN;
        }
        Ok(memory)
    }

    fn fill_in(&mut self, place: u64, value: u64) {
        let size = usize::from(self.bits / 8);
        let Some(stretch) = self.index_of(place).and_then(|index| self.stretches.get_mut(index))
        else {
            return;
        };
        let at = (place - stretch.address) as usize;
        let value = if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
        let value = if self.big_endian { &value[8 - size..] } else { &value[..size] };
        if let Some(word) = stretch.bytes.get_mut(at..at + size) {
            word.copy_from_slice(value);
        }
    }

    /// The length of a word in bytes.
    pub(super) fn word(&self) -> u64 {
        u64::from(self.bits / 8)
    }

    /// The stretch that holds an address.
    pub(super) fn stretch(&self, address: u64) -> Option<&Mapped> {
        self.stretches.get(self.index_of(address)?)
    }

    fn index_of(&self, address: u64) -> Option<usize> {
        let index = self.stretches.partition_point(|one| one.address <= address).checked_sub(1)?;
        let stretch = self.stretches.get(index)?;
        (address - stretch.address < stretch.len).then_some(index)
    }

    /// The bytes from an address on, up to the end of what is in the file.
    pub(super) fn from(&self, address: u64) -> Option<&[u8]> {
        let stretch = self.stretch(address)?;
        stretch.bytes.get(usize::try_from(address - stretch.address).ok()?..)
    }

    /// The bytes between two addresses of one stretch.
    pub(super) fn between(&self, start: u64, end: u64) -> Option<&[u8]> {
        self.from(start)?.get(..usize::try_from(end.checked_sub(start)?).ok()?)
    }

    /// The number of so many bytes at an address; zero where the file has nothing.
    pub(super) fn number(&self, address: u64, size: u8) -> Option<u64> {
        let stretch = self.stretch(address)?;
        let at = usize::try_from(address - stretch.address).ok()?;
        if at >= stretch.bytes.len() {
            return Some(0);
        }
        let numbers = Numbers::new(&stretch.bytes, self.big_endian);
        match size {
            1 => numbers.u8(at).map(u64::from),
            2 => numbers.u16(at).map(u64::from),
            4 => numbers.u32(at).map(u64::from),
            8 => numbers.u64(at),
            _ => None,
        }
    }

    /// The number that is at an address at first, of whatever length it is: the lower half of a word, or where
    /// the upper one comes first, of the two what is no zero.
    pub(super) fn first_number(&self, address: u64) -> Option<u32> {
        let word = self.number(address, self.word() as u8)?;
        match (self.big_endian, word >> 32) {
            (true, upper) if upper != 0 => Some(upper as u32),
            _ => Some(word as u32),
        }
    }

    /// In how many bytes at least a number is found that may have been stored in a whole word.
    pub(super) fn shortest(&self) -> u8 {
        if self.big_endian { self.word() as u8 } else { 4 }
    }

    /// Whether a number that was stored with one length is not found with a lesser one where it begins.
    pub(super) fn upper_first(&self) -> bool {
        self.big_endian
    }

    /// The address that a word holds; `None` where it holds none.
    pub(super) fn pointer(&self, place: u64) -> Option<u64> {
        if self.moves && self.addresses.binary_search(&place).is_err() {
            return None;
        }
        self.number(place, self.word() as u8).filter(|value| *value != 0)
    }

    /// The numbers of some of its bytes.
    pub(super) fn numbers<'n>(&self, bytes: &'n [u8]) -> Numbers<'n> {
        Numbers::new(bytes, self.big_endian)
    }

    /// The addresses of words that hold a number, in what is not code.
    pub(super) fn words_of(&self, value: u64) -> Vec<u64> {
        let size = self.word() as usize;
        let wanted = if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
        let wanted = if self.big_endian { &wanted[8 - size..] } else { &wanted[..size] };
        let mut found = Vec::new();
        for stretch in self.stretches.iter().filter(|stretch| !stretch.executable) {
            for at in memchr::memmem::find_iter(&stretch.bytes, wanted) {
                let address = stretch.address + at as u64;
                if address.is_multiple_of(size as u64) {
                    found.push(address);
                }
            }
        }
        found
    }
}
