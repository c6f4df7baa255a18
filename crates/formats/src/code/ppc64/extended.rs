//! The instructions of ppc64le that have a second number for what they do (primary opcode 31).

use super::{COUNT, LINK, Reading, SPARE};
use crate::code::{Effect, Flow, Place, Register, Stored};

impl Reading {
    pub(super) fn extended(&mut self) -> Flow {
        let (first, second, third) = (self.first(), self.second(), self.third());
        let op = self.word >> 1 & 0x3ff;
        if op & 31 == 15 {
            self.choose();
            return Flow::Next;
        }
        match op {
            4 | 68 if first == 31 => return Flow::Stop,
            // ADD and SUBF, with what looks whether they overflow.
            266 | 778 => self.push(Effect::Sum(first, second, third)),
            40 | 552 => self.push(Effect::Difference(first, third, second)),
            // MR, and XOR of the same.
            444 if first == third => self.push(Effect::Copy(second, first)),
            316 if first == third => self.push(Effect::Number(second, 0)),
            986 => self.push(Effect::Signed(second, first)),
            339 => match self.special() {
                Some(special) => self.push(Effect::Copy(first, special)),
                None => self.lose(first),
            },
            467 => {
                if let Some(special) = self.special() {
                    self.push(Effect::Copy(special, first));
                }
            }
            _ if computes(op) => self.lose(first),
            _ if works_on_bits(op) => self.lose(second),
            // Loads of words and of halves of them.
            21 | 84 => self.load(8),
            20 | 23 => self.load(4),
            341 => {
                self.load(4);
                self.push(Effect::Signed(first, first));
            }
            52 | 87 | 116 | 279 | 343 | 532 | 534 | 790 => self.lose(first),
            276 => {
                self.lose(first);
                self.lose(first | 1);
            }
            53 | 55 | 119 | 311 | 373 | 375 => {
                self.lose(first);
                self.push(Effect::Sum(second, second, third));
            }
            // As many words as it says.
            533 | 597 => self.all.push(Effect::LoseAll),
            149 => self.store_at(Stored::Register(first), 8),
            151 => self.store_at(Stored::Register(first), 4),
            181 => self.store_and_move(Stored::Register(first), 8),
            183 => self.store_and_move(Stored::Register(first), 4),
            247 | 439 => self.store_and_move(Stored::Unknown, 2),
            695 | 759 => self.store_and_move(Stored::Unknown, 8),
            567 | 631 => self.push(Effect::Sum(second, second, third)),
            // LXVD2X and STXVD2X.
            844 => self.load_pair(),
            972 => self.store_pair(),
            _ if stores(op) => self.store_at(Stored::Unknown, 64),
            _ if loads_vectors(op) => self.lose_vector(first),
            _ if keeps_all(op) => {}
            _ => self.all.push(Effect::LoseAll),
        }
        Flow::Next
    }

    /// ISEL: one register or the other.
    fn choose(&mut self) {
        let (to, a, b) = (self.first(), self.second(), self.third());
        if a == 0 {
            self.push(Effect::Number(SPARE, 0));
            self.push(Effect::Either(to, SPARE, b));
        } else {
            self.push(Effect::Either(to, a, b));
        }
    }

    /// The register without a number that an instruction speaks of.
    fn special(&self) -> Option<Register> {
        match (self.second(), self.third()) {
            (8, 0) => Some(LINK),
            (9, 0) => Some(COUNT),
            _ => None,
        }
    }

    /// The place that two registers tell together, or one where the other is none.
    fn at_both(&mut self) -> Place {
        let (second, third) = (self.second(), self.third());
        let base = match second {
            0 => third,
            _ => {
                self.push(Effect::Sum(SPARE, second, third));
                SPARE
            }
        };
        Place { base: Some(base), offset: 0 }
    }

    fn load(&mut self, size: u8) {
        let place = self.at_both();
        self.push(Effect::Load(self.first(), place, size));
    }

    fn store_at(&mut self, stored: Stored, size: u8) {
        let place = self.at_both();
        self.all.push(Effect::Store(place, stored, size));
    }

    fn load_pair(&mut self) {
        let place = self.at_both();
        if let Some(vector) = self.vector_of(self.word & 1 == 1) {
            self.push(Effect::Load(vector, place, 8));
            self.push(Effect::Load(vector + 1, Place { offset: 8, ..place }, 8));
        }
    }

    fn store_pair(&mut self) {
        match self.vector_of(self.word & 1 == 1) {
            Some(vector) => {
                let place = self.at_both();
                self.all.push(Effect::Store(place, Stored::Register(vector), 8));
                let second = Place { offset: 8, ..place };
                self.all.push(Effect::Store(second, Stored::Register(vector + 1), 8));
            }
            None => self.store_at(Stored::Unknown, 16),
        }
    }

    fn store_and_move(&mut self, stored: Stored, size: u8) {
        let (base, by) = (self.second(), self.third());
        self.push(Effect::Sum(base, base, by));
        self.all.push(Effect::Store(Place { base: Some(base), offset: 0 }, stored, size));
    }
}

/// What writes to the first register that it names: sums, products, quotients, and what tells of conditions,
/// time and chance.
fn computes(op: u32) -> bool {
    const ALWAYS: [u32; 12] = [19, 83, 128, 170, 371, 384, 416, 448, 480, 755, 595, 659];
    // In these the highest bit says whether to look for an overflow.
    const EITHER: [u32; 24] = [
        8, 10, 104, 136, 138, 200, 202, 232, 233, 234, 235, 393, 395, 425, 427, 457, 459, 489, 491,
        9, 11, 73, 75, 265,
    ];
    ALWAYS.contains(&op) || EITHER.contains(&(op & 0x1ff)) || matches!(op, 267 | 777 | 779)
}

/// What writes to the second: logic, shifts, and what counts and turns bits; and what takes words of vectors.
fn works_on_bits(op: u32) -> bool {
    const LOGIC: [u32; 10] = [28, 60, 124, 284, 316, 412, 444, 476, 508, 156];
    const SHIFTS: [u32; 12] = [24, 27, 536, 539, 792, 794, 824, 826, 827, 890, 891, 537];
    const COUNTS: [u32; 18] =
        [26, 58, 59, 538, 570, 571, 122, 378, 506, 154, 186, 252, 282, 314, 155, 187, 219, 922];
    const PARTS: [u32; 6] = [954, 188, 220, 51, 115, 307];
    [&LOGIC[..], &SHIFTS, &COUNTS, &PARTS].iter().any(|all| all.contains(&op))
}

/// What stores something: words on a condition, words turned round, numbers with a fraction, vectors, and a
/// line of zeros.
fn stores(op: u32) -> bool {
    const WORDS: [u32; 12] = [150, 182, 214, 694, 726, 215, 407, 660, 661, 662, 725, 918];
    const FRACTIONS: [u32; 4] = [663, 727, 919, 983];
    const VECTORS: [u32; 21] = [
        135, 140, 141, 167, 173, 199, 205, 231, 237, 396, 397, 429, 461, 487, 652, 716, 908, 909,
        940, 941, 1004,
    ];
    op == 1014 || [&WORDS[..], &FRACTIONS, &VECTORS].iter().any(|all| all.contains(&op))
}

/// What loads a vector, or puts a word into one.
fn loads_vectors(op: u32) -> bool {
    const WHOLE: [u32; 14] = [6, 38, 103, 268, 269, 301, 332, 333, 359, 364, 403, 435, 780, 812];
    const PARTS: [u32; 19] =
        [7, 12, 13, 39, 45, 71, 76, 77, 109, 177, 179, 211, 243, 300, 524, 588, 781, 813, 876];
    WHOLE.contains(&op) || PARTS.contains(&op)
}

/// What neither stores nor writes to a register that is followed: comparisons, traps, barriers, hints, and
/// what loads numbers with a fraction.
fn keeps_all(op: u32) -> bool {
    const COMPARES: [u32; 6] = [0, 32, 192, 224, 576, 144];
    const TRAPS: [u32; 2] = [4, 68];
    const BARRIERS: [u32; 16] =
        [598, 854, 30, 278, 246, 86, 54, 982, 22, 822, 342, 374, 774, 902, 838, 470];
    const FRACTIONS: [u32; 5] = [535, 599, 791, 855, 887];
    [&COMPARES[..], &TRAPS, &BARRIERS, &FRACTIONS].iter().any(|all| all.contains(&op))
}
