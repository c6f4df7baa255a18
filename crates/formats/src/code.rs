//! Machine code, in the few words that tell where a number comes from and where control goes.
//!
//! A decoder knows every instruction; whoever asks what number a system call is made with needs a dozen.
//! What has no word here loses what it writes to, so that nothing is believed that may not be so.

pub mod arm;
pub mod arm64;
pub mod ppc64;
pub mod riscv64;
pub mod s390x;
mod spoken;
pub mod x86;

/// A register, by its number in the architecture's own order. From 32 on there are two for each vector: its
/// lower word and the next.
pub type Register = u8;

/// More registers than any architecture here has.
pub const REGISTERS: usize = 64;

/// The lower word of a vector.
pub const fn vector(number: u8) -> Register {
    32 + 2 * number
}

/// What an instruction does to registers and memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The register holds this number afterwards.
    Number(Register, u64),
    /// The first holds what the second does.
    Copy(Register, Register),
    /// The first holds the lower half of what the second does.
    Low(Register, Register),
    /// The first holds the lower half of what the second does, and in the upper one its sign.
    Signed(Register, Register),
    /// The first holds what the second does, with these bits set.
    Or(Register, Register, u64),
    /// The first holds what the second does and this besides.
    Add(Register, Register, i64),
    /// The first holds what the second does and what the third does besides.
    Sum(Register, Register, Register),
    /// The first holds what the second does, less what the third does.
    Difference(Register, Register, Register),
    /// The first holds what one of the others does.
    Either(Register, Register, Register),
    /// Sixteen bits of the register, from this one on, hold a number afterwards; the others stay.
    Sixteen(Register, u16, u8),
    /// The register holds so many bytes of a place in memory.
    Load(Register, Place, u8),
    /// So many bytes of a place in memory hold a value afterwards.
    Store(Place, Stored, u8),
    /// The registers from the first to the second hold words of so many bytes, which lie in memory one behind
    /// the other from a place on.
    Loads(Register, Register, Place, u8),
    /// Words of so many bytes in memory, from a place on, hold what the registers from the first to the second
    /// do.
    Stores(Register, Register, Place, u8),
    /// Nobody knows what the register holds afterwards.
    Lose(Register),
    /// Nobody knows what any register but the stack pointer holds afterwards.
    LoseAll,
}

impl Effect {
    /// The register that it writes to; `None` for one that writes to memory, or to several.
    pub fn written(&self) -> Option<Register> {
        match self {
            Self::Number(to, _)
            | Self::Copy(to, _)
            | Self::Low(to, _)
            | Self::Signed(to, _)
            | Self::Or(to, _, _)
            | Self::Add(to, _, _)
            | Self::Sum(to, _, _)
            | Self::Difference(to, _, _)
            | Self::Sixteen(to, _, _)
            | Self::Either(to, _, _)
            | Self::Load(to, _, _)
            | Self::Lose(to) => Some(*to),
            Self::Store(..) | Self::Stores(..) | Self::Loads(..) | Self::LoseAll => None,
        }
    }

    /// The registers that it writes to, a bit for each.
    pub fn writes(&self) -> u64 {
        let bit = |register: Register| 1u64.checked_shl(u32::from(register)).unwrap_or(0);
        match self {
            Self::LoseAll => u64::MAX,
            Self::Loads(first, last, ..) => (*first..=*last).map(bit).fold(0, |all, one| all | one),
            one => one.written().map_or(0, bit),
        }
    }
}

/// What is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// A number.
    Number(u64),
    /// What a register holds.
    Register(Register),
    /// Something.
    Unknown,
}

/// A place in memory: what a register holds, and so many bytes on; without a register it is an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The register.
    pub base: Option<Register>,
    /// The bytes.
    pub offset: i64,
}

/// Where control goes after an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// To the next one.
    Next,
    /// Into the kernel, and to the next one.
    Syscall,
    /// The same, with a number that the instruction holds itself.
    SyscallOf(u8),
    /// To an address, and back.
    Call(u64),
    /// To where a register says, and back.
    CallRegister(Register),
    /// To where something in memory says, and back.
    CallMemory(Place),
    /// To an address.
    Jump(u64),
    /// To where a register says.
    JumpRegister(Register),
    /// To where something in memory says, as a table of jumps.
    JumpMemory(Place),
    /// To an address or to the next one.
    Branch(u64),
    /// Back to where it was called from.
    Return,
    /// Nowhere.
    Stop,
}

/// An instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Its address.
    pub address: u64,
    /// Its length in bytes.
    pub len: u8,
    /// What it does, in order.
    pub effects: Effects,
    /// Where control goes then.
    pub flow: Flow,
}

/// Up to five effects of one instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effects {
    count: u8,
    all: [Effect; 5],
}

impl Default for Effects {
    fn default() -> Self {
        Self { count: 0, all: [Effect::LoseAll; 5] }
    }
}

impl Effects {
    /// Adds one. A sixth is not kept; no instruction here has it.
    pub fn push(&mut self, effect: Effect) {
        if let Some(place) = self.all.get_mut(usize::from(self.count)) {
            *place = effect;
            self.count += 1;
        }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Effect> + '_ {
        self.all.iter().take(usize::from(self.count)).copied()
    }
}

/// How an architecture calls.
#[derive(Debug, Clone, Copy)]
pub struct Convention {
    /// The stack pointer.
    pub stack: Register,
    /// The register that holds where the frame of a function is: that it holds an address on the stack gives
    /// nobody that address.
    pub frame: Register,
    /// The register that holds the number of a system call.
    pub number: Register,
    /// How many bytes a call puts on the stack; none, where it keeps the way back in a register.
    pub pushed: i64,
    /// The registers that a C function leaves as they were.
    pub kept_by_c: &'static [Register],
    /// The registers that are zero wherever Go calls.
    pub zero_in_go: &'static [Register],
    /// The call by which a handler of signals goes back, where code of the kernel makes it and none of the
    /// program: what the kernel puts on the stack or maps (`rt_sigreturn`).
    pub back_from_signals: Option<u32>,
}

/// An architecture whose code can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// amd64.
    X64,
    /// 386.
    X86,
    /// arm64.
    Arm64,
    /// arm.
    Arm,
    /// riscv64, with what its register for that holds all the time, the address of the data.
    Riscv64(Option<u64>),
    /// ppc64le, with where its table of contents lies all the time.
    Ppc64le(Option<u64>),
    /// s390x.
    S390x,
}

impl Machine {
    /// How far from an address that C code takes it reaches for other things: compilers for machines with
    /// short distances in their instructions keep one address for many (`-fsection-anchors` of GCC).
    pub fn anchored(self) -> u64 {
        match self {
            Self::X64 | Self::X86 | Self::S390x => 0,
            Self::Arm64 | Self::Arm | Self::Riscv64(_) => 1 << 12,
            Self::Ppc64le(_) => 1 << 15,
        }
    }

    /// How it calls.
    pub fn convention(self) -> Convention {
        match self {
            Self::X64 => x86::CONVENTION_64,
            Self::X86 => x86::CONVENTION_32,
            Self::Arm64 => arm64::CONVENTION,
            Self::Arm => arm::CONVENTION,
            Self::Riscv64(_) => riscv64::CONVENTION,
            Self::Ppc64le(_) => ppc64::CONVENTION,
            Self::S390x => s390x::CONVENTION,
        }
    }

    /// The same machine, where stretches of code, each with its address, say what it holds all the time in a
    /// register that they count the addresses of their data from.
    pub fn of_code<'a>(self, code: impl Iterator<Item = (&'a [u8], u64)>) -> Self {
        match self {
            Self::X64 | Self::X86 | Self::Arm64 | Self::Arm | Self::S390x => self,
            Self::Riscv64(_) => Self::Riscv64(riscv64::global(code)),
            Self::Ppc64le(_) => Self::Ppc64le(ppc64::contents(code)),
        }
    }

    /// How many bytes at the beginning of a function callers may pass over.
    pub fn passed_over(self, function: &[u8]) -> u64 {
        match self {
            Self::Ppc64le(_) => ppc64::passed_over(function),
            Self::X64 | Self::X86 | Self::Arm64 | Self::Arm | Self::Riscv64(_) | Self::S390x => 0,
        }
    }

    /// The instructions in some bytes, the first of which lies at this address, up to the first that is none.
    pub fn decode<'a>(
        self,
        bytes: &'a [u8],
        address: u64,
    ) -> Box<dyn Iterator<Item = Instruction> + 'a> {
        match self {
            Self::X64 => Box::new(x86::decode(bytes, address, 64)),
            Self::X86 => Box::new(x86::decode(bytes, address, 32)),
            Self::Arm64 => Box::new(arm64::decode(bytes, address)),
            Self::Arm => Box::new(arm::decode(bytes, address)),
            Self::Riscv64(global) => Box::new(riscv64::decode(bytes, address, global)),
            Self::Ppc64le(contents) => Box::new(ppc64::decode(bytes, address, contents)),
            Self::S390x => Box::new(s390x::decode(bytes, address)),
        }
    }
}

impl Machine {
    /// The same as [`Machine::decode`] for whoever asks where control goes and not what is done: of each
    /// instruction its address, its length and the way on.
    pub fn flows<'a>(
        self,
        bytes: &'a [u8],
        address: u64,
    ) -> Box<dyn Iterator<Item = (u64, u8, Flow)> + 'a> {
        match self {
            Self::X64 => Box::new(x86::flows(bytes, address, 64)),
            Self::X86 => Box::new(x86::flows(bytes, address, 32)),
            _ => Box::new(self.decode(bytes, address).map(|one| (one.address, one.len, one.flow))),
        }
    }
}

/// How code speaks of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mention {
    /// It goes there and comes back.
    Calls,
    /// It goes there.
    Goes,
    /// It takes the address.
    Takes,
    /// It takes what lies there.
    Reads,
}

impl Machine {
    /// Hands out each address that some bytes of code may speak of, with the place that does so. Found by
    /// the look of the bytes, far faster than by decoding; few that it finds are none, and none is missed
    /// that the compiler of Go writes.
    pub fn mentions(self, bytes: &[u8], address: u64, each: impl FnMut(u64, Mention, u64)) {
        match self {
            Self::X64 => x86::mentions_64(bytes, address, each),
            Self::X86 => x86::mentions_32(bytes, address, each),
            Self::Arm64 => arm64::mentions(bytes, address, each),
            Self::Arm => arm::mentions(bytes, address, each),
            Self::Riscv64(global) => riscv64::mentions(bytes, address, global, each),
            Self::Ppc64le(contents) => ppc64::mentions(bytes, address, contents, each),
            Self::S390x => s390x::mentions(bytes, address, each),
        }
    }

    /// Whether some bytes of code may store something at one of some addresses, by the look of the bytes.
    pub fn may_store(self, bytes: &[u8], address: u64, places: &[u64]) -> bool {
        let any = |one: fn(&[u8], u64, u64) -> bool| {
            places.iter().any(|place| one(bytes, address, *place))
        };
        match self {
            Self::X64 => x86::may_store_64(bytes, address, places),
            Self::X86 => any(x86::may_store_32),
            Self::Arm64 => any(arm64::may_store),
            Self::Arm => any(arm::may_store),
            Self::Riscv64(global) => {
                places.iter().any(|place| riscv64::may_store(bytes, address, global, *place))
            }
            Self::Ppc64le(contents) => {
                places.iter().any(|place| ppc64::may_store(bytes, address, contents, *place))
            }
            Self::S390x => any(s390x::may_store),
        }
    }

    /// Where some bytes of code may call the kernel, by the look of the bytes.
    pub fn kernel_calls(self, bytes: &[u8], address: u64) -> Vec<u64> {
        match self {
            Self::X64 | Self::X86 => x86::kernel_calls(bytes, address),
            Self::Arm64 => arm64::kernel_calls(bytes, address),
            Self::Arm => arm::kernel_calls(bytes, address),
            Self::Riscv64(_) => riscv64::kernel_calls(bytes, address),
            Self::Ppc64le(_) => ppc64::kernel_calls(bytes, address),
            Self::S390x => s390x::kernel_calls(bytes, address),
        }
    }
}
