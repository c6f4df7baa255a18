//! A file in pages, each read when something of it is first asked for and kept from then on.
//!
//! Who looks up an address looks at a dozen places of a table of many megabytes: reading all of it takes
//! longer than looking.

use std::cell::OnceCell;

use crate::Source;

const PAGE: u64 = 1 << 15;
/// What of the next page stands behind each, so that no number lies in two.
const MORE: u64 = 64;
/// No Go program is longer: its tables count in four bytes.
const LONGEST: u64 = 4 << 30;

/// A file that is read by and by.
pub(super) struct Pages<'a> {
    source: &'a dyn Source,
    pages: Vec<OnceCell<Box<[u8]>>>,
    big_endian: bool,
}

impl<'a> Pages<'a> {
    pub(super) fn new(source: &'a dyn Source, big_endian: bool) -> Self {
        let count = source.len().min(LONGEST).div_ceil(PAGE);
        let pages = (0..count).map(|_| OnceCell::new()).collect();
        Self { source, pages, big_endian }
    }

    /// Some bytes from an offset on: at least [`MORE`] of them where the file has so many. None where it has
    /// ended, or cannot be read.
    fn from(&self, offset: u64) -> &[u8] {
        let index = offset / PAGE;
        let Some(page) = usize::try_from(index).ok().and_then(|index| self.pages.get(index)) else {
            return &[];
        };
        let page = page.get_or_init(|| {
            let start = index * PAGE;
            let len = (PAGE + MORE).min(self.source.len() - start);
            let mut bytes = vec![0; len as usize];
            match self.source.fill(start, &mut bytes) {
                Ok(()) => bytes.into_boxed_slice(),
                Err(_) => Box::default(),
            }
        });
        page.get((offset % PAGE) as usize..).unwrap_or_default()
    }

    pub(super) fn u8(&self, offset: u64) -> Option<u8> {
        self.from(offset).first().copied()
    }

    pub(super) fn u32(&self, offset: u64) -> Option<u32> {
        let bytes = self.from(offset).first_chunk().copied()?;
        Some(if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    /// A machine word of so many bytes.
    pub(super) fn word(&self, offset: u64, size: u8) -> Option<u64> {
        if size == 4 {
            return self.u32(offset).map(u64::from);
        }
        let bytes = self.from(offset).first_chunk().copied()?;
        Some(if self.big_endian { u64::from_be_bytes(bytes) } else { u64::from_le_bytes(bytes) })
    }

    /// The bytes from an offset up to a zero byte, `None` if there is none within reason.
    pub(super) fn text(&self, offset: u64) -> Option<Vec<u8>> {
        /// The longest name seen of a generic function has some thousand bytes.
        const LONGEST_TEXT: usize = 1 << 17;
        let (mut text, mut at) = (Vec::new(), offset);
        while text.len() < LONGEST_TEXT {
            let left = usize::try_from(PAGE - at % PAGE).ok()?;
            let rest = self.from(at);
            let rest = rest.get(..left).unwrap_or(rest);
            if let Some(end) = memchr::memchr(0, rest) {
                text.extend_from_slice(&rest[..end]);
                return Some(text);
            }
            if rest.is_empty() {
                return None;
            }
            text.extend_from_slice(rest);
            at += rest.len() as u64;
        }
        None
    }

    /// The numbers of seven bits a byte that stand one behind the other from an offset on.
    pub(super) fn steps(&self, offset: u64) -> Steps<'_> {
        Steps { pages: self, next: offset, rest: self.from(offset) }
    }
}

/// Numbers of seven bits a byte, one behind the other, the lowest bits first.
pub(super) struct Steps<'p> {
    pages: &'p Pages<'p>,
    next: u64,
    rest: &'p [u8],
}

impl Steps<'_> {
    /// The next of them.
    pub(super) fn next(&mut self) -> Option<u32> {
        let (mut value, mut shift) = (0u32, 0);
        loop {
            let (byte, more) = match self.rest.split_first() {
                Some(split) => split,
                None => {
                    self.rest = self.pages.from(self.next);
                    self.rest.split_first()?
                }
            };
            (self.rest, self.next) = (more, self.next + 1);
            value |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
            shift += 7;
        }
    }
}
