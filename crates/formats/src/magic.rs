//! What kind of file this is, told by its first bytes alone.

use crate::plan9;

/// How many bytes [`kind`] wants to see.
pub const LEN: usize = 8;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Magic {
    /// An ELF file.
    Elf,
    /// A Mach-O file of one architecture.
    MachO,
    /// Mach-O files of several architectures in one.
    FatMachO,
    /// A DOS program, which a PE file is too until one has looked further.
    Pe,
    /// An AIX executable of 32 bits.
    Xcoff32,
    /// An AIX executable of 64 bits.
    Xcoff64,
    /// A WebAssembly module, or a component.
    Wasm,
    /// A static archive.
    Archive,
    /// A static archive that only points at its members.
    ThinArchive,
    /// A static archive as AIX writes it.
    BigArchive,
    /// A Plan 9 executable.
    Plan9(plan9::Machine),
    /// Java bytecode.
    JavaClass,
    /// A text that names its interpreter.
    Script,
    /// Compressed by gzip.
    Gzip,
    /// Compressed by zstd.
    Zstd,
    /// Compressed by xz.
    Xz,
    /// Compressed by bzip2.
    Bzip2,
    /// A zip archive, which a jar and a wheel are too.
    Zip,
    /// None of these.
    Unknown,
}

/// The kind of file that begins with these bytes; a handful ([`LEN`]) is enough.
pub fn kind(first_bytes: &[u8]) -> Magic {
    match first_bytes {
        [0x7f, b'E', b'L', b'F', ..] => Magic::Elf,
        [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..] | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..] => Magic::MachO,
        [0xca, 0xfe, 0xba, 0xbe, count @ ..] => java_or_fat(count),
        [0xca, 0xfe, 0xba, 0xbf, ..] => Magic::FatMachO,
        [b'M', b'Z', ..] => Magic::Pe,
        [0, b'a', b's', b'm', ..] => Magic::Wasm,
        [b'!', b'<', b'a', b'r', b'c', b'h', b'>', b'\n', ..] => Magic::Archive,
        [b'!', b'<', b't', b'h', b'i', b'n', b'>', b'\n', ..] => Magic::ThinArchive,
        [b'<', b'b', b'i', b'g', b'a', b'f', b'>', b'\n', ..] => Magic::BigArchive,
        [b'#', b'!', ..] => Magic::Script,
        [0x1f, 0x8b, ..] => Magic::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Magic::Zstd,
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Magic::Xz,
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => Magic::Bzip2,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Magic::Zip,
        [0x01, 0xdf, ..] => Magic::Xcoff32,
        // 0x01ef is what AIX 4.3 wrote for 64 bits.
        [0x01, 0xf7 | 0xef, ..] => Magic::Xcoff64,
        [a, b, c, d, ..] => match plan9::Machine::of(u32::from_be_bytes([*a, *b, *c, *d])) {
            Some(machine) => Magic::Plan9(machine),
            None => Magic::Unknown,
        },
        _ => Magic::Unknown,
    }
}

// Both begin with 0xcafebabe. Then comes the number of architectures of a fat file, or the minor
// and major version of a class file, and the first Java that was ever shipped had major version 45.
fn java_or_fat(count: &[u8]) -> Magic {
    match count {
        [a, b, c, d, ..] if u32::from_be_bytes([*a, *b, *c, *d]) < 45 => Magic::FatMachO,
        [_, _, _, _, ..] => Magic::JavaClass,
        _ => Magic::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_file_is_no_fat_file() {
        assert_eq!(kind(&[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2]), Magic::FatMachO);
        assert_eq!(kind(&[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52]), Magic::JavaClass);
        assert_eq!(kind(&[0xca, 0xfe, 0xba, 0xbe, 0, 3, 0, 45]), Magic::JavaClass);
        assert_eq!(kind(&[0xca, 0xfe, 0xba, 0xbe, 0, 0]), Magic::Unknown);
    }

    #[test]
    fn every_byte_order_of_mach_o_is_mach_o() {
        for first in [0xfeed_face_u32, 0xfeed_facf] {
            assert_eq!(kind(&first.to_be_bytes()), Magic::MachO);
            assert_eq!(kind(&first.to_le_bytes()), Magic::MachO);
        }
    }

    #[test]
    fn a_plan_9_program_says_its_machine() {
        assert_eq!(kind(&[0, 0, 0x8a, 0x97]), Magic::Plan9(plan9::Machine::Amd64));
        assert_eq!(kind(&[0, 0, 0x01, 0xeb]), Magic::Plan9(plan9::Machine::I386));
        assert_eq!(kind(&[0, 0, 0x06, 0x47]), Magic::Plan9(plan9::Machine::Arm));
    }

    #[test]
    fn what_is_too_short_is_unknown() {
        for file in [&b""[..], b"\x7f", b"M", b"\xca\xfe", b"!<arch>", b"plain text"] {
            assert_eq!(kind(file), Magic::Unknown, "{file:?}");
        }
    }
}
