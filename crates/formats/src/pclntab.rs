//! Go's function table (pclntab): the one list of functions that survives stripping.
//!
//! Its forms are written in Go's `internal/abi/symtab.go`, `runtime/symtab.go` (`pcHeader`) and
//! `debug/gosym/pclntab.go`. A form newer than those known is refused by its magic, not guessed.

mod functions;
mod lines;
mod module;
mod pages;

use aho_corasick::packed;

use crate::layout::{Layout, Stretch, scan};
use crate::{Numbers, ReadError, bytes_up_to};

pub use functions::{Description, Function, Functions};
pub use lines::{Found, Frame, Lines};
pub use module::Filled;

const NAMES: [&str; 4] =
    [".gopclntab", "__gopclntab", ".data.rel.ro.gopclntab", ".gopclntab.rel.ro"];

/// The form of a function table, by the releases that write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Go 1.2 to 1.15.
    Go12,
    /// Go 1.16 and 1.17.
    Go116,
    /// Go 1.18 and 1.19.
    Go118,
    /// Go 1.20 and later.
    Go120,
}

impl Form {
    /// The first release that writes it, and the last if there is one.
    pub fn releases(self) -> (u32, Option<u32>) {
        match self {
            Self::Go12 => (2, Some(15)),
            Self::Go116 => (16, Some(17)),
            Self::Go118 => (18, Some(19)),
            Self::Go120 => (20, None),
        }
    }

    fn of_magic(magic: u32) -> Option<Self> {
        match magic {
            0xffff_fffb => Some(Self::Go12),
            0xffff_fffa => Some(Self::Go116),
            0xffff_fff0 => Some(Self::Go118),
            0xffff_fff1 => Some(Self::Go120),
            _ => None,
        }
    }
}

/// A function table that was found, with its header read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionTable {
    /// Its form.
    pub form: Form,
    /// Where it begins in the file.
    pub offset: u64,
    /// How far it may reach.
    pub len: u64,
    /// The number of functions.
    pub functions: u64,
    /// Where the names of functions stand in the file, each ended by a zero byte. Up to Go 1.15
    /// they stand between other things.
    pub names: (u64, u64),
    /// Where the names of source files stand; `None` up to Go 1.15.
    pub files: Option<(u64, u64)>,
    /// Where the files and the places by address stand, which nobody needs who only wants the functions;
    /// `None` up to Go 1.15.
    pub places: Option<(u64, u64)>,
}

/// Finds the function table: by the name of its section, else, as in a program that an external
/// linker made position-independent, by its header among the data.
pub fn find(layout: &Layout<'_>) -> Result<Option<FunctionTable>, ReadError> {
    if let Some(stretch) = layout.named(&NAMES)
        && let Some(table) = at(layout, stretch.offset, stretch.len)?
    {
        return Ok(Some(table));
    }
    for stretch in candidates(layout) {
        if let Some(table) = search(layout, stretch)? {
            return Ok(Some(table));
        }
    }
    Ok(None)
}

/// The stretches in which a table without a section of its own has been seen.
fn candidates<'l>(layout: &'l Layout<'_>) -> impl Iterator<Item = &'l Stretch> {
    /// The likeliest first.
    const LIKELY: [&str; 6] = [".data.rel.ro", ".rodata", ".rdata", "__rodata", "__const", ".text"];
    let known = layout.named.iter().any(|stretch| LIKELY.contains(&stretch.name.as_str()));
    // Without section headers every mapped stretch has to do.
    let any = layout.loaded.iter().filter(move |_| !known);
    LIKELY.iter().filter_map(|name| layout.named(&[name])).chain(any)
}

fn search(layout: &Layout<'_>, stretch: &Stretch) -> Result<Option<FunctionTable>, ReadError> {
    const HEADER: usize = 8;
    let mut trouble = None;
    let found = scan(layout.source, stretch.offset, stretch.len, HEADER, |block_at, block| {
        // The magic's low byte tells the form; the rest of it and the two zero bytes behind it,
        // which every form has, rule out nearly all else.
        let (rest, low_at): (&[u8], usize) = match layout.big_endian {
            false => (&[0xff, 0xff, 0xff, 0, 0], 0),
            true => (&[0xff, 0xff, 0xff], 3),
        };
        for index in memchr::memmem::find_iter(block, rest) {
            let start = if layout.big_endian { Some(index) } else { index.checked_sub(1) };
            let Some(start) = start else { continue };
            let is_form = block
                .get(start + low_at)
                .is_some_and(|low| matches!(low, 0xfb | 0xfa | 0xf0 | 0xf1));
            if !is_form {
                continue;
            }
            let offset = block_at + start as u64;
            match at(
                layout,
                offset,
                stretch.offset.saturating_add(stretch.len).saturating_sub(offset),
            ) {
                Ok(None) => {}
                Ok(Some(table)) => return Some(table),
                Err(error) => trouble = Some(error),
            }
        }
        None
    })?;
    match (found, trouble) {
        (Some(table), _) => Ok(Some(table)),
        (None, Some(error @ ReadError::Io { .. })) => Err(error),
        (None, _) => Ok(None),
    }
}

/// The table whose header stands at an offset, if one does.
fn at(layout: &Layout<'_>, offset: u64, len: u64) -> Result<Option<FunctionTable>, ReadError> {
    let header = bytes_up_to(layout.source, offset, 8 + 8 * 8)?;
    let len = len.min(layout.source.len().saturating_sub(offset));
    let n = layout.numbers(&header);
    let (Some(magic), Some(0), Some(0), Some(step), Some(size)) =
        (n.u32(0), n.u8(4), n.u8(5), n.u8(6), n.u8(7))
    else {
        return Ok(None);
    };
    let Some(form) = Form::of_magic(magic) else { return Ok(None) };
    if !matches!(step, 1 | 2 | 4) || !matches!(size, 4 | 8) {
        return Ok(None);
    }
    let word = |index: usize| n.word(8 + index * usize::from(size), size * 8).unwrap_or(u64::MAX);
    let functions = word(0);
    // A function takes at least eight bytes of the table.
    if functions == 0 || functions > len / 8 {
        return Ok(None);
    }
    if form == Form::Go12 {
        let whole = FunctionTable {
            form,
            offset,
            len,
            functions,
            names: (offset, len),
            files: None,
            places: None,
        };
        return Ok(first_name_go12(layout, offset, len, size, n)?.then_some(whole));
    }
    let first = if form == Form::Go116 { 2 } else { 3 };
    let [names, units, files, programs, table] = [0, 1, 2, 3, 4].map(|index| word(first + index));
    let ordered =
        names <= units && units <= files && files <= programs && programs <= table && table < len;
    if !ordered {
        return Ok(None);
    }
    Ok(Some(FunctionTable {
        form,
        offset,
        len,
        functions,
        names: (offset + names, units - names),
        files: Some((offset + files, programs - files)),
        places: Some((offset + units, table - units)),
    }))
}

/// Whether the first function of a table up to Go 1.15 has a name: its header alone is too short
/// to tell a table by.
fn first_name_go12(
    layout: &Layout<'_>,
    offset: u64,
    len: u64,
    size: u8,
    header: Numbers<'_>,
) -> Result<bool, ReadError> {
    let word = u64::from(size);
    let function = header.word(8 + 2 * usize::from(size), size * 8).unwrap_or(u64::MAX);
    if function >= len {
        return Ok(false);
    }
    let function = bytes_up_to(layout.source, offset + function, word + 4)?;
    let name = u64::from(layout.numbers(&function).u32(usize::from(size)).unwrap_or(u32::MAX));
    if name >= len {
        return Ok(false);
    }
    let name = bytes_up_to(layout.source, offset + name, 64)?;
    let end = memchr::memchr(0, &name).unwrap_or(name.len());
    Ok(end > 0 && name[..end].iter().all(|byte| byte.is_ascii_graphic() || *byte >= 0x80))
}

/// Hands out the name of every function of a table, in the order of the code.
pub fn names(
    layout: &Layout<'_>,
    table: &FunctionTable,
    mut each: impl FnMut(&[u8]),
) -> Result<(), ReadError> {
    const LONGEST_NAME: usize = 1 << 12;
    let (offset, len) = table.names;
    let mut done = offset;
    scan(layout.source, offset, len, LONGEST_NAME, |block_at, block| {
        let mut at = (done.saturating_sub(block_at) as usize).min(block.len());
        while let Some(end) = memchr::memchr(0, &block[at..]) {
            let name = clean(table.form, &block[at..at + end]);
            if !name.is_empty() {
                each(name);
            }
            at += end + 1;
        }
        done = done.max(block_at + at as u64);
        None::<()>
    })?;
    Ok(())
}

/// A function to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// The import path of its package.
    pub package: &'a str,
    /// Its whole name, the package's included.
    pub name: &'a str,
}

/// Of each group of functions one that a table has, as its place in the group: any of them will
/// do. `None` where it has none.
///
/// Much faster than looking at every name, of which a program of 100 MB has 16 MB. The 300 KB of
/// file names tell which packages are there at all. And the linker lays out code package by
/// package (`cmd/link/internal/ld`, `Textp`), a package after those it imports, and lists names in
/// that order: where a package's names have been seen and then none of it for a quarter of a
/// megabyte, none will follow.
pub fn any_of<const GROUPS: usize>(
    layout: &Layout<'_>,
    table: &FunctionTable,
    groups: &[&[Wanted<'_>]; GROUPS],
) -> Result<[Option<usize>; GROUPS], ReadError> {
    let mut found = [None; GROUPS];
    let all: Vec<Wanted<'_>> = groups.concat();
    let mut packages = packages(layout, table, &all)?;
    // Names share their beginnings (a package's path) more than their ends: look for the ends.
    const END: usize = 12;
    let mut looked_for: Vec<(usize, usize, Vec<u8>)> = Vec::new();
    for (group, of_group) in groups.iter().enumerate() {
        for (at, wanted) in of_group.iter().enumerate() {
            if packages.iter().any(|one| one.package == wanted.package) {
                let name = wanted.name.as_bytes();
                looked_for.push((
                    group,
                    at,
                    [&name[name.len().saturating_sub(END)..], &[0]].concat(),
                ));
            }
        }
    }
    let Some(finder) = packed::Searcher::new(looked_for.iter().map(|(_, _, end)| end)) else {
        return Ok(found);
    };
    let longest = all.iter().map(|wanted| wanted.name.len()).max().unwrap_or(0) + 2;
    let (offset, len) = table.names;
    scan(layout.source, offset, len, longest, |block_at, block| {
        for hit in finder.find_iter(block) {
            let end = hit.end() - 1;
            let hit_end = &looked_for[hit.pattern().as_usize()].2;
            // Several names can have the same end.
            for (group, at, _) in looked_for.iter().filter(|(_, _, end)| end == hit_end) {
                let name = groups[*group][*at].name.as_bytes();
                let Some(start) = end.checked_sub(name.len()) else { continue };
                let begins = match start.checked_sub(1) {
                    Some(before) => clean(table.form, &block[before..=before]).is_empty(),
                    None => block_at == offset,
                };
                if begins
                    && block[start..end] == *name
                    && found[*group].is_none_or(|known: usize| known > *at)
                {
                    found[*group] = Some(*at);
                }
            }
        }
        packages.retain_mut(|package| {
            let of_package = |wanted: &Wanted<'_>| wanted.package == package.package;
            let missing = groups
                .iter()
                .zip(&found)
                .any(|(group, found)| found.is_none() && group.iter().any(of_package));
            missing && !package.is_past(block_at, block)
        });
        packages.is_empty().then_some(())
    })?;
    Ok(found)
}

/// A package whose functions are looked for.
struct Package<'a> {
    package: &'a str,
    /// How its names begin, with the end of the name before; `None` where that does not tell.
    begins: Option<Vec<u8>>,
    last_seen: Option<u64>,
}

impl Package<'_> {
    /// Whether all of its names lie before this block.
    fn is_past(&mut self, block_at: u64, block: &[u8]) -> bool {
        const FAR: u64 = 1 << 18;
        // The runtime has a handful of functions under the names of packages that it serves
        // (`go:linkname`, as time.Sleep); those stand among its own.
        const MANY: usize = 16;
        let Some(begins) = &self.begins else { return false };
        if memchr::memmem::find_iter(block, begins).take(MANY).count() == MANY {
            self.last_seen = Some(block_at);
        }
        self.last_seen.is_some_and(|seen| block_at - seen > FAR)
    }
}

/// The packages of the functions looked for that are there at all.
fn packages<'a>(
    layout: &Layout<'_>,
    table: &FunctionTable,
    wanted: &[Wanted<'a>],
) -> Result<Vec<Package<'a>>, ReadError> {
    let mut names: Vec<&'a str> = wanted.iter().map(|wanted| wanted.package).collect();
    names.sort_unstable();
    names.dedup();
    if let Some((offset, len)) = table.files.filter(|(_, len)| *len > 0) {
        let mut seen = vec![false; names.len()];
        // The folder of a package that is a module of its own ends in a version:
        // golang.org/x/crypto/x509roots/fallback@v0.0.0-20250101000000-0123456789ab/fallback.go.
        let folders: Vec<[Vec<u8>; 2]> = names
            .iter()
            .map(|name| [format!("{name}/").into_bytes(), format!("{name}@v").into_bytes()])
            .collect();
        let longest = folders.iter().flatten().map(Vec::len).max().unwrap_or(0);
        scan(layout.source, offset, len, longest, |_, block| {
            for (seen, folders) in seen.iter_mut().zip(&folders).filter(|(seen, _)| !**seen) {
                let [plain, versioned] = folders;
                // The standard library has no versions, and no dots either.
                *seen = memchr::memmem::find(block, plain).is_some()
                    || (plain.contains(&b'.') && memchr::memmem::find(block, versioned).is_some());
            }
            seen.iter().all(|seen| *seen).then_some(())
        })?;
        let mut seen = seen.into_iter();
        names.retain(|_| seen.next().unwrap_or(true));
    }
    // Up to Go 1.15 names stand between other things; and assembly has no package in its name.
    let begins = |name: &str| {
        let telling = table.form != Form::Go12
            && wanted
                .iter()
                .filter(|wanted| wanted.package == name)
                .all(|wanted| wanted.name.starts_with(&format!("{name}.")));
        telling.then(|| format!("\0{name}.").into_bytes())
    };
    Ok(names
        .into_iter()
        .map(|package| Package { package, begins: begins(package), last_seen: None })
        .collect())
}

/// A name without what stands before it: up to Go 1.15 that may be something else.
fn clean(form: Form, name: &[u8]) -> &[u8] {
    if form != Form::Go12 {
        return if name == [0] { &[] } else { name };
    }
    let start = name
        .iter()
        .rposition(|byte| !byte.is_ascii_graphic() && *byte < 0x80)
        .map_or(0, |at| at + 1);
    &name[start..]
}
