//! A program as it lies in memory before its first instruction.

use std::ops::Range;

use landfall_formats::elf::{ET_DYN, Elf, Section, Segment};
use landfall_formats::pclntab::FunctionTable;
use landfall_formats::{Numbers, ReadError, Source};

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
    /// Whether it is the table of functions alone.
    once: bool,
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

/// What of a file is not looked at in memory.
#[derive(Default)]
struct Unread {
    /// From where to where, in order.
    ranges: Vec<(u64, u64)>,
    /// Where the table of functions begins and ends, if it has a section.
    cuts: Vec<u64>,
    once: Option<u64>,
}

impl Unread {
    fn of(sections: &[Section], table: Option<&FunctionTable>) -> Self {
        /// Names, symbols and what they are looked up by (elf.h): those who need them read the file.
        const OF_SYMBOLS: [u32; 4] = [3, 11, 0x6fff_fff6, 0x6fff_ffff];
        const WRITTEN_OR_EXECUTED: u64 = 1 | 4;
        let mut sections =
            sections.iter().filter(|one| one.has_bytes() && one.flags & WRITTEN_OR_EXECUTED == 0);
        let of_symbols = sections.clone().filter(|one| OF_SYMBOLS.contains(&one.kind));
        let mut ranges: Vec<(u64, u64)> =
            of_symbols.map(|one| (one.offset, one.offset.saturating_add(one.size))).collect();
        let Some(table) = table else { return Self { ranges, ..Self::default() } };
        ranges.extend(table.places.map(|(start, len)| (start, start + len)));
        ranges.sort_unstable();
        let own = sections.find(|one| one.offset == table.offset && one.size == table.len);
        let cuts = own.map(|one| vec![one.offset, one.offset.saturating_add(one.size)]);
        Self { ranges, cuts: cuts.unwrap_or_default(), once: own.map(|one| one.offset) }
    }

    /// Some bytes of the file, zero where they are not read.
    fn read(&self, source: &dyn Source, offset: u64, len: u64) -> Result<Vec<u8>, ReadError> {
        let mut bytes = vec![0; usize::try_from(len).unwrap_or(0)];
        let end = offset + bytes.len() as u64;
        let mut fill = |from: u64, to: u64| {
            let (from, to) = (from.clamp(offset, end), to.clamp(offset, end));
            let place = bytes.get_mut((from - offset) as usize..(to - offset) as usize);
            place.filter(|place| !place.is_empty()).map_or(Ok(()), |place| source.fill(from, place))
        };
        let mut at = offset;
        for (start, behind) in &self.ranges {
            fill(at, *start)?;
            at = at.max(*behind);
        }
        fill(at, end)?;
        Ok(bytes)
    }
}

impl Memory {
    /// The memory of a program.
    ///
    /// Of a table of functions that is read only once, what tells lines and files is left out.
    pub(super) fn of(elf: &Elf<'_>, table: Option<&FunctionTable>) -> Result<Self, ReadError> {
        let mut stretches = Vec::new();
        // Without them nothing tells code from what lies in one segment with it.
        let sections = elf.sections().unwrap_or_default();
        let unread = Unread::of(&sections, table);
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
            let mut cuts = vec![0, code.start, code.end, len];
            cuts.extend(unread.cuts.iter().filter_map(|at| at.checked_sub(segment.offset)));
            cuts.retain(|at| *at <= len && (*at <= code.start || *at >= code.end));
            cuts.sort_unstable();
            cuts.dedup();
            for (start, end) in cuts.iter().copied().zip(cuts.iter().copied().skip(1)) {
                let executable = code.contains(&start);
                let in_file = end.min(segment.file_size).saturating_sub(start);
                let bytes = unread.read(elf.source(), segment.offset + start, in_file)?;
                let address = segment.address.wrapping_add(start);
                let once = unread.once == Some(segment.offset + start);
                let len = end - start;
                stretches.push(Mapped { address, bytes, len, writable, executable, once });
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

    /// Forgets the table of functions, whose bytes nobody asks for any more.
    pub(super) fn forget_table(&mut self) {
        for stretch in self.stretches.iter_mut().filter(|one| one.once) {
            stretch.bytes = Vec::new();
        }
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

    /// The addresses of words that hold a number, in what is not code; what is written to comes first.
    pub(super) fn words_of(&self, value: u64) -> impl Iterator<Item = u64> {
        let size = self.word() as usize;
        let wanted = if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
        let wanted =
            if self.big_endian { wanted[8 - size..].to_vec() } else { wanted[..size].to_vec() };
        let data = |writable| {
            self.stretches.iter().filter(move |one| !one.executable && one.writable == writable)
        };
        data(true).chain(data(false)).flat_map(move |stretch| {
            let finder = memchr::memmem::Finder::new(&wanted).into_owned();
            let mut from = 0;
            let found = std::iter::from_fn(move || {
                let at = from + finder.find(stretch.bytes.get(from..)?)?;
                from = at + 1;
                Some(stretch.address + at as u64)
            });
            found.filter(move |address| address.is_multiple_of(size as u64))
        })
    }
}
