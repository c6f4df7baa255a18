//! In which bytes two artifacts differ: piece by piece, read block by block, and what has another length not
//! read at all.

use std::collections::HashMap;

use landfall_facts::{Bytes, FunctionDiffers, Holds, PieceDiffers};
use landfall_formats::{ReadError, Source, bytes_up_to, pclntab};

use super::functions;
use super::opened::Opened;
use super::pieces::{Piece, pieces};
use crate::symbols::Symbols;

/// Fits a second-level cache, both sides together.
const BLOCK: u64 = 1 << 17;
/// As many ranges are kept of a piece.
const MOST_RANGES: usize = 64;
/// As many functions are kept in all.
const MOST_FUNCTIONS: usize = 64;
/// Differences nearer than this to one another are one range.
const NEAR: u64 = 8;

/// Whether two files hold the same bytes: told by their lengths, else by reading both up to the first
/// difference.
pub fn is_same(one: &dyn Source, other: &dyn Source) -> Result<bool, ReadError> {
    if one.len() != other.len() {
        return Ok(false);
    }
    let mut blocks = Blocks::default();
    let mut at = 0;
    while at < one.len() {
        let len = BLOCK.min(one.len() - at);
        let (a, b) = blocks.read((one, at), (other, at), len)?;
        if a != b {
            return Ok(false);
        }
        at += len;
    }
    Ok(true)
}

/// In which bytes two artifacts differ.
pub fn differences(one: &dyn Source, other: &dyn Source) -> Result<Bytes, ReadError> {
    let (from, to) = (Opened::read(one)?, Opened::read(other)?);
    let (first, second) = (pieces(&from)?, pieces(&to)?);
    let mut by_key: HashMap<(&str, Holds, usize), &Piece> = HashMap::new();
    let mut count = Count::default();
    for piece in &second {
        by_key.insert(count.key(piece), piece);
    }
    let mut told: Vec<PieceDiffers> = Vec::new();
    let mut code = Vec::new();
    let mut count = Count::default();
    let mut blocks = Blocks::default();
    for piece in &first {
        match by_key.remove(&count.key(piece)) {
            Some(beside) if beside.len == piece.len => {
                let ranges =
                    blocks.compare((one, piece.offset), (other, beside.offset), piece.len)?;
                if ranges.bytes > 0 {
                    if piece.holds == Holds::Code {
                        code.extend(ranges.kept.iter().map(|(at, _)| *at));
                    }
                    let texts = texts((one, piece), (other, beside), &ranges)?;
                    add(&mut told, Some(piece), Some(beside), Some(ranges), texts);
                }
            }
            Some(beside) => add(&mut told, Some(piece), Some(beside), None, None),
            None => add(&mut told, Some(piece), None, None, None),
        }
    }
    // What is only in the second, in its order.
    let mut count = Count::default();
    for piece in &second {
        if by_key.contains_key(&count.key(piece)) {
            add(&mut told, None, Some(piece), None, None);
        }
    }
    // Where anything has moved, addresses differ in code that is the same.
    if told.iter().any(may_have_moved) {
        code.clear();
    }
    let (functions, functions_in_all) = changed_functions(&from, &to, &code)?;
    Ok(Bytes { pieces: told, functions, functions_in_all })
}

/// Whether something may lie elsewhere for a difference: for another length, or for data that differs in many
/// places, as where a text of another length changed their order.
fn may_have_moved(piece: &PieceDiffers) -> bool {
    const FEW: u64 = 2;
    piece.bytes.is_none() || (piece.holds == Holds::Data && piece.ranges_in_all > FEW)
}

/// Numbers pieces that are called alike.
#[derive(Default)]
struct Count<'p> {
    seen: HashMap<(&'p str, Holds), usize>,
}

impl<'p> Count<'p> {
    fn key(&mut self, piece: &'p Piece) -> (&'p str, Holds, usize) {
        let number = self.seen.entry((&piece.section, piece.holds)).or_default();
        *number += 1;
        (&piece.section, piece.holds, *number)
    }
}

/// Adds a piece to those that are told: several of one section that hold the same are told as one.
fn add(
    told: &mut Vec<PieceDiffers>,
    from: Option<&Piece>,
    to: Option<&Piece>,
    ranges: Option<Ranges>,
    texts: Option<(String, String)>,
) {
    let Some(like) = from.or(to) else { return };
    let place = |piece: Option<&Piece>| piece.map(|piece| (piece.offset, piece.len));
    let (bytes, kept, in_all) = match ranges {
        Some(ranges) => (Some(ranges.bytes), ranges.kept, ranges.count),
        None => (None, Vec::new(), 0),
    };
    let same = |one: &&mut PieceDiffers| one.section == like.section && one.holds == like.holds;
    let Some(known) = told.iter_mut().find(same) else {
        told.push(PieceDiffers {
            section: like.section.clone(),
            holds: like.holds,
            from: place(from),
            to: place(to),
            bytes,
            ranges: kept,
            ranges_in_all: in_all,
            texts,
        });
        return;
    };
    let sum = |known: Option<(u64, u64)>, more: Option<(u64, u64)>| match (known, more) {
        (Some((at, len)), Some((_, more))) => Some((at, len.saturating_add(more))),
        (known, more) => known.or(more),
    };
    (known.from, known.to) = (sum(known.from, place(from)), sum(known.to, place(to)));
    known.bytes = known.bytes.zip(bytes).map(|(a, b)| a.saturating_add(b));
    known.ranges_in_all += in_all;
    let room = MOST_RANGES.saturating_sub(known.ranges.len());
    known.ranges.extend(kept.into_iter().take(room));
    if known.texts.is_none() {
        known.texts = texts;
    }
}

/// Where two stretches of one length differ.
#[derive(Default)]
struct Ranges {
    /// How many bytes do.
    bytes: u64,
    /// How many ranges there are.
    count: u64,
    /// The first of them, by their place in the first file, with their length.
    kept: Vec<(u64, u64)>,
    /// The end of the last one.
    end: Option<u64>,
}

impl Ranges {
    fn take(&mut self, at: u64) {
        self.bytes += 1;
        let is_near = self.end.is_some_and(|end| at < end.saturating_add(NEAR));
        self.end = Some(at + 1);
        if !is_near {
            self.count += 1;
            if self.kept.len() < MOST_RANGES {
                self.kept.push((at, 1));
            }
        } else if self.count as usize == self.kept.len()
            && let Some((start, len)) = self.kept.last_mut()
        {
            *len = at + 1 - *start;
        }
    }
}

/// Room for a block of each file.
#[derive(Default)]
struct Blocks {
    one: Vec<u8>,
    other: Vec<u8>,
}

impl Blocks {
    fn read(
        &mut self,
        (one, at): (&dyn Source, u64),
        (other, beside): (&dyn Source, u64),
        len: u64,
    ) -> Result<(&[u8], &[u8]), ReadError> {
        self.one.resize(len as usize, 0);
        self.other.resize(len as usize, 0);
        one.fill(at, &mut self.one)?;
        other.fill(beside, &mut self.other)?;
        Ok((&self.one, &self.other))
    }

    fn compare(
        &mut self,
        (one, from): (&dyn Source, u64),
        (other, to): (&dyn Source, u64),
        len: u64,
    ) -> Result<Ranges, ReadError> {
        /// Equal stretches are passed over so many bytes at a time.
        const STEP: usize = 64;
        let mut ranges = Ranges::default();
        let mut done = 0;
        while done < len {
            let now = BLOCK.min(len - done);
            let (a, b) = self.read((one, from + done), (other, to + done), now)?;
            if a != b {
                for (index, (a, b)) in a.chunks(STEP).zip(b.chunks(STEP)).enumerate() {
                    if a != b {
                        let at = from + done + (index * STEP) as u64;
                        let places = a.iter().zip(b).zip(at..).filter(|((a, b), _)| a != b);
                        places.for_each(|(_, at)| ranges.take(at));
                    }
                }
            }
            done += now;
        }
        Ok(ranges)
    }
}

/// The text at the first difference that is text on both sides.
fn texts(
    (one, piece): (&dyn Source, &Piece),
    (other, beside): (&dyn Source, &Piece),
    ranges: &Ranges,
) -> Result<Option<(String, String)>, ReadError> {
    /// As many of the first ranges are looked at.
    const TRIED: usize = 16;
    match piece.holds {
        Holds::BuildInfo
        | Holds::ModuleInfo
        | Holds::SourcePaths
        | Holds::FunctionNames
        | Holds::CCompilers
        | Holds::MemberHeader
        | Holds::GoBuildId
        | Holds::Data => {}
        Holds::Headers
        | Holds::LinkerBuildId
        | Holds::Lines
        | Holds::FunctionTable
        | Holds::Debugging
        | Holds::Symbols
        | Holds::Code
        | Holds::Dynamic
        | Holds::Signature
        | Holds::TimeStamp
        | Holds::Checksum
        | Holds::Member
        | Holds::Between => return Ok(None),
    }
    for (at, len) in ranges.kept.iter().take(TRIED) {
        let into = at - piece.offset;
        let a = text_around(one, (piece.offset, piece.len), into, *len)?;
        let b = text_around(other, (beside.offset, beside.len), into, *len)?;
        if let (Some(a), Some(b)) = (a, b) {
            return Ok(Some((a, b)));
        }
    }
    Ok(None)
}

/// The text around a range of a piece, if it is text; not more than fits a line.
fn text_around(
    source: &dyn Source,
    (offset, len): (u64, u64),
    into: u64,
    range: u64,
) -> Result<Option<String>, ReadError> {
    const AROUND: u64 = 24;
    const LONGEST: u64 = 64;
    /// What is shorter may be text by chance.
    const SHORTEST: usize = 4;
    let is_text = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
    let start = into.saturating_sub(AROUND);
    let bytes = bytes_up_to(source, offset + start, (AROUND * 2 + LONGEST).min(len - start))?;
    let (first, last) = ((into - start) as usize, (into - start + range.min(LONGEST)) as usize);
    if !bytes.get(first..last).is_some_and(|differs| differs.iter().all(is_text)) {
        return Ok(None);
    }
    let from = bytes[..first].iter().rposition(|byte| !is_text(byte)).map_or(0, |at| at + 1);
    let more = bytes[last..].iter().take(AROUND as usize).take_while(|byte| is_text(byte)).count();
    let text = &bytes[from..last + more];
    Ok((text.len() >= SHORTEST).then(|| String::from_utf8_lossy(text).into_owned()))
}

/// The functions of Go that differ, the largest change first, and how many there are. Of those of one length,
/// the ones that hold one of these places of different code.
fn changed_functions(
    from: &Opened<'_>,
    to: &Opened<'_>,
    code: &[u64],
) -> Result<(Vec<FunctionDiffers>, usize), ReadError> {
    let (Some(before), Some(after)) = (lengths(from)?, lengths(to)?) else {
        return Ok((Vec::new(), 0));
    };
    let mut changed: Vec<FunctionDiffers> = Vec::new();
    let differs = |name: &[u8], from, to| FunctionDiffers {
        name: String::from_utf8_lossy(name).into_owned(),
        package: functions::package(name).into_owned(),
        from,
        to,
    };
    for (name, len) in &before {
        let now = after.get(name).copied();
        if now != Some(*len) {
            changed.push(differs(name, Some(*len), now));
        }
    }
    let new = after.iter().filter(|(name, _)| !before.contains_key(*name));
    changed.extend(new.map(|(name, len)| differs(name, None, Some(*len))));
    if changed.is_empty() {
        for name in at_places(from, code) {
            let len = before.get(name.as_bytes()).copied();
            changed.push(differs(name.as_bytes(), len, len));
        }
    }
    let grown = |one: &FunctionDiffers| one.from.unwrap_or(0).abs_diff(one.to.unwrap_or(0));
    changed.sort_by(|a, b| grown(b).cmp(&grown(a)).then_with(|| a.name.cmp(&b.name)));
    let in_all = changed.len();
    changed.truncate(MOST_FUNCTIONS);
    Ok((changed, in_all))
}

/// The lengths of functions, by their names.
type Lengths = HashMap<Box<[u8]>, u64>;

/// Each function with the length of its code; functions of one name are taken together.
fn lengths(opened: &Opened<'_>) -> Result<Option<Lengths>, ReadError> {
    let Some(layout) = &opened.layout else { return Ok(None) };
    let Some(table) = pclntab::find(layout)? else { return Ok(None) };
    let mut all = Lengths::with_capacity(table.functions as usize);
    let is_told = functions::each(layout, &table, |name, len| {
        *all.entry(name.into()).or_default() += len;
    })?;
    Ok(is_told.then_some(all))
}

/// The functions that hold places of a file, each once.
fn at_places(opened: &Opened<'_>, places: &[u64]) -> Vec<String> {
    let Some(layout) = &opened.layout else { return Vec::new() };
    let Ok(symbols) = Symbols::read(opened.source) else { return Vec::new() };
    let mut names = Vec::new();
    for address in places.iter().filter_map(|place| layout.address_of(*place)) {
        let function = symbols.at(address).and_then(|places| places.into_iter().next_back());
        if let Some(place) = function.filter(|place| !place.function.is_empty())
            && !names.contains(&place.function)
        {
            names.push(place.function);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_told_where_they_lie() {
        let one = vec![0u8; 300_000];
        let mut other = one.clone();
        for at in [5, 6, 9, 200_000, 299_999] {
            other[at] = 1;
        }
        let ranges = Blocks::default().compare((&one, 0), (&other, 0), 300_000).unwrap();
        assert_eq!((ranges.bytes, ranges.count), (5, 3));
        assert_eq!(ranges.kept, [(5, 5), (200_000, 1), (299_999, 1)]);
        assert!(!is_same(&one, &other).unwrap());
        assert!(is_same(&one, &one.clone()).unwrap());
        assert!(!is_same(&one, &vec![0u8; 5]).unwrap());
    }

    #[test]
    fn text_at_a_difference_is_shown_with_what_stands_around() {
        let file = b"\0\0version v1.2.3\0more".to_vec();
        let told = text_around(&file, (0, file.len() as u64), 12, 1).unwrap();
        assert_eq!(told.as_deref(), Some("version v1.2.3"));
        assert_eq!(text_around(&file, (0, file.len() as u64), 0, 2).unwrap(), None);
    }
}
