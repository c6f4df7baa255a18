//! The Go version of a program without build information: the string that
//! `runtime.buildVersion` points to, which `runtime.Version` returns.

use crate::ReadError;
use crate::layout::{Layout, scan};

/// `go1.` and up to this many characters: `go1.22rc1`, `go1.26.5`.
const LONGEST: usize = 16;
/// A toolchain itself mentions some hundred releases.
const MOST: usize = 1 << 16;

/// Finds the version. A program mentions many releases in its error texts; only one of them has
/// a string header among the data that points at it, and at no more than it.
pub fn read(layout: &Layout<'_>) -> Result<Option<String>, ReadError> {
    let mut candidates = Vec::new();
    for stretch in layout.loaded.iter().filter(|stretch| !stretch.executable || stretch.writable) {
        collect(layout, stretch.offset, stretch.len, &mut candidates)?;
    }
    if candidates.is_empty() {
        // Some linkers put constants beside the code.
        for stretch in layout.loaded.iter().filter(|stretch| stretch.executable) {
            collect(layout, stretch.offset, stretch.len, &mut candidates)?;
        }
    }
    for stretch in layout.loaded.iter().filter(|stretch| stretch.writable) {
        if let Some(version) = pointed_at(layout, stretch.offset, stretch.len, &candidates)? {
            return Ok(Some(version));
        }
    }
    Ok(None)
}

struct Candidate {
    address: u64,
    /// Every length at which the text is a whole version: `go1.2`, `go1.26` and `go1.26.5` of
    /// `go1.26.5`, for other text may follow without a gap.
    text: String,
}

fn collect(
    layout: &Layout<'_>,
    offset: u64,
    len: u64,
    into: &mut Vec<Candidate>,
) -> Result<(), ReadError> {
    scan(layout.source, offset, len, LONGEST, |block_at, block| {
        for index in memchr::memmem::find_iter(block, b"go1.") {
            let rest = &block[index..block.len().min(index + LONGEST)];
            let end = rest
                .iter()
                .skip(4)
                .position(|byte| !is_version(*byte))
                .map_or(rest.len(), |at| at + 4);
            if end > 4
                && let Some(address) = layout.address_of(block_at + index as u64)
            {
                if into.len() >= MOST {
                    return Some(());
                }
                into.push(Candidate {
                    address,
                    text: String::from_utf8_lossy(&rest[..end]).into_owned(),
                });
            }
        }
        None
    })?;
    into.sort_by_key(|candidate| candidate.address);
    into.dedup_by_key(|candidate| candidate.address);
    Ok(())
}

fn is_version(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'.' || b"rcbeta".contains(&byte)
}

fn pointed_at(
    layout: &Layout<'_>,
    offset: u64,
    len: u64,
    candidates: &[Candidate],
) -> Result<Option<String>, ReadError> {
    let size = usize::from(layout.bits / 8);
    let mut best: Option<&str> = None;
    scan(layout.source, offset, len, size * 2, |block_at, block| {
        let numbers = layout.numbers(block);
        let first = (size - (block_at % size as u64) as usize) % size;
        for at in (first..block.len()).step_by(size) {
            let (Some(address), Some(len)) =
                (numbers.word(at, layout.bits), numbers.word(at + size, layout.bits))
            else {
                break;
            };
            if !(6..=LONGEST as u64).contains(&len) {
                continue;
            }
            let Ok(index) =
                candidates.binary_search_by_key(&address, |candidate| candidate.address)
            else {
                continue;
            };
            if let Some(text) = candidates[index].text.get(..len as usize)
                && is_release(text)
                && best.is_none_or(|best| text.len() > best.len())
            {
                best = Some(text);
            }
        }
        None::<()>
    })?;
    Ok(best.map(str::to_owned))
}

/// Whether a text is a release as a toolchain names itself, and not only its beginning.
fn is_release(text: &str) -> bool {
    let Some(numbers) = text.strip_prefix("go1.") else { return false };
    let last = numbers.chars().last();
    numbers.starts_with(|c: char| c.is_ascii_digit()) && last.is_some_and(|c| c.is_ascii_digit())
}
