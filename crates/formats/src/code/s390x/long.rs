//! The instructions of s390x that have six bytes.

use super::{LINK, MOST, NOBODY, Reading};
use crate::code::{Effect, Flow, Place, Stored};

impl Reading {
    pub(super) fn long(&mut self) -> Flow {
        let (first, second) = (self.first(), self.second());
        match self.one[0] {
            0xc0 => return self.c0(first, second),
            0xc2 => self.c2(first, second),
            0xc4 => self.c4(first, second),
            // Comparisons and hints; EXRL is read with what it executes.
            0xc5..=0xc7 => {}
            0xc8 => match second {
                1 => self.lose(first),
                // LPD and LPDG.
                4 | 5 => self.lose_pair(first),
                _ => self.unknown(),
            },
            0xcc => match second {
                6 => {
                    self.lose(first);
                    return Flow::Branch(self.near(self.four_bytes()));
                }
                8 | 10 | 11 => self.lose(first),
                _ => {}
            },
            0xd0..=0xdf | 0xe8 => self.bytes(),
            0xe3 => return self.e3(first),
            0xe5 => self.e5(),
            0xe6 => self.e6(first),
            0xe7 => self.e7(first),
            0xeb => return self.eb(first, second),
            0xec => return self.ec(first, second),
            0xed => self.ed(),
            // What works on decimals, at the first place.
            0xe1 | 0xe2 | 0xe9 | 0xea | 0xf0..=0xf3 | 0xf8 | 0xfa..=0xff => {
                self.write(self.at(4, 0), i64::from(MOST));
            }
            0xf9 => {}
            _ => self.unknown(),
        }
        Flow::Next
    }

    /// What works with a number of 32 bits, or goes so far.
    fn c0(&mut self, to: u8, op: u8) -> Flow {
        let number = self.four_bytes();
        let unsigned = u64::from(number as u32);
        match op {
            // LARL.
            0 => self.push(Effect::Number(to, self.near(number))),
            1 => self.push(Effect::Number(to, number as u64)),
            4 => return self.branch(to, number),
            5 => {
                if to != LINK {
                    self.lose(to);
                }
                return Flow::Call(self.near(number));
            }
            9 => self.push(Effect::Number(to, unsigned)),
            12 => self.push(Effect::Or(to, to, unsigned << 32)),
            13 => self.push(Effect::Or(to, to, unsigned)),
            14 => self.push(Effect::Number(to, unsigned << 32)),
            15 => self.push(Effect::Number(to, unsigned)),
            _ => self.lose(to),
        }
        Flow::Next
    }

    fn c2(&mut self, to: u8, op: u8) {
        let number = self.four_bytes();
        let unsigned = i64::from(number as u32);
        match op {
            0 | 1 => self.lose(to),
            4 => self.push(Effect::Add(to, to, -unsigned)),
            8 => self.push(Effect::Add(to, to, number)),
            10 => self.push(Effect::Add(to, to, unsigned)),
            5 | 9 | 11 => {
                let number = if op == 5 { -unsigned } else { number };
                self.push(Effect::Add(to, to, number));
                self.push(Effect::Low(to, to));
            }
            // Comparisons.
            12..=15 => {}
            _ => self.unknown(),
        }
    }

    /// What loads and stores so far from the instruction.
    fn c4(&mut self, first: u8, op: u8) {
        let place = Place { base: None, offset: self.near(self.four_bytes()) as i64 };
        match op {
            2 | 4..=6 => self.lose(first),
            7 => self.store(Some(place), Stored::Unknown, 2),
            8 => self.push(Effect::Load(first, place, 8)),
            11 => self.store(Some(place), Stored::Register(first), 8),
            12 => {
                self.push(Effect::Load(first, place, 4));
                self.push(Effect::Signed(first, first));
            }
            13 | 14 => self.push(Effect::Load(first, place, 4)),
            15 => self.store(Some(place), Stored::Register(first), 4),
            _ => self.unknown(),
        }
    }

    /// What works on bytes in memory, as many as the second byte says and one.
    fn bytes(&mut self) {
        let len = i64::from(self.one[1]) + 1;
        let (to, from) = (self.at(4, 0), self.at(8, 0));
        match self.one[0] {
            0xd2 => self.copy(to, from, len),
            // XC of the same makes zeros.
            0xd7 if to == from && len <= 40 && len % 8 == 0 => {
                for by in (0..len).step_by(8) {
                    let place = Place { offset: to.offset + by, ..to };
                    self.store(Some(place), Stored::Number(0), 8);
                }
            }
            0xd5 => {}
            // TRT and TRTR tell in two registers.
            0xd0 | 0xdd => {
                self.lose(1);
                self.lose(2);
            }
            // EDMK tells in one.
            0xdf => {
                self.write(to, len);
                self.lose(1);
            }
            // MVCK, MVCP and MVCS, and MVCIN, whose first place is written to as well.
            _ => self.write(to, len),
        }
    }

    /// What loads, stores and adds with a place of twenty bits and another register.
    fn e3(&mut self, first: u8) -> Flow {
        let place = self.far();
        let indexed = self.indexed(place);
        match self.one[5] {
            0x02 | 0x04 => self.load(place, 8),
            0x14 | 0x32 => {
                self.load(place, 4);
                self.push(Effect::Signed(first, first));
            }
            0x12 | 0x16 | 0x58 => self.load(place, 4),
            0x24 => self.store(indexed, Stored::Register(first), 8),
            0x50 => self.store(indexed, Stored::Register(first), 4),
            0x70 | 0x72 | 0xc3 | 0xc7 | 0x3f => self.store(indexed, Stored::Unknown, 2),
            0x25 | 0x2f | 0x3e | 0xcb => self.store(indexed, Stored::Unknown, 8),
            0x26 | 0x2e | 0x8e => self.store(indexed, Stored::Unknown, 16),
            // LAY and LAEY.
            0x71 | 0x75 => self.take(place),
            // Comparisons and hints.
            0x20 | 0x21 | 0x30 | 0x31 | 0x34 | 0x36 | 0x55 | 0x59 | 0x79 | 0xcd | 0xcf => {}
            0x0d | 0x1d | 0x5c | 0x84 | 0x86 | 0x87 | 0x8f | 0x96 | 0x97 => self.lose_pair(first),
            // BCTG, and BIC, which goes where something in memory says.
            0x46 => {
                self.lose(first);
                return Flow::JumpRegister(NOBODY);
            }
            0x47 => {
                return match indexed {
                    Some(place) => Flow::JumpMemory(place),
                    None => Flow::JumpRegister(NOBODY),
                };
            }
            _ => self.lose(first),
        }
        Flow::Next
    }

    /// What stores a number of sixteen bits, compares with one, and begins transactions.
    fn e5(&mut self) {
        let place = self.at(4, 0);
        let number = Stored::Number(self.two(4) as u64);
        match self.one[1] {
            0x44 => self.store(Some(place), Stored::Unknown, 2),
            0x48 => self.store(Some(place), number, 8),
            0x4c => self.store(Some(place), number, 4),
            0x54..=0x5d => {}
            // TBEGIN stores only where it fails, MVCRL as many bytes as register 0 says.
            _ => {
                self.write(place, 256);
                self.lose(0);
            }
        }
    }

    /// What works on vectors: some are stored, some tell of themselves in a register.
    fn e6(&mut self, first: u8) {
        let place = self.at(4, 0);
        match self.one[5] {
            0x09..=0x0f | 0x3c..=0x3f => self.store(Some(place), Stored::Unknown, 16),
            0x50 | 0x52 => self.lose(first),
            _ => {}
        }
    }

    fn e7(&mut self, first: u8) {
        let place = self.at(4, 0);
        match self.one[5] {
            0x08..=0x0b | 0x0e => self.store(self.indexed(place), Stored::Unknown, 16),
            // VSTM and VSTL.
            0x3e => self.write(place, 256),
            0x3f => self.store(Some(place), Stored::Unknown, 16),
            // VLGV and LCBB.
            0x21 | 0x27 => self.lose(first),
            _ => {}
        }
    }

    /// What works on several registers, or on memory at once.
    fn eb(&mut self, first: u8, last: u8) -> Flow {
        let place = self.far();
        match self.one[5] {
            0x04 if first <= last => self.push(Effect::Loads(first, last, place, 8)),
            0x24 if first <= last => self.push(Effect::Stores(first, last, place, 8)),
            0x90 if first <= last => self.push(Effect::Stores(first, last, place, 4)),
            0x98 if first <= last => self.push(Effect::Loads(first, last, place, 4)),
            0x26 | 0x9b => self.store(Some(place), Stored::Unknown, MOST),
            // Shifts, what loads on a condition, what asks for the cache, what inserts bytes.
            0x0a..=0x0d | 0x1c | 0x1d | 0x4c | 0x80 | 0x81 | 0xdc..=0xdf | 0xe0 | 0xe2 | 0xf2 => {
                self.lose(first);
            }
            // Comparisons and tests.
            0x20 | 0x21 | 0x23 | 0x2b | 0x51 | 0x55 | 0x9a | 0xc0 => {}
            0x2c | 0x2d | 0x6a | 0x6e | 0x7a | 0x7e | 0xe1 | 0xe3 | 0xf3 => {
                self.store(Some(place), Stored::Unknown, 8);
            }
            0x52 | 0x54 | 0x56 | 0x57 => self.store(Some(place), Stored::Unknown, 1),
            // CS, and what adds and the like at once.
            0x14 | 0x30 | 0xe4 | 0xe6..=0xe8 | 0xea | 0xf4 | 0xf6..=0xf8 | 0xfa => {
                self.store(Some(place), Stored::Unknown, 8);
                self.lose(first);
            }
            0x31 | 0x3e => {
                self.store(Some(place), Stored::Unknown, 16);
                self.lose_pair(first);
            }
            0x44 | 0x45 => {
                self.lose(first);
                return Flow::JumpRegister(NOBODY);
            }
            _ => {
                self.store(Some(place), Stored::Unknown, MOST);
                self.push(Effect::LoseAll);
            }
        }
        Flow::Next
    }

    /// What compares and goes, and what works with a number on one register and puts it into another.
    fn ec(&mut self, first: u8, second: u8) -> Flow {
        let number = self.two(2);
        match self.one[5] {
            0x44 | 0x45 => {
                self.lose(first);
                return Flow::Branch(self.near(number));
            }
            0x64 | 0x65 | 0x76 | 0x77 | 0x7c..=0x7f => return Flow::Branch(self.near(number)),
            // The same to where a register says.
            0xe4 | 0xe5 | 0xf6 | 0xf7 | 0xfc..=0xff => return Flow::JumpRegister(NOBODY),
            0x70..=0x73 => {}
            // LOCHI and LOCGHI.
            0x42 | 0x46 => self.may_hold(first, number),
            // AGHIK and ALGHSIK; AHIK and ALHSIK.
            0xd9 | 0xdb => self.push(Effect::Add(first, second, number)),
            0xd8 | 0xda => {
                self.push(Effect::Add(first, second, number));
                self.push(Effect::Low(first, first));
            }
            // RISBG of the lower half, and zeros above.
            0x55 | 0x59 if self.one[2..5] == [32, 0xbf, 0] => {
                self.push(Effect::Low(first, second));
            }
            0x4e | 0x51 | 0x54..=0x5d => self.lose(first),
            _ => self.unknown(),
        }
        Flow::Next
    }

    /// Numbers with a fraction; some are stored.
    fn ed(&mut self) {
        match self.one[5] {
            0x66 | 0x67 => self.store(self.indexed(self.far()), Stored::Unknown, 8),
            0xa8..=0xad => self.write(self.at(4, 0), i64::from(MOST)),
            _ => {}
        }
    }
}
