//! Symbol versions: those wanted of libraries (`.gnu.version_r`) and those defined
//! (`.gnu.version_d`).

use std::collections::HashMap;

use super::Elf;
use super::strings::Strings;
use crate::ReadError;

const VER_FLG_BASE: u16 = 1;
const VER_FLG_WEAK: u16 = 2;

/// The versions that a file wants and those that it defines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    /// Wanted, in the order of the file.
    pub needed: Vec<Needed>,
    /// Defined, in the order of the file, the file's own name left out.
    pub defined: Vec<Defined>,
}

/// A version that a loader checks in a library before anything runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// The library.
    pub library: String,
    /// The version.
    pub version: String,
    /// The number by which symbols refer to it.
    pub index: u16,
    /// Whether its absence is only warned about.
    pub weak: bool,
    /// The place of the entry in the file.
    pub offset: u64,
}

/// A version that a library defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defined {
    /// The version.
    pub version: String,
    /// The number by which symbols refer to it.
    pub index: u16,
}

impl Versions {
    /// The version that each number stands for, and the library it is wanted of.
    pub(super) fn names(&self) -> HashMap<u16, (&str, Option<&str>)> {
        // 0 is local and 1 global without a version, in a file that defines none (gabi).
        let defined =
            self.defined.iter().map(|defined| (defined.index, (defined.version.as_str(), None)));
        let needed = self
            .needed
            .iter()
            .map(|needed| (needed.index, (needed.version.as_str(), Some(needed.library.as_str()))));
        defined.chain(needed.filter(|(index, _)| *index > 1)).collect()
    }
}

pub(super) fn read(
    elf: &Elf<'_>,
    needed: Option<(u64, u64)>,
    defined: Option<(u64, u64)>,
    strings: &Strings<'_>,
) -> Result<Versions, ReadError> {
    let mut versions = Versions::default();
    if let Some((at, count)) = needed {
        read_needed(elf, at, count, strings, &mut versions.needed)?;
    }
    if let Some((at, count)) = defined {
        read_defined(elf, at, count, strings, &mut versions.defined)?;
    }
    Ok(versions)
}

/// No library of any distribution comes near this many versions; a forged chain stops here.
const MOST: usize = 1 << 16;

fn plausible(at: u64, count: u64) -> Result<(), ReadError> {
    match count <= MOST as u64 {
        true => Ok(()),
        false => Err(ReadError::damaged(at, "more symbol versions than any file has")),
    }
}

fn read_needed(
    elf: &Elf<'_>,
    at: u64,
    count: u64,
    strings: &Strings<'_>,
    into: &mut Vec<Needed>,
) -> Result<(), ReadError> {
    let text = |at: Option<u32>| text(strings, at);
    plausible(at, count)?;
    let mut head_at = at;
    for _ in 0..count {
        let head = elf.at_address(head_at, 16)?;
        let head = elf.numbers(&head);
        let library = text(head.u32(4))?;
        let mut entry_at = head_at.saturating_add(u64::from(head.u32(8).unwrap_or(0)));
        for _ in 0..head.u16(2).unwrap_or(0) {
            let entry = elf.at_address(entry_at, 16)?;
            let entry = elf.numbers(&entry);
            strings.spend(0, library.len())?;
            into.push(Needed {
                library: library.clone(),
                version: text(entry.u32(8))?,
                index: entry.u16(6).unwrap_or(0),
                weak: entry.u16(4).unwrap_or(0) & VER_FLG_WEAK != 0,
                offset: elf.offset_of(entry_at).map_or(0, |(offset, _)| offset),
            });
            if into.len() > MOST {
                return Err(ReadError::damaged(entry_at, "more symbol versions than any file has"));
            }
            match entry.u32(12).unwrap_or(0) {
                0 => break,
                next => entry_at = entry_at.saturating_add(u64::from(next)),
            }
        }
        match head.u32(12).unwrap_or(0) {
            0 => break,
            next => head_at = head_at.saturating_add(u64::from(next)),
        }
    }
    Ok(())
}

fn read_defined(
    elf: &Elf<'_>,
    at: u64,
    count: u64,
    strings: &Strings<'_>,
    into: &mut Vec<Defined>,
) -> Result<(), ReadError> {
    plausible(at, count)?;
    let mut at = at;
    for _ in 0..count {
        let entry = elf.at_address(at, 20)?;
        let entry = elf.numbers(&entry);
        if entry.u16(2).unwrap_or(0) & VER_FLG_BASE == 0 {
            let name_at = at.saturating_add(u64::from(entry.u32(12).unwrap_or(0)));
            let name = elf.at_address(name_at, 8)?;
            into.push(Defined {
                version: text(strings, elf.numbers(&name).u32(0))?,
                index: entry.u16(4).unwrap_or(0),
            });
        }
        match entry.u32(16).unwrap_or(0) {
            0 => break,
            next => at = at.saturating_add(u64::from(next)),
        }
    }
    Ok(())
}

fn text(strings: &Strings<'_>, at: Option<u32>) -> Result<String, ReadError> {
    strings.text(u64::from(at.unwrap_or(u32::MAX)))
}
