//! The dynamic string table: read whole where it is small or many names are asked for, else name by name.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use super::Elf;
use crate::{ReadError, bytes, bytes_up_to};

/// A program that exports every function has megabytes of names, of which often a few are asked for.
const SMALL: u64 = 1 << 18;
/// Whoever asks for more than so many asks for all.
const FEW: u32 = 64;
/// No table of a real program is longer: more than that is never read whole.
const LONGEST_TABLE: u64 = 1 << 26;
/// C++ and generic Go make long names; longer than this is no name.
const LONGEST_NAME: u64 = 1 << 16;

pub(super) struct Strings<'a> {
    elf: &'a Elf<'a>,
    offset: u64,
    len: u64,
    whole: OnceCell<Cow<'a, [u8]>>,
    asked: Cell<u32>,
    left: Cell<u64>,
}

impl<'a> Strings<'a> {
    /// The table of `len` bytes at an address.
    pub(super) fn read(elf: &'a Elf<'a>, address: u64, len: u64) -> Result<Self, ReadError> {
        let (offset, left) = elf
            .offset_of(address)
            .ok_or_else(|| ReadError::damaged(address, "the string table is not in the file"))?;
        if len > left {
            return Err(ReadError::damaged(offset, "the string table reaches beyond its segment"));
        }
        // A symbol with a name takes some hundred bytes, of which a tenth are in the table.
        let left = Cell::new(len.saturating_mul(16).saturating_add(1 << 24));
        let strings = Self { elf, offset, len, whole: OnceCell::new(), asked: Cell::new(0), left };
        if len <= SMALL {
            strings.read_whole()?;
        }
        Ok(strings)
    }

    fn read_whole(&self) -> Result<(), ReadError> {
        let whole = bytes(self.elf.source, self.offset, self.len)?;
        self.whole.get_or_init(|| whole);
        Ok(())
    }

    /// Counts text that is handed out. A linker lets names share their ends; a forger lets a
    /// million names share one long tail.
    pub(super) fn spend(&self, at: u64, len: usize) -> Result<(), ReadError> {
        let left = self.left.get().checked_sub(len as u64);
        self.left.set(left.unwrap_or(0));
        match left {
            Some(_) => Ok(()),
            None => Err(ReadError::damaged(
                self.offset.saturating_add(at),
                "more symbols and names than the file can hold",
            )),
        }
    }

    /// The text at a place of the table.
    pub(super) fn text(&self, at: u64) -> Result<String, ReadError> {
        let text = self.find(at)?;
        self.spend(at, text.len())?;
        Ok(text)
    }

    fn find(&self, at: u64) -> Result<String, ReadError> {
        let outside = || {
            ReadError::damaged(
                self.offset.saturating_add(at),
                "a name lies outside the string table",
            )
        };
        if at >= self.len {
            return Err(outside());
        }
        self.asked.set(self.asked.get().saturating_add(1));
        if self.asked.get() == FEW && self.whole.get().is_none() && self.len <= LONGEST_TABLE {
            self.read_whole()?;
        }
        if let Some(whole) = self.whole.get() {
            return self
                .elf
                .numbers(whole)
                .text(at as usize)
                .map(Cow::into_owned)
                .ok_or_else(outside);
        }
        let mut len = 1 << 8;
        loop {
            let some = bytes_up_to(self.elf.source, self.offset + at, len.min(self.len - at))?;
            if let Some(text) = self.elf.numbers(&some).text(0) {
                return Ok(text.into_owned());
            }
            if len >= LONGEST_NAME || len >= self.len - at {
                return Err(outside());
            }
            len *= 16;
        }
    }
}
