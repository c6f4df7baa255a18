//! Where functions of C begin and end: the tables by which exceptions unwind the stack have them, and no
//! one strips those (Linux Standard Base, "Exception Frames"; DWARF 5, 6.4).

use std::borrow::Cow;

use super::Elf;
use crate::{Numbers, ReadError};

const PT_GNU_EH_FRAME: u32 = 0x6474_e550;

/// The functions that a file's tables know, each with its first address and the one behind it. Empty where
/// there are no such tables, or where they are written in a form that no compiler uses.
pub(super) fn functions(elf: &Elf<'_>) -> Result<Vec<(u64, u64)>, ReadError> {
    let Some((address, table)) = frames(elf)? else { return Ok(Vec::new()) };
    let numbers = elf.numbers(&table);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(len) = numbers.u32(at).filter(|len| *len != 0 && *len != u32::MAX) {
        let body = at + 4;
        let next = body.saturating_add(len as usize);
        // What describes a function points back to what it shares with others.
        if let Some(back) = numbers.u32(body).filter(|back| *back != 0)
            && let Some(common) = body.checked_sub(back as usize)
            && let Some(form) = form(numbers, common)
            && let Some(function) = function(numbers, body + 4, address, form)
        {
            found.push(function);
        }
        at = next;
    }
    Ok(found)
}

/// An address and the bytes there.
type Table<'a> = (u64, Cow<'a, [u8]>);

/// The table and its address: a segment points to it, and in a static program a section is it.
fn frames<'a>(elf: &Elf<'a>) -> Result<Option<Table<'a>>, ReadError> {
    /// Counted from where it stands, in four bytes.
    const NEAR: u8 = 0x1b;
    let sections = elf.sections().unwrap_or_default();
    if let Some(section) = sections.iter().find(|one| one.name == ".eh_frame" && one.has_bytes()) {
        let table = crate::bytes(elf.source, section.offset, section.size)?;
        return Ok(Some((section.address, table)));
    }
    let Some(head) = elf.segment(PT_GNU_EH_FRAME) else { return Ok(None) };
    let bytes = elf.at_address(head.address, head.file_size.min(8))?;
    let numbers = elf.numbers(&bytes);
    let (Some(NEAR), Some(distance)) = (numbers.u8(1), numbers.u32(4)) else { return Ok(None) };
    let address = (head.address + 4).wrapping_add_signed(i64::from(distance as i32));
    let Some((offset, left)) = elf.offset_of(address) else { return Ok(None) };
    Ok(Some((address, crate::bytes(elf.source, offset, left)?)))
}

/// How addresses are written in the descriptions that share this one.
fn form(numbers: Numbers<'_>, common: usize) -> Option<u8> {
    // Behind its length and its number.
    let version = common.checked_add(8)?;
    let letters = numbers.text(version + 1)?;
    let mut at = version + 1 + letters.len() + 1;
    // Two numbers and, from the third version on, another, of a length that varies.
    for _ in 0..2 {
        at = behind_number(numbers, at)?;
    }
    at = if numbers.u8(version)? == 1 { at + 1 } else { behind_number(numbers, at)? };
    let Some(rest) = letters.strip_prefix('z') else { return Some(0) };
    at = behind_number(numbers, at)?;
    for letter in rest.chars() {
        match letter {
            'R' => return numbers.u8(at),
            'L' => at += 1,
            'P' => at += 1 + size(numbers.u8(at)?)?,
            'S' | 'B' => {}
            _ => return None,
        }
    }
    Some(0)
}

fn behind_number(numbers: Numbers<'_>, mut at: usize) -> Option<usize> {
    while numbers.u8(at)? & 0x80 != 0 {
        at += 1;
    }
    Some(at + 1)
}

/// The length of an address in this form.
fn size(form: u8) -> Option<usize> {
    match form & 0x0f {
        0x02 | 0x0a => Some(2),
        0x03 | 0x0b => Some(4),
        0x00 | 0x04 | 0x0c => Some(8),
        _ => None,
    }
}

fn function(numbers: Numbers<'_>, at: usize, address: u64, form: u8) -> Option<(u64, u64)> {
    const FROM_HERE: u8 = 0x10;
    let size = size(form)?;
    let number = |at: usize| match size {
        4 => numbers.u32(at).map(|number| i64::from(number as i32)),
        8 => numbers.u64(at).map(|number| number as i64),
        _ => None,
    };
    let start = match form & 0x70 {
        FROM_HERE => (address + at as u64).wrapping_add_signed(number(at)?),
        _ => number(at)? as u64,
    };
    let len = number(at + size)? as u64 & if size == 4 { 0xffff_ffff } else { u64::MAX };
    let end = start.checked_add(len)?;
    (len > 0).then_some((start, end))
}
