//! Several Mach-O files in one, each for another CPU.

use super::header::{Cpu, word_size_and_order};
use crate::{Numbers, Part, ReadError, Source, bytes, bytes_up_to};

/// One architecture's file within a fat file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// The CPU it is for.
    pub cpu: Cpu,
    /// The CPU's variant, with the capability bits in the highest byte.
    pub cpu_subtype: u32,
    /// Where it begins, in bytes from the file's beginning.
    pub offset: u64,
    /// Its length.
    pub size: u64,
}

/// The slices of a fat file. A Java class file begins with the same four bytes; that, and every
/// table whose entries are not all there, is an error.
pub fn slices(source: &dyn Source) -> Result<Vec<Slice>, ReadError> {
    let header = bytes(source, 0, 8)?;
    let numbers = Numbers::new(&header, true);
    let wide = match numbers.u32(0) {
        Some(0xcafe_babe) => false,
        Some(0xcafe_babf) => true,
        _ => return Err(ReadError::damaged(0, "the magic number is none of a fat file's")),
    };
    let count = numbers.u32(4).unwrap_or(0);
    // In a class file the version stands here, and there never was one below 45.
    if !wide && count >= 45 {
        return Err(ReadError::damaged(0, "this is a Java class file"));
    }
    if !(1..45).contains(&count) {
        return Err(ReadError::damaged(4, format!("a fat file of {count} slices")));
    }
    let entry_len = if wide { 32 } else { 20 };
    let table = bytes(source, 8, u64::from(count) * entry_len)?;
    let mut slices = Vec::new();
    for (at, entry) in (8..).step_by(entry_len as usize).zip(table.chunks_exact(entry_len as usize))
    {
        let slice = slice(Numbers::new(entry, true), wide)
            .ok_or_else(|| ReadError::damaged(at, "an entry of the table of slices ends early"))?;
        let part = Part::new(source, slice.offset, slice.size)?;
        if !holds_code(&part)? {
            return Err(ReadError::damaged(
                slice.offset,
                "a slice is neither Mach-O nor an archive",
            ));
        }
        slices.push(slice);
    }
    Ok(slices)
}

fn slice(entry: Numbers<'_>, wide: bool) -> Option<Slice> {
    let bits = if wide { 64 } else { 32 };
    Some(Slice {
        cpu: Cpu::of(entry.u32(0)?),
        cpu_subtype: entry.u32(4)?,
        offset: entry.word(8, bits)?,
        size: entry.word(if wide { 16 } else { 12 }, bits)?,
    })
}

// lipo puts static archives of several architectures together, too.
fn holds_code(part: &Part<'_>) -> Result<bool, ReadError> {
    let first = bytes_up_to(part, 0, 8)?;
    Ok(word_size_and_order(&first).is_some() || first.as_ref() == b"!<arch>\n")
}
