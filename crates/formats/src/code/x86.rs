//! The code of amd64 and 386.

use iced_x86::{
    Code, Decoder, DecoderOptions, FlowControl, Instruction as Decoded, InstructionInfoFactory,
    InstructionInfoOptions, Mnemonic, OpAccess, OpKind, Register as Name,
};

#[cfg(test)]
mod tests;

use super::{
    Convention, Effect, Effects, Flow, Instruction, Mention, Place, Register, Stored, vector,
};

const AX: Register = 0;
const SP: Register = 4;
const BP: Register = 5;
/// No register of the architecture: what goes from one place in memory to another.
const SPARE: Register = 16;

/// System V amd64: a call pushes the address to come back to.
pub(super) const CONVENTION_64: Convention = Convention {
    stack: SP,
    frame: BP,
    number: AX,
    pushed: 8,
    kept_by_c: &[3, 5, 12, 13, 14, 15],
    zero_in_go: &[vector(15), vector(15) + 1],
    back_from_signals: None,
};

/// System V i386.
pub(super) const CONVENTION_32: Convention = Convention {
    stack: SP,
    frame: BP,
    number: AX,
    pushed: 4,
    kept_by_c: &[3, 5, 6, 7],
    zero_in_go: &[],
    back_from_signals: None,
};

/// The instructions in some bytes.
pub(super) fn decode(
    bytes: &[u8],
    address: u64,
    bits: u32,
) -> impl Iterator<Item = Instruction> + '_ {
    let (mut factory, mut zeroed) = (InstructionInfoFactory::new(), None);
    each(bytes, address, bits, move |decoded| {
        let mut effects = effects(decoded, &mut factory, bits);
        if let Some(whole) = low_byte(decoded, zeroed) {
            effects = Effects::default();
            effects.push(whole);
        }
        zeroed = match effects.iter().next() {
            Some(Effect::Number(register, 0)) => Some(register),
            _ => None,
        };
        let (address, len, flow) = (decoded.ip(), decoded.len() as u8, flow(decoded));
        Instruction { address, len, effects, flow }
    })
}

/// Of each instruction its address, its length and where control goes.
pub(super) fn flows(
    bytes: &[u8],
    address: u64,
    bits: u32,
) -> impl Iterator<Item = (u64, u8, Flow)> + '_ {
    each(bytes, address, bits, |decoded| (decoded.ip(), decoded.len() as u8, flow(decoded)))
}

fn each<'a, T>(
    bytes: &'a [u8],
    address: u64,
    bits: u32,
    mut of: impl FnMut(&Decoded) -> T + 'a,
) -> impl Iterator<Item = T> + 'a {
    let mut decoder = Decoder::with_ip(bits, bytes, address, DecoderOptions::NONE);
    let mut decoded = Decoded::default();
    std::iter::from_fn(move || {
        if !decoder.can_decode() {
            return None;
        }
        decoder.decode_out(&mut decoded);
        (!decoded.is_invalid()).then(|| of(&decoded))
    })
}

/// What a register holds after its lowest byte is set where it was made zero by the instruction before: so a
/// number is loaded in few bytes.
fn low_byte(one: &Decoded, zeroed: Option<Register>) -> Option<Effect> {
    let to = one.op0_register();
    let is_low = matches!(to, Name::AL | Name::CL | Name::DL | Name::BL);
    let sets = one.mnemonic() == Mnemonic::Mov && one.op1_kind() == OpKind::Immediate8;
    let register = general(to).filter(|register| is_low && sets && zeroed == Some(*register))?;
    Some(Effect::Number(register, u64::from(one.immediate8())))
}

fn flow(one: &Decoded) -> Flow {
    match one.flow_control() {
        FlowControl::Next => Flow::Next,
        FlowControl::UnconditionalBranch => Flow::Jump(one.near_branch_target()),
        FlowControl::ConditionalBranch | FlowControl::XbeginXabortXend => {
            Flow::Branch(one.near_branch_target())
        }
        FlowControl::Call if one.mnemonic() == Mnemonic::Syscall => Flow::Syscall,
        FlowControl::Call if one.mnemonic() == Mnemonic::Sysenter => Flow::Syscall,
        FlowControl::Call if one.is_call_near() => Flow::Call(one.near_branch_target()),
        FlowControl::Interrupt if one.code() == Code::Int_imm8 && one.immediate8() == 0x80 => {
            Flow::Syscall
        }
        FlowControl::IndirectCall if is_into_kernel(one) => Flow::Syscall,
        FlowControl::IndirectCall => match target(one) {
            Ok(register) => Flow::CallRegister(register),
            Err(place) => Flow::CallMemory(place),
        },
        FlowControl::IndirectBranch => match target(one) {
            Ok(register) => Flow::JumpRegister(register),
            Err(place) => Flow::JumpMemory(place),
        },
        // A far call is of no program here.
        FlowControl::Call => Flow::Next,
        FlowControl::Return => Flow::Return,
        FlowControl::Interrupt | FlowControl::Exception => Flow::Stop,
    }
}

/// Whether it is the call through the block of a thread by which glibc, and Go where it was told to, call the
/// kernel on 386: `CALL 0x10(GS)`.
fn is_into_kernel(one: &Decoded) -> bool {
    one.code() == Code::Call_rm32
        && one.op0_kind() == OpKind::Memory
        && one.segment_prefix() == Name::GS
        && one.memory_base() == Name::None
        && one.memory_index() == Name::None
        && one.memory_displacement64() == 0x10
}

/// What an indirect call or jump goes through. What has an index is a place that nobody knows.
fn target(one: &Decoded) -> Result<Register, Place> {
    match one.op0_kind() {
        OpKind::Register => general(one.op0_register()).ok_or(NOWHERE),
        _ => Err(place(one).unwrap_or(NOWHERE)),
    }
}

/// No program has anything there.
const NOWHERE: Place = Place { base: None, offset: 0 };

fn effects(one: &Decoded, factory: &mut InstructionInfoFactory, bits: u32) -> Effects {
    let mut all = Effects::default();
    if known(one, bits, &mut all).is_some() {
        return all;
    }
    all = Effects::default();
    let info = factory.info_options(one, InstructionInfoOptions::NONE);
    for used in info.used_registers() {
        let written = matches!(
            used.access(),
            OpAccess::Write | OpAccess::CondWrite | OpAccess::ReadWrite | OpAccess::ReadCondWrite
        );
        if let Some(register) = general(used.register()).filter(|_| written) {
            all.push(Effect::Lose(register));
        } else if let Some(low) = lower(full_vector(used.register())).filter(|_| written) {
            all.push(Effect::Lose(low));
            all.push(Effect::Lose(low + 1));
        }
    }
    for used in info.used_memory() {
        let written = matches!(
            used.access(),
            OpAccess::Write | OpAccess::CondWrite | OpAccess::ReadWrite | OpAccess::ReadCondWrite
        );
        if let Some(place) = place(one).filter(|_| written) {
            let size = used.memory_size().size().clamp(1, 64) as u8;
            all.push(Effect::Store(place, Stored::Unknown, size));
        }
    }
    all
}

/// What an instruction does that there are words for.
fn known(one: &Decoded, bits: u32, all: &mut Effects) -> Option<()> {
    let (to, from) = (one.op0_kind(), one.op1_kind());
    let word = (bits / 8) as u8;
    match one.mnemonic() {
        Mnemonic::Mov => match (to, from) {
            (OpKind::Register, OpKind::Register) => {
                let (to, from) = (one.op0_register(), one.op1_register());
                let (target, source) = (general(to)?, general(from)?);
                all.push(match to.size() {
                    8 => Effect::Copy(target, source),
                    4 if bits == 32 => Effect::Copy(target, source),
                    4 => Effect::Low(target, source),
                    _ => Effect::Lose(target),
                });
            }
            (OpKind::Register, OpKind::Memory) => {
                let to = one.op0_register();
                let target = general(to)?;
                all.push(match place(one) {
                    Some(place) if to.size() >= 4 => Effect::Load(target, place, to.size() as u8),
                    _ => Effect::Lose(target),
                });
            }
            (OpKind::Memory, OpKind::Register) => {
                let from = one.op1_register();
                let stored = general(from).filter(|_| from.size() >= 4);
                let stored = stored.map_or(Stored::Unknown, Stored::Register);
                all.push(Effect::Store(place(one)?, stored, from.size() as u8));
            }
            (OpKind::Memory, _) => {
                let size = one.memory_size().size() as u8;
                all.push(Effect::Store(place(one)?, Stored::Number(one.immediate(1)), size));
            }
            (OpKind::Register, _) => {
                let to = one.op0_register();
                let target = general(to)?;
                all.push(match to.size() {
                    4 => Effect::Number(target, u64::from(one.immediate(1) as u32)),
                    8 => Effect::Number(target, one.immediate(1)),
                    _ => Effect::Lose(target),
                });
            }
            _ => return None,
        },
        Mnemonic::Lea => {
            let to = one.op0_register();
            let target = general(to)?;
            let place = place(one).filter(|_| u32::from(word) == to.size() as u32)?;
            all.push(match place.base {
                Some(base) => Effect::Add(target, base, place.offset),
                None => Effect::Number(target, place.offset as u64),
            });
        }
        Mnemonic::Xor | Mnemonic::Sub
            if to == OpKind::Register
                && from == OpKind::Register
                && one.op0_register() == one.op1_register()
                && one.op0_register().size() >= 4 =>
        {
            all.push(Effect::Number(general(one.op0_register())?, 0));
        }
        Mnemonic::Add | Mnemonic::Sub if to == OpKind::Register && is_number(from) => {
            let to = one.op0_register();
            let target = general(to)?;
            let number = one.immediate(1) as i64;
            if to.size() != usize::from(word) {
                return None;
            }
            let number =
                if one.mnemonic() == Mnemonic::Add { number } else { number.checked_neg()? };
            all.push(Effect::Add(target, target, number));
        }
        Mnemonic::Inc | Mnemonic::Dec if to == OpKind::Register => {
            let to = one.op0_register();
            let target = general(to).filter(|_| to.size() == usize::from(word))?;
            let by = if one.mnemonic() == Mnemonic::Inc { 1 } else { -1 };
            all.push(Effect::Add(target, target, by));
        }
        // -1 is a number that programs load this way.
        Mnemonic::Or
            if to == OpKind::Register
                && is_number(from)
                && one.immediate(1) == u64::MAX
                && one.op0_register().size() == usize::from(word) =>
        {
            all.push(Effect::Number(general(one.op0_register())?, u64::MAX));
        }
        Mnemonic::Push => {
            let stored = match to {
                OpKind::Register => {
                    general(one.op0_register()).map_or(Stored::Unknown, Stored::Register)
                }
                // Where that lies is told before the stack pointer moves.
                OpKind::Memory => match place(one) {
                    Some(place) => {
                        all.push(Effect::Load(SPARE, place, word));
                        Stored::Register(SPARE)
                    }
                    None => Stored::Unknown,
                },
                _ => Stored::Number(one.immediate(0)),
            };
            all.push(Effect::Add(SP, SP, -i64::from(word)));
            all.push(Effect::Store(Place { base: Some(SP), offset: 0 }, stored, word));
        }
        Mnemonic::Pop => {
            if let OpKind::Register = to {
                let target = general(one.op0_register())?;
                all.push(Effect::Load(target, Place { base: Some(SP), offset: 0 }, word));
            }
            all.push(Effect::Add(SP, SP, i64::from(word)));
        }
        Mnemonic::Leave => {
            all.push(Effect::Copy(SP, BP));
            all.push(Effect::Load(BP, Place { base: Some(SP), offset: 0 }, word));
            all.push(Effect::Add(SP, SP, i64::from(word)));
        }
        Mnemonic::Pushfq | Mnemonic::Pushfd => {
            all.push(Effect::Add(SP, SP, -i64::from(word)));
            let place = Place { base: Some(SP), offset: 0 };
            all.push(Effect::Store(place, Stored::Unknown, word));
        }
        Mnemonic::Popfq | Mnemonic::Popfd => all.push(Effect::Add(SP, SP, i64::from(word))),
        Mnemonic::Call if is_into_kernel(one) => all.push(Effect::Lose(AX)),
        // A call leaves the stack as it was; what it does to registers its convention says.
        Mnemonic::Call | Mnemonic::Ret | Mnemonic::Jmp => {}
        Mnemonic::Cmp | Mnemonic::Test | Mnemonic::Nop | Mnemonic::Bt => {}
        _ if is_choice(one.mnemonic()) && from == OpKind::Register => {
            let target = general(one.op0_register())?;
            let source = general(one.op1_register())?;
            all.push(Effect::Either(target, target, source));
        }
        // Two words at once: how structures are copied.
        Mnemonic::Movups | Mnemonic::Movdqu | Mnemonic::Movaps | Mnemonic::Movdqa => {
            match (to, from) {
                (OpKind::Register, OpKind::Memory) => {
                    let (low, place) = (lower(one.op0_register())?, place(one)?);
                    all.push(Effect::Load(low, place, 8));
                    all.push(Effect::Load(low + 1, behind(place), 8));
                }
                (OpKind::Memory, OpKind::Register) => {
                    let (low, place) = (lower(one.op1_register())?, place(one)?);
                    all.push(Effect::Store(place, Stored::Register(low), 8));
                    all.push(Effect::Store(behind(place), Stored::Register(low + 1), 8));
                }
                (OpKind::Register, OpKind::Register) => {
                    let (target, source) = (lower(one.op0_register())?, lower(one.op1_register())?);
                    all.push(Effect::Copy(target, source));
                    all.push(Effect::Copy(target + 1, source + 1));
                }
                _ => return None,
            }
        }
        Mnemonic::Xorps | Mnemonic::Pxor if one.op0_register() == one.op1_register() => {
            let low = lower(one.op0_register())?;
            all.push(Effect::Number(low, 0));
            all.push(Effect::Number(low + 1, 0));
        }
        // After a call of the kernel: the answer, and what the instruction itself needs.
        Mnemonic::Syscall => [0, 1, 11].into_iter().for_each(|one| all.push(Effect::Lose(one))),
        Mnemonic::Int => all.push(Effect::Lose(AX)),
        _ => return None,
    }
    Some(())
}

fn full_vector(name: Name) -> Name {
    match name.is_ymm() || name.is_zmm() {
        true => Name::XMM0 + name.number() as u32,
        false => name,
    }
}

/// The next word.
fn behind(place: Place) -> Place {
    Place { offset: place.offset.wrapping_add(8), ..place }
}

/// The lower word of a vector register.
fn lower(name: Name) -> Option<Register> {
    (name.is_xmm() && name.number() < 16).then(|| vector(name.number() as u8))
}

fn is_choice(name: Mnemonic) -> bool {
    use Mnemonic::*;
    matches!(
        name,
        Cmova
            | Cmovae
            | Cmovb
            | Cmovbe
            | Cmove
            | Cmovg
            | Cmovge
            | Cmovl
            | Cmovle
            | Cmovne
            | Cmovno
            | Cmovnp
            | Cmovns
            | Cmovo
            | Cmovp
            | Cmovs
    )
}

fn is_number(kind: OpKind) -> bool {
    !matches!(kind, OpKind::Register | OpKind::Memory)
}

/// The number of a general register, of whatever part of it. The upper byte of one is not told apart: it
/// is never read as a number, and losing the whole is safe.
fn general(name: Name) -> Option<Register> {
    let full = name.full_register();
    full.is_gpr64().then(|| full.number() as Register)
}

/// The place of an operand in memory, where it needs no more than one register to tell.
fn place(one: &Decoded) -> Option<Place> {
    // What lies behind the segment of a thread is no place of ours.
    let is_plain = !matches!(one.segment_prefix(), Name::FS | Name::GS);
    if !is_plain || one.memory_index() != Name::None {
        return None;
    }
    if one.is_ip_rel_memory_operand() {
        return Some(Place { base: None, offset: one.ip_rel_memory_address() as i64 });
    }
    let displacement = match one.memory_base() {
        base if base.size() == 4 => i64::from(one.memory_displacement32() as i32),
        _ => one.memory_displacement64() as i64,
    };
    match one.memory_base() {
        Name::None => Some(Place { base: None, offset: one.memory_displacement64() as i64 }),
        base => Some(Place { base: Some(general(base)?), offset: displacement }),
    }
}

/// SYSCALL, SYSENTER, INT 0x80 and CALL 0x10(GS), whose first byte is 0x65.
pub(super) fn kernel_calls(bytes: &[u8], address: u64) -> Vec<u64> {
    const CALLS: [&[u8]; 4] =
        [&[0x0f, 0x05], &[0x0f, 0x34], &[0xcd, 0x80], &[0x65, 0xff, 0x15, 0x10, 0, 0, 0]];
    let found = CALLS.iter().flat_map(|call| memchr::memmem::find_iter(bytes, call));
    let mut sites: Vec<u64> = found.map(|at| address.wrapping_add(at as u64)).collect();
    sites.sort_unstable();
    sites
}

/// Calls and jumps with four bytes of distance, and operands that are counted from the next instruction.
pub(super) fn mentions_64(bytes: &[u8], address: u64, mut each: impl FnMut(u64, Mention, u64)) {
    let distance = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        let next = address.wrapping_add(at as u64 + 4);
        Some(next.wrapping_add_signed(i64::from(i32::from_le_bytes(four))))
    };
    goes(bytes, address, &distance, &mut each);
    // LEA, MOV into a register, CALL and JMP, of a place that is counted from the next instruction.
    for at in memchr::memchr3_iter(0x8d, 0x8b, 0xff, bytes) {
        let Some(next) = bytes.get(at + 1) else { continue };
        let is_place = match bytes[at] {
            0xff => matches!(next, 0x15 | 0x25),
            _ => next & 0xc7 == 5,
        };
        if is_place && let Some(target) = distance(at + 2) {
            let mention = if bytes[at] == 0x8d { Mention::Takes } else { Mention::Reads };
            each(address.wrapping_add(at as u64), mention, target);
        }
    }
}

/// MOV into a place that is counted from the next instruction, before which a number may stand.
pub(super) fn may_store_64(bytes: &[u8], address: u64, places: &[u64]) -> bool {
    memchr::memchr3_iter(0x89, 0xc7, 0x11, bytes).any(|at| {
        let Some(Ok(four)) = bytes.get(at + 2..at + 6).map(<[u8; 4]>::try_from) else {
            return false;
        };
        let number = if bytes[at] == 0xc7 { 4 } else { 0 };
        let next = address.wrapping_add(at as u64 + 6 + number);
        let target = next.wrapping_add_signed(i64::from(i32::from_le_bytes(four)));
        let stored = target..target.saturating_add(16);
        bytes[at + 1] & 0xc7 == 5 && places.iter().any(|place| stored.contains(place))
    })
}

/// The same for 386, which writes addresses as they are.
pub(super) fn may_store_32(bytes: &[u8], _: u64, place: u64) -> bool {
    memchr::memmem::find(bytes, &(place as u32).to_le_bytes()).is_some()
}

/// The same as [`mentions_64`] for 386.
pub(super) fn mentions_32(bytes: &[u8], address: u64, mut each: impl FnMut(u64, Mention, u64)) {
    let distance = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        let next = (address as u32).wrapping_add(at as u32 + 4);
        Some(u64::from(next.wrapping_add_signed(i32::from_le_bytes(four))))
    };
    goes(bytes, address, &distance, &mut each);
    for at in 0..bytes.len().saturating_sub(3) {
        if let Some(Ok(four)) = bytes.get(at..at + 4).map(<[u8; 4]>::try_from) {
            each(
                address.wrapping_add(at as u64),
                Mention::Takes,
                u64::from(u32::from_le_bytes(four)),
            );
        }
    }
}

fn goes(
    bytes: &[u8],
    address: u64,
    distance: &impl Fn(usize) -> Option<u64>,
    each: &mut impl FnMut(u64, Mention, u64),
) {
    for at in memchr::memchr2_iter(0xe8, 0xe9, bytes) {
        if let Some(target) = distance(at + 1) {
            let mention = if bytes[at] == 0xe8 { Mention::Calls } else { Mention::Goes };
            each(address.wrapping_add(at as u64), mention, target);
        }
    }
    for at in memchr::memchr_iter(0x0f, bytes) {
        if bytes.get(at + 1).is_some_and(|next| next & 0xf0 == 0x80)
            && let Some(target) = distance(at + 2)
        {
            each(address.wrapping_add(at as u64), Mention::Goes, target);
        }
    }
}
