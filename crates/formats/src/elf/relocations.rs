//! Relocations: which symbols a loader has to find for them.

use super::Elf;
use crate::ReadError;

/// Adds the symbol indices of the relocations at an address.
pub(super) fn symbols(
    elf: &Elf<'_>,
    address: u64,
    size: u64,
    addends: bool,
    into: &mut Vec<u32>,
) -> Result<(), ReadError> {
    let word = usize::from(elf.bits / 8);
    let entry = word * if addends { 3 } else { 2 };
    if size == 0 {
        return Ok(());
    }
    let inside = elf
        .offset_of(address)
        .filter(|(offset, left)| size <= *left && offset.saturating_add(size) <= elf.source.len());
    let Some((offset, _)) = inside else {
        return Err(ReadError::damaged(address, "the relocations are not in the file"));
    };
    // A million relocations are 24 MB; some thousands at a time are enough.
    let step = (entry << 12) as u64;
    let mut buffer = vec![0; step.min(size) as usize];
    let mut last = 0;
    for at in (0..size).step_by(step as usize) {
        let block = &mut buffer[..step.min(size - at) as usize];
        elf.source.fill(offset + at, block)?;
        for one in block.chunks_exact(entry) {
            let info = elf.numbers(one).word(word, elf.bits).unwrap_or(0);
            let index = if elf.bits == 64 { mips_order(elf, info) } else { (info >> 8) as u32 };
            // They come sorted by symbol more often than not; a run of one index is told once.
            if index != 0 && index != last {
                into.push(index);
            }
            last = index;
        }
    }
    Ok(())
}

/// Adds the words that a loader fills in with an address of the file itself, each with that address.
pub(super) fn own_addresses(
    elf: &Elf<'_>,
    address: u64,
    size: u64,
    into: &mut Vec<(u64, u64)>,
) -> Result<(), ReadError> {
    let Some(relative) = relative(elf.machine) else { return Ok(()) };
    let word = usize::from(elf.bits / 8);
    let table = elf.at_address(address, size)?;
    for one in table.chunks_exact(word * 3) {
        let numbers = elf.numbers(one);
        let (Some(place), Some(info), Some(value)) = (
            numbers.word(0, elf.bits),
            numbers.word(word, elf.bits),
            numbers.word(2 * word, elf.bits),
        ) else {
            continue;
        };
        let kind = if elf.bits == 64 { info & 0xffff_ffff } else { info & 0xff };
        if kind == relative {
            into.push((place, value));
        }
    }
    Ok(())
}

/// What a relocation is called by which a loader adds where it put the file (`R_*_RELATIVE`), by the
/// number of the machine in the header of the file (elf.h).
fn relative(machine: u16) -> Option<u64> {
    match machine {
        3 | 62 => Some(8),
        20 | 21 => Some(22),
        22 => Some(12),
        40 => Some(23),
        183 => Some(1027),
        243 | 258 => Some(3),
        _ => None,
    }
}

/// The symbol index of a 64-bit `r_info`. Little-endian MIPS stores the two halves the other way
/// round (MIPS N64 ABI, "r_info").
fn mips_order(elf: &Elf<'_>, info: u64) -> u32 {
    const EM_MIPS: u16 = 8;
    if elf.machine == EM_MIPS && !elf.big_endian { info as u32 } else { (info >> 32) as u32 }
}
