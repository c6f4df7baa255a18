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

/// Adds the words that a loader fills in with an address of the file itself, each with that address where it
/// does not stand there already.
pub(super) fn own_addresses(
    elf: &Elf<'_>,
    address: u64,
    size: u64,
    addends: bool,
    into: &mut Vec<(u64, Option<u64>)>,
) -> Result<(), ReadError> {
    let Some(relative) = relative(elf.machine) else { return Ok(()) };
    let word = usize::from(elf.bits / 8);
    let table = elf.at_address(address, size)?;
    for one in table.chunks_exact(word * if addends { 3 } else { 2 }) {
        let numbers = elf.numbers(one);
        let (Some(place), Some(info)) = (numbers.word(0, elf.bits), numbers.word(word, elf.bits))
        else {
            continue;
        };
        let kind = if elf.bits == 64 { info & 0xffff_ffff } else { info & 0xff };
        if relative.contains(&kind) {
            into.push((place, numbers.word(2 * word, elf.bits).filter(|_| addends)));
        }
    }
    Ok(())
}

/// The same of relocations in the short form: an address, then words whose bits stand for the words behind
/// it (generic ABI, "Relative Relocation Table").
pub(super) fn short(
    elf: &Elf<'_>,
    address: u64,
    size: u64,
    into: &mut Vec<(u64, Option<u64>)>,
) -> Result<(), ReadError> {
    let word = u64::from(elf.bits / 8);
    let table = elf.at_address(address, size)?;
    let mut next: u64 = 0;
    for one in table.chunks_exact(word as usize) {
        let entry = elf.numbers(one).word(0, elf.bits).unwrap_or(0);
        if entry & 1 == 0 {
            into.push((entry, None));
            next = entry.wrapping_add(word);
            continue;
        }
        let bits = u64::from(elf.bits) - 1;
        let set = (0..bits).filter(|bit| entry >> (bit + 1) & 1 == 1);
        into.extend(set.map(|bit| (next.wrapping_add(bit * word), None)));
        next = next.wrapping_add(bits * word);
    }
    Ok(())
}

/// Adds the words that a loader fills in with the address of a symbol, each with the symbol's index.
pub(super) fn slots(
    elf: &Elf<'_>,
    address: u64,
    size: u64,
    addends: bool,
    into: &mut Vec<(u64, u32)>,
) -> Result<(), ReadError> {
    let word = usize::from(elf.bits / 8);
    let table = elf.at_address(address, size)?;
    for one in table.chunks_exact(word * if addends { 3 } else { 2 }) {
        let numbers = elf.numbers(one);
        let (place, info) = (numbers.word(0, elf.bits), numbers.word(word, elf.bits).unwrap_or(0));
        let index = if elf.bits == 64 { mips_order(elf, info) } else { (info >> 8) as u32 };
        if let Some(place) = place.filter(|_| index != 0) {
            into.push((place, index));
        }
    }
    Ok(())
}

/// What the relocations are called by which a loader adds where it put the file (`R_*_RELATIVE`), or asks a
/// function there which of several it is to take (`R_*_IRELATIVE`), by the number of the machine in the
/// header of the file (elf.h).
fn relative(machine: u16) -> Option<&'static [u64]> {
    match machine {
        3 => Some(&[8, 42]),
        62 => Some(&[8, 37]),
        20 | 21 => Some(&[22, 248]),
        22 => Some(&[12, 61]),
        40 => Some(&[23, 160]),
        183 => Some(&[1027, 1032]),
        243 => Some(&[3, 58]),
        258 => Some(&[3, 12]),
        _ => None,
    }
}

/// The symbol index of a 64-bit `r_info`. Little-endian MIPS stores the two halves the other way
/// round (MIPS N64 ABI, "r_info").
fn mips_order(elf: &Elf<'_>, info: u64) -> u32 {
    const EM_MIPS: u16 = 8;
    if elf.machine == EM_MIPS && !elf.big_endian { info as u32 } else { (info >> 32) as u32 }
}
