//! The words of a Mach-O header: which CPU, what for, and how its numbers are written.

/// A CPU as `mach/machine.h` counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum Cpu {
    X86,
    X86_64,
    Arm,
    Arm64,
    /// Pointers of 32 bits on a 64-bit CPU, as in a watch.
    Arm64_32,
    PowerPc,
    PowerPc64,
    /// Any other number.
    Other(u32),
}

impl Cpu {
    pub(super) fn of(number: u32) -> Self {
        match number {
            7 => Self::X86,
            0x0100_0007 => Self::X86_64,
            12 => Self::Arm,
            0x0100_000c => Self::Arm64,
            0x0200_000c => Self::Arm64_32,
            18 => Self::PowerPc,
            0x0100_0012 => Self::PowerPc64,
            other => Self::Other(other),
        }
    }

    /// The number that stands in the file.
    pub fn number(self) -> u32 {
        match self {
            Self::X86 => 7,
            Self::X86_64 => 0x0100_0007,
            Self::Arm => 12,
            Self::Arm64 => 0x0100_000c,
            Self::Arm64_32 => 0x0200_000c,
            Self::PowerPc => 18,
            Self::PowerPc64 => 0x0100_0012,
            Self::Other(number) => number,
        }
    }
}

/// What a Mach-O file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// `MH_OBJECT`: a relocatable object.
    Object,
    /// `MH_EXECUTE`: a program.
    Executable,
    /// `MH_DYLIB`: a shared library.
    Dylib,
    /// `MH_BUNDLE`: a plugin.
    Bundle,
    /// `MH_DSYM`: debugging information of another file.
    Dsym,
    /// Any other number.
    Other(u32),
}

impl FileType {
    pub(super) fn of(number: u32) -> Self {
        match number {
            1 => Self::Object,
            2 => Self::Executable,
            6 => Self::Dylib,
            8 => Self::Bundle,
            10 => Self::Dsym,
            other => Self::Other(other),
        }
    }
}

/// The width of its words and whether the highest byte comes first, by the magic number.
pub(super) fn word_size_and_order(first: &[u8]) -> Option<(u8, bool)> {
    match first.get(..4)? {
        [0xfe, 0xed, 0xfa, 0xce] => Some((32, true)),
        [0xfe, 0xed, 0xfa, 0xcf] => Some((64, true)),
        [0xce, 0xfa, 0xed, 0xfe] => Some((32, false)),
        [0xcf, 0xfa, 0xed, 0xfe] => Some((64, false)),
        _ => None,
    }
}
