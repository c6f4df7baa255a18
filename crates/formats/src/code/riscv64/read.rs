//! What an instruction of riscv64 says: those of four bytes, and those of two, each of which stands for one of
//! four (chapters "RV32/64G Instruction Set Listings" and "C").

use crate::code::Register;

/// An instruction, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    /// The register holds the number.
    Number(Register, i64),
    /// The register holds an address so far from the instruction.
    Auipc(Register, i64),
    /// The first holds what the second does and this besides.
    AddNumber(Register, Register, i64),
    /// The same with the lower half alone, whose sign is in the upper one afterwards.
    AddNumberShort(Register, Register, i64),
    /// The first holds what both others do together.
    Add(Register, Register, Register),
    /// The first holds what the second does, less the third.
    Subtract(Register, Register, Register),
    /// The first holds the lower half of the second.
    Low(Register, Register),
    /// The register holds what lies in memory.
    Load { to: Register, base: Register, by: i64, size: u8, signed: bool },
    /// In memory lies what the register holds; something, where it is no register that is followed.
    Store { from: Option<Register>, base: Register, by: i64, size: u8 },
    /// What lies in memory is changed, and the register holds something.
    Atomic { to: Register, base: Register },
    /// In memory lies a vector.
    StoreVector { base: Register },
    /// Control goes so far from here; the register keeps the way back.
    Jump(Register, i64),
    /// Control goes so far from where the second register says; the first keeps the way back.
    Away(Register, Register, i64),
    /// Control may go so far from here.
    Branch(i64),
    /// The kernel is called.
    Kernel,
    /// Control goes nowhere.
    Stop,
    /// The register holds something.
    Writes(Register),
    /// No register that is followed is written to, and no memory.
    Nothing,
    /// Nobody knows.
    Unknown,
}

/// The length of the first instruction of some bytes; `None` where they end before it does.
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    let low = *bytes.first()?;
    let len = match low {
        _ if low & 3 != 3 => 2,
        _ if low & 0x1c != 0x1c => 4,
        _ if low & 0x3f == 0x1f => 6,
        _ if low & 0x7f == 0x3f => 8,
        // Longer ones than any that there are.
        _ => 2,
    };
    (bytes.len() >= len).then_some(len)
}

/// The first instruction of some bytes.
pub(super) fn read(bytes: &[u8]) -> Op {
    let half = |at: usize| match bytes.get(at..at + 2).map(<[u8; 2]>::try_from) {
        Some(Ok(two)) => u32::from(u16::from_le_bytes(two)),
        _ => 0,
    };
    match length(bytes) {
        Some(2) if half(0) & 3 != 3 => short(half(0)),
        Some(4) => long(half(0) | half(2) << 16),
        _ => Op::Unknown,
    }
}

/// So many bits of a word from this one on.
fn bits(word: u32, from: u32, count: u32) -> u32 {
    word >> from & ((1 << count) - 1)
}

/// The same as a register.
fn register(word: u32, from: u32) -> Register {
    bits(word, from, 5) as Register
}

/// A number of so many bits with its sign.
fn signed(number: u32, count: u32) -> i64 {
    i64::from((number << (32 - count)) as i32 >> (32 - count))
}

fn long(word: u32) -> Op {
    let (to, a, b) = (register(word, 7), register(word, 15), register(word, 20));
    let kind = bits(word, 12, 3);
    let upper = i64::from((word & 0xffff_f000) as i32);
    let number = signed(word >> 20, 12);
    let place = signed(bits(word, 25, 7) << 5 | bits(word, 7, 5), 12);
    match bits(word, 0, 7) {
        0x37 => Op::Number(to, upper),
        0x17 => Op::Auipc(to, upper),
        0x6f => {
            let by = bits(word, 31, 1) << 20
                | bits(word, 12, 8) << 12
                | bits(word, 20, 1) << 11
                | bits(word, 21, 10) << 1;
            Op::Jump(to, signed(by, 21))
        }
        0x67 if kind == 0 => Op::Away(to, a, number),
        0x63 if !matches!(kind, 2 | 3) => {
            let by = bits(word, 31, 1) << 12
                | bits(word, 7, 1) << 11
                | bits(word, 25, 6) << 5
                | bits(word, 8, 4) << 1;
            Op::Branch(signed(by, 13))
        }
        0x03 => match kind {
            2 => Op::Load { to, base: a, by: number, size: 4, signed: true },
            3 => Op::Load { to, base: a, by: number, size: 8, signed: false },
            6 => Op::Load { to, base: a, by: number, size: 4, signed: false },
            7 => Op::Unknown,
            _ => Op::Writes(to),
        },
        0x23 if kind < 4 => Op::Store { from: Some(b), base: a, by: place, size: 1 << kind },
        0x13 if kind == 0 => Op::AddNumber(to, a, number),
        0x1b if kind == 0 => Op::AddNumberShort(to, a, number),
        0x33 => match (kind, bits(word, 25, 7)) {
            (0, 0) => Op::Add(to, a, b),
            (0, 0x20) => Op::Subtract(to, a, b),
            _ => Op::Writes(to),
        },
        // ADD.UW of nothing.
        0x3b if kind == 0 && bits(word, 25, 7) == 4 && b == 0 => Op::Low(to, a),
        0x13 | 0x1b | 0x3b => Op::Writes(to),
        0x0f if kind == 2 => Op::Store { from: None, base: a, by: 0, size: 64 },
        0x0f => Op::Nothing,
        // LR, which only reads.
        0x2f if bits(word, 27, 5) == 2 => Op::Writes(to),
        0x2f => Op::Atomic { to, base: a },
        0x07 => Op::Nothing,
        0x27 if (1..5).contains(&kind) => {
            Op::Store { from: None, base: a, by: place, size: 1 << kind }
        }
        0x27 => Op::StoreVector { base: a },
        0x43 | 0x47 | 0x4b | 0x4f => Op::Nothing,
        0x53 => match bits(word, 27, 5) {
            // What adds, multiplies, divides, chooses and changes numbers with a fraction.
            0..=5 | 8 | 11 | 0x1a | 0x1e => Op::Nothing,
            _ => Op::Writes(to),
        },
        // What tells of vectors in a register.
        0x57 if matches!(kind, 2 | 7) => Op::Writes(to),
        0x57 | 0x77 => Op::Nothing,
        0x73 => system(word, kind, to),
        _ => Op::Unknown,
    }
}

fn system(word: u32, kind: u32, to: Register) -> Op {
    /// CSRRW of what cannot be written to: how code says that it is never come to.
    const NEVER: u32 = 0xc000_1073;
    match word {
        0x73 => Op::Kernel,
        0x0010_0073 | NEVER => Op::Stop,
        _ if kind == 0 => Op::Nothing,
        _ => Op::Writes(to),
    }
}

fn short(half: u32) -> Op {
    let kind = bits(half, 13, 3);
    let full = register(half, 7);
    let second = register(half, 2);
    // Three bits name one of the eight registers that are used most.
    let usual = |from: u32| bits(half, from, 3) as Register + 8;
    let number = signed(bits(half, 12, 1) << 5 | bits(half, 2, 5), 6);
    let four = i64::from(bits(half, 10, 3) << 3 | bits(half, 6, 1) << 2 | bits(half, 5, 1) << 6);
    let eight = i64::from(bits(half, 10, 3) << 3 | bits(half, 5, 2) << 6);
    match (half & 3, kind) {
        (0, 0) => match half {
            0 => Op::Stop,
            _ => {
                let by = bits(half, 11, 2) << 4
                    | bits(half, 7, 4) << 6
                    | bits(half, 6, 1) << 2
                    | bits(half, 5, 1) << 3;
                Op::AddNumber(usual(2), super::SP, i64::from(by))
            }
        },
        (0, 1) | (2, 1) => Op::Nothing,
        (0, 2) => Op::Load { to: usual(2), base: usual(7), by: four, size: 4, signed: true },
        (0, 3) => Op::Load { to: usual(2), base: usual(7), by: eight, size: 8, signed: false },
        (0, 4) => match bits(half, 10, 3) {
            0 | 1 => Op::Writes(usual(2)),
            2 | 3 => Op::Store { from: Some(usual(2)), base: usual(7), by: 0, size: 2 },
            _ => Op::Unknown,
        },
        (0, 5) => Op::Store { from: None, base: usual(7), by: eight, size: 8 },
        (0, 6) => Op::Store { from: Some(usual(2)), base: usual(7), by: four, size: 4 },
        (0, 7) => Op::Store { from: Some(usual(2)), base: usual(7), by: eight, size: 8 },
        (1, 0) => Op::AddNumber(full, full, number),
        (1, 1) => Op::AddNumberShort(full, full, number),
        (1, 2) => Op::Number(full, number),
        (1, 3) if full == super::SP => {
            let by = bits(half, 12, 1) << 9
                | bits(half, 6, 1) << 4
                | bits(half, 5, 1) << 6
                | bits(half, 3, 2) << 7
                | bits(half, 2, 1) << 5;
            Op::AddNumber(full, full, signed(by, 10))
        }
        // What may be an operation one day is none yet.
        (1, 3) if number == 0 => Op::Nothing,
        (1, 3) => Op::Number(full, number << 12),
        (1, 4) => arithmetic(half, usual(7), usual(2)),
        (1, 5) => {
            let by = bits(half, 12, 1) << 11
                | bits(half, 11, 1) << 4
                | bits(half, 9, 2) << 8
                | bits(half, 8, 1) << 10
                | bits(half, 7, 1) << 6
                | bits(half, 6, 1) << 7
                | bits(half, 3, 3) << 1
                | bits(half, 2, 1) << 5;
            Op::Jump(super::ZERO, signed(by, 12))
        }
        (1, _) => {
            let by = bits(half, 12, 1) << 8
                | bits(half, 10, 2) << 3
                | bits(half, 5, 2) << 6
                | bits(half, 3, 2) << 1
                | bits(half, 2, 1) << 5;
            Op::Branch(signed(by, 9))
        }
        (2, 0) => Op::Writes(full),
        (2, 2) => {
            let by = bits(half, 12, 1) << 5 | bits(half, 4, 3) << 2 | bits(half, 2, 2) << 6;
            Op::Load { to: full, base: super::SP, by: i64::from(by), size: 4, signed: true }
        }
        (2, 3) => {
            let by = bits(half, 12, 1) << 5 | bits(half, 5, 2) << 3 | bits(half, 2, 3) << 6;
            Op::Load { to: full, base: super::SP, by: i64::from(by), size: 8, signed: false }
        }
        (2, 4) => match (bits(half, 12, 1), full, second) {
            (0, 0, 0) => Op::Unknown,
            (0, _, 0) => Op::Away(super::ZERO, full, 0),
            (0, ..) => Op::Add(full, super::ZERO, second),
            (_, 0, 0) => Op::Stop,
            (_, _, 0) => Op::Away(super::LINK, full, 0),
            _ => Op::Add(full, full, second),
        },
        (2, 6) => {
            let by = bits(half, 9, 4) << 2 | bits(half, 7, 2) << 6;
            Op::Store { from: Some(second), base: super::SP, by: i64::from(by), size: 4 }
        }
        // 5 stores a number with a fraction, 7 a word.
        (2, _) => {
            let by = bits(half, 10, 3) << 3 | bits(half, 7, 3) << 6;
            let from = (kind == 7).then_some(second);
            Op::Store { from, base: super::SP, by: i64::from(by), size: 8 }
        }
        _ => Op::Unknown,
    }
}

fn arithmetic(half: u32, to: Register, other: Register) -> Op {
    match (bits(half, 10, 2), bits(half, 12, 1), bits(half, 5, 2)) {
        (3, 0, 0) => Op::Subtract(to, to, other),
        // The lower half, and zero above.
        (3, 1, 3) if bits(half, 2, 3) == 4 => Op::Low(to, to),
        _ => Op::Writes(to),
    }
}
