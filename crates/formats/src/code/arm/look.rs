//! What code of arm speaks of, by the look of its words: each is one instruction, or an address that lies
//! among them.

use super::LEN;
use crate::code::Mention;

/// SVC 0, with whatever condition: other numbers are of no system call that programs still make.
pub(in crate::code) fn kernel_calls(bytes: &[u8], address: u64) -> Vec<u64> {
    let is_call = |word: u32| word & 0x0fff_ffff == 0x0f00_0000 && word >> 28 != 15;
    let calls = words(bytes, address).filter(|(_, word)| is_call(*word));
    calls.map(|(place, _)| place).collect()
}

/// Jumps and calls; and every word, which may be an address.
pub(in crate::code) fn mentions(
    bytes: &[u8],
    address: u64,
    mut each: impl FnMut(u64, Mention, u64),
) {
    for (place, word) in words(bytes, address) {
        if word >> 25 & 7 == 5 {
            let by = (word << 8) as i32 >> 6;
            let next = (place as u32).wrapping_add(2 * LEN as u32);
            let mention = if word >> 24 & 1 == 1 { Mention::Calls } else { Mention::Goes };
            each(place, mention, u64::from(next.wrapping_add_signed(by)));
        }
        each(place, Mention::Takes, u64::from(word));
    }
}

/// The address of something up to so many bytes before.
pub(in crate::code) fn may_store(bytes: &[u8], address: u64, place: u64) -> bool {
    /// What a structure has before what is asked for.
    const REACH: u64 = 64;
    let near = place.saturating_sub(REACH)..=place;
    words(bytes, address).any(|(_, word)| near.contains(&u64::from(word)))
}

fn words(bytes: &[u8], address: u64) -> impl Iterator<Item = (u64, u32)> + '_ {
    bytes.chunks_exact(LEN).enumerate().map(move |(index, word)| {
        let word = <[u8; LEN]>::try_from(word).map_or(0, u32::from_le_bytes);
        (address.wrapping_add((index * LEN) as u64), word)
    })
}
