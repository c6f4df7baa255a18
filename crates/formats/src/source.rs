//! Bytes that are read where they lie, so that a 100 MB file costs only what is looked at.

use std::borrow::Cow;
use std::fmt;

/// The longest stretch that is ever read at once. Go's function table of a 300 MB program fits.
pub const LONGEST: u64 = 256 << 20;

/// Something with bytes at offsets: a slice, a file, a member of an archive.
pub trait Source {
    /// The number of bytes.
    fn len(&self) -> u64;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Lends or copies exactly `len` bytes from `offset` on. Called only within [`Source::len`].
    fn lend(&self, offset: u64, len: usize) -> Result<Cow<'_, [u8]>, ReadError>;

    /// Copies bytes from `offset` on into all of a buffer, for whoever reads a long way. Called only
    /// within [`Source::len`].
    fn fill(&self, offset: u64, buffer: &mut [u8]) -> Result<(), ReadError> {
        let bytes = self.lend(offset, buffer.len())?;
        buffer.copy_from_slice(&bytes);
        Ok(())
    }
}

impl Source for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn lend(&self, offset: u64, len: usize) -> Result<Cow<'_, [u8]>, ReadError> {
        let end = ReadError::damaged(offset, "the file ends here");
        let start = usize::try_from(offset).map_err(|_| end.clone())?;
        let stop = start.checked_add(len).ok_or_else(|| end.clone())?;
        self.get(start..stop).map(Cow::Borrowed).ok_or(end)
    }
}

impl Source for Vec<u8> {
    fn len(&self) -> u64 {
        Source::len(self.as_slice())
    }

    fn lend(&self, offset: u64, len: usize) -> Result<Cow<'_, [u8]>, ReadError> {
        Source::lend(self.as_slice(), offset, len)
    }
}

/// A stretch of another source, counted from its own beginning: a slice of a fat file, a member
/// of an archive.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    whole: &'a dyn Source,
    start: u64,
    len: u64,
}

impl<'a> Part<'a> {
    /// The `len` bytes of `whole` from `start` on; an error if they are not all there.
    pub fn new(whole: &'a dyn Source, start: u64, len: u64) -> Result<Self, ReadError> {
        match start.checked_add(len) {
            Some(end) if end <= whole.len() => Ok(Self { whole, start, len }),
            _ => Err(ReadError::damaged(start, "a part reaches beyond the end of the file")),
        }
    }
}

impl Source for Part<'_> {
    fn len(&self) -> u64 {
        self.len
    }

    fn lend(&self, offset: u64, len: usize) -> Result<Cow<'_, [u8]>, ReadError> {
        self.whole.lend(self.start.saturating_add(offset), len)
    }

    fn fill(&self, offset: u64, buffer: &mut [u8]) -> Result<(), ReadError> {
        self.whole.fill(self.start.saturating_add(offset), buffer)
    }
}

/// Why bytes could not be had or made sense of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The bytes are there but do not hold together.
    Damaged {
        /// Where, in bytes from the beginning.
        offset: u64,
        /// What is wrong.
        what: Cow<'static, str>,
    },
    /// The system did not hand the bytes out.
    Io {
        /// Where, in bytes from the beginning.
        offset: u64,
        /// What it said.
        error: String,
    },
}

impl ReadError {
    /// The bytes at `offset` do not hold together.
    pub fn damaged(offset: u64, what: impl Into<Cow<'static, str>>) -> Self {
        Self::Damaged { offset, what: what.into() }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged { offset, what } => write!(f, "{what} (byte {offset:#x})"),
            Self::Io { offset, error } => write!(f, "{error} (byte {offset:#x})"),
        }
    }
}

impl std::error::Error for ReadError {}

/// The `len` bytes of a source from `offset` on. A length that a forged header claims costs no
/// memory: it is held against the source's length, and against [`LONGEST`], first.
pub fn bytes(source: &dyn Source, offset: u64, len: u64) -> Result<Cow<'_, [u8]>, ReadError> {
    match offset.checked_add(len) {
        Some(end) if end <= source.len() => {}
        _ => {
            return Err(ReadError::damaged(
                offset,
                format!("{len} bytes are promised, the file ends before"),
            ));
        }
    }
    if len > LONGEST {
        return Err(ReadError::damaged(
            offset,
            format!("{len} bytes are more than any toolchain writes"),
        ));
    }
    source.lend(offset, len as usize)
}

/// As many of `len` bytes from `offset` on as there are, none beyond the end.
pub fn bytes_up_to(source: &dyn Source, offset: u64, len: u64) -> Result<Cow<'_, [u8]>, ReadError> {
    let there = source.len().saturating_sub(offset).min(len);
    if there == 0 {
        return Ok(Cow::Borrowed(&[]));
    }
    bytes(source, offset, there)
}

/// Numbers at places of a byte slice, in one byte order. A place outside answers `None`.
#[derive(Debug, Clone, Copy)]
pub struct Numbers<'a> {
    bytes: &'a [u8],
    big_endian: bool,
}

impl<'a> Numbers<'a> {
    /// The numbers of `bytes`, the highest byte first or last.
    pub fn new(bytes: &'a [u8], big_endian: bool) -> Self {
        Self { bytes, big_endian }
    }

    /// The bytes themselves.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The byte at `at`.
    pub fn u8(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The two bytes at `at`.
    pub fn u16(&self, at: usize) -> Option<u16> {
        let bytes = self.array(at)?;
        Some(if self.big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    /// The four bytes at `at`.
    pub fn u32(&self, at: usize) -> Option<u32> {
        let bytes = self.array(at)?;
        Some(if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    /// The eight bytes at `at`.
    pub fn u64(&self, at: usize) -> Option<u64> {
        let bytes = self.array(at)?;
        Some(if self.big_endian { u64::from_be_bytes(bytes) } else { u64::from_le_bytes(bytes) })
    }

    /// The machine word at `at`: eight bytes for 64 bits, four for 32.
    pub fn word(&self, at: usize, bits: u8) -> Option<u64> {
        if bits == 64 { self.u64(at) } else { self.u32(at).map(u64::from) }
    }

    /// The bytes of `at..at + len`.
    pub fn slice(&self, at: usize, len: usize) -> Option<&'a [u8]> {
        self.bytes.get(at..at.checked_add(len)?)
    }

    /// The text at `at` up to a zero byte, with what is not UTF-8 replaced.
    pub fn text(&self, at: usize) -> Option<Cow<'a, str>> {
        let rest = self.bytes.get(at..)?;
        let end = memchr::memchr(0, rest)?;
        Some(String::from_utf8_lossy(&rest[..end]))
    }

    fn array<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.slice(at, N)?.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_length_costs_no_memory() {
        let file = vec![0u8; 64];
        assert!(bytes(&file, 8, 4 << 30).is_err());
        assert!(bytes(&file, u64::MAX, 2).is_err());
        assert_eq!(bytes(&file, 60, 4).unwrap().len(), 4);
    }

    #[test]
    fn a_part_does_not_lend_what_lies_outside_it() {
        let file: Vec<u8> = (0..64).collect();
        let part = Part::new(&file, 16, 16).unwrap();
        assert_eq!(bytes(&part, 0, 2).unwrap().as_ref(), [16, 17]);
        assert!(bytes(&part, 15, 2).is_err());
        assert!(Part::new(&file, 60, 5).is_err());
    }

    #[test]
    fn numbers_outside_are_none() {
        let numbers = Numbers::new(&[1, 2, 3, 4], true);
        assert_eq!(numbers.u32(0), Some(0x0102_0304));
        assert_eq!(numbers.u32(1), None);
        assert_eq!(numbers.u16(usize::MAX), None);
        assert_eq!(numbers.text(0), None);
    }
}
