//! What an artifact is made of, and what of its making is left in it: sections, packages, build IDs,
//! compilers, and the directories that it was compiled from.

mod differences;
mod functions;
mod opened;
mod pieces;
mod sources;

use landfall_facts::{Anatomy, Fact, GoBuildId, Measured, Origin, Why};
use landfall_formats::elf::{Elf, Which};
use landfall_formats::layout::Layout;
use landfall_formats::macho::{self, MachO};
use landfall_formats::magic::{self, Magic};
use landfall_formats::{Numbers, Part, ReadError, Source, bytes_up_to, pclntab};

use crate::artifact::At;
use crate::go;
use opened::{Container, Opened};

pub use differences::{differences, is_same};

/// The artifacts in a file, each with its place and length: one, or one for each slice of a fat Mach-O file,
/// in the order of [`crate::builds`].
pub fn parts(source: &dyn Source) -> Result<Vec<(u64, u64)>, ReadError> {
    let first = bytes_up_to(source, 0, magic::LEN as u64)?;
    match magic::kind(&first) {
        Magic::FatMachO => {
            let slices = macho::slices(source)?;
            Ok(slices.into_iter().map(|slice| (slice.offset, slice.size)).collect())
        }
        _ => Ok(vec![(0, source.len())]),
    }
}

/// What an artifact is made of.
pub fn anatomy(source: &dyn Source, name: &str) -> Anatomy {
    match Opened::read(source) {
        Ok(opened) => of(&opened, name),
        Err(error) => unknown(source, &Why::damaged(name, &error)),
    }
}

fn unknown(source: &dyn Source, why: &Why) -> Anatomy {
    fn no<T>(why: &Why) -> Fact<T> {
        Fact::Unknown(why.clone())
    }
    Anatomy {
        size: source.len(),
        sections: no(why),
        packages: no(why),
        go_build_id: no(why),
        linker_build_id: no(why),
        c_compilers: no(why),
        goroot: no(why),
        module_cache: no(why),
        source: no(why),
        signature: no(why),
        time_stamp: no(why),
        cgo_names_kept: no(why),
        linked_texts: no(why),
        members: no(why),
    }
}

fn of(opened: &Opened<'_>, name: &str) -> Anatomy {
    let at = At::new(name);
    let why = Why::new("landfall does not look for this in such a file");
    let mut anatomy = unknown(opened.source, &why);
    anatomy.signature = Fact::Absent(at.byte(0));
    anatomy.time_stamp = nature("only PE files have a time stamp");
    anatomy.cgo_names_kept = nature("only ELF files have a dynamic symbol table");
    anatomy.members = nature("only archives have members");
    anatomy.sections = Fact::Known(opened.sections(), at.byte(0));
    match &opened.container {
        Container::Elf(elf) => of_elf(elf, &mut anatomy, &at),
        Container::MachO(macho) => of_macho(macho, opened.source, &mut anatomy, &at),
        Container::Pe(pe) => {
            let (time, security) = (pe.time_stamp, pe.security());
            anatomy.time_stamp = Fact::Known(time.into(), at.byte(0));
            if let Some((offset, _)) = security {
                anatomy.signature = Fact::Known("Authenticode".to_owned(), at.byte(offset));
            }
            anatomy.linker_build_id = nature("PE files have none");
        }
        Container::Archive(members) => {
            let names = members.iter().map(|member| member.name.clone()).collect();
            anatomy.members = Fact::Known(names, at.byte(8));
        }
        Container::Other => {}
    }
    if let Some(layout) = &opened.layout {
        of_go(layout, &mut anatomy, &at);
    }
    anatomy
}

/// What no file of its format has.
fn nature<T>(says: &str) -> Fact<T> {
    Fact::Absent(Origin::Nature(says.to_owned()))
}

fn of_elf(elf: &Elf<'_>, anatomy: &mut Anatomy, at: &At<'_>) {
    let hexadecimal = |id: &[u8]| id.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    anatomy.linker_build_id = match elf.notes() {
        Ok(notes) => Fact::from_option(notes.gnu_build_id.as_deref().map(hexadecimal), at.byte(0)),
        Err(error) => Fact::Unknown(at.damaged(&error)),
    };
    anatomy.c_compilers = match c_compilers(elf) {
        Ok(Some((names, offset))) => Fact::Known(names, at.byte(offset)),
        Ok(None) => Fact::Absent(at.byte(0)),
        Err(error) => Fact::Unknown(at.damaged(&error)),
    };
    anatomy.linked_texts = match linked_texts(elf) {
        Ok(Some(texts)) => Fact::Known(texts, at.byte(0)),
        Ok(None) => Fact::Unknown(Why::new("it has no symbol table, which alone tells")),
        Err(error) => Fact::Unknown(at.damaged(&error)),
    };
    let kept = || -> Result<Option<(Vec<String>, u64)>, ReadError> {
        let Some(dynamic) = elf.dynamic()? else { return Ok(None) };
        let versions = dynamic.versions(elf)?;
        let exports = dynamic.symbols(elf, &versions, Which::Exports)?;
        let names = exports.into_iter().map(|symbol| symbol.name);
        let mut names: Vec<String> =
            names.filter(|name| go::is_cgo_name(name.as_bytes())).collect();
        names.sort_unstable();
        Ok(Some((names, dynamic.offset)))
    };
    anatomy.cgo_names_kept = match kept() {
        Ok(Some((names, offset))) if !names.is_empty() => Fact::Known(names, at.byte(offset)),
        Ok(_) => Fact::Absent(at.byte(0)),
        Err(error) => Fact::Unknown(at.damaged(&error)),
    };
}

/// What C compilers wrote of themselves (`.comment`), each once, in order.
fn c_compilers(elf: &Elf<'_>) -> Result<Option<(Vec<String>, u64)>, ReadError> {
    /// A compiler's name and version; each object adds one, and linkers leave equal ones out.
    const LONGEST: u64 = 1 << 14;
    let sections = elf.sections()?;
    let comment = sections.iter().find(|one| one.name == ".comment" && one.has_bytes());
    let Some(comment) = comment else { return Ok(None) };
    let text = bytes_up_to(elf.source(), comment.offset, comment.size.min(LONGEST))?;
    let texts = text.split(|byte| *byte == 0).filter(|text| !text.is_empty());
    let mut names: Vec<String> =
        texts.map(|text| String::from_utf8_lossy(text).into_owned()).collect();
    names.sort_unstable();
    names.dedup();
    Ok((!names.is_empty()).then_some((names, comment.offset)))
}

/// The texts that the linker put into variables: it calls each as the variable, with `.str` behind
/// (`cmd/link/internal/ld`, `addstrdata`).
fn linked_texts(elf: &Elf<'_>) -> Result<Option<Vec<String>>, ReadError> {
    /// Those that the Go command has it put in itself.
    const OF_GO: [&str; 3] = ["runtime.buildVersion", "runtime.modinfo", "runtime.godebugDefault"];
    const LONGEST: u64 = 1 << 10;
    const MOST: usize = 1 << 10;
    let symbols = elf.variable_symbols()?;
    if symbols.is_empty() {
        return Ok(None);
    }
    let mut texts = Vec::new();
    for (address, len, name) in symbols {
        let Some(variable) = name.strip_suffix(".str").filter(|name| !OF_GO.contains(name)) else {
            continue;
        };
        // A name of C may end so too; what Go links has a package before its dot.
        if variable.contains('.')
            && texts.len() < MOST
            && let Ok(text) = elf.at_address(address, len.min(LONGEST))
        {
            let text = String::from_utf8_lossy(&text);
            texts.push(format!("{variable}={}", text.trim_end_matches('\0')));
        }
    }
    texts.sort_unstable();
    Ok(Some(texts))
}

fn of_macho(macho: &MachO, source: &dyn Source, anatomy: &mut Anatomy, at: &At<'_>) {
    let uuid = macho.uuid.map(|id| id.iter().map(|byte| format!("{byte:02x}")).collect());
    anatomy.linker_build_id = Fact::from_option(uuid, at.byte(0));
    anatomy.signature = match (macho.signature(source), macho.code_signature) {
        (Ok(Some(signature)), Some(stretch)) => {
            let by = match (signature.certified, signature.is_linker_signed()) {
                (true, _) => "with a certificate",
                (false, true) => "by the linker, ad hoc",
                (false, false) => "ad hoc",
            };
            let says = match signature.identifier {
                Some(identifier) => format!("{by}, as {identifier}"),
                None => by.to_owned(),
            };
            Fact::Known(says, at.byte(stretch.offset))
        }
        (Ok(_), _) => Fact::Absent(at.byte(0)),
        (Err(error), _) => Fact::Unknown(at.damaged(&error)),
    };
}

fn of_go(layout: &Layout<'_>, anatomy: &mut Anatomy, at: &At<'_>) {
    anatomy.go_build_id = match go_build_id(layout) {
        Ok(Some((id, offset))) => Fact::Known(id, at.byte(offset)),
        Ok(None) => Fact::Absent(at.byte(0)),
        Err(error) => Fact::Unknown(at.damaged(&error)),
    };
    let table = match pclntab::find(layout) {
        Ok(Some(table)) => table,
        Ok(None) => {
            let none = || Origin::Nature("it has no function table of Go".to_owned());
            anatomy.packages = Fact::Absent(none());
            (anatomy.goroot, anatomy.module_cache) = (Fact::Absent(none()), Fact::Absent(none()));
            anatomy.source = Fact::Absent(none());
            return;
        }
        Err(error) => {
            let why = at.damaged(&error);
            anatomy.packages = Fact::Unknown(why.clone());
            anatomy.goroot = Fact::Unknown(why.clone());
            anatomy.module_cache = Fact::Unknown(why.clone());
            anatomy.source = Fact::Unknown(why);
            return;
        }
    };
    anatomy.packages = match functions::packages(layout, &table) {
        Ok(Some(packages)) => Fact::Known(packages, at.byte(table.offset)),
        Ok(None) => Fact::Unknown(Why::new(
            "in such a program of Go up to 1.17 a loader fills in where functions lie",
        )),
        Err(error) => Fact::Unknown(at.damaged(&error)),
    };
    sources::fill(layout, &table, anatomy, at);
}

/// The Go build ID and its place: in a note of its own in ELF, at the beginning of the code elsewhere
/// (`cmd/internal/buildid`).
pub(super) fn go_build_id(layout: &Layout<'_>) -> Result<Option<(GoBuildId, u64)>, ReadError> {
    /// Four hashes of twenty letters, and what stands around them.
    const LONGEST: u64 = 256;
    if let Some(note) = layout.named(&[".note.go.buildid"]) {
        let bytes = bytes_up_to(layout.source, note.offset, note.len.min(LONGEST))?;
        let n = Numbers::new(&bytes, layout.big_endian);
        let (Some(name), Some(len)) = (n.u32(0), n.u32(4)) else { return Ok(None) };
        let start = 12 + (name as usize).min(LONGEST as usize).next_multiple_of(4);
        let id = n.slice(start, len as usize).map(String::from_utf8_lossy);
        let id = id.and_then(|id| GoBuildId::parse(id.trim_end_matches('\0')));
        return Ok(id.map(|id| (id, note.offset)));
    }
    let Some(code) = layout.named(&[".text", "__text"]) else { return Ok(None) };
    let Some((offset, len)) = pieces::id_in_code(layout, code)? else { return Ok(None) };
    let text = bytes_up_to(layout.source, offset, len)?;
    let text = String::from_utf8_lossy(&text);
    let id = text.split('"').nth(1).and_then(GoBuildId::parse);
    Ok(id.map(|id| (id, offset)))
}

/// An artifact within a file, as a source of its own.
pub fn part<'a>(source: &'a dyn Source, place: (u64, u64)) -> Result<Part<'a>, ReadError> {
    Part::new(source, place.0, place.1)
}

/// What has a name and a length.
fn measured(name: impl Into<String>, size: u64) -> Measured {
    Measured { name: name.into(), size }
}
