//! The code of riscv64 (The RISC-V Instruction Set Manual, volume I), short instructions among it.

mod read;
#[cfg(test)]
mod tests;

use super::spoken::{self, Addresses};
use super::{Convention, Effect, Effects, Flow, Instruction, Mention, Place, Register, Stored};
use read::{Op, length, read};

const ZERO: Register = 0;
const LINK: Register = 1;
const SP: Register = 2;
/// It holds all the time where the data lies, in programs that are linked so.
const GLOBAL: Register = 3;
/// The register that functions keep the way back in which save registers for others.
const OTHER_LINK: Register = 5;
/// No register of the architecture: what nobody knows.
const NOBODY: Register = 63;

/// The calling convention of RISC-V: a call leaves the way back in a register.
pub(super) const CONVENTION: Convention = Convention {
    stack: SP,
    // Go has no register for that, and C only where it is told to.
    frame: SP,
    number: 17,
    pushed: 0,
    kept_by_c: &[3, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27],
    zero_in_go: &[],
    // The vDSO's (arch/riscv/kernel/vdso/rt_sigreturn.S, asm-generic/unistd.h).
    back_from_signals: Some(139),
};

/// The instructions in some bytes.
pub(super) fn decode(
    bytes: &[u8],
    address: u64,
    global: Option<u64>,
) -> impl Iterator<Item = Instruction> + '_ {
    let mut at = 0;
    // The instruction before, if it made a part of an address: the next one may go there.
    let mut part: Option<(Register, u64)> = None;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..)?;
        let len = length(rest)?;
        let op = read(rest);
        let address = address.wrapping_add(at as u64);
        at += len;
        let next = Next { op, address, global };
        let (effects, flow) = (next.effects(), next.flow(part));
        part = match op {
            Op::Auipc(to, by) => Some((to, address.wrapping_add_signed(by))),
            _ => None,
        };
        Some(Instruction { address, len: len as u8, effects, flow })
    })
}

/// Where the instructions of some bytes call the kernel.
pub(super) fn kernel_calls(bytes: &[u8], address: u64) -> Vec<u64> {
    let (mut at, mut found) = (0, Vec::new());
    while let Some(rest) = bytes.get(at..)
        && let Some(len) = length(rest)
    {
        if rest.starts_with(&[0x73, 0, 0, 0]) {
            found.push(address.wrapping_add(at as u64));
        }
        at += len;
    }
    found
}

/// Jumps and calls, and addresses that are made of a distance and the place there.
pub(super) fn mentions(
    bytes: &[u8],
    address: u64,
    global: Option<u64>,
    each: impl FnMut(u64, Mention, u64),
) {
    spoken::mentions(decode(bytes, address, global), Addresses::InParts, &CONVENTION, each);
}

/// A store at such an address.
pub(super) fn may_store(bytes: &[u8], address: u64, global: Option<u64>, place: u64) -> bool {
    spoken::may_store(decode(bytes, address, global), Addresses::InParts, &CONVENTION, place)
}

/// What a program holds in the register for that: what its first instructions put there (`load_gp` of the C
/// library's crt1).
pub(super) fn global<'a>(code: impl Iterator<Item = (&'a [u8], u64)>) -> Option<u64> {
    let mut code = code;
    code.find_map(|(bytes, address)| {
        (0..bytes.len().saturating_sub(7)).step_by(2).find_map(|at| {
            // AUIPC of it, and then ADDI to it.
            if bytes[at] != 0x97 || bytes[at + 1] & 0xf != 1 {
                return None;
            }
            let (Op::Auipc(GLOBAL, by), Op::AddNumber(GLOBAL, GLOBAL, more)) =
                (read(&bytes[at..]), read(&bytes[at + 4..]))
            else {
                return None;
            };
            Some(address.wrapping_add(at as u64).wrapping_add_signed(by).wrapping_add_signed(more))
        })
    })
}

/// An instruction where it stands.
struct Next {
    op: Op,
    address: u64,
    global: Option<u64>,
}

impl Next {
    fn flow(&self, part: Option<(Register, u64)>) -> Flow {
        let near = |by: i64| self.address.wrapping_add_signed(by);
        match self.op {
            Op::Jump(ZERO, by) => Flow::Jump(near(by)),
            Op::Jump(_, by) => Flow::Call(near(by)),
            Op::Branch(by) => Flow::Branch(near(by)),
            Op::Away(ZERO, LINK, 0) => Flow::Return,
            Op::Away(link, through, by) => {
                let known = part.filter(|(register, _)| *register == through);
                let known = known.map(|(_, part)| part.wrapping_add_signed(by));
                let register = if by == 0 { through } else { NOBODY };
                match (known, link) {
                    (Some(target), ZERO) => Flow::Jump(target),
                    (Some(target), _) => Flow::Call(target),
                    (None, ZERO) => Flow::JumpRegister(register),
                    (None, _) => Flow::CallRegister(register),
                }
            }
            Op::Kernel => Flow::Syscall,
            Op::Stop => Flow::Stop,
            _ => Flow::Next,
        }
    }

    fn effects(&self) -> Effects {
        let mut all = Effects::default();
        match self.op {
            Op::Number(to, number) => self.push(&mut all, Effect::Number(to, number as u64)),
            Op::Auipc(to, by) => {
                let number = self.address.wrapping_add_signed(by);
                self.push(&mut all, Effect::Number(to, number));
            }
            Op::AddNumber(to, from, by) => self.add(&mut all, to, from, by),
            Op::AddNumberShort(to, ZERO, by) => self.push(&mut all, Effect::Number(to, by as u64)),
            Op::AddNumberShort(to, from, 0) => self.push(&mut all, Effect::Signed(to, from)),
            Op::AddNumberShort(to, from, by) => {
                self.add(&mut all, to, from, by);
                self.push(&mut all, Effect::Signed(to, to));
            }
            Op::Add(to, ZERO, from) | Op::Add(to, from, ZERO) => {
                self.add(&mut all, to, from, 0);
            }
            Op::Add(to, a, b) => self.push(&mut all, Effect::Sum(to, a, b)),
            Op::Subtract(to, from, ZERO) => self.add(&mut all, to, from, 0),
            Op::Subtract(to, ZERO, _) => self.push(&mut all, Effect::Lose(to)),
            Op::Subtract(to, a, b) => self.push(&mut all, Effect::Difference(to, a, b)),
            Op::Low(to, ZERO) => self.push(&mut all, Effect::Number(to, 0)),
            Op::Low(to, from) => self.push(&mut all, Effect::Low(to, from)),
            Op::Load { to, base, by, size, signed } => {
                self.push(&mut all, Effect::Load(to, self.place(base, by), size));
                if signed {
                    self.push(&mut all, Effect::Signed(to, to));
                }
            }
            Op::Store { from, base, by, size } => {
                let stored = match (from, size) {
                    (Some(ZERO), _) => Stored::Number(0),
                    (Some(from), 4..) => Stored::Register(from),
                    _ => Stored::Unknown,
                };
                all.push(Effect::Store(self.place(base, by), stored, size));
            }
            // What compares and changes it at once.
            Op::Atomic { to, base } => {
                all.push(Effect::Store(self.place(base, 0), Stored::Unknown, 16));
                self.push(&mut all, Effect::Lose(to));
                self.push(&mut all, Effect::Lose(to | 1));
            }
            Op::StoreVector { base } => {
                /// Four of these are as long as eight vectors of the usual length are twice.
                const PART: i64 = 64;
                for part in 0..4 {
                    let place = self.place(base, part * PART);
                    all.push(Effect::Store(place, Stored::Unknown, PART as u8));
                }
            }
            Op::Writes(to) => self.push(&mut all, Effect::Lose(to)),
            // Who is called so may have made room on the stack for its caller.
            Op::Jump(OTHER_LINK, _) | Op::Away(OTHER_LINK, ..) => all.push(Effect::Lose(SP)),
            // The kernel keeps all but its answer.
            Op::Kernel => all.push(Effect::Lose(10)),
            Op::Jump(..) | Op::Away(..) | Op::Branch(_) | Op::Stop | Op::Nothing => {}
            Op::Unknown => all.push(Effect::LoseAll),
        }
        all
    }

    /// What is written to where nothing is kept, or what is always there, is not written.
    fn push(&self, all: &mut Effects, effect: Effect) {
        let is_fixed = |register| register == ZERO || (register == GLOBAL && self.global.is_some());
        if effect.written().is_none_or(|register| !is_fixed(register)) {
            all.push(effect);
        }
    }

    fn known(&self, register: Register) -> Option<u64> {
        match register {
            ZERO => Some(0),
            GLOBAL => self.global,
            _ => None,
        }
    }

    fn add(&self, all: &mut Effects, to: Register, from: Register, by: i64) {
        match (from, self.known(from)) {
            (ZERO, _) => self.push(all, Effect::Number(to, by as u64)),
            // In two parts, as every address of data.
            (_, Some(known)) => {
                self.push(all, Effect::Number(to, known));
                self.push(all, Effect::Add(to, to, by));
            }
            _ if by == 0 => self.push(all, Effect::Copy(to, from)),
            _ => self.push(all, Effect::Add(to, from, by)),
        }
    }

    fn place(&self, base: Register, by: i64) -> Place {
        match self.known(base) {
            Some(known) => Place { base: None, offset: known.wrapping_add_signed(by) as i64 },
            None => Place { base: Some(base), offset: by },
        }
    }
}
