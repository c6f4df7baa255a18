//! The code of arm64.

mod look;
#[cfg(test)]
mod tests;

use yaxpeax_arch::{Decoder, U8Reader};
use yaxpeax_arm::armv8::a64::{
    InstDecoder, Instruction as Decoded, Opcode, Operand, SIMDSizeCode, ShiftStyle, SizeCode,
};

use super::{
    Convention, Effect, Effects, Flow, Instruction, Place, REGISTERS, Register, Stored, vector,
};
pub(super) use look::{kernel_calls, may_store, mentions};

const FRAME: Register = 29;
const LINK: Register = 30;
/// Thirty-one is the stack pointer in some instructions, and in others a register that is always zero.
const SP: Register = 31;

/// AAPCS64: a call leaves the way back in a register.
pub(super) const CONVENTION: Convention = Convention {
    stack: SP,
    frame: 29,
    number: 8,
    pushed: 0,
    kept_by_c: &[19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, vector(8), vector(9), vector(10)],
    zero_in_go: &[],
    // The vDSO's (arch/arm64/kernel/vdso/sigreturn.S, asm-generic/unistd.h).
    back_from_signals: Some(139),
};

/// The length of each instruction.
const LEN: usize = 4;

/// The instructions in some bytes.
pub(super) fn decode(bytes: &[u8], address: u64) -> impl Iterator<Item = Instruction> + '_ {
    let decoder = InstDecoder::default();
    bytes.chunks_exact(LEN).enumerate().map(move |(index, word)| {
        let address = address.wrapping_add((index * LEN) as u64);
        let (effects, flow) = match decoder.decode(&mut U8Reader::new(word)) {
            Ok(decoded) => (effects(&decoded, address), flow(&decoded, address)),
            // It may be newer than the decoder.
            Err(_) => (only(Effect::LoseAll), Flow::Next),
        };
        Instruction { address, len: LEN as u8, effects, flow }
    })
}

fn flow(one: &Decoded, address: u64) -> Flow {
    let target = || match one.operands.iter().find_map(distance) {
        Some(by) => address.wrapping_add_signed(by),
        None => 0,
    };
    let through = || match one.operands[0] {
        Operand::Register(_, number) => number as Register,
        _ => LINK,
    };
    match one.opcode {
        Opcode::B => Flow::Jump(target()),
        Opcode::Bcc(_) | Opcode::CBZ | Opcode::CBNZ | Opcode::TBZ | Opcode::TBNZ => {
            Flow::Branch(target())
        }
        Opcode::BL => Flow::Call(target()),
        Opcode::BLR | Opcode::BLRAA | Opcode::BLRAAZ | Opcode::BLRAB | Opcode::BLRABZ => {
            Flow::CallRegister(through())
        }
        Opcode::BR | Opcode::BRAA | Opcode::BRAAZ | Opcode::BRAB | Opcode::BRABZ => {
            Flow::JumpRegister(through())
        }
        Opcode::SVC => Flow::Syscall,
        Opcode::RET | Opcode::RETAA | Opcode::RETAB => Flow::Return,
        Opcode::ERET
        | Opcode::ERETAA
        | Opcode::ERETAB
        | Opcode::BRK
        | Opcode::HLT
        | Opcode::UDF
        | Opcode::Invalid => Flow::Stop,
        _ => Flow::Next,
    }
}

fn distance(operand: &Operand) -> Option<i64> {
    match operand {
        Operand::PCOffset(by) => Some(*by),
        _ => None,
    }
}

fn only(effect: Effect) -> Effects {
    let mut all = Effects::default();
    all.push(effect);
    all
}

fn effects(one: &Decoded, address: u64) -> Effects {
    let mut all = Effects::default();
    if numbers(one, address, &mut all).is_some() {
        return all;
    }
    all = Effects::default();
    if vectors(one, &mut all).is_some() {
        return all;
    }
    all = Effects::default();
    if memory(one, address, &mut all).is_some() {
        return all;
    }
    others(one)
}

/// What instructions on general registers do that there are words for.
fn numbers(one: &Decoded, address: u64, all: &mut Effects) -> Option<()> {
    let [first, second, third, _] = one.operands;
    match one.opcode {
        Opcode::MOVZ | Opcode::MOVN | Opcode::MOVK => {
            let (to, wide) = target(first)?;
            let Operand::ImmShift(number, shift) = second else { return None };
            let moved = u64::from(number).checked_shl(u32::from(shift))?;
            let moved = if one.opcode == Opcode::MOVN { !moved } else { moved };
            if one.opcode == Opcode::MOVK {
                all.push(Effect::Sixteen(to?, number, shift));
                if !wide {
                    all.push(Effect::Low(to?, to?));
                }
            } else {
                number_in(all, to, if wide { moved } else { u64::from(moved as u32) });
            }
        }
        Opcode::ORR => {
            let ((to, wide), (from, _)) = (target(first)?, source(second)?);
            match (from, third) {
                (None, Operand::Imm64(number)) => number_in(all, to, number),
                (None, Operand::Immediate(number)) => number_in(all, to, u64::from(number)),
                (None, Operand::RegShift(ShiftStyle::LSL, 0, _, from)) => {
                    copy(all, to, zero_or(from), wide);
                }
                (from, Operand::RegShift(ShiftStyle::LSL, 0, _, 31)) => copy(all, to, from, wide),
                _ => return None,
            }
        }
        Opcode::ADD | Opcode::ADDS | Opcode::SUB | Opcode::SUBS => {
            let ((to, wide), (from, _)) = (target(first)?, source(second)?);
            let adds = matches!(one.opcode, Opcode::ADD | Opcode::ADDS);
            // A frame too large for a number in the instruction.
            if let (Operand::RegShift(ShiftStyle::LSL, 0, SizeCode::X, by), Some(to), Some(from)) =
                (third, to, from)
                && let Some(by) = zero_or(by)
            {
                all.push(match adds {
                    true => Effect::Sum(to, from, by),
                    false => Effect::Difference(to, from, by),
                });
                return Some(());
            }
            let number = match third {
                Operand::Immediate(number) => i64::from(number),
                Operand::ImmShift(number, shift) => {
                    i64::from(number).checked_shl(u32::from(shift))?
                }
                Operand::RegShift(_, _, _, 31) if from != Some(SP) => 0,
                _ => return None,
            };
            let Some(to) = to else { return Some(()) };
            let from = from?;
            let number = if adds { number } else { -number };
            match (to, from) {
                _ if number == 0 => copy(all, Some(to), Some(from), wide),
                // The address of a frame is no variable's.
                (FRAME, SP) => {
                    all.push(Effect::Copy(FRAME, SP));
                    all.push(Effect::Add(FRAME, FRAME, number));
                }
                _ => {
                    all.push(Effect::Add(to, from, number));
                    if !wide {
                        all.push(Effect::Low(to, to));
                    }
                }
            }
        }
        Opcode::AND if third == Operand::Imm64(u64::from(u32::MAX)) => {
            let ((to, _), (from, _)) = (target(first)?, source(second)?);
            copy(all, to, from, false);
        }
        Opcode::ADR | Opcode::ADRP => {
            let (to, _) = target(first)?;
            let page = if one.opcode == Opcode::ADRP { !0xfff } else { !0 };
            let place = (address & page).wrapping_add_signed(distance(&second)?);
            number_in(all, to, place);
        }
        Opcode::CSEL => {
            let ((to, wide), (a, _), (b, _)) = (target(first)?, source(second)?, source(third)?);
            let Some(to) = to else { return Some(()) };
            match (a, b) {
                (Some(a), Some(b)) => all.push(Effect::Either(to, a, b)),
                (None, Some(one)) | (Some(one), None) if one != to => {
                    all.push(Effect::Number(to, 0));
                    all.push(Effect::Either(to, to, one));
                }
                (None, None) => all.push(Effect::Number(to, 0)),
                _ => return None,
            }
            if !wide {
                all.push(Effect::Low(to, to));
            }
        }
        // What a call does to registers its convention says; a jump does nothing to them.
        Opcode::B | Opcode::Bcc(_) | Opcode::CBZ | Opcode::CBNZ | Opcode::TBZ | Opcode::TBNZ => {}
        Opcode::BL | Opcode::BLR | Opcode::BR | Opcode::RET => {}
        Opcode::CCMP | Opcode::CCMN => {}
        // The kernel keeps all but its answer.
        Opcode::SVC => all.push(Effect::Lose(0)),
        _ => return None,
    }
    Some(())
}

/// A general register that is written to, nothing where that is thrown away; and whether all of it is.
fn target(operand: Operand) -> Option<(Option<Register>, bool)> {
    match operand {
        Operand::Register(size, number) => Some((zero_or(number), size == SizeCode::X)),
        Operand::RegisterOrSP(size, number) => {
            Some((Some(number as Register), size == SizeCode::X))
        }
        _ => None,
    }
}

/// A general register that is read, nothing where it is zero; and whether all of it is.
fn source(operand: Operand) -> Option<(Option<Register>, bool)> {
    target(operand)
}

fn zero_or(number: u16) -> Option<Register> {
    (number != 31).then_some(number as Register)
}

fn number_in(all: &mut Effects, to: Option<Register>, number: u64) {
    if let Some(to) = to {
        all.push(Effect::Number(to, number));
    }
}

fn copy(all: &mut Effects, to: Option<Register>, from: Option<Register>, wide: bool) {
    let Some(to) = to else { return };
    all.push(match from {
        Some(from) if wide => Effect::Copy(to, from),
        Some(from) => Effect::Low(to, from),
        None => Effect::Number(to, 0),
    });
}

/// What instructions on vectors do that there are words for: no more than moving them.
fn vectors(one: &Decoded, all: &mut Effects) -> Option<()> {
    use Operand::{SIMDRegister as Scalar, SIMDRegisterElements as Elements};
    let [first, second, third, _] = one.operands;
    match (one.opcode, first, second) {
        (Opcode::FMOV, Scalar(SIMDSizeCode::D, to), Operand::Register(SizeCode::X, from)) => {
            copy(all, Some(lower(to)), zero_or(from), true);
            all.push(Effect::Number(lower(to) + 1, 0));
        }
        (Opcode::FMOV, Operand::Register(SizeCode::X, to), Scalar(SIMDSizeCode::D, from)) => {
            copy(all, zero_or(to), Some(lower(from)), true);
        }
        (Opcode::FMOV, Scalar(SIMDSizeCode::D, to), Scalar(SIMDSizeCode::D, from)) => {
            all.push(Effect::Copy(lower(to), lower(from)));
            all.push(Effect::Number(lower(to) + 1, 0));
        }
        (Opcode::ORR, Elements(SIMDSizeCode::Q, to, _), Elements(_, from, _))
            if second == third =>
        {
            all.push(Effect::Copy(lower(to), lower(from)));
            all.push(Effect::Copy(lower(to) + 1, lower(from) + 1));
        }
        (Opcode::EOR, Elements(_, to, _), _) if second == third => zero_vector(all, to),
        (Opcode::MOVI, Elements(_, to, _) | Scalar(_, to), Operand::Imm64(0)) => {
            zero_vector(all, to);
        }
        _ => return None,
    }
    Some(())
}

fn zero_vector(all: &mut Effects, number: u16) {
    all.push(Effect::Number(lower(number), 0));
    all.push(Effect::Number(lower(number) + 1, 0));
}

/// The lower word of a vector. Of 32 vectors those are followed in which the compiler of Go carries
/// what it copies; the others are registers that nobody follows.
fn lower(number: u16) -> Register {
    match number {
        0..=13 => vector(number as u8),
        16 | 17 => vector(number as u8 - 2),
        _ => REGISTERS as Register,
    }
}

/// What an instruction says of memory.
struct Access {
    /// What becomes of the register that tells the place, before.
    before: Option<Effect>,
    /// The place, where no more than one register tells it.
    place: Option<Place>,
    /// What becomes of the register afterwards.
    after: Option<Effect>,
}

fn access(operand: &Operand, address: u64) -> Option<Access> {
    let at = |base: u16, offset: i32| {
        Some(Place { base: Some(base as Register), offset: i64::from(offset) })
    };
    let moved =
        |base: u16, by: i32| Some(Effect::Add(base as Register, base as Register, i64::from(by)));
    let (before, place, after) = match *operand {
        Operand::RegPreIndex(base, by, true) => (moved(base, by), at(base, 0), None),
        Operand::RegPreIndex(base, by, false) => (None, at(base, by), None),
        Operand::RegPostIndex(base, by) => (None, at(base, 0), moved(base, by)),
        Operand::RegPostIndexReg(base, _) => {
            (None, at(base, 0), Some(Effect::Lose(base as Register)))
        }
        Operand::RegRegOffset(..) => (None, None, None),
        Operand::PCOffset(by) => {
            let offset = address.wrapping_add_signed(by) as i64;
            (None, Some(Place { base: None, offset }), None)
        }
        _ => return None,
    };
    Some(Access { before, place, after })
}

/// What instructions do that load or store words.
fn memory(one: &Decoded, address: u64, all: &mut Effects) -> Option<()> {
    let [first, second, ..] = one.operands;
    let (pair, loads, whole) = match one.opcode {
        Opcode::LDR
        | Opcode::LDUR
        | Opcode::LDTR
        | Opcode::LDAR
        | Opcode::LDLAR
        | Opcode::LDXR
        | Opcode::LDAXR
        | Opcode::LDAPR
        | Opcode::LDAPUR => (false, true, true),
        Opcode::STR
        | Opcode::STUR
        | Opcode::STTR
        | Opcode::STLR
        | Opcode::STLLR
        | Opcode::STLUR => (false, false, true),
        Opcode::STRB
        | Opcode::STURB
        | Opcode::STTRB
        | Opcode::STLRB
        | Opcode::STLLRB
        | Opcode::STLURB
        | Opcode::STRH
        | Opcode::STURH
        | Opcode::STTRH
        | Opcode::STLRH
        | Opcode::STLLRH
        | Opcode::STLURH => (false, false, false),
        Opcode::LDP | Opcode::LDNP | Opcode::LDXP | Opcode::LDAXP => (true, true, true),
        Opcode::STP | Opcode::STNP => (true, false, true),
        _ => return None,
    };
    let Access { before, place, after } =
        one.operands.iter().find_map(|operand| access(operand, address))?;
    before.into_iter().for_each(|effect| all.push(effect));
    match (loads, whole) {
        (true, _) => load(first, pair.then_some(second), place?, all)?,
        // Where a table is written to nobody knows.
        (false, _) if place.is_none() => {}
        (false, true) => store(first, pair.then_some(second), place?, all)?,
        (false, false) => all.push(Effect::Store(place?, Stored::Unknown, 2)),
    }
    after.into_iter().for_each(|effect| all.push(effect));
    Some(())
}

/// The registers of an operand, nothing where it is zero, and the length of each.
fn words(operand: Operand) -> Option<([Option<Option<Register>>; 2], u8)> {
    match operand {
        Operand::Register(SizeCode::X, number) => Some(([Some(zero_or(number)), None], 8)),
        Operand::Register(SizeCode::W, number) => Some(([Some(zero_or(number)), None], 4)),
        Operand::SIMDRegister(size, number) => {
            let low = Some(Some(lower(number)));
            match size {
                SIMDSizeCode::S => Some(([low, None], 4)),
                SIMDSizeCode::D => Some(([low, None], 8)),
                SIMDSizeCode::Q => Some(([low, Some(Some(lower(number) + 1))], 8)),
                SIMDSizeCode::B | SIMDSizeCode::H => None,
            }
        }
        _ => None,
    }
}

fn load(first: Operand, second: Option<Operand>, mut at: Place, all: &mut Effects) -> Option<()> {
    let mut loads = Vec::new();
    let mut zeros = Vec::new();
    for operand in [Some(first), second].into_iter().flatten() {
        let (registers, size) = words(operand)?;
        for register in registers.into_iter().flatten() {
            loads.extend(register.map(|register| Effect::Load(register, at, size)));
            at.offset = at.offset.wrapping_add(i64::from(size));
        }
        if let Operand::SIMDRegister(SIMDSizeCode::S | SIMDSizeCode::D, number) = operand {
            zeros.push(Effect::Number(lower(number) + 1, 0));
        }
    }
    // The register that tells the place is lost last.
    let is_base = |effect: &Effect| matches!(effect, Effect::Load(to, ..) if Some(*to) == at.base);
    loads.sort_by_key(is_base);
    loads.into_iter().chain(zeros).for_each(|effect| all.push(effect));
    Some(())
}

fn store(first: Operand, second: Option<Operand>, mut at: Place, all: &mut Effects) -> Option<()> {
    for operand in [Some(first), second].into_iter().flatten() {
        let (registers, size) = words(operand)?;
        for register in registers.into_iter().flatten() {
            let stored = register.map_or(Stored::Number(0), Stored::Register);
            all.push(Effect::Store(at, stored, size));
            at.offset = at.offset.wrapping_add(i64::from(size));
        }
    }
    Some(())
}

/// What any other instruction does: it loses what it writes to.
fn others(one: &Decoded) -> Effects {
    /// No instruction stores more.
    const MOST: u8 = 64;
    let mut all = Effects::default();
    let accessed = one.operands.iter().find_map(|operand| match operand {
        Operand::PCOffset(_) => None,
        other => access(other, 0),
    });
    let Access { before, place, after } =
        accessed.unwrap_or(Access { before: None, place: None, after: None });
    before.into_iter().for_each(|effect| all.push(effect));
    if let Some(place) = place.filter(|_| !only_loads(one.opcode)) {
        all.push(Effect::Store(place, Stored::Unknown, MOST));
    }
    match one.operands[0] {
        Operand::SIMDRegisterGroup(..)
        | Operand::SIMDRegisterGroupLane(..)
        | Operand::RegisterPair(..) => all.push(Effect::LoseAll),
        Operand::Nothing => {
            // Pointers that are signed or looked through where they are.
            all.push(Effect::Lose(17));
            all.push(Effect::Lose(LINK));
        }
        written => lose(written, &mut all),
    }
    if writes_two(one.opcode) {
        lose(one.operands[1], &mut all);
    }
    after.into_iter().for_each(|effect| all.push(effect));
    all
}

fn lose(operand: Operand, all: &mut Effects) {
    match operand {
        Operand::Register(..) | Operand::RegisterOrSP(..) => {
            let (register, _) = target(operand).unwrap_or((None, true));
            register.into_iter().for_each(|register| all.push(Effect::Lose(register)));
        }
        Operand::SIMDRegister(_, number)
        | Operand::SIMDRegisterElements(_, number, _)
        | Operand::SIMDRegisterElementsLane(_, number, ..)
        | Operand::SIMDRegisterElementsMultipleLane(_, number, ..) => {
            all.push(Effect::Lose(lower(number)));
            all.push(Effect::Lose(lower(number) + 1));
        }
        _ => {}
    }
}

/// Whether an instruction writes to its second operand too.
fn writes_two(opcode: Opcode) -> bool {
    use Opcode::*;
    matches!(opcode, LDP | LDNP | LDPSW | LDXP | LDAXP)
        || matches!(opcode, SWP(_) | SWPB(_) | SWPH(_))
        || matches!(opcode, LDADD(_) | LDCLR(_) | LDEOR(_) | LDSET(_))
        || matches!(opcode, LDSMAX(_) | LDSMIN(_) | LDUMAX(_) | LDUMIN(_))
        || matches!(opcode, LDADDB(_) | LDCLRB(_) | LDEORB(_) | LDSETB(_))
        || matches!(opcode, LDSMAXB(_) | LDSMINB(_) | LDUMAXB(_) | LDUMINB(_))
        || matches!(opcode, LDADDH(_) | LDCLRH(_) | LDEORH(_) | LDSETH(_))
        || matches!(opcode, LDSMAXH(_) | LDSMINH(_) | LDUMAXH(_) | LDUMINH(_))
}

/// Whether an instruction that speaks of memory does not write to it.
fn only_loads(opcode: Opcode) -> bool {
    use Opcode::*;
    matches!(opcode, LDR | LDRB | LDRH | LDRSB | LDRSH | LDRSW | LDRAA | LDRAB | PRFM | PRFUM)
        || matches!(opcode, LDUR | LDURB | LDURH | LDURSB | LDURSH | LDURSW)
        || matches!(opcode, LDTR | LDTRB | LDTRH | LDTRSB | LDTRSH | LDTRSW)
        || matches!(opcode, LDAR | LDARB | LDARH | LDLAR | LDLARB | LDLARH | LDAPR | LDAPRB)
        || matches!(opcode, LDAPRH | LDAPUR | LDAPURB | LDAPURH | LDAPURSB | LDAPURSH | LDAPURSW)
        || matches!(opcode, LDXR | LDXRB | LDXRH | LDAXR | LDAXRB | LDAXRH | LDXP | LDAXP)
        || matches!(opcode, LDP | LDNP | LDPSW | LD1 | LD2 | LD3 | LD4 | LD1R | LD2R | LD3R | LD4R)
}
