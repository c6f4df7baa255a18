//! What debugging information (DWARF) tells of addresses: for C, of which Go's own table has nothing.

use std::io::Read;
use std::sync::Arc;

use flate2::read::ZlibDecoder;
use gimli::{EndianArcSlice, RunTimeEndian, SectionId};
use landfall_formats::{Numbers, Source, bytes};
use ruzstd::decoding::StreamingDecoder;

use super::container::{Container, Section};
use super::{Place, Teller};

type Slice = EndianArcSlice<RunTimeEndian>;

/// Compilers' own output shrinks to a third; what claims to have shrunk more than this is a trap.
const MOST_SHRUNK: u64 = 1 << 7;

/// The debugging information of a file.
pub(super) struct Debugging {
    context: addr2line::Context<Slice>,
}

impl Debugging {
    /// That of a file, if there is any that can be read.
    pub(super) fn read(container: &Container, source: &dyn Source) -> Option<Self> {
        let sections = container.sections(source);
        let order = match container.big_endian(source) {
            true => RunTimeEndian::Big,
            false => RunTimeEndian::Little,
        };
        sections.iter().find(|one| one.is("debug_info"))?;
        let load = |id: SectionId| {
            let name = id.name().trim_start_matches('.');
            let section = sections.iter().find(|one| one.is(name));
            let bytes = section.and_then(|one| unpacked(one, source)).unwrap_or_default();
            Ok::<_, gimli::Error>(Slice::new(Arc::from(bytes), order))
        };
        let context = addr2line::Context::from_dwarf(gimli::Dwarf::load(load).ok()?).ok()?;
        Some(Self { context })
    }

    /// The places of an address, what was inlined first; none where nothing tells.
    pub(super) fn at(&self, address: u64) -> Vec<Place> {
        /// More calls inlined into one another than any compiler writes.
        const DEEPEST: usize = 1 << 9;
        let mut places = Vec::new();
        // addr2line 0.27.1 adds one to it.
        if address == u64::MAX {
            return places;
        }
        let Ok(mut frames) = self.context.find_frames(address).skip_all_loads() else {
            return places;
        };
        while let Ok(Some(frame)) = frames.next() {
            let name = frame.function.as_ref().and_then(|function| function.raw_name().ok());
            let location = frame.location.as_ref();
            places.push(Place {
                function: name.unwrap_or_default().into_owned(),
                file: location.and_then(|it| it.file).unwrap_or_default().to_owned(),
                line: location.and_then(|it| it.line).unwrap_or(0),
                inlined: true,
                offset: None,
                teller: Teller::Debugging,
            });
            if places.len() == DEEPEST {
                break;
            }
        }
        if let Some(last) = places.last_mut() {
            last.inlined = false;
        }
        places
    }
}

/// The bytes of a section, as they were before it was compressed.
fn unpacked(section: &Section, source: &dyn Source) -> Option<Vec<u8>> {
    /// Of a compressed section's header in ELF (`ch_type`).
    const ZLIB: u32 = 1;
    const ZSTD: u32 = 2;
    let packed = bytes(source, section.offset, section.len).ok()?;
    // The older way: the name has a `z`, and the length stands behind four letters, highest byte first.
    if section.old_packed && packed.starts_with(b"ZLIB") {
        let len = Numbers::new(&packed, true).u64(4)?;
        return limited(ZlibDecoder::new(packed.get(12..)?), len, section.len);
    }
    let Some(big_endian) = section.packed_in else { return Some(packed.into_owned()) };
    let header = Numbers::new(&packed, big_endian);
    let (len, behind) = match section.wide {
        true => (header.u64(8)?, 24),
        false => (header.u32(4)?.into(), 12),
    };
    let rest = packed.get(behind..)?;
    match header.u32(0)? {
        ZLIB => limited(ZlibDecoder::new(rest), len, section.len),
        ZSTD => limited(StreamingDecoder::new(rest).ok()?, len, section.len),
        _ => None,
    }
}

/// So many bytes of what is unpacked, if that is within reason.
fn limited(from: impl Read, len: u64, packed: u64) -> Option<Vec<u8>> {
    if len > packed.saturating_mul(MOST_SHRUNK) || len > landfall_formats::source::LONGEST {
        return None;
    }
    let mut into = Vec::new();
    from.take(len).read_to_end(&mut into).ok()?;
    Some(into)
}
