//! The code of s390x (z/Architecture, Principles of Operation): instructions of two, four and six bytes.

mod long;
mod short;
#[cfg(test)]
mod tests;

use super::spoken::{self, Addresses};
use super::{Convention, Effect, Effects, Flow, Instruction, Mention, Place, Register, Stored};

const LINK: Register = 14;
const SP: Register = 15;
/// No registers of the architecture: what may be put into one or is copied through it, and what nobody knows.
const SPARE: Register = 62;
const NOBODY: Register = 63;
/// As much as one effect can say of memory.
const MOST: u8 = 64;

/// The calling convention of s390x: a call leaves the way back in a register.
pub(super) const CONVENTION: Convention = Convention {
    stack: SP,
    // Go has no register for that, and C none that is always the same.
    frame: SP,
    number: 1,
    pushed: 0,
    kept_by_c: &[6, 7, 8, 9, 10, 11, 12, 13, 15],
    // Register 0 is, says Go's description of its convention; its compiler puts other things there.
    zero_in_go: &[],
    // The vDSO's, or what the kernel puts on the stack (arch/s390/kernel/signal.c).
    back_from_signals: Some(173),
};

/// The instructions in some bytes.
pub(super) fn decode(bytes: &[u8], address: u64) -> impl Iterator<Item = Instruction> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (one, len) = first(bytes.get(at..)?)?;
        let address = address.wrapping_add(at as u64);
        let mut reading = Reading { one, address, all: Effects::default() };
        let mut flow = reading.read();
        if let Some(executed) = reading.executes() {
            let from = address.wrapping_sub(at as u64);
            let place = executed.checked_sub(from).and_then(|place| usize::try_from(place).ok());
            flow = reading.execute(place.and_then(|place| first(bytes.get(place..)?)));
        }
        at += len;
        Some(Instruction { address, len: len as u8, effects: reading.all, flow })
    })
}

/// The first instruction of some bytes, and its length, of which its first two bits tell.
fn first(bytes: &[u8]) -> Option<([u8; 6], usize)> {
    let len = match bytes.first()? >> 6 {
        0 => 2,
        1 | 2 => 4,
        _ => 6,
    };
    let mut one = [0; 6];
    one[..len].copy_from_slice(bytes.get(..len)?);
    Some((one, len))
}

/// SVC, wherever an instruction begins.
pub(super) fn kernel_calls(bytes: &[u8], address: u64) -> Vec<u64> {
    let (mut at, mut found) = (0, Vec::new());
    while let Some((one, len)) = bytes.get(at..).and_then(first) {
        if one[0] == 0x0a {
            found.push(address.wrapping_add(at as u64));
        }
        at += len;
    }
    found
}

/// Jumps and calls, and addresses that are counted from the instruction.
pub(super) fn mentions(bytes: &[u8], address: u64, mut each: impl FnMut(u64, Mention, u64)) {
    /// Below lies the header of the file, and most numbers that are no address.
    const FIRST: u64 = 64;
    spoken::mentions(
        decode(bytes, address),
        Addresses::Whole,
        &CONVENTION,
        |place, mention, to| {
            if to >= FIRST {
                each(place, mention, to);
            }
        },
    );
}

/// A store at such an address.
pub(super) fn may_store(bytes: &[u8], address: u64, place: u64) -> bool {
    spoken::may_store(decode(bytes, address), Addresses::Whole, &CONVENTION, place)
}

/// An instruction that is being read.
struct Reading {
    one: [u8; 6],
    address: u64,
    all: Effects,
}

impl Reading {
    fn read(&mut self) -> Flow {
        match self.one[0] >> 6 {
            0 => self.short(),
            1 | 2 => self.usual(),
            _ => self.long(),
        }
    }

    /// Four bits of the instruction, which name a register as a rule.
    fn four(&self, index: usize) -> Register {
        let byte = self.one[index / 2];
        if index.is_multiple_of(2) { byte >> 4 } else { byte & 15 }
    }

    /// The two registers that most instructions name.
    fn first(&self) -> Register {
        self.four(2)
    }

    fn second(&self) -> Register {
        self.four(3)
    }

    /// Two bytes as a number with its sign.
    fn two(&self, at: usize) -> i64 {
        i64::from(i16::from_be_bytes([self.one[at], self.one[at + 1]]))
    }

    /// The last four bytes as a number with its sign.
    fn four_bytes(&self) -> i64 {
        let [_, _, a, b, c, d] = self.one;
        i64::from(i32::from_be_bytes([a, b, c, d]))
    }

    /// An address so many halves of a word from the instruction.
    fn near(&self, halves: i64) -> u64 {
        self.address.wrapping_add_signed(halves << 1)
    }

    fn push(&mut self, effect: Effect) {
        self.all.push(effect);
    }

    fn lose(&mut self, register: Register) {
        self.push(Effect::Lose(register));
    }

    /// A pair of registers holds something.
    fn lose_pair(&mut self, even: Register) {
        self.lose(even);
        self.lose(even | 1);
    }

    fn store(&mut self, place: Option<Place>, stored: Stored, size: u8) {
        // Where a table is written to nobody knows.
        if let Some(place) = place {
            self.push(Effect::Store(place, stored, size));
        }
    }

    /// Nobody knows what it does: it may write to all registers, and to memory at the place that stands where
    /// instructions have it.
    fn unknown(&mut self) {
        let place = self.at(4, 0);
        self.store(Some(place), Stored::Unknown, MOST);
        self.push(Effect::LoseAll);
    }

    /// A place by a register and twelve bits, which stand from these four bits on; register 0 is none.
    fn at(&self, base: usize, more: i64) -> Place {
        let by = i64::from(self.four(base + 1)) << 8 | i64::from(self.one[base / 2 + 1]);
        Self::based(self.four(base), by + more)
    }

    fn based(base: Register, offset: i64) -> Place {
        Place { base: (base != 0).then_some(base), offset }
    }

    /// The same with eight upper bits behind, and their sign.
    fn far(&self) -> Place {
        let low = i64::from(self.four(5)) << 8 | i64::from(self.one[3]);
        let high = i64::from(self.one[4] as i8) << 12;
        Self::based(self.four(4), high | low)
    }

    /// A place with another register added to it; `None` where both name one.
    fn indexed(&self, place: Place) -> Option<Place> {
        match (self.second(), place.base) {
            (0, _) => Some(place),
            (index, None) => Some(Place { base: Some(index), ..place }),
            (_, Some(_)) => None,
        }
    }

    /// The first register holds an address.
    fn take(&mut self, place: Place) {
        let to = self.first();
        match (self.indexed(place), place.base) {
            (Some(Place { base: None, offset }), _) => self.push(Effect::Number(to, offset as u64)),
            (Some(Place { base: Some(base), offset: 0 }), _) => self.push(Effect::Copy(to, base)),
            (Some(Place { base: Some(base), offset }), _) => {
                self.push(Effect::Add(to, base, offset));
            }
            (None, Some(base)) => {
                self.push(Effect::Sum(SPARE, base, self.second()));
                self.push(Effect::Add(to, SPARE, place.offset));
            }
            (None, None) => self.lose(to),
        }
    }

    /// The first register holds so many bytes of memory.
    fn load(&mut self, place: Place, size: u8) {
        let to = self.first();
        self.push(match self.indexed(place) {
            Some(place) => Effect::Load(to, place, size),
            None => Effect::Lose(to),
        });
    }

    /// A branch on a condition, which may be none or any.
    fn branch(&self, mask: u8, halves: i64) -> Flow {
        let target = self.near(halves);
        match mask {
            0 => Flow::Next,
            // Into itself, where no instruction is.
            15 if target == self.address.wrapping_add(2) => Flow::Stop,
            15 => Flow::Jump(target),
            _ => Flow::Branch(target),
        }
    }

    /// What is copied, compared or changed byte by byte: so many bytes of one place and of another.
    fn copy(&mut self, to: Place, from: Place, len: i64) {
        const WORD: i64 = 8;
        let words = match len {
            16..=80 => 2,
            8..=200 => 1,
            _ => 0,
        };
        let on = |place: Place, by: i64| Place { offset: place.offset + by, ..place };
        for by in (0..words).map(|word| word * WORD) {
            self.push(Effect::Load(SPARE, on(from, by), WORD as u8));
            self.push(Effect::Store(on(to, by), Stored::Register(SPARE), WORD as u8));
        }
        self.write(on(to, words * WORD), len - words * WORD);
    }

    /// Something is written over so many bytes.
    fn write(&mut self, to: Place, len: i64) {
        for by in (0..len).step_by(usize::from(MOST)) {
            let size = (len - by).min(i64::from(MOST)) as u8;
            let place = Place { offset: to.offset + by, ..to };
            self.push(Effect::Store(place, Stored::Unknown, size));
        }
    }

    /// Where the instruction lies that this one executes with another length: EXRL.
    fn executes(&self) -> Option<u64> {
        (self.one[0] == 0xc6 && self.second() == 0).then(|| self.near(self.four_bytes()))
    }

    /// What is executed so: as a rule one that copies, up to as many bytes as it can.
    fn execute(&mut self, executed: Option<([u8; 6], usize)>) -> Flow {
        self.all = Effects::default();
        match executed {
            Some((one, _)) if matches!(one[0], 0xd0..=0xd7 | 0xdc | 0xdd) => {
                let longest = [one[0], u8::MAX, one[2], one[3], one[4], one[5]];
                let mut reading = Self { one: longest, address: self.address, all: self.all };
                reading.read();
                self.all = reading.all;
            }
            _ => self.push(Effect::LoseAll),
        }
        Flow::Next
    }
}
