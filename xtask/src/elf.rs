//! The few words of an ELF header that decide how a program is started; read here on our own.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// What the kernel looks at before it starts a program.
#[derive(Debug, PartialEq)]
pub struct Elf {
    /// The loader that the program names; `None` if it is started as it is.
    pub interpreter: Option<String>,
}

impl Elf {
    /// The header of the file; `None` if it is no ELF file.
    pub fn read(file: &Path) -> Result<Option<Self>, String> {
        let cannot = |e| format!("could not read {}: {e}", file.display());
        let mut opened = File::open(file).map_err(cannot)?;
        let mut head = vec![0; 4096];
        let length = opened.read(&mut head).map_err(cannot)?;
        head.truncate(length);
        let Some((at, size)) = interpreter_place(&head) else {
            return Ok(head.starts_with(b"\x7fELF").then_some(Self { interpreter: None }));
        };
        let mut name = vec![0; size.min(4096)];
        opened.seek(SeekFrom::Start(at)).map_err(cannot)?;
        opened.read_exact(&mut name).map_err(cannot)?;
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
        Ok(Some(Self { interpreter: Some(String::from_utf8_lossy(name).into_owned()) }))
    }
}

const PT_INTERP: u64 = 3;

/// Offset and size of the interpreter's name.
fn interpreter_place(head: &[u8]) -> Option<(u64, usize)> {
    if !head.starts_with(b"\x7fELF") {
        return None;
    }
    let wide = *head.get(4)? == 2;
    let little = *head.get(5)? == 1;
    let word = |at: usize, size: usize| -> Option<u64> {
        let bytes = head.get(at..at + size)?;
        let fold = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        Some(if little { bytes.iter().rev().fold(0, fold) } else { bytes.iter().fold(0, fold) })
    };
    let (table, entry, count) = if wide {
        (word(0x20, 8)?, word(0x36, 2)?, word(0x38, 2)?)
    } else {
        (word(0x1c, 4)?, word(0x2a, 2)?, word(0x2c, 2)?)
    };
    for nth in 0..count {
        let at = usize::try_from(table + nth * entry).ok()?;
        if word(at, 4)? == PT_INTERP {
            return if wide {
                Some((word(at + 8, 8)?, usize::try_from(word(at + 32, 8)?).ok()?))
            } else {
                Some((word(at + 4, 4)?, usize::try_from(word(at + 16, 4)?).ok()?))
            };
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_elf_file_has_no_header() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        assert_eq!(Elf::read(&here), Ok(None));
    }
}
