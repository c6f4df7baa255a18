//! What a PE file asks for: a program or library for Windows.

use landfall_facts::{Arch, Build, Fact, Format, Kind, Libc, Linking, Os, Why, WindowsVersion};
use landfall_formats::layout::{Layout, Stretch};
use landfall_formats::pe::{self, Machine, Pe, Subsystem, When};
use landfall_formats::{ReadError, Source};

use crate::artifact::{At, Depth, blank};
use crate::go;

/// `IMAGE_SCN_MEM_EXECUTE` and `IMAGE_SCN_MEM_WRITE`.
const EXECUTE: u32 = 0x2000_0000;
const WRITE: u32 = 0x8000_0000;

/// The build that a PE file is.
pub(crate) fn build(source: &dyn Source, name: &str, depth: Depth) -> Result<Build, ReadError> {
    let pe = pe::read(source)?;
    let at = At::new(name);
    let mut build = blank(name, source);
    let head = at.byte(0);
    build.format = Fact::Known(Format::Pe { bits: pe.bits }, head.clone());
    build.arch = match pe.machine {
        Machine::I386 => Fact::Known(Arch::I386, head.clone()),
        Machine::Amd64 => Fact::Known(Arch::Amd64, head.clone()),
        Machine::Arm => Fact::Known(Arch::Arm, head.clone()),
        Machine::Arm64 => Fact::Known(Arch::Arm64, head.clone()),
        Machine::Other(number) => {
            Fact::Unknown(Why::new(format!("Go has no name for PE machine {number:#x}")))
        }
    };
    build.os = match pe.subsystem {
        Subsystem::EfiApplication => {
            Fact::Unknown(Why::new("it is a program for the firmware, not for Windows"))
        }
        Subsystem::Native | Subsystem::Gui | Subsystem::Console | Subsystem::Other(_) => {
            Fact::Known(Os::Windows, head.clone())
        }
    };
    build.packed = crate::artifact::packed(source, &at);
    let layout = layout(&pe, source);
    layout.check_whole()?;
    go::fill(&layout, &mut build, depth);
    let kind = if pe.is_dll() {
        Kind::CShared
    } else if pe.has_relocations() {
        Kind::Pie
    } else {
        Kind::Executable
    };
    build.kind = Fact::Known(kind, head.clone());
    let link = &mut build.link;
    link.kind = Fact::Known(Linking::Dynamic, head.clone());
    link.interpreter = Fact::Absent(head.clone());
    link.libc = Fact::Known(Libc::Native, head.clone());
    link.needed = match pe.imports(source) {
        Ok(imports) => at.list(
            imports
                .into_iter()
                .filter(|import| import.when == When::AtStart)
                .map(|import| import.library)
                .collect(),
            0,
        ),
        Err(error) => Fact::Unknown(at.damaged(&error)),
    };
    let (major, minor) = pe.os_version;
    build.pe.os_version =
        Fact::Known(WindowsVersion::new(major.into(), minor.into()), head.clone());
    build.pe.checksum = Fact::Known(pe.checksum, head.clone());
    build.pe.relocations = Fact::Known(pe.has_relocations(), head.clone());
    let subsystem = match pe.subsystem {
        Subsystem::Native => "native".to_owned(),
        Subsystem::Gui => "gui".to_owned(),
        Subsystem::Console => "console".to_owned(),
        Subsystem::EfiApplication => "efi".to_owned(),
        Subsystem::Other(number) => number.to_string(),
    };
    build.pe.subsystem = Fact::Known(subsystem, head.clone());
    build.symbols.dwarf = Fact::Known(pe.has_dwarf(), head.clone());
    build.symbols.symtab = match pe.symbol_count {
        0 => Fact::Absent(head),
        count => Fact::Known(count.into(), head),
    };
    Ok(build)
}

pub(crate) fn layout<'a>(pe: &Pe, source: &'a dyn Source) -> Layout<'a> {
    let stretches: Vec<_> = pe
        .sections
        .iter()
        .filter(|section| section.raw_size > 0)
        .map(|section| Stretch {
            name: section.name.clone(),
            address: pe.image_base.saturating_add(section.virtual_address.into()),
            offset: section.raw_offset.into(),
            len: u64::from(section.raw_size).min(u64::from(section.virtual_size.max(1))),
            writable: section.characteristics & WRITE != 0,
            executable: section.characteristics & EXECUTE != 0,
        })
        .collect();
    Layout::new(source, pe.bits, false, stretches.clone(), stretches)
}
