//! What an ELF file asks for.

use landfall_facts::{
    Arch, Binding, Build, CpuLevel, Fact, Format, GlibcImport, GlibcVersion, Import, KernelVersion,
    Kind, Libc, Linking, Origin, Os, VersionWanted, Why,
};
use landfall_formats::elf::{Dynamic, ET_DYN, ET_EXEC, ET_REL, Elf, Notes, Versions, Which};
use landfall_formats::layout::Layout;
use landfall_formats::{ReadError, bytes_up_to};

use crate::artifact::{At, Depth, blank, packed};
use crate::go;

/// The build that an ELF file is.
pub(crate) fn build(elf: &Elf<'_>, name: &str, depth: Depth) -> Result<Build, ReadError> {
    elf.check_whole()?;
    let mut build = blank(name, elf.source());
    let at = |offset: u64| Origin::Bytes { path: name.to_owned(), offset };
    let damaged = |error: &ReadError| Why::damaged(name, error);
    let layout = Layout::of_elf(elf);
    let dynamic = elf.dynamic();
    let interpreter = elf.interpreter();
    let notes = elf.notes();

    build.format = Fact::Known(Format::Elf { bits: elf.bits, big_endian: elf.big_endian }, at(4));
    build.arch = match arch(elf) {
        Some(arch) => Fact::Known(arch, at(18)),
        None => Fact::Unknown(Why::new(format!("Go has no name for ELF machine {}", elf.machine))),
    };
    build.packed = packed(elf.source(), &At::new(name));
    go::fill(&layout, &mut build, depth);
    build.os = os(elf, &build, notes.as_ref().ok(), interpreter.as_ref().ok(), &at);
    build.kind = kind(elf, &build, &dynamic, &interpreter, &at, &damaged);

    let link = &mut build.link;
    link.interpreter = match &interpreter {
        Ok(Some((path, offset))) => Fact::Known(path.clone(), at(*offset)),
        Ok(None) => Fact::Absent(at(0)),
        Err(error) => Fact::Unknown(damaged(error)),
    };
    match &dynamic {
        Ok(dynamic) => fill_link(elf, dynamic.as_ref(), &mut build, &at, &damaged),
        Err(error) => {
            let why = damaged(error);
            let blind = Build::unknown(name, &why);
            let interpreter = std::mem::replace(&mut build.link.interpreter, Fact::Unknown(why));
            build.link = blind.link;
            build.link.interpreter = interpreter;
        }
    }
    match &notes {
        Ok(notes) => fill_notes(notes, &mut build, &at),
        Err(error) => {
            build.link.kernel = Fact::Unknown(damaged(error));
            build.link.isa = Fact::Unknown(damaged(error));
        }
    }
    build.link.static_glibc = static_glibc(&build, &at);
    build.link.static_glibc_names = glibc_names(elf, &layout, &build, &at, &damaged);
    if depth == Depth::Everything {
        fill_symbols(&layout, &dynamic, elf, &mut build, &at, &damaged);
    }
    Ok(build)
}

/// The name that Go has for an ELF machine.
pub(crate) fn arch(elf: &Elf<'_>) -> Option<Arch> {
    Some(match (elf.machine, elf.bits, elf.big_endian) {
        (3, 32, false) => Arch::I386,
        (62, 64, false) => Arch::Amd64,
        (40, 32, false) => Arch::Arm,
        (183, 64, false) => Arch::Arm64,
        (258, 64, false) => Arch::Loong64,
        (8, 32, true) => Arch::Mips,
        (8, 32, false) => Arch::Mipsle,
        (8, 64, true) => Arch::Mips64,
        (8, 64, false) => Arch::Mips64le,
        (21, 64, true) => Arch::Ppc64,
        (21, 64, false) => Arch::Ppc64le,
        (243, 64, false) => Arch::Riscv64,
        (22, 64, true) => Arch::S390x,
        _ => return None,
    })
}

/// The C library that a dynamic loader's path belongs to.
pub(crate) fn libc_of_interpreter(path: &str) -> Option<Libc> {
    let name = path.rsplit('/').next().unwrap_or(path);
    match os_of_interpreter(path) {
        Some(Os::Android) => return Some(Libc::Bionic),
        Some(_) => return Some(Libc::Native),
        None => {}
    }
    if name.starts_with("ld-musl-") {
        Some(Libc::Musl)
    } else if name.contains("uClibc") {
        Some(Libc::Uclibc)
    } else if name.starts_with("ld-linux")
        || name.starts_with("ld64.so")
        || name.starts_with("ld.so")
        || name.starts_with("ld-2.")
    {
        Some(Libc::Glibc)
    } else {
        None
    }
}

/// The operating system that a dynamic loader belongs to; `None` for those that lie where Linux
/// has its own.
pub(crate) fn os_of_interpreter(path: &str) -> Option<Os> {
    const BY_PATH: [(&str, Os); 8] = [
        ("/system/bin/linker", Os::Android),
        ("/libexec/ld-elf.so", Os::Freebsd),
        ("/usr/libexec/ld-elf.so.1", Os::Freebsd),
        ("/usr/libexec/ld.elf_so", Os::Netbsd),
        ("/usr/libexec/ld.so", Os::Openbsd),
        ("/usr/libexec/ld-elf.so.2", Os::Dragonfly),
        ("/lib/amd64/ld.so.1", Os::Solaris),
        ("/usr/lib/amd64/ld.so.1", Os::Solaris),
    ];
    BY_PATH.iter().find(|(start, _)| path.starts_with(start)).map(|(_, os)| *os)
}

fn os(
    elf: &Elf<'_>,
    build: &Build,
    notes: Option<&Notes>,
    interpreter: Option<&Option<(String, u64)>>,
    at: &dyn Fn(u64) -> Origin,
) -> Fact<Os> {
    if let (Some(goos), Some(origin)) = (build.go.setting("GOOS"), build.go.settings.origin())
        && let Ok(os) = goos.parse()
    {
        return Fact::Known(os, origin.clone());
    }
    match notes.and_then(|notes| notes.owner.as_deref()) {
        Some("FreeBSD") => return Fact::Known(Os::Freebsd, at(0)),
        Some("NetBSD") => return Fact::Known(Os::Netbsd, at(0)),
        Some("OpenBSD") => return Fact::Known(Os::Openbsd, at(0)),
        Some("DragonFly") => return Fact::Known(Os::Dragonfly, at(0)),
        Some("Android") => return Fact::Known(Os::Android, at(0)),
        _ => {}
    }
    if let Some(Some((path, offset))) = interpreter
        && let Some(os) = os_of_interpreter(path)
    {
        return Fact::Known(os, at(*offset));
    }
    // `EI_OSABI` (gabi): Go's linker writes these for the systems that have one.
    match elf.os_abi {
        0 | 3 => Fact::Known(Os::Linux, at(7)),
        2 => Fact::Known(Os::Netbsd, at(7)),
        6 => Fact::Known(Os::Solaris, at(7)),
        9 => Fact::Known(Os::Freebsd, at(7)),
        12 => Fact::Known(Os::Openbsd, at(7)),
        other => Fact::Unknown(Why::new(format!("ELF OS ABI {other} is none that Go builds for"))),
    }
}

type Read<T> = Result<Option<T>, ReadError>;

fn kind(
    elf: &Elf<'_>,
    build: &Build,
    dynamic: &Read<Dynamic>,
    interpreter: &Read<(String, u64)>,
    at: &dyn Fn(u64) -> Origin,
    damaged: &dyn Fn(&ReadError) -> Why,
) -> Fact<Kind> {
    let kind = match elf.kind {
        ET_EXEC => Kind::Executable,
        ET_REL => Kind::Object,
        ET_DYN => match (dynamic, interpreter) {
            (Err(error), _) | (_, Err(error)) => return Fact::Unknown(damaged(error)),
            // A library can name an interpreter to be started for a word about itself, as
            // glibc's libc.so.6 does; a program gives itself no name as a library.
            (Ok(dynamic), Ok(interpreter)) => {
                let pie = dynamic.as_ref().is_some_and(|dynamic| dynamic.pie);
                let named = dynamic.as_ref().is_some_and(|dynamic| dynamic.soname.is_some());
                match build.go.setting("-buildmode") {
                    Some("plugin") => Kind::Plugin,
                    Some("c-shared" | "shared") => Kind::CShared,
                    _ if pie || (interpreter.is_some() && !named) => Kind::Pie,
                    _ => Kind::CShared,
                }
            }
        },
        other => {
            return Fact::Unknown(Why::new(format!(
                "ELF type {other} is neither a program nor a library"
            )));
        }
    };
    Fact::Known(kind, at(16))
}

fn fill_link(
    elf: &Elf<'_>,
    dynamic: Option<&Dynamic>,
    build: &mut Build,
    at: &dyn Fn(u64) -> Origin,
    damaged: &dyn Fn(&ReadError) -> Why,
) {
    let link = &mut build.link;
    let Some(dynamic) = dynamic else {
        let none = at(0);
        link.kind = Fact::Known(Linking::Static, none.clone());
        link.needed = Fact::Absent(none.clone());
        link.soname = Fact::Absent(none.clone());
        link.rpath = Fact::Absent(none.clone());
        link.runpath = Fact::Absent(none.clone());
        link.no_default_dirs = Fact::Known(false, none.clone());
        link.libc = Fact::Absent(none.clone());
        link.versions = Fact::Absent(none.clone());
        link.imports = Fact::Absent(none.clone());
        link.newest_glibc_import = Fact::Absent(none.clone());
        link.relr = Fact::Known(false, none);
        return;
    };
    let here = at(dynamic.offset);
    let interpreter = link.interpreter.known().cloned();
    let is_static = interpreter.is_none() && dynamic.needed.is_empty();
    link.kind =
        Fact::Known(if is_static { Linking::Static } else { Linking::Dynamic }, here.clone());
    let list = |list: Vec<String>| match list.is_empty() {
        true => Fact::Absent(here.clone()),
        false => Fact::Known(list, here.clone()),
    };
    link.needed = list(dynamic.needed.iter().map(|(name, _)| name.clone()).collect());
    link.rpath = list(dynamic.rpath.clone());
    link.runpath = list(dynamic.runpath.clone());
    link.no_default_dirs = Fact::Known(dynamic.no_default_dirs, here.clone());
    link.soname = Fact::from_option(dynamic.soname.clone(), here.clone());
    link.relr = Fact::Known(dynamic.relr, here.clone());
    let is_linux = build.os.known() == Some(&Os::Linux);
    let libc = libc(interpreter.as_deref(), &dynamic.needed, is_linux);
    link.libc = Fact::from_option(libc, here.clone());
    let versions = match dynamic.versions(elf) {
        Ok(versions) => versions,
        Err(error) => {
            let why = damaged(&error);
            link.versions = Fact::Unknown(why.clone());
            link.imports = Fact::Unknown(why.clone());
            link.newest_glibc_import = Fact::Unknown(why);
            return;
        }
    };
    link.versions = wanted(&versions, &here);
    match imports(elf, dynamic, &versions) {
        Ok(imports) => {
            link.newest_glibc_import = newest_glibc(&versions, &imports, at, &here);
            link.imports = match imports.is_empty() {
                true => Fact::Absent(here),
                false => Fact::Known(imports, here),
            };
        }
        Err(error) => {
            link.newest_glibc_import = newest_glibc(&versions, &[], at, &here);
            link.imports = Fact::Unknown(damaged(&error));
        }
    }
}

fn libc(interpreter: Option<&str>, needed: &[(String, u64)], is_linux: bool) -> Option<Libc> {
    interpreter.and_then(libc_of_interpreter).or_else(|| {
        needed.iter().find_map(|(name, _)| match name.as_str() {
            "libc.so.6" | "libpthread.so.0" => Some(Libc::Glibc),
            name if name.starts_with("libc.musl-") => Some(Libc::Musl),
            // musl's own name for itself; Android's library is called so, too.
            "libc.so" if is_linux => Some(Libc::Musl),
            _ => None,
        })
    })
}

fn wanted(versions: &Versions, origin: &Origin) -> Fact<Vec<VersionWanted>> {
    let list: Vec<_> = versions.needed.iter().map(version_wanted).collect();
    match list.is_empty() {
        true => Fact::Absent(origin.clone()),
        false => Fact::Known(list, origin.clone()),
    }
}

pub(crate) fn version_wanted(needed: &landfall_formats::elf::Needed) -> VersionWanted {
    VersionWanted {
        library: needed.library.clone(),
        version: needed.version.clone(),
        weak: needed.weak,
        offset: needed.offset,
    }
}

fn imports(
    elf: &Elf<'_>,
    dynamic: &Dynamic,
    versions: &Versions,
) -> Result<Vec<Import>, ReadError> {
    let symbols = dynamic.symbols(elf, versions, Which::Imports)?;
    let bound = match dynamic.bind_now || symbols.is_empty() {
        true => None,
        false => Some(dynamic.symbols_bound_at_start(elf)?),
    };
    let binding = |index: u32| match &bound {
        Some(bound) if bound.binary_search(&index).is_err() => Binding::Lazy,
        _ => Binding::Now,
    };
    Ok(symbols
        .into_iter()
        .map(|symbol| Import {
            binding: binding(symbol.index),
            symbol: symbol.name,
            version: symbol.version,
            library: symbol.library,
            weak: symbol.weak,
            offset: symbol.offset,
        })
        .collect())
}

fn newest_glibc(
    versions: &Versions,
    imports: &[Import],
    at: &dyn Fn(u64) -> Origin,
    nowhere: &Origin,
) -> Fact<GlibcImport> {
    let newest = versions
        .needed
        .iter()
        .filter(|needed| !needed.weak)
        .filter_map(|needed| Some((GlibcVersion::from_symbol_version(&needed.version)?, needed)))
        .max_by_key(|(version, _)| *version);
    let Some((version, needed)) = newest else { return Fact::Absent(nowhere.clone()) };
    let mut asking: Vec<_> = imports
        .iter()
        .filter(|import| import.version.as_deref() == Some(needed.version.as_str()))
        .collect();
    asking.sort_by(|a, b| a.symbol.cmp(&b.symbol));
    let offset = asking.first().map_or(needed.offset, |import| import.offset);
    let import = GlibcImport {
        version,
        symbols: asking.iter().map(|import| import.symbol.clone()).collect(),
        library: needed.library.clone(),
    };
    Fact::Known(import, at(offset))
}

fn fill_notes(notes: &Notes, build: &mut Build, at: &dyn Fn(u64) -> Origin) {
    const LINUX: u32 = 0;
    build.link.kernel = match notes.abi {
        Some((LINUX, [a, b, c], offset)) => match format!("{a}.{b}.{c}").parse::<KernelVersion>() {
            Ok(version) => Fact::Known(version, at(offset)),
            Err(error) => Fact::Unknown(Why::new(error.to_string())),
        },
        _ => Fact::Absent(at(0)),
    };
    build.link.isa = match notes.x86_isa_needed {
        Some((bits, offset)) => match bits {
            // Bit 0 is the baseline that every amd64 CPU has (x86-64 psABI).
            0 | 1 => Fact::Absent(at(offset)),
            bits if bits & 8 != 0 => Fact::Known(CpuLevel::new("GOAMD64", "v4"), at(offset)),
            bits if bits & 4 != 0 => Fact::Known(CpuLevel::new("GOAMD64", "v3"), at(offset)),
            _ => Fact::Known(CpuLevel::new("GOAMD64", "v2"), at(offset)),
        },
        None => Fact::Absent(at(0)),
    };
}

/// Whether a static program has glibc inside: a static program whose ABI note was put there by
/// glibc's start files. Go's own linker writes no such note, and musl has none.
fn static_glibc(build: &Build, at: &dyn Fn(u64) -> Origin) -> Fact<bool> {
    let link = &build.link;
    match (link.kind.known(), &link.kernel) {
        (Some(Linking::Static), Fact::Known(_, origin)) => Fact::Known(true, origin.clone()),
        (Some(_), Fact::Unknown(why)) => Fact::Unknown(why.clone()),
        (Some(_), _) => Fact::Known(false, at(0)),
        (None, _) => {
            Fact::Unknown(link.kind.why().cloned().unwrap_or_else(|| Why::not_given("binary")))
        }
    }
}

/// Whether the glibc in a static program looks up names in files and by DNS by itself. Since 2.34 that is linked in
/// as a whole (release notes of glibc 2.34), and with it the name of a file that nothing else reads.
fn glibc_names(
    elf: &Elf<'_>,
    layout: &Layout<'_>,
    build: &Build,
    at: &dyn Fn(u64) -> Origin,
    damaged: &dyn Fn(&ReadError) -> Why,
) -> Fact<bool> {
    const OF_FILES: &[u8] = b"/etc/ethers\0";
    const BLOCK: u64 = 1 << 20;
    match (&build.link.static_glibc, &build.needs.c_names) {
        (Fact::Known(true, _), Fact::Known(..)) => {}
        (Fact::Unknown(why), _) | (_, Fact::Unknown(why)) => return Fact::Unknown(why.clone()),
        (Fact::Known(..) | Fact::Absent(_), _) => return Fact::Absent(at(0)),
    }
    let Some(data) = layout.named.iter().find(|stretch| stretch.name == ".rodata") else {
        return Fact::Unknown(Why::new("the file does not tell where its texts are"));
    };
    let end = data.offset.saturating_add(data.len);
    let mut from = data.offset;
    while from < end {
        let len = (end - from).min(BLOCK + OF_FILES.len() as u64);
        let block = match bytes_up_to(elf.source(), from, len) {
            Ok(block) => block,
            Err(error) => return Fact::Unknown(damaged(&error)),
        };
        if let Some(found) = memchr::memmem::find(&block, OF_FILES) {
            return Fact::Known(true, at(from + found as u64));
        }
        from += BLOCK;
    }
    Fact::Known(false, at(data.offset))
}

fn fill_symbols(
    layout: &Layout<'_>,
    dynamic: &Read<Dynamic>,
    elf: &Elf<'_>,
    build: &mut Build,
    at: &dyn Fn(u64) -> Origin,
    damaged: &dyn Fn(&ReadError) -> Why,
) {
    let dwarf = layout.named.iter().find(|stretch| {
        matches!(stretch.name.as_str(), ".debug_info" | ".zdebug_info") && stretch.len > 0
    });
    build.symbols.dwarf = match dwarf {
        Some(stretch) => Fact::Known(true, at(stretch.offset)),
        None => Fact::Known(false, at(0)),
    };
    match elf.symtab_names() {
        Ok(None) => {
            build.symbols.symtab = Fact::Absent(at(0));
            build.symbols.cgo_in_symtab = Fact::Known(0, at(0));
        }
        Ok(Some(table)) => {
            let cgo = table.names.iter().filter(|name| go::is_cgo_name(name)).count();
            build.symbols.symtab = Fact::Known(table.names.len() as u64, at(table.offset));
            build.symbols.cgo_in_symtab = Fact::Known(cgo as u64, at(table.offset));
        }
        Err(error) => {
            build.symbols.symtab = Fact::Unknown(damaged(&error));
            build.symbols.cgo_in_symtab = Fact::Unknown(damaged(&error));
        }
    }
    let exported = |dynamic: &Dynamic| -> Result<u64, ReadError> {
        let versions = dynamic.versions(elf)?;
        let exports = dynamic.symbols(elf, &versions, Which::Exports)?;
        Ok(exports.iter().filter(|symbol| go::is_cgo_name(symbol.name.as_bytes())).count() as u64)
    };
    build.symbols.cgo_in_dynsym = match dynamic {
        Ok(None) => Fact::Known(0, at(0)),
        Ok(Some(dynamic)) => match exported(dynamic) {
            Ok(count) => Fact::Known(count, at(dynamic.offset)),
            Err(error) => Fact::Unknown(damaged(&error)),
        },
        Err(error) => Fact::Unknown(damaged(error)),
    };
}
