//! What a Mach-O file asks for, thin or one slice of a fat one.

use landfall_facts::{Arch, Build, Fact, Format, Kind, Libc, Linking, MacosVersion, Os, Why};
use landfall_formats::layout::{Layout, Stretch};
use landfall_formats::macho::{self, Cpu, DylibKind, FileType, MachO, Platform, SymbolKind};
use landfall_formats::magic::{self, Magic};
use landfall_formats::{Part, ReadError, Source, bytes_up_to};

use crate::artifact::{At, Depth, blank};
use crate::{archive, go};

/// The builds of a fat file, one for each slice; a slice's name says its architecture.
pub(crate) fn fat(source: &dyn Source, name: &str, depth: Depth) -> Result<Vec<Build>, ReadError> {
    let mut builds = Vec::new();
    for slice in macho::slices(source)? {
        let part = Part::new(source, slice.offset, slice.size)?;
        let slice = arch(slice.cpu).map_or("unknown", Arch::name);
        let shown = format!("{name} ({slice})");
        // lipo puts the static archives of several architectures together, too.
        let mut build = match magic::kind(&bytes_up_to(&part, 0, magic::LEN as u64)?) {
            Magic::Archive => archive::build(&part, &shown)?,
            _ => thin(&part, &shown, depth)?,
        };
        (build.file, build.slice) = (name.to_owned(), Some(slice));
        builds.push(build);
    }
    let arches: Vec<Option<Arch>> =
        builds.iter().map(|build| build.arch.known().copied()).collect();
    for (at, build) in builds.iter_mut().enumerate() {
        let others = arches.iter().enumerate().filter(|(other, _)| *other != at);
        build.other_slices = others.filter_map(|(_, arch)| *arch).collect();
    }
    match builds.is_empty() {
        true => Err(ReadError::damaged(4, "the fat file has no slices")),
        false => Ok(builds),
    }
}

/// The build that a thin file is.
pub(crate) fn thin(source: &dyn Source, name: &str, depth: Depth) -> Result<Build, ReadError> {
    let macho = macho::read(source)?;
    let at = At::new(name);
    let mut build = blank(name, source);
    let head = at.byte(0);
    build.format =
        Fact::Known(Format::MachO { bits: macho.bits, big_endian: macho.big_endian }, head.clone());
    build.arch = match arch(macho.cpu) {
        Some(arch) => Fact::Known(arch, at.byte(4)),
        None => Fact::Unknown(Why::new(format!(
            "Go has no name for Mach-O CPU {:#x}",
            macho.cpu.number()
        ))),
    };
    build.packed = crate::artifact::packed(source, &at);
    let layout = layout(&macho, source);
    layout.check_whole()?;
    go::fill(&layout, &mut build, depth);
    build.os = os(&macho, &build, &at);
    build.kind = match macho.file_type {
        FileType::Executable if macho.is_pie() => Fact::Known(Kind::Pie, at.byte(12)),
        FileType::Executable => Fact::Known(Kind::Executable, at.byte(12)),
        FileType::Dylib => Fact::Known(Kind::CShared, at.byte(12)),
        FileType::Bundle => Fact::Known(Kind::Plugin, at.byte(12)),
        FileType::Object => Fact::Known(Kind::Object, at.byte(12)),
        FileType::Dsym | FileType::Other(_) => {
            Fact::Unknown(Why::new("this sort of Mach-O file is no program or library"))
        }
    };
    fill_link(&macho, &mut build, &at);
    let version = |version: macho::Version| version.to_string().parse::<MacosVersion>().ok();
    let minimum = macho.build_version.as_ref().and_then(|build| version(build.minimum_os));
    let sdk = macho.build_version.as_ref().and_then(|build| build.sdk).and_then(version);
    build.macho.minimum_os = Fact::from_option(minimum, head.clone());
    build.macho.sdk = Fact::from_option(sdk, head.clone());
    build.macho.signature = match (macho.signature(source), &macho.code_signature) {
        (Ok(Some(_)), Some(stretch)) => Fact::Known(true, at.byte(stretch.offset)),
        (Ok(_), _) => Fact::Known(false, head.clone()),
        (Err(error), _) => Fact::Unknown(at.damaged(&error)),
    };
    if depth == Depth::Everything {
        fill_symbols(&macho, source, &mut build, &at);
    }
    Ok(build)
}

fn arch(cpu: Cpu) -> Option<Arch> {
    match cpu {
        Cpu::X86 => Some(Arch::I386),
        Cpu::X86_64 => Some(Arch::Amd64),
        Cpu::Arm => Some(Arch::Arm),
        Cpu::Arm64 => Some(Arch::Arm64),
        _ => None,
    }
}

pub(crate) fn layout<'a>(macho: &MachO, source: &'a dyn Source) -> Layout<'a> {
    // `vm_prot_t`: 2 write, 4 execute.
    let loaded =
        macho.segments.iter().filter(|segment| segment.file_size > 0 && segment.size > 0).map(
            |segment| Stretch {
                name: segment.name.clone(),
                address: segment.address,
                offset: segment.file_offset,
                len: segment.file_size.min(segment.size),
                writable: segment.protection & 2 != 0,
                executable: segment.protection & 4 != 0,
            },
        );
    let named =
        macho.sections().filter(|section| section.file_offset != 0).map(|section| Stretch {
            name: section.name.clone(),
            address: section.address,
            offset: section.file_offset,
            len: section.size,
            writable: section.segment == "__DATA",
            executable: section.name == "__text",
        });
    Layout::new(source, macho.bits, macho.big_endian, loaded, named)
}

fn os(macho: &MachO, build: &Build, at: &At) -> Fact<Os> {
    if let (Some(Ok(os)), Some(origin)) =
        (build.go.setting("GOOS").map(str::parse), build.go.settings.origin())
    {
        return Fact::Known(os, origin.clone());
    }
    match macho.build_version.as_ref().map(|build| build.platform) {
        Some(Platform::IOs | Platform::IOsSimulator) => Fact::Known(Os::Ios, at.byte(0)),
        // Go wrote no platform before 1.13 had it; nothing but macOS and iOS takes Go programs.
        Some(Platform::MacOs | Platform::MacCatalyst) | None => Fact::Known(Os::Darwin, at.byte(0)),
        Some(other) => Fact::Unknown(Why::new(format!("Go does not build for Apple's {other:?}"))),
    }
}

fn fill_link(macho: &MachO, build: &mut Build, at: &At) {
    let head = at.byte(0);
    let needed: Vec<String> = macho
        .dylibs
        .iter()
        .filter(|dylib| !matches!(dylib.kind, DylibKind::Weak | DylibKind::Lazy))
        .map(|dylib| dylib.path.clone())
        .collect();
    let link = &mut build.link;
    let linking =
        if macho.dyld.is_some() || !needed.is_empty() { Linking::Dynamic } else { Linking::Static };
    link.kind = Fact::Known(linking, head.clone());
    link.interpreter = Fact::from_option(macho.dyld.clone(), head.clone());
    link.needed = at.list(needed, 0);
    link.soname = Fact::from_option(macho.id.clone(), head.clone());
    link.rpath = at.list(macho.rpaths.clone(), 0);
    link.libc = Fact::Known(Libc::Native, head);
}

fn fill_symbols(macho: &MachO, source: &dyn Source, build: &mut Build, at: &At) {
    build.symbols.dwarf = Fact::Known(macho.has_dwarf(), at.byte(0));
    let Some(table) = &macho.symbol_table else {
        build.symbols.symtab = Fact::Absent(at.byte(0));
        return;
    };
    // `-s -w` leaves what dyld needs: undefined symbols and a few of its own.
    let (mut own, mut cgo) = (0u64, 0u64);
    let done = macho.symbols(source, |symbol| {
        own += u64::from(symbol.kind == SymbolKind::Defined);
        cgo += u64::from(go::is_cgo_name(symbol.name.strip_prefix(b"_").unwrap_or(symbol.name)));
    });
    let origin = at.byte(table.offset);
    (build.symbols.symtab, build.symbols.cgo_in_symtab) = match done {
        Ok(()) if own == 0 => (Fact::Absent(origin.clone()), Fact::Known(cgo, origin)),
        Ok(()) => (Fact::Known(table.count.into(), origin.clone()), Fact::Known(cgo, origin)),
        Err(error) => (Fact::Unknown(at.damaged(&error)), Fact::Unknown(at.damaged(&error))),
    };
}
