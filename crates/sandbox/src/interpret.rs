//! Runs a filter as the kernel does, on a call that nobody makes: what a filter answers can so be proven, of ours and
//! of others.

use std::fmt;

use landfall_facts::Arch;

use crate::decide::{Call, is_big_endian};
use crate::filter::Instruction;

/// What a filter answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The answer, see [`crate::filter::action`].
    pub returned: u32,
    /// How many instructions it took.
    pub steps: usize,
}

/// What the kernel would not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No instruction, or none that filters may have, at this place.
    NoInstruction(usize),
    /// The instruction at this place reads what is not there.
    OutOfReach(usize),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoInstruction(at) => {
                write!(f, "could not run the filter: instruction {at} is none")
            }
            Self::OutOfReach(at) => {
                write!(f, "could not run the filter: instruction {at} reads what is not there")
            }
        }
    }
}

impl std::error::Error for Fault {}

/// The bytes of `struct seccomp_data`.
const LENGTH: u32 = 64;
/// Words that a program can keep (`BPF_MEMWORDS`).
const KEPT: usize = 16;

/// Runs a filter of an architecture on a call. Jumps lead forward alone, so it ends.
pub fn run(program: &[Instruction], arch: Arch, call: &Call) -> Result<Answer, Fault> {
    let data = words(arch, call);
    let (mut a, mut x, mut kept) = (0u32, 0u32, [0u32; KEPT]);
    let (mut at, mut steps) = (0usize, 0);
    loop {
        let it = program.get(at).ok_or(Fault::NoInstruction(at))?;
        steps += 1;
        let slot = it.value as usize;
        let missing = Fault::OutOfReach(at);
        let operand = if it.code & SOURCE_X == 0 { it.value } else { x };
        match it.code {
            0x20 if it.value % 4 == 0 => a = *data.get(slot / 4).ok_or(missing)?,
            0x00 => a = it.value,
            0x80 => a = LENGTH,
            0x60 => a = *kept.get(slot).ok_or(missing)?,
            0x01 => x = it.value,
            0x81 => x = LENGTH,
            0x61 => x = *kept.get(slot).ok_or(missing)?,
            0x02 => *kept.get_mut(slot).ok_or(missing)? = a,
            0x03 => *kept.get_mut(slot).ok_or(missing)? = x,
            0x07 => x = a,
            0x87 => a = x,
            0x06 => return Ok(Answer { returned: it.value, steps }),
            0x16 => return Ok(Answer { returned: a, steps }),
            0x05 => at += slot,
            0x84 => a = a.wrapping_neg(),
            code if code & CLASS == COMPUTE => match computed(code, a, operand) {
                Some(value) => a = value,
                // By nothing: the kernel answers 0 then, which ends the thread.
                None if code & !SOURCE_X == DIVIDE && operand == 0 => {
                    return Ok(Answer { returned: 0, steps });
                }
                None => return Err(Fault::NoInstruction(at)),
            },
            code if code & CLASS == COMPARE => {
                let holds = compared(code, a, operand).ok_or(Fault::NoInstruction(at))?;
                at += usize::from(if holds { it.if_true } else { it.if_false });
            }
            _ => return Err(Fault::NoInstruction(at)),
        }
        at += 1;
    }
}

/// Bits of a code: the class, and whether the other operand is the index register.
const CLASS: u16 = 0x07;
const COMPUTE: u16 = 0x04;
const COMPARE: u16 = 0x05;
const SOURCE_X: u16 = 0x08;
const DIVIDE: u16 = 0x34;

fn computed(code: u16, a: u32, operand: u32) -> Option<u32> {
    Some(match code & !SOURCE_X {
        0x04 => a.wrapping_add(operand),
        0x14 => a.wrapping_sub(operand),
        0x24 => a.wrapping_mul(operand),
        DIVIDE => a.checked_div(operand)?,
        0x44 => a | operand,
        0x54 => a & operand,
        0x64 => a.wrapping_shl(operand),
        0x74 => a.wrapping_shr(operand),
        0xa4 => a ^ operand,
        _ => return None,
    })
}

fn compared(code: u16, a: u32, operand: u32) -> Option<bool> {
    Some(match code & !SOURCE_X {
        0x15 => a == operand,
        0x25 => a > operand,
        0x35 => a >= operand,
        0x45 => a & operand != 0,
        _ => return None,
    })
}

/// A call as it lies in the memory of an architecture, in words as that reads them.
fn words(arch: Arch, call: &Call) -> [u32; 16] {
    let mut words = [0; 16];
    words[0] = call.number;
    words[1] = call.arch;
    let long = [call.instruction_pointer].into_iter().chain(call.arguments);
    for (pair, value) in words[2..].chunks_exact_mut(2).zip(long) {
        let [high, low] = [(value >> 32) as u32, value as u32];
        pair.copy_from_slice(&if is_big_endian(arch) { [high, low] } else { [low, high] });
    }
    words
}
