//! A file cut into pieces, each with what lies there: sections, and what is known to lie in them.

use landfall_facts::Holds;
use landfall_formats::elf::Elf;
use landfall_formats::layout::{Layout, Stretch, scan};
use landfall_formats::macho::MachO;
use landfall_formats::pclntab;
use landfall_formats::pe::Pe;
use landfall_formats::{ReadError, bytes_up_to};

use super::opened::{Container, Opened};

/// A piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The section, or the member of an archive; empty outside of any.
    pub(super) section: String,
    pub(super) holds: Holds,
    pub(super) offset: u64,
    pub(super) len: u64,
}

/// More sections than any toolchain writes; what more there is is told as what lies between.
const MOST: usize = 1 << 12;

/// The pieces of a file from its beginning to its end, none over another.
pub(super) fn pieces(opened: &Opened<'_>) -> Result<Vec<Piece>, ReadError> {
    let mut inner = Vec::new();
    let mut outer = match &opened.container {
        Container::Elf(elf) => of_elf(elf)?,
        Container::MachO(macho) => of_macho(macho),
        Container::Pe(pe) => {
            let (time, checksum) = pe.stamps_at();
            inner.push(piece("", Holds::TimeStamp, time, 4));
            inner.push(piece("", Holds::Checksum, checksum, 4));
            of_pe(pe)
        }
        Container::Archive(members) => {
            let of = |member: &landfall_formats::ar::Member| {
                piece(&member.name, Holds::Member, member.offset, member.size)
            };
            members.iter().map(of).collect()
        }
        Container::Other => match &opened.layout {
            Some(layout) => layout.named.iter().map(named).collect(),
            None => vec![piece("", Holds::Data, 0, opened.source.len())],
        },
    };
    outer.truncate(MOST);
    if let Some(layout) = &opened.layout {
        of_go(layout, &mut inner)?;
    }
    let between = match opened.container {
        Container::Archive(_) => Holds::MemberHeader,
        Container::Elf(_) | Container::MachO(_) | Container::Pe(_) | Container::Other => {
            Holds::Between
        }
    };
    Ok(cut(opened.source.len(), outer, inner, between))
}

fn piece(section: &str, holds: Holds, offset: u64, len: u64) -> Piece {
    Piece { section: section.to_owned(), holds, offset, len }
}

fn named(stretch: &Stretch) -> Piece {
    let holds = by_name(&stretch.name, stretch.executable);
    piece(&stretch.name, holds, stretch.offset, stretch.len)
}

/// What lies in a section of a name.
fn by_name(name: &str, is_code: bool) -> Holds {
    let plain = name.trim_start_matches(['.', '_']);
    match plain {
        "note.go.buildid" => Holds::GoBuildId,
        "note.gnu.build-id" => Holds::LinkerBuildId,
        "go.buildinfo" | "go_buildinfo" => Holds::BuildInfo,
        "gopclntab" => Holds::FunctionTable,
        "comment" => Holds::CCompilers,
        "symtab" | "strtab" | "shstrtab" => Holds::Symbols,
        "dynamic" | "dynsym" | "dynstr" | "hash" | "gnu.hash" | "gnu.version" | "gnu.version_r"
        | "gnu.version_d" | "interp" | "plt" | "got" | "got.plt" | "idata" | "edata" | "reloc"
        | "relr.dyn" => Holds::Dynamic,
        _ if plain.starts_with("rel.") || plain.starts_with("rela") => Holds::Dynamic,
        _ if plain.starts_with("debug_")
            || plain.starts_with("zdebug_")
            || plain.starts_with("gnu_debug") =>
        {
            Holds::Debugging
        }
        _ if is_code => Holds::Code,
        _ => Holds::Data,
    }
}

fn of_elf(elf: &Elf<'_>) -> Result<Vec<Piece>, ReadError> {
    const EXECUTABLE: u64 = 4;
    // By `e_phoff`, which no toolchain sets to anything but the end of the header.
    let (header, of_segment) = if elf.bits == 64 { (64, 56) } else { (52, 32) };
    let segments = elf.segments.len() as u64 * of_segment;
    let mut all = vec![piece("", Holds::Headers, 0, header + segments)];
    let sections = elf.sections()?;
    all.extend(sections.iter().filter(|one| one.has_bytes()).map(|one| {
        piece(&one.name, by_name(&one.name, one.flags & EXECUTABLE != 0), one.offset, one.size)
    }));
    let (at, of_section) = if elf.bits == 64 { (40, 64) } else { (32, 40) };
    let word = bytes_up_to(elf.source(), at, u64::from(elf.bits / 8))?;
    let place = landfall_formats::Numbers::new(&word, elf.big_endian).word(0, elf.bits);
    if let Some(place) = place.filter(|place| *place > 0) {
        all.push(piece("", Holds::Headers, place, sections.len() as u64 * of_section));
    }
    Ok(all)
}

fn of_macho(macho: &MachO) -> Vec<Piece> {
    let there = macho.sections().filter(|one| one.file_offset != 0 && one.size > 0);
    let mut all: Vec<Piece> = there
        .map(|one| {
            let holds = match one.segment.as_str() {
                "__DWARF" => Holds::Debugging,
                _ => by_name(&one.name, one.name == "__text"),
            };
            piece(&one.name, holds, one.file_offset, one.size)
        })
        .collect();
    let first = all.iter().map(|one| one.offset).min().unwrap_or(0);
    all.push(piece("", Holds::Headers, 0, first));
    if let Some(table) = macho.symbol_table {
        let of_symbol = if macho.bits == 64 { 16 } else { 12 };
        let len = u64::from(table.count) * of_symbol;
        all.push(piece("__LINKEDIT", Holds::Symbols, table.offset, len));
        all.push(piece("__LINKEDIT", Holds::Symbols, table.names.offset, table.names.size));
    }
    if let Some(signature) = macho.code_signature {
        all.push(piece("__LINKEDIT", Holds::Signature, signature.offset, signature.size));
    }
    all
}

fn of_pe(pe: &Pe) -> Vec<Piece> {
    const CODE: u32 = 0x20;
    let there = pe.sections.iter().filter(|one| one.raw_size > 0);
    let mut all: Vec<Piece> = there
        .map(|one| {
            let holds = by_name(&one.name, one.characteristics & CODE != 0);
            piece(&one.name, holds, one.raw_offset.into(), one.raw_size.into())
        })
        .collect();
    all.push(piece("", Holds::Headers, 0, pe.headers_size.into()));
    if let Some((offset, len)) = pe.security() {
        all.push(piece("", Holds::Signature, offset, len));
    }
    all
}

/// What Go puts into sections of others: its build ID and build information, and the parts of its function
/// table.
fn of_go(layout: &Layout<'_>, inner: &mut Vec<Piece>) -> Result<(), ReadError> {
    if layout.named(&[".note.go.buildid"]).is_none()
        && let Some(code) = layout.named(&[".text", "__text"])
        && let Some((offset, len)) = id_in_code(layout, code)?
    {
        inner.push(piece(&code.name, Holds::GoBuildId, offset, len));
    }
    let info = layout.named(&[".go.buildinfo", "__go_buildinfo"]).map(|one| one.offset);
    if info.is_none()
        && let Some(data) = layout.named(&[".data"])
        && let Some((offset, len)) = info_in_data(layout, data)?
    {
        inner.push(piece(&data.name, Holds::BuildInfo, offset, len));
    }
    for name in [".rodata", "__rodata", ".rdata", ".data.rel.ro", "__const", ".data", "__data"] {
        if let Some(stretch) = layout.named(&[name])
            && let Some((offset, len)) = module_info(layout, stretch)?
            && !inner.iter().any(|one| {
                one.holds == Holds::BuildInfo && offset.wrapping_sub(one.offset) < one.len
            })
        {
            inner.push(piece(name, Holds::ModuleInfo, offset, len));
            break;
        }
    }
    if let Some(table) = pclntab::find(layout)? {
        let holds = |offset: u64| {
            let within = |one: &&Stretch| offset.wrapping_sub(one.offset) < one.len;
            layout.named.iter().find(within).map_or("", |one| one.name.as_str())
        };
        let section = holds(table.offset);
        let mut part = |holds, (offset, len): (u64, u64)| {
            if len > 0 {
                inner.push(piece(section, holds, offset, len));
            }
        };
        if let (Some((files, len)), Some((units, rest))) = (table.files, table.places) {
            part(Holds::FunctionNames, table.names);
            part(Holds::SourcePaths, (units, files.saturating_sub(units)));
            part(Holds::SourcePaths, (files, len));
            let programs = files.saturating_add(len);
            let end = units.saturating_add(rest);
            part(Holds::Lines, (programs, end.saturating_sub(programs)));
        }
    }
    Ok(())
}

/// The place and length of the Go build ID where it begins the code.
pub(super) fn id_in_code(
    layout: &Layout<'_>,
    code: &Stretch,
) -> Result<Option<(u64, u64)>, ReadError> {
    // An external linker puts code of C before it.
    const BEGINS: &[u8] = b"\xff Go build ID: \"";
    const ENDS: &[u8] = b"\"\n \xff";
    const FAR: u64 = 1 << 16;
    let head = bytes_up_to(layout.source, code.offset, code.len.min(FAR))?;
    let Some(start) = memchr::memmem::find(&head, BEGINS) else { return Ok(None) };
    let Some(len) = memchr::memmem::find(&head[start..], ENDS) else { return Ok(None) };
    Ok(Some((code.offset + start as u64, (len + ENDS.len()) as u64)))
}

/// The build information where it has no section of its own.
fn info_in_data(layout: &Layout<'_>, data: &Stretch) -> Result<Option<(u64, u64)>, ReadError> {
    const BEGINS: &[u8] = b"\xff Go buildinf:";
    let found = scan(layout.source, data.offset, data.len, BEGINS.len(), |at, block| {
        memchr::memmem::find(block, BEGINS).map(|index| at + index as u64)
    })?;
    let Some(offset) = found else { return Ok(None) };
    let rest = Stretch {
        offset,
        len: data.offset.saturating_add(data.len).saturating_sub(offset),
        ..data.clone()
    };
    // The version, the modules and the settings stand behind a header of 32 bytes, up to the mark.
    let end = module_info(layout, &rest)?.map(|(at, len)| at + len - offset);
    Ok(Some((offset, end.unwrap_or(32).min(rest.len))))
}

/// Where module information stands, between two marks (`infoStart` and `infoEnd` of
/// `cmd/go/internal/modload`).
fn module_info(layout: &Layout<'_>, within: &Stretch) -> Result<Option<(u64, u64)>, ReadError> {
    const BEGINS: &[u8] = b"\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6";
    const ENDS: &[u8] = b"\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2";
    let find = |mark: &[u8], offset: u64, len: u64| {
        scan(layout.source, offset, len, mark.len(), |at, block| {
            memchr::memmem::find(block, mark).map(|index| at + index as u64)
        })
    };
    let Some(start) = find(BEGINS, within.offset, within.len)? else { return Ok(None) };
    let left = within.offset.saturating_add(within.len).saturating_sub(start);
    let end = find(ENDS, start, left)?;
    Ok(end.map(|end| (start, end + ENDS.len() as u64 - start)))
}

/// Cuts the inner pieces out of the outer ones, and names what lies between.
fn cut(len: u64, mut outer: Vec<Piece>, mut inner: Vec<Piece>, between: Holds) -> Vec<Piece> {
    outer.sort_by_key(|one| one.offset);
    inner.sort_by_key(|one| one.offset);
    let mut all = Vec::new();
    let mut at = 0;
    let fill = |all: &mut Vec<Piece>, at: &mut u64, to: u64, like: Option<&Piece>| {
        let to = to.min(len);
        if to > *at {
            let (section, holds) = like.map_or(("", between), |one| (&one.section, one.holds));
            all.push(piece(section, holds, *at, to - *at));
            *at = to;
        }
    };
    for one in &outer {
        fill(&mut all, &mut at, one.offset, None);
        let end = one.offset.saturating_add(one.len);
        let first = inner.partition_point(|it| it.offset < one.offset);
        for part in inner[first..].iter().take_while(|it| it.offset < end) {
            fill(&mut all, &mut at, part.offset, Some(one));
            fill(&mut all, &mut at, part.offset.saturating_add(part.len).min(end), Some(part));
        }
        fill(&mut all, &mut at, end, Some(one));
    }
    fill(&mut all, &mut at, len, None);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_lie_beside_one_another_whatever_the_headers_say() {
        let outer = vec![
            piece(".a", Holds::Code, 10, 20),
            piece(".b", Holds::Data, 20, 30),
            piece(".c", Holds::Data, 1 << 60, u64::MAX),
        ];
        let inner =
            vec![piece(".a", Holds::GoBuildId, 12, 4), piece(".a", Holds::ModuleInfo, 14, 100)];
        let all = cut(60, outer, inner, Holds::Between);
        let mut at = 0;
        for one in &all {
            assert_eq!(one.offset, at, "{all:?}");
            at += one.len;
        }
        assert_eq!(at, 60);
        assert_eq!(all[1], piece(".a", Holds::Code, 10, 2));
        assert_eq!(all[2], piece(".a", Holds::GoBuildId, 12, 4));
    }
}
