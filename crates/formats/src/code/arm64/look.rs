//! What code of arm64 speaks of, by the look of its words: each is one instruction.

use super::LEN;
use crate::code::Mention;

/// SVC, with whatever number: Linux does not look at it.
pub(in crate::code) fn kernel_calls(bytes: &[u8], address: u64) -> Vec<u64> {
    let calls = words(bytes, address).filter(|(_, word)| word & 0xffe0_001f == 0xd400_0001);
    calls.map(|(place, _)| place).collect()
}

/// Jumps and calls, and addresses that are made of a page and the place in it.
pub(in crate::code) fn mentions(
    bytes: &[u8],
    address: u64,
    mut each: impl FnMut(u64, Mention, u64),
) {
    spoken(bytes, address, |place, spoken, target| match spoken {
        Spoken::Calls => each(place, Mention::Calls, target),
        Spoken::Goes => each(place, Mention::Goes, target),
        Spoken::Takes => each(place, Mention::Takes, target),
        Spoken::Reads => each(place, Mention::Reads, target),
        Spoken::Writes => {}
    });
}

/// A store at a page and a place in it.
pub(in crate::code) fn may_store(bytes: &[u8], address: u64, place: u64) -> bool {
    /// The most that one store writes.
    const MOST: u64 = 16;
    let mut found = false;
    spoken(bytes, address, |_, spoken, target| {
        found |= spoken == Spoken::Writes && (target..target.saturating_add(MOST)).contains(&place);
    });
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spoken {
    Calls,
    Goes,
    Takes,
    Reads,
    Writes,
}

fn words(bytes: &[u8], address: u64) -> impl Iterator<Item = (u64, u32)> + '_ {
    bytes.chunks_exact(LEN).enumerate().map(move |(index, word)| {
        let word = <[u8; LEN]>::try_from(word).map_or(0, u32::from_le_bytes);
        (address.wrapping_add((index * LEN) as u64), word)
    })
}

/// What is known to be in a register: a page, or the address of something.
#[derive(Clone, Copy)]
enum Held {
    Page(u64),
    Address(u64),
}

fn spoken(bytes: &[u8], address: u64, mut each: impl FnMut(u64, Spoken, u64)) {
    let mut held: [Option<Held>; 32] = [None; 32];
    for (place, word) in words(bytes, address) {
        let (to, from) = ((word & 31) as usize, (word >> 5 & 31) as usize);
        let near = |by: i64| place.wrapping_add_signed(by * LEN as i64);
        if word >> 26 & 0x1f == 5 {
            // B, and BL, after which only that is left that the callee has to keep.
            let is_call = word >> 31 == 1;
            let spoken = if is_call { Spoken::Calls } else { Spoken::Goes };
            each(place, spoken, near(signed(word, 0, 26)));
            if is_call {
                held[..19].fill(None);
            }
        } else if word >> 24 == 0x54 || word >> 25 & 0x3f == 0x1a {
            // B.cond, CBZ and CBNZ.
            each(place, Spoken::Goes, near(signed(word, 5, 19)));
        } else if word >> 25 & 0x3f == 0x1b {
            // TBZ and TBNZ.
            each(place, Spoken::Goes, near(signed(word, 5, 14)));
        } else if word & 0xffdf_fc1f == 0xd61f_0000 {
            // BR and BLR.
            if let Some(Held::Address(target)) = held[from] {
                each(place, Spoken::Goes, target);
            }
            if word >> 21 & 1 == 1 {
                held[..19].fill(None);
            }
        } else if word >> 24 & 0x1f == 0x10 {
            // ADRP and ADR.
            let by = signed(word, 5, 19) << 2 | i64::from(word >> 29 & 3);
            held[to] = if word >> 31 == 1 {
                Some(Held::Page((place & !0xfff).wrapping_add_signed(by << 12)))
            } else {
                let target = place.wrapping_add_signed(by);
                each(place, Spoken::Takes, target);
                Some(Held::Address(target))
            };
        } else if word & 0xffc0_0000 == 0x9100_0000 {
            // ADD of a number.
            held[to] = match held[from] {
                Some(Held::Page(page)) => {
                    let target = page.wrapping_add(u64::from(word >> 10 & 0xfff));
                    each(place, Spoken::Takes, target);
                    Some(Held::Address(target))
                }
                _ => None,
            };
        } else if word & 0x3b00_0000 == 0x3900_0000 {
            // LDR and STR of all sizes, with a number that is no less than zero.
            let (vector, kind) = (word >> 26 & 1 == 1, word >> 22 & 3);
            let size = if vector && kind >= 2 { 4 } else { word >> 30 };
            let loads = if vector { kind & 1 == 1 } else { kind != 0 };
            // What is shorter than a word, and numbers with a fraction, lead nowhere.
            let leads = size == if vector { 4 } else { 3 };
            if let Some(Held::Page(page)) = held[from] {
                let target = page.wrapping_add(u64::from(word >> 10 & 0xfff) << size);
                match loads {
                    true if leads => each(place, Spoken::Reads, target),
                    true => {}
                    false => each(place, Spoken::Writes, target),
                }
            }
            if loads && !vector {
                held[to] = None;
            }
        } else if word & 0x3b00_0000 == 0x1800_0000 {
            // LDR of what lies near.
            if word >> 24 == 0x58 {
                each(place, Spoken::Reads, near(signed(word, 5, 19)));
            }
            held[to] = None;
        } else if word >> 26 & 7 == 4 || word >> 25 & 7 == 5 {
            // All else that computes.
            held[to] = None;
        }
    }
}

/// So many bits of a word from this one on, as a number with a sign.
fn signed(word: u32, from: u32, count: u32) -> i64 {
    i64::from((word << (32 - from - count)) as i32 >> (32 - count))
}
