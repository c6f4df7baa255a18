//! What an XCOFF file asks for: a program for AIX.

use landfall_facts::{Arch, Build, Fact, Format, Kind, Libc, Linking, Os};
use landfall_formats::layout::{Layout, Stretch};
use landfall_formats::xcoff::{self, Xcoff};
use landfall_formats::{ReadError, Source};

use crate::artifact::{At, Depth, blank};
use crate::go;

/// `STYP_TEXT` and `STYP_DATA`.
const TEXT: u32 = 0x20;
const DATA: u32 = 0x40;

/// The build that an XCOFF file is.
pub(crate) fn build(source: &dyn Source, name: &str, depth: Depth) -> Result<Build, ReadError> {
    let xcoff = xcoff::read(source)?;
    let at = At::new(name);
    let mut build = blank(name, source);
    let head = at.byte(0);
    build.format = Fact::Known(Format::Xcoff { bits: xcoff.bits }, head.clone());
    build.os = Fact::Known(Os::Aix, head.clone());
    build.arch = match xcoff.bits {
        64 => Fact::Known(Arch::Ppc64, head.clone()),
        _ => Fact::Unknown(landfall_facts::Why::new("Go has no name for 32-bit PowerPC")),
    };
    build.packed = Fact::Absent(head.clone());
    let layout = layout(&xcoff, source);
    layout.check_whole()?;
    go::fill(&layout, &mut build, depth);
    let kind = match (xcoff.is_shared(), xcoff.is_executable()) {
        (true, _) => Kind::CShared,
        (false, true) => Kind::Executable,
        (false, false) => Kind::Object,
    };
    build.kind = Fact::Known(kind, head.clone());
    let link = &mut build.link;
    link.interpreter = Fact::Absent(head.clone());
    link.libc = Fact::Known(Libc::Native, head.clone());
    match xcoff.loader(source) {
        Ok(loader) => {
            let imports = loader.map(|loader| loader.imports).unwrap_or_default();
            let shown = |import: xcoff::Import| match import.member.is_empty() {
                true => import.base,
                false => format!("{}({})", import.base, import.member),
            };
            let needed: Vec<String> = imports.into_iter().map(shown).collect();
            link.kind = Fact::Known(
                if needed.is_empty() { Linking::Static } else { Linking::Dynamic },
                head.clone(),
            );
            link.needed = at.list(needed, 0);
        }
        Err(error) => {
            link.kind = Fact::Unknown(at.damaged(&error));
            link.needed = Fact::Unknown(at.damaged(&error));
        }
    }
    build.symbols.dwarf = Fact::Known(xcoff.has_dwarf(), head.clone());
    build.symbols.symtab = match xcoff.symbol_count {
        0 => Fact::Absent(head),
        count => Fact::Known(count.into(), head),
    };
    Ok(build)
}

pub(crate) fn layout<'a>(xcoff: &Xcoff, source: &'a dyn Source) -> Layout<'a> {
    let stretches: Vec<_> = xcoff
        .sections
        .iter()
        .filter(|section| section.file_offset != 0)
        .map(|section| Stretch {
            name: section.name.clone(),
            address: section.address,
            offset: section.file_offset,
            len: section.size,
            writable: section.flags & DATA != 0,
            executable: section.flags & TEXT != 0,
        })
        .collect();
    let loaded: Vec<_> = stretches
        .iter()
        .filter(|stretch| stretch.writable || stretch.executable)
        .cloned()
        .collect();
    Layout::new(source, xcoff.bits, true, loaded, stretches)
}
