//! The code of ppc64le (Power ISA, book I), as the compiler of Go and C compilers write it.

mod extended;
#[cfg(test)]
mod tests;

use super::spoken::{self, Addresses};
use super::{Convention, Effect, Effects, Flow, Instruction, Mention, Place, Register, Stored};

const SP: Register = 1;
/// It holds all the time where the table of contents lies, in programs that have one.
const CONTENTS: Register = 2;
/// Registers of the architecture that have no number: the one that counts and is jumped through, and the one
/// that keeps the way back.
const COUNT: Register = 32;
const LINK: Register = 33;
/// The first of the vectors that both compilers copy structures through (VS32 to VS35), its upper word; the
/// lower one is the next.
const VECTORS: Register = 34;
/// How many of these are followed.
const FOLLOWED: Register = 4;
/// No register of the architecture: what may be put into one, or two of them together.
const SPARE: Register = 62;

/// ELFv2: a call leaves the way back in a register.
pub(super) const CONVENTION: Convention = Convention {
    stack: SP,
    // Go has no register for that, and C none that is always the same.
    frame: SP,
    number: 0,
    pushed: 0,
    kept_by_c: &[13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31],
    zero_in_go: &[0],
    // The vDSO's (arch/powerpc/kernel/vdso/sigtramp64.S).
    back_from_signals: Some(172),
};

/// The length of each instruction, or of its first part.
const LEN: usize = 4;

/// The instructions in some bytes.
pub(super) fn decode(
    bytes: &[u8],
    address: u64,
    contents: Option<u64>,
) -> impl Iterator<Item = Instruction> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let word = word(bytes, at)?;
        let address = address.wrapping_add(at as u64);
        let mut one = Reading { word, address, contents, all: Effects::default() };
        let (len, flow) = match (word >> 26, self::word(bytes, at + LEN)) {
            (1, Some(second)) => {
                one.in_two_parts(second);
                (2 * LEN, Flow::Next)
            }
            _ => (LEN, one.read()),
        };
        at += len;
        Some(Instruction { address, len: len as u8, effects: one.all, flow })
    })
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + LEN)?.try_into().ok().map(u32::from_le_bytes)
}

/// SC and SCV, by which the kernel is called.
fn calls_kernel(word: u32) -> bool {
    matches!(word, 0x4400_0002 | 0x4400_0001)
}

/// Where some bytes may call the kernel.
pub(super) fn kernel_calls(bytes: &[u8], address: u64) -> Vec<u64> {
    let words = bytes.chunks_exact(LEN).enumerate();
    let calls = words.filter(|(_, bytes)| word(bytes, 0).is_some_and(calls_kernel));
    calls.map(|(index, _)| address.wrapping_add((index * LEN) as u64)).collect()
}

/// Jumps and calls, and addresses that are made of an upper and a lower part.
pub(super) fn mentions(
    bytes: &[u8],
    address: u64,
    contents: Option<u64>,
    each: impl FnMut(u64, Mention, u64),
) {
    spoken::mentions(decode(bytes, address, contents), Addresses::InParts, &CONVENTION, each);
}

/// A store at such an address.
pub(super) fn may_store(bytes: &[u8], address: u64, contents: Option<u64>, place: u64) -> bool {
    spoken::may_store(decode(bytes, address, contents), Addresses::InParts, &CONVENTION, place)
}

/// How many bytes of a function callers in the same program pass over: it begins with looking where its table
/// of contents lies, which they have in the register already (ELFv2, "Function Prologue").
pub(super) fn passed_over(function: &[u8]) -> u64 {
    if looks_for_contents(function, 0, 0).is_some() { 2 * LEN as u64 } else { 0 }
}

/// Where the table of contents lies: where most functions say so that look for it.
pub(super) fn contents<'a>(code: impl Iterator<Item = (&'a [u8], u64)>) -> Option<u64> {
    let mut said: Vec<u64> = Vec::new();
    for (bytes, address) in code {
        let places = (0..bytes.len()).step_by(LEN);
        said.extend(
            places.filter_map(|at| looks_for_contents(bytes, at, address.wrapping_add(at as u64))),
        );
    }
    said.sort_unstable();
    let most = said.chunk_by(|a, b| a == b).max_by_key(|same| same.len())?;
    most.first().copied()
}

/// ADDIS of where the function begins, or LIS, into the register, and ADDI to it.
fn looks_for_contents(bytes: &[u8], at: usize, address: u64) -> Option<u64> {
    let (first, second) = (word(bytes, at)?, word(bytes, at + LEN)?);
    let from = match first >> 16 {
        0x3c4c => address,
        0x3c40 => 0,
        _ => return None,
    };
    let upper = i64::from(first as u16 as i16) << 16;
    let lower = i64::from(second as u16 as i16);
    (second >> 16 == 0x3842).then(|| from.wrapping_add_signed(upper).wrapping_add_signed(lower))
}

/// An instruction that is being read.
struct Reading {
    word: u32,
    address: u64,
    contents: Option<u64>,
    all: Effects,
}

impl Reading {
    fn register(&self, from: u32) -> Register {
        (self.word >> from & 31) as Register
    }

    /// The register that most instructions write to.
    fn first(&self) -> Register {
        self.register(21)
    }

    fn second(&self) -> Register {
        self.register(16)
    }

    fn third(&self) -> Register {
        self.register(11)
    }

    fn number(&self) -> i64 {
        i64::from(self.word as u16 as i16)
    }

    fn read(&mut self) -> Flow {
        let (first, second) = (self.first(), self.second());
        let unsigned = u64::from(self.word as u16);
        match self.word >> 26 {
            // No instruction: what stands behind a function and tells of it.
            0 => return Flow::Stop,
            // A trap on whatever condition.
            2 | 3 if first == 31 => return Flow::Stop,
            2 | 3 | 10 | 11 => {}
            4 => self.vector(),
            6 => self.pair(),
            7 | 8 => self.lose(first),
            12 | 13 => self.push(Effect::Add(first, second, self.number())),
            14 => self.add(self.number()),
            15 => self.add_upper(),
            16 => return self.branch(),
            17 => {
                if calls_kernel(self.word) {
                    // What the kernel keeps besides what C keeps is nowhere promised.
                    self.all.push(Effect::LoseAll);
                    return Flow::Syscall;
                }
                self.all.push(Effect::LoseAll);
            }
            18 => return self.jump(),
            19 => return self.through(),
            // Everything that turns, but CLRLDI of the upper half.
            30 if self.word & 0xfc00_fffe == 0x7800_0020 => self.push(Effect::Low(second, first)),
            20 | 21 | 23 | 26 | 27 | 28 | 29 | 30 => self.lose(second),
            24 => self.or(unsigned),
            25 => self.or(unsigned << 16),
            31 => return self.extended(),
            op @ 32..=55 => self.memory(op, self.number()),
            56 => {
                self.lose(first);
                self.lose(first | 1);
            }
            57 => self.lose_vector(first),
            58 => self.load_long(),
            59 => {}
            63 => self.lose_vector(first),
            // XSXEXPDP and XSXSIGDP are the ones that tell of a vector in a register.
            60 if self.word >> 2 & 0x1ff == 347 => self.lose(first),
            60 => self.work_on_vectors(),
            61 => self.quad(),
            62 => self.store_long(),
            _ => self.all.push(Effect::LoseAll),
        }
        Flow::Next
    }

    fn push(&mut self, effect: Effect) {
        let is_fixed = |register| register == CONTENTS && self.contents.is_some();
        if effect.written().is_none_or(|register| !is_fixed(register)) {
            self.all.push(effect);
        }
    }

    fn lose(&mut self, register: Register) {
        self.push(Effect::Lose(register));
    }

    /// ADDI, in which register 0 is no register but zero.
    fn add(&mut self, by: i64) {
        let (to, from) = (self.first(), self.second());
        match (from, self.contents) {
            (0, _) => self.push(Effect::Number(to, by as u64)),
            (CONTENTS, Some(contents)) => {
                self.push(Effect::Number(to, contents));
                self.push(Effect::Add(to, to, by));
            }
            _ if by == 0 => self.push(Effect::Copy(to, from)),
            _ => self.push(Effect::Add(to, from, by)),
        }
    }

    /// ADDIS, the upper part of an address as a rule.
    fn add_upper(&mut self) {
        let (to, from, by) = (self.first(), self.second(), self.number() << 16);
        match (from, self.contents) {
            (0, _) => self.push(Effect::Number(to, by as u64)),
            (CONTENTS, Some(contents)) => {
                self.push(Effect::Number(to, contents.wrapping_add_signed(by)));
            }
            _ => self.push(Effect::Add(to, from, by)),
        }
    }

    fn or(&mut self, number: u64) {
        let (from, to) = (self.first(), self.second());
        self.push(match number {
            0 => Effect::Copy(to, from),
            _ => Effect::Or(to, from, number),
        });
    }

    /// B and BL.
    fn jump(&self) -> Flow {
        let by = i64::from((self.word << 6) as i32 >> 6 & !3);
        let target =
            if self.word & 2 == 0 { self.address.wrapping_add_signed(by) } else { by as u64 };
        if self.word & 1 == 1 { Flow::Call(target) } else { Flow::Jump(target) }
    }

    /// BC, whose first field says on which condition.
    fn branch(&mut self) -> Flow {
        let by = self.number() & !3;
        let target =
            if self.word & 2 == 0 { self.address.wrapping_add_signed(by) } else { by as u64 };
        self.counts_down();
        match (self.word & 1 == 1, self.is_always()) {
            // BCL 20,31,.+4: how code asks where it is.
            (true, _) if by == LEN as i64 => {
                self.push(Effect::Number(LINK, target));
                Flow::Next
            }
            (true, _) => Flow::Call(target),
            (false, true) => Flow::Jump(target),
            (false, false) => Flow::Branch(target),
        }
    }

    fn counts_down(&mut self) {
        if self.word >> 23 & 1 == 0 {
            self.lose(COUNT);
        }
    }

    fn is_always(&self) -> bool {
        self.word >> 21 & 0x14 == 0x14
    }

    /// What goes through the register that counts or the one that keeps the way back; and what works on
    /// conditions.
    fn through(&mut self) -> Flow {
        let (calls, always) = (self.word & 1 == 1, self.is_always());
        match self.word >> 1 & 0x3ff {
            16 => {
                self.counts_down();
                match (calls, always) {
                    (true, _) => Flow::CallRegister(LINK),
                    (false, true) => Flow::Return,
                    // A condition that goes back may as well go on.
                    (false, false) => Flow::Next,
                }
            }
            528 if calls => Flow::CallRegister(COUNT),
            528 => Flow::JumpRegister(COUNT),
            // Through a register that nobody uses.
            560 => {
                self.counts_down();
                if calls { Flow::CallRegister(SPARE) } else { Flow::JumpRegister(SPARE) }
            }
            // ADDPCIS, in whose number the last of ten bits are two others.
            extended if extended & 31 == 2 => {
                let by = (self.word & 0xffc0) | (self.word >> 16 & 31) << 1 | self.word & 1;
                let next = self.address.wrapping_add(LEN as u64);
                let by = i64::from(by as u16 as i16) << 16;
                self.push(Effect::Number(self.first(), next.wrapping_add_signed(by)));
                Flow::Next
            }
            _ => Flow::Next,
        }
    }

    /// The place that an instruction speaks of, in which register 0 is no register but zero.
    fn place(&self, by: i64) -> Place {
        match (self.second(), self.contents) {
            (0, _) => Place { base: None, offset: by },
            (CONTENTS, Some(contents)) => {
                Place { base: None, offset: contents.wrapping_add_signed(by) as i64 }
            }
            (base, _) => Place { base: Some(base), offset: by },
        }
    }

    fn store(&mut self, by: i64, stored: Stored, size: u8) {
        self.all.push(Effect::Store(self.place(by), stored, size));
    }

    /// The register that tells the place is moved there.
    fn moves(&mut self, by: i64) {
        let base = self.second();
        self.push(Effect::Add(base, base, by));
    }

    /// Loads and stores with a number of sixteen bits.
    fn memory(&mut self, op: u32, by: i64) {
        let first = self.first();
        // The second of each pair moves the register that tells the place.
        let moves = op & 1 == 1 && op != 47;
        match op {
            32 | 33 => self.push(Effect::Load(first, self.place(by), 4)),
            34 | 35 | 40..=43 => self.lose(first),
            36 | 37 => self.store(by, Stored::Register(first), 4),
            38 | 39 | 44 | 45 => self.store(by, Stored::Unknown, 2),
            46 => self.all.push(Effect::LoseAll),
            47 => [0, 64].into_iter().for_each(|more| self.store(by + more, Stored::Unknown, 64)),
            52..=55 => self.store(by, Stored::Unknown, 8),
            _ => {}
        }
        if moves {
            self.moves(by);
        }
    }

    /// LD, LDU and LWA.
    fn load_long(&mut self) {
        let (first, by) = (self.first(), self.number() & !3);
        match self.word & 3 {
            2 => {
                self.push(Effect::Load(first, self.place(by), 4));
                self.push(Effect::Signed(first, first));
            }
            kind => {
                self.push(Effect::Load(first, self.place(by), 8));
                if kind == 1 {
                    self.moves(by);
                }
            }
        }
    }

    /// STD, STDU and STQ.
    fn store_long(&mut self) {
        let (first, by) = (self.first(), self.number() & !3);
        match self.word & 3 {
            2 => self.store(by, Stored::Unknown, 16),
            kind => {
                self.store(by, Stored::Register(first), 8);
                if kind == 1 {
                    self.moves(by);
                }
            }
        }
    }

    /// LXVP and STXVP.
    fn pair(&mut self) {
        let first = self.first() & !1;
        if self.word & 15 == 0 {
            self.lose_vector(first);
            self.lose_vector(first + 1);
        } else {
            self.store(self.number() & !15, Stored::Unknown, 32);
        }
    }

    /// LXV and STXV, whose upper word is the second in memory; and what stores less.
    fn quad(&mut self) {
        let by = self.number() & !15;
        let (low, high) = (self.place(by), self.place(by.wrapping_add(8)));
        let vector = self.vector_of(self.word >> 3 & 1 == 1);
        match (self.word & 7, vector) {
            (1, Some(vector)) => {
                self.push(Effect::Load(vector, high, 8));
                self.push(Effect::Load(vector + 1, low, 8));
            }
            (1, None) => {}
            (5, Some(vector)) => {
                self.all.push(Effect::Store(high, Stored::Register(vector), 8));
                self.all.push(Effect::Store(low, Stored::Register(vector + 1), 8));
            }
            (5, None) => self.store(by, Stored::Unknown, 16),
            _ => self.store(self.number() & !3, Stored::Unknown, 16),
        }
    }

    /// The upper word of a vector that is followed; `upper` says whether it is one of the upper half of all.
    fn vector_of(&self, upper: bool) -> Option<Register> {
        let first = self.first();
        (upper && first < FOLLOWED).then_some(VECTORS + 2 * first)
    }

    /// A vector of the upper half, or maybe one of the lower that has the same number there, holds something.
    fn lose_vector(&mut self, first: Register) {
        if first < FOLLOWED {
            self.lose(VECTORS + 2 * first);
            self.lose(VECTORS + 2 * first + 1);
        }
    }

    /// All of which is not followed, but XXLXOR of the same.
    fn work_on_vectors(&mut self) {
        let same = self.second() == self.third() && self.word >> 2 & 1 == self.word >> 1 & 1;
        match self.vector_of(self.word & 1 == 1) {
            Some(vector) if self.word >> 3 & 0xff == 154 && same => {
                self.push(Effect::Number(vector, 0));
                self.push(Effect::Number(vector + 1, 0));
            }
            _ => self.lose_vector(self.first()),
        }
    }

    /// What works on vectors; some tell of them in a register.
    fn vector(&mut self) {
        let multiplies = matches!(self.word & 63, 48 | 49 | 51);
        let tells =
            matches!(self.word & 0x7ff, 1538 | 1549 | 1602 | 1613 | 1677 | 1805 | 1869 | 1933);
        if multiplies || tells {
            self.lose(self.first());
        }
        self.lose_vector(self.first());
    }

    /// An instruction whose first word only adds to what the second says.
    fn in_two_parts(&mut self, second: u32) {
        let (kind, from_here) = (self.word >> 24 & 3, self.word >> 20 & 1 == 1);
        let by = u64::from(self.word & 0x3_ffff) << 16 | u64::from(second & 0xffff);
        let by = (by << 30) as i64 >> 30;
        let address = self.address;
        self.word = second;
        let here = |by: i64| Place { base: None, offset: address.wrapping_add_signed(by) as i64 };
        let place = if from_here { here(by) } else { self.place(by) };
        let first = self.first();
        match (kind, second >> 26) {
            (2, 14) if from_here => {
                self.push(Effect::Number(first, address));
                self.push(Effect::Add(first, first, by));
            }
            (2, 14) => self.add(by),
            (2, 32) => self.push(Effect::Load(first, place, 4)),
            (2, 34 | 40 | 42) => self.lose(first),
            (2, 36) => self.all.push(Effect::Store(place, Stored::Register(first), 4)),
            (2, 38 | 44) => self.all.push(Effect::Store(place, Stored::Unknown, 2)),
            (2, 52 | 54) => self.all.push(Effect::Store(place, Stored::Unknown, 8)),
            (0, 41) => {
                self.push(Effect::Load(first, place, 4));
                self.push(Effect::Signed(first, first));
            }
            (0, 57) => self.push(Effect::Load(first, place, 8)),
            (0, 61) => self.all.push(Effect::Store(place, Stored::Register(first), 8)),
            (0, 46 | 47 | 54 | 55 | 60 | 62) => {
                self.all.push(Effect::Store(place, Stored::Unknown, 32));
            }
            (0, 56) => {
                self.lose(first);
                self.lose(first | 1);
            }
            (0, 58) => {
                self.lose_vector(first & !1);
                self.lose_vector(first | 1);
            }
            (2, 48 | 50) => {}
            // What loads a vector, and what works on vectors and on nothing else.
            (0, 42 | 43 | 50 | 51) | (1 | 3, _) => self.lose_vector(first),
            _ => self.all.push(Effect::LoseAll),
        }
    }
}
