//! The dynamic symbol table: what a file takes from libraries and what it offers.

use super::Elf;
use super::strings::Strings;
use super::versions::Versions;
use crate::ReadError;

const STB_LOCAL: u8 = 0;
const STB_WEAK: u8 = 2;
const SHN_UNDEF: u16 = 0;
/// The bit of a version index that hides the symbol from whoever asks without a version.
const VERSYM_HIDDEN: u16 = 0x8000;

/// Which dynamic symbols to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that are to be found elsewhere.
    Imports,
    /// Those that others can find here.
    Exports,
}

/// A dynamic symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its number in the table, by which relocations refer to it.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// Whether it can be done without.
    pub weak: bool,
    /// Its version, for example `GLIBC_2.34`.
    pub version: Option<String>,
    /// The library that its version is wanted of.
    pub library: Option<String>,
    /// Whether only those find it who ask for its version.
    pub hidden: bool,
    /// The place of its entry in the file.
    pub offset: u64,
    /// Its address, where it is defined here.
    pub address: u64,
    /// Its length in bytes, where that is said.
    pub size: u64,
}

/// The number of dynamic symbols, which no entry of the dynamic section tells: from the hash
/// tables a loader uses, or from the section headers.
pub(super) fn count(
    elf: &Elf<'_>,
    hash: Option<u64>,
    gnu_hash: Option<u64>,
) -> Result<u64, ReadError> {
    const EM_S390: u16 = 22;
    const EM_ALPHA: u16 = 0x9026;
    if let Some(hash) = hash {
        // 64-bit s390 and Alpha have hash tables of 64-bit words.
        let wide = elf.bits == 64 && matches!(elf.machine, EM_S390 | EM_ALPHA);
        let word = if wide { 8 } else { 4 };
        let head = elf.at_address(hash, word * 2)?;
        return Ok(elf.numbers(&head).word(word as usize, if wide { 64 } else { 32 }).unwrap_or(0));
    }
    if let Some(gnu_hash) = gnu_hash
        && let Some(count) = gnu_count(elf, gnu_hash)?
    {
        return Ok(count);
    }
    const SHT_DYNSYM: u32 = 11;
    let size = entry_size(elf) as u64;
    match elf.sections()?.into_iter().find(|section| section.kind == SHT_DYNSYM) {
        Some(section) => Ok(section.size / size),
        None => Err(ReadError::damaged(
            0,
            "nothing tells how many dynamic symbols there are: no hash table, no section headers",
        )),
    }
}

/// One more than the highest index in a GNU hash table; `None` if the table is empty, for then
/// it says nothing about the symbols that are not in it.
fn gnu_count(elf: &Elf<'_>, address: u64) -> Result<Option<u64>, ReadError> {
    let head = elf.at_address(address, 16)?;
    let n = elf.numbers(&head);
    let [buckets, first, bloom] = [0, 4, 8].map(|at| u64::from(n.u32(at).unwrap_or(0)));
    let buckets_at =
        address.saturating_add(16).saturating_add(bloom.saturating_mul(u64::from(elf.bits / 8)));
    let table = elf.at_address(buckets_at, buckets * 4)?;
    let highest =
        table.chunks_exact(4).filter_map(|entry| elf.numbers(entry).u32(0)).max().unwrap_or(0);
    let highest = u64::from(highest);
    if highest == 0 || highest < first {
        return Ok(None);
    }
    // The chain of the highest bucket ends at the entry with the lowest bit set.
    let chains_at = buckets_at.saturating_add(buckets * 4);
    const BLOCK: u64 = 1 << 12;
    let mut index = highest;
    loop {
        let at = chains_at.saturating_add((index - first) * 4);
        let left = elf.offset_of(at).map_or(0, |(_, left)| left.min(BLOCK) & !3);
        let block = elf.at_address(at, left.max(4))?;
        for entry in block.chunks_exact(4) {
            index += 1;
            if elf.numbers(entry).u32(0).unwrap_or(1) & 1 == 1 {
                return Ok(Some(index));
            }
        }
    }
}

fn entry_size(elf: &Elf<'_>) -> usize {
    if elf.bits == 64 { 24 } else { 16 }
}

pub(super) fn read(
    elf: &Elf<'_>,
    address: u64,
    count: u64,
    strings: &Strings<'_>,
    versym: Option<u64>,
    versions: &Versions,
    (which, keep): (Which, &dyn Fn(u64) -> bool),
) -> Result<Vec<Symbol>, ReadError> {
    let size = entry_size(elf);
    let len = count.saturating_mul(size as u64);
    if len == 0 {
        return Ok(Vec::new());
    }
    let inside = elf
        .offset_of(address)
        .filter(|(offset, left)| len <= *left && offset.saturating_add(len) <= elf.source.len());
    let Some((offset, _)) = inside else {
        return Err(ReadError::damaged(address, "the dynamic symbols are not in the file"));
    };
    let indices = match versym {
        Some(at) if count > 0 => Some(elf.at_address(at, count.saturating_mul(2))?),
        _ => None,
    };
    let names = versions.names();
    let (info_at, section_at) = if elf.bits == 64 { (4, 6) } else { (12, 14) };
    let (address_at, size_at) = if elf.bits == 64 { (8, 16) } else { (4, 8) };
    let mut symbols = Vec::new();
    // A program that exports every function has megabytes of symbols; a block at a time is enough.
    let step = (size << 12) as u64;
    let mut buffer = vec![0; step.min(len) as usize];
    for block_at in (0..len).step_by(step as usize) {
        let block = &mut buffer[..step.min(len - block_at) as usize];
        elf.source.fill(offset + block_at, block)?;
        let first = block_at as usize / size;
        for (index, entry) in (first..).zip(block.chunks_exact(size)) {
            let n = elf.numbers(entry);
            // Of a hundred thousand symbols nearly all are of the other sort: that comes first.
            let undefined = n.u16(section_at) == Some(SHN_UNDEF);
            if undefined != (which == Which::Imports) {
                continue;
            }
            if !keep(n.word(address_at, elf.bits).unwrap_or(0)) {
                continue;
            }
            let (Some(name), Some(info)) = (n.u32(0), n.u8(info_at)) else { break };
            let wanted = undefined || info >> 4 != STB_LOCAL;
            // Entry 0 is always empty (gabi).
            if !wanted || index == 0 {
                continue;
            }
            let version = indices
                .as_ref()
                .and_then(|indices| elf.numbers(indices).u16(index * 2))
                .unwrap_or(0);
            let named = names.get(&(version & !VERSYM_HIDDEN));
            // The symbol itself counts, too: a file can promise billions with no name at all.
            let copied = size_of::<Symbol>()
                + named.map_or(0, |(version, library)| version.len() + library.map_or(0, str::len));
            strings.spend(u64::from(name), copied)?;
            symbols.push(Symbol {
                index: index as u32,
                name: strings.text(u64::from(name))?,
                weak: info >> 4 == STB_WEAK,
                version: named.map(|(version, _)| (*version).to_owned()),
                library: named.and_then(|(_, library)| *library).map(str::to_owned),
                hidden: version & VERSYM_HIDDEN != 0,
                offset: offset + (index * size) as u64,
                address: n.word(address_at, elf.bits).unwrap_or(0),
                size: n.word(size_at, elf.bits).unwrap_or(0),
            });
        }
    }
    Ok(symbols)
}
