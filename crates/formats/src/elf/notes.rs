//! ELF notes: what a file asks of the kernel and the CPU, and the names that builds give it.

use super::{Elf, Segment};
use crate::{Numbers, ReadError, bytes};

const NT_GNU_ABI_TAG: u32 = 1;
const NT_GNU_BUILD_ID: u32 = 3;
const NT_GNU_PROPERTY: u32 = 5;
const NT_GO_BUILD_ID: u32 = 4;
const X86_ISA_1_NEEDED: u32 = 0xc000_8002;

/// No toolchain writes more than a few kilobytes of notes.
const LONGEST: u64 = 1 << 20;

/// What the notes of a file say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// The operating system of the ABI note (0 is Linux), the oldest version of it that will do,
    /// and the place of the note.
    pub abi: Option<(u32, [u32; 3], u64)>,
    /// The x86-64 levels that the property note insists on, one bit each (1 baseline, 2 v2, 4 v3,
    /// 8 v4), and the place of the note.
    pub x86_isa_needed: Option<(u32, u64)>,
    /// Go's build id.
    pub go_build_id: Option<String>,
    /// The linker's build id.
    pub gnu_build_id: Option<Vec<u8>>,
    /// An operating system that marks its programs: `OpenBSD`, `NetBSD`, `FreeBSD`, `Android`.
    pub owner: Option<String>,
}

pub(super) fn read<'s>(
    elf: &Elf<'_>,
    segments: impl Iterator<Item = &'s Segment>,
) -> Result<Notes, ReadError> {
    let mut notes = Notes::default();
    let mut left = LONGEST;
    for segment in segments {
        left = left.checked_sub(segment.file_size).ok_or_else(|| {
            ReadError::damaged(segment.offset, "the notes are longer than any toolchain writes")
        })?;
        read_segment(elf, segment, &mut notes)?;
    }
    Ok(notes)
}

fn read_segment(elf: &Elf<'_>, segment: &Segment, into: &mut Notes) -> Result<(), ReadError> {
    let notes = bytes(elf.source, segment.offset, segment.file_size)?;
    let notes = elf.numbers(&notes);
    let mut at = 0;
    while let (Some(name_len), Some(len), Some(kind)) =
        (notes.u32(at), notes.u32(at + 4), notes.u32(at + 8))
    {
        let (name_len, len) = (name_len as usize, len as usize);
        let Some(name) = notes.slice(at + 12, name_len) else { break };
        let start = at + 12 + aligned(name_len, 4);
        let Some(body) = notes.slice(start, len) else { break };
        let offset = segment.offset + at as u64;
        note(elf, name, kind, elf.numbers(body), offset, into);
        // Property notes are aligned to words, all others to four bytes (x86-64 psABI).
        let step =
            if kind == NT_GNU_PROPERTY && name == b"GNU\0" && elf.bits == 64 { 8 } else { 4 };
        at = start + aligned(len, step);
    }
    Ok(())
}

fn aligned(len: usize, to: usize) -> usize {
    len.div_ceil(to) * to
}

fn note(elf: &Elf<'_>, name: &[u8], kind: u32, body: Numbers<'_>, offset: u64, into: &mut Notes) {
    match (name, kind) {
        (b"GNU\0", NT_GNU_ABI_TAG) => {
            if let (Some(os), Some(a), Some(b), Some(c)) =
                (body.u32(0), body.u32(4), body.u32(8), body.u32(12))
            {
                into.abi = Some((os, [a, b, c], offset));
            }
        }
        (b"GNU\0", NT_GNU_BUILD_ID) => into.gnu_build_id = Some(body.bytes().to_vec()),
        (b"GNU\0", NT_GNU_PROPERTY) => properties(elf, body, offset, into),
        (b"Go\0\0", NT_GO_BUILD_ID) => {
            into.go_build_id =
                Some(String::from_utf8_lossy(body.bytes()).trim_end_matches('\0').to_owned());
        }
        (b"OpenBSD\0" | b"NetBSD\0" | b"FreeBSD\0" | b"Android\0" | b"DragonFly\0", 1) => {
            into.owner = Some(String::from_utf8_lossy(&name[..name.len() - 1]).into_owned());
        }
        _ => {}
    }
}

fn properties(elf: &Elf<'_>, body: Numbers<'_>, offset: u64, into: &mut Notes) {
    let mut at = 0;
    while let (Some(kind), Some(len)) = (body.u32(at), body.u32(at + 4)) {
        let Some(data) = body.slice(at + 8, len as usize) else { break };
        if kind == X86_ISA_1_NEEDED {
            into.x86_isa_needed = elf.numbers(data).u32(0).map(|bits| (bits, offset));
        }
        at += 8 + aligned(data.len(), usize::from(elf.bits / 8));
    }
}
