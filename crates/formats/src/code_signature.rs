//! The code signature of a Mach-O file: who vouches for it, if anybody does.

use crate::names::padded;
use crate::{Numbers, ReadError, Source, bytes, bytes_up_to};

/// What a code signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name that the signer gave the code.
    pub identifier: Option<String>,
    /// The flags of the code directory.
    pub flags: u32,
    /// Whether a certificate's signature is in it too.
    pub certified: bool,
}

impl Signature {
    /// Whether nobody vouches for it: hashes only, as a linker makes them.
    pub fn is_ad_hoc(&self) -> bool {
        self.flags & 0x2 != 0 // CS_ADHOC of cs_blobs.h
    }

    /// Whether the linker made it, so that `codesign` replaces it without being forced to.
    pub fn is_linker_signed(&self) -> bool {
        self.flags & 0x2_0000 != 0 // CS_LINKER_SIGNED
    }
}

/// What the code signature that fills `blob` says.
pub fn read(blob: &dyn Source) -> Result<Signature, ReadError> {
    // It is always big-endian; its structures stand in cs_blobs.h.
    let header = bytes(blob, 0, 12)?;
    let header = Numbers::new(&header, true);
    if header.u32(0) != Some(0xfade_0cc0) {
        return Err(ReadError::damaged(0, "the code signature does not begin as one"));
    }
    let count = header.u32(8).unwrap_or(0).min(MOST_BLOBS);
    let index = bytes(blob, 12, u64::from(count) * 8)?;
    let index = Numbers::new(&index, true);
    let mut directory = None;
    let mut certified = false;
    for at in (0..index.len()).step_by(8) {
        let offset = index.u32(at + 4).map(u64::from);
        match index.u32(at) {
            Some(0) => directory = offset,
            // An ad-hoc signature may have the slot all the same, with nothing in it.
            Some(0x1_0000) => {
                let cms = bytes(blob, offset.unwrap_or(0), 8)?;
                certified = Numbers::new(&cms, true).u32(4).is_some_and(|len| len > 8);
            }
            _ => {}
        }
    }
    let at = directory
        .ok_or_else(|| ReadError::damaged(8, "the code signature has no code directory"))?;
    let start = bytes(blob, at, 24)?;
    let start = Numbers::new(&start, true);
    if start.u32(0) != Some(0xfade_0c02) {
        return Err(ReadError::damaged(at, "the code directory does not begin as one"));
    }
    let identifier = match start.u32(20) {
        Some(within @ 1..) => {
            let place = at.saturating_add(within.into());
            Some(padded(&bytes_up_to(blob, place, LONGEST_IDENTIFIER)?))
        }
        _ => None,
    };
    Ok(Signature { identifier, flags: start.u32(12).unwrap_or(0), certified })
}

// codesign writes about ten.
const MOST_BLOBS: u32 = 64;

const LONGEST_IDENTIFIER: u64 = 1024;
