//! What code speaks of, by what its instructions do, for machines whose decoder is as fast as a look.

use super::{Convention, Effect, Flow, Instruction, Mention, Place, REGISTERS, Register};

/// What is known to be in a register.
#[derive(Clone, Copy)]
enum Held {
    /// A part of an address: what lies some bytes on is meant.
    Part(u64),
    /// The address of something.
    Address(u64),
}

/// How a machine makes addresses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Addresses {
    /// At once.
    Whole,
    /// In two parts.
    InParts,
}

/// Hands out each address that instructions may speak of, with the place that does so.
pub(super) fn mentions(
    all: impl Iterator<Item = Instruction>,
    made: Addresses,
    convention: &Convention,
    mut each: impl FnMut(u64, Mention, u64),
) {
    spoken(all, made, convention, |place, spoken, target| match spoken {
        Spoken::Mentions(mention) => each(place, mention, target),
        Spoken::Writes(_) => {}
    });
}

/// Whether instructions may store something at an address.
pub(super) fn may_store(
    all: impl Iterator<Item = Instruction>,
    made: Addresses,
    convention: &Convention,
    place: u64,
) -> bool {
    /// A pair of words is stored by two instructions, and asked for by the first.
    const LEAST: u64 = 16;
    let mut found = false;
    spoken(all, made, convention, |_, spoken, target| {
        if let Spoken::Writes(size) = spoken {
            let end = target.saturating_add(u64::from(size).max(LEAST));
            found |= (target..end).contains(&place);
        }
    });
    found
}

enum Spoken {
    Mentions(Mention),
    /// So many bytes.
    Writes(u8),
}

fn spoken(
    all: impl Iterator<Item = Instruction>,
    made: Addresses,
    convention: &Convention,
    mut each: impl FnMut(u64, Spoken, u64),
) {
    /// What is shorter than a word leads nowhere.
    const WORD: u8 = 8;
    let mut held: [Option<Held>; REGISTERS] = [None; REGISTERS];
    for one in all {
        let mut say = |mention, target| each(one.address, Spoken::Mentions(mention), target);
        match one.flow {
            Flow::Call(target) => say(Mention::Calls, target),
            Flow::Jump(target) | Flow::Branch(target) => say(Mention::Goes, target),
            Flow::CallRegister(register) | Flow::JumpRegister(register) => {
                if let Some(Held::Address(target)) = get(&held, register) {
                    say(Mention::Goes, target);
                }
            }
            _ => {}
        }
        for effect in one.effects.iter() {
            let value = match effect {
                Effect::Number(_, number) if made == Addresses::Whole => {
                    each(one.address, Spoken::Mentions(Mention::Takes), number);
                    Some(Held::Address(number))
                }
                Effect::Number(_, number) => Some(Held::Part(number)),
                Effect::Copy(_, from) => get(&held, from),
                Effect::Add(_, from, by) => match get(&held, from) {
                    Some(Held::Part(part)) => {
                        let target = part.wrapping_add_signed(by);
                        each(one.address, Spoken::Mentions(Mention::Takes), target);
                        Some(Held::Address(target))
                    }
                    _ => None,
                },
                Effect::Load(_, place, size) => {
                    if let Some(target) = target(&held, place).filter(|_| size >= WORD) {
                        each(one.address, Spoken::Mentions(Mention::Reads), target);
                    }
                    None
                }
                Effect::Store(place, _, size) | Effect::Stores(_, _, place, size) => {
                    if let Some(target) = target(&held, place) {
                        each(one.address, Spoken::Writes(size), target);
                    }
                    continue;
                }
                _ => None,
            };
            let mut written = effect.writes();
            while written != 0 {
                held[written.trailing_zeros() as usize] = value;
                written &= written - 1;
            }
        }
        if matches!(one.flow, Flow::Call(_) | Flow::CallRegister(_) | Flow::CallMemory(_)) {
            // Only that is left which the callee has to keep.
            let before = held;
            held = [None; REGISTERS];
            for kept in convention.kept_by_c.iter().map(|kept| usize::from(*kept)) {
                held[kept] = before[kept];
            }
        }
    }
}

fn get(held: &[Option<Held>; REGISTERS], register: Register) -> Option<Held> {
    held.get(usize::from(register)).copied().flatten()
}

/// An address that is spoken of where only its part was known before.
fn target(held: &[Option<Held>; REGISTERS], place: Place) -> Option<u64> {
    let Some(base) = place.base else { return Some(place.offset as u64) };
    match get(held, base)? {
        Held::Part(part) => Some(part.wrapping_add_signed(place.offset)),
        Held::Address(_) => None,
    }
}
