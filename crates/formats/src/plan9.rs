//! Plan 9 executables: the header of an a.out(6) file.

use crate::{Numbers, ReadError, Source, bytes};

/// A machine that Go compiles for on Plan 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// amd64.
    Amd64,
    /// 386.
    I386,
    /// arm.
    Arm,
    /// arm64.
    Arm64,
}

impl Machine {
    /// The machine that a file's first four bytes, the highest first, stand for.
    pub fn of(magic: u32) -> Option<Self> {
        // The numbers are written down in /sys/include/a.out.h of Plan 9.
        match magic {
            0x8a97 => Some(Self::Amd64),
            0x01eb => Some(Self::I386),
            0x0647 => Some(Self::Arm),
            0x8c47 => Some(Self::Arm64),
            _ => None,
        }
    }
}

/// What the header of a Plan 9 executable says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan9 {
    /// The machine it is for.
    pub machine: Machine,
    /// 32 or 64.
    pub bits: u8,
    /// The address of the first instruction.
    pub entry: u64,
    /// The number of bytes of zeroed memory it asks for.
    pub bss: u32,
    /// Instructions.
    pub text: Stretch,
    /// Data.
    pub data: Stretch,
    /// Symbols; its length is 0 when stripped.
    pub symbols: Stretch,
}

/// A part of a Plan 9 executable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it is loaded; 0 for symbols, which are not.
    pub address: u64,
    /// Where it begins, in bytes from the file's beginning.
    pub offset: u64,
    /// Its length as the header has it; the file may be cut short.
    pub size: u64,
}

/// The header of a Plan 9 executable.
pub fn read(source: &dyn Source) -> Result<Plan9, ReadError> {
    let header = bytes(source, 0, 32)?;
    let numbers = Numbers::new(&header, true);
    let field = |at| numbers.u32(at).unwrap_or(0);
    let machine = Machine::of(field(0))
        .ok_or_else(|| ReadError::damaged(0, "the magic number is none of Plan 9's"))?;
    // A magic number with 0x8000 in it promises eight more bytes of header: the whole entry.
    let (bits, header_len, base, align, entry) = match machine {
        Machine::Amd64 | Machine::Arm64 => {
            let more = bytes(source, 32, 8)?;
            let align = if machine == Machine::Amd64 { 0x20_0000 } else { 0x1_0000 };
            let entry = Numbers::new(&more, true).u64(0).unwrap_or(0);
            (64, 40, align, align, entry)
        }
        Machine::I386 | Machine::Arm => (32, 32, 0x1000, 0x1000_u64, u64::from(field(20))),
    };
    let sizes = [field(4), field(8), field(16)].map(u64::from);
    let text = Stretch { address: base + header_len, offset: header_len, size: sizes[0] };
    let data = Stretch {
        address: (text.address + text.size).next_multiple_of(align),
        offset: text.offset + text.size,
        size: sizes[1],
    };
    let symbols = Stretch { address: 0, offset: data.offset + data.size, size: sizes[2] };
    Ok(Plan9 { machine, bits, entry, bss: field(12), text, data, symbols })
}

impl Plan9 {
    /// The number of entries of the symbol table: a value, a type with its high bit set, a name
    /// (a.out(6)). The names of source paths are numbers of two bytes, ended by a zero one.
    pub fn count_symbols(&self, source: &dyn Source) -> Result<u64, ReadError> {
        let table = bytes(source, self.symbols.offset, self.symbols.size)?;
        let value = usize::from(self.bits / 8);
        let (mut at, mut count) = (0, 0);
        while let Some(kind) = table.get(at + value) {
            let name = at + value + 1;
            let rest = table.get(name..).unwrap_or_default();
            let length = match kind & 0x7f {
                b'z' | b'Z' => {
                    let pairs = rest.get(1..).unwrap_or_default().chunks_exact(2);
                    3 + 2 * pairs.take_while(|pair| *pair != [0, 0]).count()
                }
                _ => 1 + memchr::memchr(0, rest).unwrap_or(rest.len()),
            };
            at = name + length;
            count += 1;
        }
        Ok(count)
    }

    /// Where in the file the byte lies that is loaded at `address`.
    pub fn address_to_offset(&self, address: u64) -> Option<u64> {
        [self.text, self.data].iter().find_map(|part| {
            let at = address.checked_sub(part.address)?;
            (at < part.size).then(|| part.offset + at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amd64() -> Vec<u8> {
        let mut file = Vec::new();
        for number in [0x8a97_u32, 0x100, 0x80, 0x40, 0x20, 0, 0, 0] {
            file.extend(number.to_be_bytes());
        }
        file.extend(0x20_0028_u64.to_be_bytes());
        file
    }

    #[test]
    fn data_follows_the_text_in_the_file_and_a_page_later_in_memory() {
        let plan9 = read(&amd64()).unwrap();
        assert_eq!((plan9.machine, plan9.bits, plan9.entry), (Machine::Amd64, 64, 0x20_0028));
        assert_eq!(plan9.text, Stretch { address: 0x20_0028, offset: 0x28, size: 0x100 });
        assert_eq!(plan9.data, Stretch { address: 0x40_0000, offset: 0x128, size: 0x80 });
        assert_eq!(plan9.symbols.offset, 0x1a8);
        assert_eq!(plan9.address_to_offset(0x40_0001), Some(0x129));
        assert_eq!(plan9.address_to_offset(0x40_0080), None);
    }

    #[test]
    fn a_header_cut_short_is_an_error() {
        let file = amd64();
        for len in 0..file.len() {
            assert!(read(&file[..len].to_vec()).is_err(), "{len}");
        }
    }
}
