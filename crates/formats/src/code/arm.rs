//! The code of arm, as the compiler of Go and C compilers write it without Thumb.

mod look;
#[cfg(test)]
mod tests;

use yaxpeax_arch::{Decoder, U8Reader};
use yaxpeax_arm::armv7::{ConditionCode, InstDecoder, Instruction as Decoded, Opcode, Operand};

use super::{Convention, Effect, Effects, Flow, Instruction, Place, Register, Stored};
pub(super) use look::{kernel_calls, may_store, mentions};

const SP: Register = 13;
const LINK: Register = 14;
const PC: Register = 15;
/// No register of the architecture: what a condition may put into one.
const SPARE: Register = 16;

/// AAPCS: a call leaves the way back in a register.
pub(super) const CONVENTION: Convention = Convention {
    stack: SP,
    // Go has no register for that, and C of this architecture none that is always the same.
    frame: SP,
    number: 7,
    pushed: 0,
    kept_by_c: &[4, 5, 6, 7, 8, 9, 10, 11],
    zero_in_go: &[],
    // The page that the kernel maps for it (arch/arm/kernel/sigreturn_codes.S); Go asks for the longer form.
    back_from_signals: Some(173),
};

/// The length of each instruction.
const LEN: usize = 4;

/// The instructions in some bytes.
pub(super) fn decode(bytes: &[u8], address: u64) -> impl Iterator<Item = Instruction> + '_ {
    let decoder = InstDecoder::armv7();
    bytes.chunks_exact(LEN).enumerate().map(move |(index, bytes)| {
        let address = address.wrapping_add((index * LEN) as u64);
        let word = <[u8; LEN]>::try_from(bytes).map_or(0, u32::from_le_bytes);
        let (effects, flow) = match decoder.decode(&mut U8Reader::new(bytes)) {
            Ok(decoded) => {
                let always = decoded.condition == ConditionCode::AL;
                let all = effects(&decoded, address);
                (if always { all } else { maybe(all) }, flow(&decoded, address, always))
            }
            Err(_) => unread(word),
        };
        Instruction { address, len: LEN as u8, effects, flow }
    })
}

/// What the decoder does not know: numbers with a fraction, and barriers.
fn unread(word: u32) -> (Effects, Flow) {
    let mut all = Effects::default();
    let register = |from: u32| (word >> from & 15) as Register;
    let (conditional, fraction) = (word >> 28 != 15, word >> 9 & 7 == 5);
    match word >> 24 & 15 {
        // UDF.
        7 if word & 0xfff0_00f0 == 0xe7f0_00f0 => return (all, Flow::Stop),
        // VLDR, VSTR, VLDM and VSTM, and VMOV of two registers.
        12 | 13 if conditional && fraction => match word & 0x0fe0_0000 == 0x0c40_0000 {
            true => [register(12), register(16)].into_iter().for_each(|one| lose(one, &mut all)),
            false if word >> 21 & 1 == 1 => lose(register(16), &mut all),
            false => {}
        },
        14 if conditional && fraction => {
            if word >> 20 & 1 == 1 && word >> 4 & 1 == 1 {
                lose(register(12), &mut all);
            }
        }
        // DMB, DSB, ISB and PLD.
        5 if !conditional => {}
        _ => all.push(Effect::LoseAll),
    }
    (all, Flow::Next)
}

fn lose(register: Register, all: &mut Effects) {
    all.push(Effect::Lose(register));
}

/// What effects come to that need not happen.
fn maybe(effects: Effects) -> Effects {
    let mut all = Effects::default();
    for effect in effects.iter() {
        match effect {
            Effect::Copy(to, from) => all.push(Effect::Either(to, to, from)),
            Effect::Number(to, number) => {
                all.push(Effect::Number(SPARE, number));
                all.push(Effect::Either(to, to, SPARE));
            }
            Effect::Store(place, _, size) => {
                all.push(Effect::Store(place, Stored::Unknown, size));
            }
            Effect::Low(to, _)
            | Effect::Signed(to, _)
            | Effect::Or(to, ..)
            | Effect::Add(to, ..)
            | Effect::Sum(to, ..)
            | Effect::Difference(to, ..)
            | Effect::Either(to, ..)
            | Effect::Sixteen(to, ..)
            | Effect::Load(to, ..)
            | Effect::Lose(to) => lose(to, &mut all),
            Effect::Loads(..) | Effect::Stores(..) | Effect::LoseAll => all.push(Effect::LoseAll),
        }
    }
    all
}

fn flow(one: &Decoded, address: u64, always: bool) -> Flow {
    let [first, second, ..] = one.operands;
    // The decoder counts from the instruction itself.
    let target = |by: i32| u64::from((address as u32).wrapping_add((by as u32) << 2));
    match (one.opcode, first) {
        (Opcode::B, Operand::BranchOffset(by)) if always => Flow::Jump(target(by)),
        (Opcode::B, Operand::BranchOffset(by)) => Flow::Branch(target(by)),
        (Opcode::BL | Opcode::BLX, Operand::BranchOffset(by)) => Flow::Call(target(by)),
        (Opcode::BLX, Operand::Reg(register)) => Flow::CallRegister(register.number()),
        (Opcode::SVC, _) => Flow::Syscall,
        (Opcode::UDF | Opcode::BKPT, _) => Flow::Stop,
        // A condition that goes back or away may as well go on.
        _ if !always => Flow::Next,
        (Opcode::BX, Operand::Reg(register)) => away(register.number()),
        (Opcode::MOV | Opcode::ADD | Opcode::SUB, Operand::Reg(to)) if to.number() == PC => {
            match second {
                Operand::Reg(from) => away(from.number()),
                _ => Flow::JumpRegister(PC),
            }
        }
        (Opcode::LDR, Operand::Reg(to)) if to.number() == PC => match base(&second) {
            Some(SP) => Flow::Return,
            _ => Flow::JumpRegister(PC),
        },
        (Opcode::LDM(..), _) => match second {
            Operand::RegList(list) if list >> PC & 1 == 1 => Flow::Return,
            _ => Flow::Next,
        },
        _ => Flow::Next,
    }
}

fn away(register: Register) -> Flow {
    if register == LINK { Flow::Return } else { Flow::JumpRegister(register) }
}

fn base(operand: &Operand) -> Option<Register> {
    match operand {
        Operand::RegDerefPreindexOffset(base, ..) | Operand::RegDerefPostindexOffset(base, ..) => {
            Some(base.number())
        }
        _ => None,
    }
}

fn effects(one: &Decoded, address: u64) -> Effects {
    let mut all = Effects::default();
    if known(one, address, &mut all).is_some() {
        return all;
    }
    others(one)
}

/// What an instruction does that there are words for.
fn known(one: &Decoded, address: u64, all: &mut Effects) -> Option<()> {
    let [first, second, third, _] = one.operands;
    let to = match first {
        Operand::Reg(register) => register.number(),
        _ => PC,
    };
    match (one.opcode, second, third) {
        (Opcode::B | Opcode::BL | Opcode::BLX | Opcode::BX, ..) => {}
        (Opcode::CMP | Opcode::CMN | Opcode::TST | Opcode::TEQ | Opcode::PLD, ..) => {}
        (Opcode::MOV, Operand::Imm32(number), _) => all.push(Effect::Number(to, number.into())),
        (Opcode::MOV, Operand::Reg(from), _) if from.number() != PC => {
            all.push(Effect::Copy(to, from.number()));
        }
        (Opcode::MVN, _, Operand::Imm32(number)) => all.push(Effect::Number(to, (!number).into())),
        (Opcode::MOVT, Operand::Imm32(number), _) => {
            all.push(Effect::Sixteen(to, number as u16, 16));
        }
        (Opcode::ADD | Opcode::SUB, Operand::Reg(from), by) if from.number() != PC => {
            let (from, adds) = (from.number(), one.opcode == Opcode::ADD);
            all.push(match by {
                Operand::Imm32(0) => Effect::Copy(to, from),
                Operand::Imm32(by) if adds => Effect::Add(to, from, by.into()),
                Operand::Imm32(by) => Effect::Add(to, from, -i64::from(by)),
                Operand::Reg(by) if adds => Effect::Sum(to, from, by.number()),
                Operand::Reg(by) => Effect::Difference(to, from, by.number()),
                _ => return None,
            });
        }
        (Opcode::LDR | Opcode::LDREX, place, _) => {
            let at = at(&place, address)?;
            at.before.into_iter().for_each(|effect| all.push(effect));
            all.push(Effect::Load(to, at.place, 4));
            at.after.into_iter().for_each(|effect| all.push(effect));
        }
        (Opcode::STR | Opcode::STRB | Opcode::STRH, place, _) => {
            let at = at(&place, address)?;
            let (stored, size) = match one.opcode {
                Opcode::STR => (Stored::Register(to), 4),
                _ => (Stored::Unknown, 2),
            };
            at.before.into_iter().for_each(|effect| all.push(effect));
            all.push(Effect::Store(at.place, stored, size));
            at.after.into_iter().for_each(|effect| all.push(effect));
        }
        // The kernel keeps all but its answer.
        (Opcode::SVC, ..) => lose(0, all),
        _ => return None,
    }
    Some(())
}

/// What an instruction says of memory: what becomes of the register that tells the place, before and after.
struct At {
    before: Option<Effect>,
    place: Place,
    after: Option<Effect>,
}

fn at(operand: &Operand, address: u64) -> Option<At> {
    let (base, by, adds, before, after) = match *operand {
        Operand::RegDeref(base) => (base, 0, true, false, false),
        Operand::RegDerefPreindexOffset(base, by, adds, back) => (base, by, adds, back, false),
        Operand::RegDerefPostindexOffset(base, by, adds, _) => (base, by, adds, false, true),
        _ => return None,
    };
    let by = if adds { i64::from(by) } else { -i64::from(by) };
    let base = base.number();
    if base == PC {
        let place = (address & !3).wrapping_add(2 * LEN as u64).wrapping_add_signed(by);
        return Some(At {
            before: None,
            place: Place { base: None, offset: place as i64 },
            after: None,
        });
    }
    let moved = Effect::Add(base, base, by);
    let offset = if before || after { 0 } else { by };
    Some(At {
        before: before.then_some(moved),
        place: Place { base: Some(base), offset },
        after: after.then_some(moved),
    })
}

/// What any other instruction does: it loses what it writes to.
fn others(one: &Decoded) -> Effects {
    let mut all = Effects::default();
    let [first, second, ..] = one.operands;
    match (one.opcode, first, second) {
        (Opcode::STM(adds, before, ..), Operand::RegWBack(base, back), Operand::RegList(list)) => {
            several(base.number(), back, list, (adds, before), false, &mut all);
        }
        (Opcode::LDM(adds, before, ..), Operand::RegWBack(base, back), Operand::RegList(list)) => {
            several(base.number(), back, list, (adds, before), true, &mut all);
        }
        (Opcode::LDRD | Opcode::LDREXD | Opcode::UMULL | Opcode::SMULL | Opcode::UMLAL, ..)
        | (Opcode::SMLAL, ..) => {
            written(first, &mut all);
            written(second, &mut all);
            bases(one, &mut all);
        }
        (Opcode::STR | Opcode::STRB | Opcode::STRH | Opcode::STRD, ..) => bases(one, &mut all),
        (Opcode::STREX | Opcode::LDRB | Opcode::LDRH | Opcode::LDRSB | Opcode::LDRSH, ..)
        | (Opcode::LDR, ..) => {
            written(first, &mut all);
            bases(one, &mut all);
        }
        _ if one.operands[1..].iter().any(is_list) => all.push(Effect::LoseAll),
        _ => {
            written(first, &mut all);
            bases(one, &mut all);
        }
    }
    all
}

fn is_list(operand: &Operand) -> bool {
    matches!(operand, Operand::RegList(_))
}

fn written(operand: Operand, all: &mut Effects) {
    if let Operand::Reg(register) = operand {
        lose(register.number(), all);
    }
}

/// The register that tells a place is another afterwards; and what was at a place may be.
fn bases(one: &Decoded, all: &mut Effects) {
    for operand in &one.operands {
        let (base, back) = match operand {
            Operand::RegDerefPreindexOffset(base, _, _, back)
            | Operand::RegDerefPreindexReg(base, _, _, back)
            | Operand::RegDerefPreindexRegShift(base, _, _, back) => (*base, *back),
            Operand::RegDerefPostindexOffset(base, ..)
            | Operand::RegDerefPostindexReg(base, ..)
            | Operand::RegDerefPostindexRegShift(base, ..)
            | Operand::RegWBack(base, true) => (*base, true),
            Operand::RegDeref(base) => (*base, false),
            _ => continue,
        };
        if let Some(at) = at(operand, 0)
            && !matches!(one.opcode, Opcode::LDR | Opcode::LDRB | Opcode::LDRH | Opcode::LDRSB)
            && !matches!(one.opcode, Opcode::LDRSH | Opcode::LDRD | Opcode::LDREXD)
        {
            all.push(Effect::Store(at.place, Stored::Unknown, 8));
        }
        if back {
            lose(base.number(), all);
        }
    }
}

/// Registers that are stored or loaded one behind the other. More than a few lose all, but the stack's own.
fn several(
    base: Register,
    back: bool,
    list: u16,
    (adds, before): (bool, bool),
    loads: bool,
    all: &mut Effects,
) {
    /// Besides where it ends.
    const FEW: u32 = 4;
    let count = list.count_ones();
    let len = i64::from(count) * 4;
    let moved = if adds { len } else { -len };
    let first = match (adds, before) {
        (true, true) => 4,
        (true, false) => 0,
        (false, true) => -len,
        (false, false) => 4 - len,
    };
    let registers = (0..16).filter(|one| list >> one & 1 == 1);
    let place = |index: i64| Place { base: Some(base), offset: first + index * 4 };
    match (loads, count <= FEW) {
        (true, true) if list >> base & 1 == 0 => {
            for (index, register) in registers.enumerate() {
                all.push(Effect::Load(register, place(index as i64), 4));
            }
        }
        (true, _) => all.push(Effect::LoseAll),
        (false, true) => {
            for (index, register) in registers.enumerate() {
                all.push(Effect::Store(place(index as i64), Stored::Register(register), 4));
            }
        }
        (false, false) => all.push(Effect::Store(place(0), Stored::Unknown, len as u8)),
    }
    if back {
        all.push(Effect::Add(base, base, moved));
    }
}
