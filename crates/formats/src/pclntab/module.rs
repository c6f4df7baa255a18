//! What a Go program says of itself, read where it lies: where its code begins, how that is divided, and
//! where the trees of inlined calls are.
//!
//! Written in `runtime/symtab.go` (`moduledata`), a structure that nearly every release has changed.

use super::pages::Pages;
use super::{Form, FunctionTable};
use crate::ReadError;
use crate::layout::{Layout, Stretch, scan};

/// How a file holds the addresses that a loader fills in.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    /// Words that a loader fills in, each with its own address and the address it holds, in order. What is
    /// not in this list stands in the file.
    pub words: Vec<(u64, u64)>,
    /// Whether each word with an address also tells where the next one is, as newer linkers for macOS write
    /// them (`mach-o/fixup-chains.h`): then the address that these addresses are counted from.
    pub chained_from: Option<u64>,
}

/// A program's memory, as far as it is asked for.
pub(super) struct Memory<'a> {
    pub(super) layout: Layout<'a>,
    pub(super) pages: Pages<'a>,
    filled: Filled,
    /// The length of a word in bytes.
    pub(super) size: u8,
}

impl<'a> Memory<'a> {
    pub(super) fn new(layout: Layout<'a>, filled: Filled) -> Self {
        let pages = Pages::new(layout.source, layout.big_endian);
        let size = layout.bits / 8;
        Self { layout, pages, filled, size }
    }

    pub(super) fn offset(&self, address: u64) -> Option<u64> {
        Some(self.layout.offset_of(address)?.0)
    }

    fn number(&self, address: u64) -> Option<u64> {
        self.pages.word(self.offset(address)?, self.size)
    }

    /// The address that a word holds.
    pub(super) fn pointer(&self, address: u64) -> Option<u64> {
        if let Ok(index) = self.filled.words.binary_search_by_key(&address, |(place, _)| *place) {
            return self.filled.words.get(index).map(|(_, value)| *value);
        }
        let word = self.number(address)?;
        match self.filled.chained_from {
            // `dyld_chained_ptr_64_rebase`: 36 bits of it.
            Some(from) if word != 0 => Some((word & ((1 << 36) - 1)).wrapping_add(from)),
            _ => Some(word),
        }
    }

    /// The address at which a place in the file is mapped.
    pub(super) fn address(&self, offset: u64) -> Option<u64> {
        self.layout.address_of(offset)
    }

    /// The addresses of words that hold an address, handed out until one of them is what is looked for.
    fn find_pointer<T>(
        &self,
        value: u64,
        mut is: impl FnMut(u64) -> Option<T>,
    ) -> Result<Option<T>, ReadError> {
        let named = self.layout.named(&[".go.module", "__go_module"]);
        let filled = self.filled.words.iter().filter(|(_, it)| *it == value);
        let places = named.map(|stretch| stretch.address);
        for place in places.into_iter().chain(filled.map(|(place, _)| *place)) {
            if self.pointer(place) == Some(value)
                && let Some(found) = is(place)
            {
                return Ok(Some(found));
            }
        }
        let data = |writable: bool| {
            let loaded = self.layout.loaded.iter();
            loaded.filter(move |one| one.writable == writable && (writable || !one.executable))
        };
        for stretch in data(true).chain(data(false)) {
            if let Some(found) = self.search(stretch, value, &mut is)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn search<T>(
        &self,
        stretch: &Stretch,
        value: u64,
        is: &mut impl FnMut(u64) -> Option<T>,
    ) -> Result<Option<T>, ReadError> {
        /// A forged file is full of them.
        const MOST: usize = 1 << 12;
        let raw = value.wrapping_sub(self.filled.chained_from.unwrap_or(0));
        let (big, little) = (raw.to_be_bytes(), raw.to_le_bytes());
        let wanted = match (self.layout.big_endian, self.filled.chained_from) {
            (true, _) => &big[8 - usize::from(self.size)..],
            (false, None) => &little[..usize::from(self.size)],
            (false, Some(_)) => &little[..4],
        };
        let finder = memchr::memmem::Finder::new(wanted);
        let mut seen = 0;
        let found = scan(self.layout.source, stretch.offset, stretch.len, 7, |block_at, block| {
            for index in finder.find_iter(block) {
                let into = block_at + index as u64 - stretch.offset;
                let place = stretch.address.wrapping_add(into);
                if !place.is_multiple_of(self.size.into()) || self.pointer(place) != Some(value) {
                    continue;
                }
                seen += 1;
                if let Some(found) = is(place) {
                    return Some(Some(found));
                }
                if seen == MOST {
                    return Some(None);
                }
            }
            None
        })?;
        Ok(found.flatten())
    }
}

/// What a program says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Module {
    /// Where its code begins.
    pub(super) text: u64,
    /// From where the trees of inlined calls are counted; not needed up to Go 1.17.
    pub(super) function_data: Option<u64>,
    /// The parts of its code, where there is more than one: on some architectures a call reaches only so far.
    pub(super) parts: Vec<Part>,
}

/// A part of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// Where it begins and ends, as the table counts.
    pub(super) start: u64,
    pub(super) end: u64,
    /// Where it lies in memory.
    pub(super) address: u64,
}

/// Where things stand in it, in words from its beginning.
struct Places {
    lowest: u64,
    text: u64,
    function_data: Option<u64>,
    parts: u64,
}

impl Module {
    /// Finds what a program says of itself by the address of its table, the first that it names.
    ///
    /// `first` is where its first function begins, as the table counts, and `names` the address of the names.
    pub(super) fn find(
        memory: &Memory<'_>,
        found: &FunctionTable,
        (table, names, first): (u64, u64, u64),
    ) -> Result<Option<Self>, ReadError> {
        memory.find_pointer(table, |place| {
            let at = |index: u64| {
                memory.pointer(place.checked_add(index.checked_mul(memory.size.into())?)?)
            };
            if found.form != Form::Go12 && at(1)? != names {
                return None;
            }
            let places = Places::of(found, table, at);
            let (lowest, highest) = (at(places.lowest)?, at(places.lowest + 1)?);
            let text = at(places.text)?;
            let begins = if found.form >= Form::Go118 { text.checked_add(first)? } else { first };
            if lowest >= highest || lowest != begins {
                return None;
            }
            let function_data = places.function_data.and_then(at);
            let parts = parts(memory, place, places.parts, found.form).unwrap_or_default();
            Some(Self { text, function_data, parts })
        })
    }
}

impl Places {
    fn of(found: &FunctionTable, table: u64, at: impl Fn(u64) -> Option<u64>) -> Self {
        let (function_data, parts) = match found.form {
            Form::Go12 => return Self { lowest: 10, text: 12, function_data: None, parts: 27 },
            Form::Go116 => (None, 37),
            Form::Go118 => (Some(38), 39),
            Form::Go120 => {
                // From Go 1.26 on the end of the table follows, which nothing else is near to; Go 1.27 has
                // three words more before it.
                let ends =
                    |index| at(index).is_some_and(|end| end > table && end - table <= found.len);
                match () {
                    () if ends(44) => (Some(43), 45),
                    () if ends(41) => (Some(40), 42),
                    () => (Some(40), 41),
                }
            }
        };
        Self { lowest: 20, text: 22, function_data, parts }
    }
}

/// The parts of the code, if there is more than one. Up to Go 1.17 nobody asks: addresses stand in the table.
fn parts(memory: &Memory<'_>, module: u64, at: u64, form: Form) -> Option<Vec<Part>> {
    /// A part is as long as a call reaches on ppc64: 32 MB.
    const MOST: u64 = 1 << 10;
    let size = u64::from(memory.size);
    let slice = module.checked_add(at * size)?;
    let count = memory.number(slice.checked_add(size)?)?;
    if form < Form::Go118 || !(2..=MOST).contains(&count) {
        return None;
    }
    let first = memory.pointer(slice)?;
    let part = |index: u64| {
        let place = first.checked_add(index * 3 * size)?;
        let [start, end] = [0, size].map(|more| memory.number(place.checked_add(more)?));
        let address = memory.pointer(place.checked_add(2 * size)?)?;
        Some(Part { start: start?, end: end?, address })
    };
    (0..count).map(part).collect()
}
