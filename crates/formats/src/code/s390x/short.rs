//! The instructions of s390x that have two or four bytes.

use super::{LINK, MOST, NOBODY, Reading, SPARE};
use crate::code::{Effect, Flow, Place, Stored};

impl Reading {
    /// Those of two bytes, which name registers.
    pub(super) fn short(&mut self) -> Flow {
        let (first, second) = (self.first(), self.second());
        match self.one[0] {
            0 => return Flow::Stop,
            // What makes the machine another is no program's; PR goes back to who called by it.
            1 => self.push(Effect::LoseAll),
            // SPM, and comparisons.
            0x04 | 0x15 | 0x19 => {}
            0x05 | 0x0d => return self.call_through(first, second),
            0x06 => {
                self.lose(first);
                if second != 0 {
                    return Flow::JumpRegister(NOBODY);
                }
            }
            0x07 => return self.back(first, second),
            0x0a => {
                // The kernel keeps all but its answer.
                self.lose(2);
                return match self.one[1] {
                    0 => Flow::Syscall,
                    number => Flow::SyscallOf(number),
                };
            }
            // LR and LTR.
            0x12 | 0x18 => self.push(Effect::Low(first, second)),
            // XR of the same.
            0x17 if first == second => self.push(Effect::Number(first, 0)),
            0x1c | 0x1d => self.lose_pair(first),
            0x10 | 0x11 | 0x13 | 0x14 | 0x16 | 0x17 | 0x1a | 0x1b | 0x1e | 0x1f => self.lose(first),
            // Numbers with a fraction.
            0x20..=0x3f => {}
            // MVCL and CLCL.
            _ => {
                let place = Place { base: Some(first), offset: 0 };
                self.store(Some(place), Stored::Unknown, MOST);
                self.push(Effect::LoseAll);
            }
        }
        Flow::Next
    }

    /// BALR and BASR: through no register, they only tell where they are.
    fn call_through(&mut self, link: u8, through: u8) -> Flow {
        if through != 0 {
            return Flow::CallRegister(through);
        }
        self.push(Effect::Number(link, self.address.wrapping_add(2)));
        Flow::Next
    }

    /// BCR.
    fn back(&self, mask: u8, through: u8) -> Flow {
        match (mask, through) {
            (0, _) | (_, 0) => Flow::Next,
            (15, LINK) => Flow::Return,
            // A condition that goes back may as well go on.
            (_, LINK) => Flow::Next,
            _ => Flow::JumpRegister(through),
        }
    }

    /// Those of four bytes.
    pub(super) fn usual(&mut self) -> Flow {
        let (first, second) = (self.first(), self.second());
        let place = self.at(4, 0);
        let indexed = self.indexed(place);
        let number = self.two(2);
        match self.one[0] {
            // LA and LAE.
            0x41 | 0x51 => self.take(place),
            0x58 => self.load(place, 4),
            0x50 => self.store(indexed, Stored::Register(first), 4),
            0x40 | 0x42 => self.store(indexed, Stored::Unknown, 2),
            0x60 | 0x4e => self.store(indexed, Stored::Unknown, 8),
            0x70 => self.store(indexed, Stored::Unknown, 4),
            // IC, LH, AH, SH, MH, CVB, N, O, X, A, S, AL, SL, MS.
            0x43
            | 0x48
            | 0x4a..=0x4c
            | 0x4f
            | 0x54
            | 0x56
            | 0x57
            | 0x5a
            | 0x5b
            | 0x5e
            | 0x5f
            | 0x71 => self.lose(first),
            0x5c | 0x5d => self.lose_pair(first),
            // Comparisons and tests, and numbers with a fraction.
            0x49 | 0x55 | 0x59 | 0x61..=0x6f | 0x72..=0x7f | 0x91 | 0x95 | 0xbd => {}
            // BAL and BAS, BCT and BC, to places that a register tells.
            0x45 | 0x4d => return Flow::CallRegister(NOBODY),
            0x46 => {
                self.lose(first);
                return Flow::JumpRegister(NOBODY);
            }
            0x47 if first == 0 => {}
            0x47 => {
                return match indexed {
                    Some(Place { base: Some(base), offset: 0 }) => Flow::JumpRegister(base),
                    _ => Flow::JumpRegister(NOBODY),
                };
            }
            0x84 | 0x85 => {
                self.lose(first);
                return Flow::Branch(self.near(number));
            }
            0x86 | 0x87 => {
                self.lose(first);
                return Flow::JumpRegister(NOBODY);
            }
            0x88..=0x8b | 0xbf => self.lose(first),
            0x8c..=0x8f => self.lose_pair(first),
            0x90 if first <= second => self.push(Effect::Stores(first, second, place, 4)),
            0x98 if first <= second => self.push(Effect::Loads(first, second, place, 4)),
            // MVI, TS, NI, OI, XI, STCM and STAM.
            0x92 | 0x93 | 0x94 | 0x96 | 0x97 => self.store(Some(place), Stored::Unknown, 1),
            0xbe => self.store(Some(place), Stored::Unknown, 4),
            0x9b => self.store(Some(place), Stored::Unknown, MOST),
            0x9a => {}
            // CS and CDS.
            0xba => {
                self.store(Some(place), Stored::Unknown, 4);
                self.lose(first);
            }
            0xbb => {
                self.store(Some(place), Stored::Unknown, 8);
                self.lose_pair(first);
            }
            0xa5 => self.sixteen(first, second),
            0xa7 => return self.number(first, second),
            0xb2 => self.b2(),
            0xb3 => self.b3(),
            0xb9 => self.b9(),
            // EX executes what nobody knows.
            _ => self.unknown(),
        }
        Flow::Next
    }

    /// What puts sixteen bits somewhere.
    fn sixteen(&mut self, to: u8, op: u8) {
        let number = u16::from_be_bytes([self.one[2], self.one[3]]);
        let from = 48 - (op & 3) * 16;
        self.push(match op {
            0..=3 => Effect::Sixteen(to, number, from),
            4..=7 => Effect::Lose(to),
            8..=11 => Effect::Or(to, to, u64::from(number) << from),
            _ => Effect::Number(to, u64::from(number) << from),
        });
    }

    /// What works with a number of sixteen bits, or goes so far.
    fn number(&mut self, to: u8, op: u8) -> Flow {
        let number = self.two(2);
        match op {
            4 => return self.branch(to, number),
            // BRAS: what keeps the way back elsewhere jumps over numbers that it takes the address of.
            5 if to != LINK => {
                self.push(Effect::Number(to, self.address.wrapping_add(4)));
                return Flow::Branch(self.near(number));
            }
            5 => return Flow::Call(self.near(number)),
            6 | 7 => {
                self.lose(to);
                return Flow::Branch(self.near(number));
            }
            8 => self.push(Effect::Number(to, u64::from(number as u32))),
            9 => self.push(Effect::Number(to, number as u64)),
            10 => {
                self.push(Effect::Add(to, to, number));
                self.push(Effect::Low(to, to));
            }
            11 => self.push(Effect::Add(to, to, number)),
            12 | 13 => self.lose(to),
            // Tests and comparisons.
            _ => {}
        }
        Flow::Next
    }

    /// What has a second byte for what it does, after B2: what tells of the machine and of a thread.
    fn b2(&mut self) {
        let (first, second) = (self.four(6), self.four(7));
        let place = self.at(4, 0);
        match self.one[1] {
            // IPM, EAR, MSR and ETND.
            0x22 | 0x4f | 0x52 | 0xec => self.lose(first),
            // CLST, MVST and SRST.
            0x55 | 0x5d | 0x5e => {
                let place = Place { base: Some(first), offset: 0 };
                self.store(Some(place), Stored::Unknown, MOST);
                self.lose(first);
                self.lose(second);
            }
            // SAR, CPYA, LFPC, SRNM, PPA, NIAI, TABORT, TEND and what sets how to round.
            0x4d | 0x4e | 0x99 | 0x9d | 0xb8 | 0xb9 | 0xe8 | 0xf8 | 0xfa | 0xfc => {}
            // STCK, STCKE, STCKF, STFPC and STFLE, which counts in a register too.
            0x05 | 0x78 | 0x7c | 0x9c => self.store(Some(place), Stored::Unknown, 16),
            0xb0 => {
                self.store(Some(place), Stored::Unknown, MOST);
                self.lose(0);
            }
            _ => self.unknown(),
        }
    }

    /// After B3: numbers with a fraction, of which some become numbers in registers.
    fn b3(&mut self) {
        let to = self.four(6);
        match self.one[1] {
            0x8c
            | 0x98..=0x9e
            | 0xa8..=0xae
            | 0xb8..=0xba
            | 0xc8..=0xca
            | 0xcd
            | 0xe1
            | 0xe2
            | 0xe5
            | 0xe7
            | 0xe9
            | 0xed
            | 0xef => self.lose(to),
            0xe3 | 0xea | 0xeb => self.lose_pair(to),
            _ => {}
        }
    }

    /// After B9: what works on registers of 64 bits.
    fn b9(&mut self) {
        let (to, from, third) = (self.four(6), self.four(7), self.four(4));
        match self.one[1] {
            // LTGR and LGR.
            0x02 | 0x04 => self.push(Effect::Copy(to, from)),
            0x12 | 0x14 => self.push(Effect::Signed(to, from)),
            0x16 => self.push(Effect::Low(to, from)),
            0x82 if to == from => self.push(Effect::Number(to, 0)),
            // AGR, ALGR, SGR and SLGR, and those that name three.
            0x08 | 0x0a => self.push(Effect::Sum(to, to, from)),
            0x09 | 0x0b => self.push(Effect::Difference(to, to, from)),
            0xe8 | 0xea => self.push(Effect::Sum(to, from, third)),
            0xe9 | 0xeb => self.push(Effect::Difference(to, from, third)),
            // LOCGR, LOCR, SELGR and SELR.
            0xe2 | 0xf2 => self.push(Effect::Either(to, to, from)),
            0xe3 | 0xf0 => self.push(Effect::Either(to, from, third)),
            // Comparisons, and traps.
            0x20 | 0x21 | 0x30 | 0x31 | 0x60 | 0x61 | 0x72 | 0x73 | 0xcd | 0xcf | 0xdd | 0xdf => {}
            // Products of two words, quotients, FLOGR.
            0x0d | 0x1d | 0x83 | 0x86 | 0x87 | 0x96 | 0x97 | 0xec => self.lose_pair(to),
            // What enciphers, translates and searches.
            0x1e | 0x28..=0x2f | 0x38..=0x3f | 0x90..=0x93 | 0xb0..=0xb3 | 0xbd..=0xbf => {
                for register in [to, 1] {
                    let place = Place { base: Some(register), offset: 0 };
                    self.store(Some(place), Stored::Unknown, MOST);
                }
                self.push(Effect::LoseAll);
            }
            _ => self.lose(to),
        }
    }

    /// The register may hold a number instead.
    pub(super) fn may_hold(&mut self, to: u8, number: i64) {
        self.push(Effect::Number(SPARE, number as u64));
        self.push(Effect::Either(to, to, SPARE));
    }
}
