//! The `object` crate reads the same files; wherever it has the same field, it has the same value.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its file has failed")]

mod goldens;

use landfall_formats::magic::{self, Magic};
use landfall_formats::{Part, Source, ar, elf, macho, pe, xcoff};
use object::endian::{BigEndian, LittleEndian as LE};
use object::read::elf::{Dyn as _, FileHeader, ProgramHeader as _, SectionHeader as _, Sym as _};
use object::read::macho::{
    FatArch, LoadCommandVariant, MachHeader, MachOFatFile32, MachOFatFile64, MachOFile, Nlist as _,
    Section as _, Segment as _,
};
use object::read::pe::{ImageNtHeaders, ImageOptionalHeader as _, PeFile};
use object::read::xcoff::{SectionHeader as _, XcoffFile};
use object::{Endianness, Object as _, ObjectSection as _};

#[test]
fn object_agrees_on_every_golden() {
    let mut compared = 0;
    for golden in goldens::all() {
        println!("{}", golden.name);
        let file = &golden.bytes;
        match magic::kind(file) {
            Magic::MachO if file[3] == 0xcf || file[0] == 0xcf => {
                mach_o::<object::macho::MachHeader64<Endianness>>(file);
            }
            Magic::MachO => mach_o::<object::macho::MachHeader32<Endianness>>(file),
            Magic::FatMachO if file[3] == 0xbf => {
                fat(file, MachOFatFile64::parse(file.as_slice()).unwrap().arches());
            }
            Magic::FatMachO => fat(file, MachOFatFile32::parse(file.as_slice()).unwrap().arches()),
            Magic::Pe => match pe::read(file).unwrap().bits {
                64 => portable::<object::pe::ImageNtHeaders64>(file),
                _ => portable::<object::pe::ImageNtHeaders32>(file),
            },
            Magic::Elf if golden.name.starts_with("elf-") => match file[4] {
                2 => elf_file::<object::elf::FileHeader64<Endianness>>(file),
                _ => elf_file::<object::elf::FileHeader32<Endianness>>(file),
            },
            Magic::Xcoff32 => x_coff::<object::xcoff::FileHeader32>(file),
            Magic::Xcoff64 => x_coff::<object::xcoff::FileHeader64>(file),
            Magic::Archive | Magic::BigArchive => archive(file),
            _ => continue,
        }
        compared += 1;
    }
    assert!(compared >= 24, "{compared}");
}

fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

fn mach_o<Mach: MachHeader<Endian = Endianness>>(file: &Vec<u8>) {
    let ours = macho::read(file).unwrap();
    let header = Mach::parse(file.as_slice(), 0).unwrap();
    let endian = header.endian().unwrap();
    assert_eq!(ours.big_endian, header.is_big_endian());
    assert_eq!(ours.bits == 64, header.is_type_64());
    assert_eq!(ours.cpu.number(), header.cputype(endian).0);
    assert_eq!(ours.cpu_subtype, header.cpusubtype(endian).0);
    assert_eq!(ours.flags, header.flags(endian).0);
    let file_type = match ours.file_type {
        macho::FileType::Object => 1,
        macho::FileType::Executable => 2,
        macho::FileType::Dylib => 6,
        macho::FileType::Bundle => 8,
        macho::FileType::Dsym => 10,
        macho::FileType::Other(number) => number,
    };
    assert_eq!(file_type, header.filetype(endian).0);
    commands::<Mach>(file, &ours, header);

    // The rest it reads only of a file that is whole.
    let Ok(theirs) = MachOFile::<Mach>::parse(file.as_slice()) else { return };
    assert_eq!(ours.has_dwarf(), theirs.has_debug_symbols());
    for section in theirs.sections() {
        let segment = section.segment_name().unwrap().unwrap();
        let name = section.name().unwrap();
        let same = ours.sections().find(|it| it.segment == segment && it.name == name).unwrap();
        assert_eq!((same.address, same.size), (section.address(), section.size()), "{name}");
        if let Some((offset, size)) = section.file_range() {
            assert_eq!((same.file_offset, same.size), (offset, size), "{name}");
            // Debugging information is not loaded, whatever address it has.
            if size > 0 && segment != "__DWARF" {
                assert_eq!(ours.address_to_offset(same.address), Some(offset), "{name}");
            }
        }
    }
    let mut symbols = Vec::new();
    ours.symbols(file, |symbol| symbols.push((symbol.name.to_vec(), symbol.value, symbol.kind)))
        .unwrap();
    let table = theirs.macho_symbol_table();
    assert_eq!(symbols.len(), table.len());
    for ((name, value, kind), theirs) in symbols.into_iter().zip(table.iter()) {
        assert_eq!(name, theirs.name(endian, table.strings()).unwrap());
        assert_eq!(value, theirs.n_value(endian).into());
        assert_eq!(kind == macho::SymbolKind::Debug, theirs.is_stab());
        assert_eq!(kind == macho::SymbolKind::Undefined, theirs.is_undefined());
    }
    // Of LC_MAIN it tells the offset, of LC_UNIXTHREAD the address.
    if let Some(entry) = ours.entry {
        let told = theirs.entry();
        assert_eq!(entry, ours.address_to_offset(told).unwrap_or(told));
    }
}

fn commands<Mach: MachHeader<Endian = Endianness>>(
    file: &[u8],
    ours: &macho::MachO,
    header: &Mach,
) {
    let endian = header.endian().unwrap();
    let version = |packed: u32| (packed >> 16, packed >> 8 & 0xff, packed & 0xff);
    let of = |v: macho::Version| (u32::from(v.major), u32::from(v.minor), u32::from(v.patch));
    let mut segments = ours.segments.iter();
    let mut dylibs = ours.dylibs.iter();
    let mut rpaths = ours.rpaths.iter();
    let mut signed = false;
    let mut commands = header.load_commands(endian, file, 0).unwrap();
    while let Some(command) = commands.next().unwrap() {
        if let Some((theirs, rest)) = Mach::Segment::from_command(command).unwrap() {
            let segment = segments.next().unwrap();
            assert_eq!(segment.name.as_bytes(), theirs.name());
            assert_eq!(segment.address, theirs.vmaddr(endian).into());
            assert_eq!(segment.size, theirs.vmsize(endian).into());
            assert_eq!(segment.file_offset, theirs.fileoff(endian).into());
            assert_eq!(segment.file_size, theirs.filesize(endian).into());
            assert_eq!(segment.protection, theirs.initprot(endian).0);
            let sections = theirs.sections(endian, rest).unwrap();
            assert_eq!(segment.sections.len(), sections.len());
            for (section, theirs) in segment.sections.iter().zip(sections) {
                assert_eq!(section.name.as_bytes(), theirs.name());
                assert_eq!(section.segment.as_bytes(), theirs.segment_name());
                assert_eq!(section.address, theirs.addr(endian).into());
                assert_eq!(section.size, theirs.size(endian).into());
                assert_eq!(section.file_offset, u64::from(theirs.offset(endian)));
                assert_eq!(section.flags, theirs.flags(endian).0);
            }
        }
        match command.variant().unwrap() {
            LoadCommandVariant::Dylib(theirs) => {
                let dylib = dylibs.next().unwrap();
                assert_eq!(dylib.path, text(command.string(endian, theirs.dylib.name).unwrap()));
                let kind = match command.cmd() {
                    object::macho::LC_LOAD_DYLIB => macho::DylibKind::Required,
                    object::macho::LC_LOAD_WEAK_DYLIB => macho::DylibKind::Weak,
                    object::macho::LC_REEXPORT_DYLIB => macho::DylibKind::Reexport,
                    object::macho::LC_LAZY_LOAD_DYLIB => macho::DylibKind::Lazy,
                    _ => macho::DylibKind::Upward,
                };
                assert_eq!(dylib.kind, kind);
                let current = theirs.dylib.current_version.get(endian);
                let compatibility = theirs.dylib.compatibility_version.get(endian);
                assert_eq!(of(dylib.current_version), version(current.0));
                assert_eq!(of(dylib.compatibility_version), version(compatibility.0));
            }
            LoadCommandVariant::IdDylib(theirs) => {
                let id = text(command.string(endian, theirs.dylib.name).unwrap());
                assert_eq!(ours.id.as_deref(), Some(id.as_str()));
            }
            LoadCommandVariant::LoadDylinker(theirs) => {
                let dyld = text(command.string(endian, theirs.name).unwrap());
                assert_eq!(ours.dyld.as_deref(), Some(dyld.as_str()));
            }
            LoadCommandVariant::Rpath(theirs) => {
                let rpath = text(command.string(endian, theirs.path).unwrap());
                assert_eq!(rpaths.next(), Some(&rpath));
            }
            LoadCommandVariant::Uuid(theirs) => assert_eq!(ours.uuid, Some(theirs.uuid)),
            LoadCommandVariant::VersionMin(theirs) => {
                let build = ours.build_version.unwrap();
                assert_eq!(of(build.minimum_os), version(theirs.version.get(endian).0));
            }
            LoadCommandVariant::BuildVersion(theirs, _) => {
                let build = ours.build_version.unwrap();
                assert_eq!(build.platform, macho::Platform::MacOs);
                assert_eq!(theirs.platform.get(endian).0, 1);
                assert_eq!(of(build.minimum_os), version(theirs.minos.get(endian).0));
                let sdk = theirs.sdk.get(endian).0;
                assert_eq!(build.sdk.map_or((0, 0, 0), of), version(sdk));
            }
            LoadCommandVariant::LinkeditData(theirs)
                if command.cmd() == object::macho::LC_CODE_SIGNATURE =>
            {
                signed = true;
                let Ok(theirs) = theirs.code_signature(endian, file) else { continue };
                let mut blobs = theirs.blobs();
                let directory = std::iter::from_fn(|| blobs.next().unwrap())
                    .find_map(|blob| blob.code_directory().unwrap())
                    .unwrap();
                let ours = ours.signature(&file.to_vec()).unwrap().unwrap();
                assert_eq!(ours.identifier.unwrap().as_bytes(), directory.ident().unwrap());
                assert_eq!(ours.flags, directory.header().flags.get(BigEndian).0);
            }
            _ => {}
        }
    }
    assert_eq!((segments.next(), dylibs.next(), rpaths.next()), (None, None, None));
    assert_eq!(ours.code_signature.is_some(), signed);
}

fn fat<Fat: FatArch>(file: &dyn Source, theirs: &[Fat]) {
    let ours = macho::slices(file).unwrap();
    assert_eq!(ours.len(), theirs.len());
    for (slice, theirs) in ours.into_iter().zip(theirs) {
        assert_eq!(slice.cpu.number(), theirs.cputype().0);
        assert_eq!(slice.cpu_subtype, theirs.cpusubtype().0);
        assert_eq!((slice.offset, slice.size), theirs.file_range());
        let part = Part::new(file, slice.offset, slice.size).unwrap();
        assert_eq!(macho::read(&part).unwrap().cpu, slice.cpu);
    }
}

fn portable<Pe: ImageNtHeaders>(file: &Vec<u8>) {
    let ours = pe::read(file).unwrap();
    let theirs = PeFile::<Pe>::parse(file.as_slice()).unwrap();
    let coff = theirs.nt_headers().file_header();
    let optional = theirs.nt_headers().optional_header();
    let machine = match ours.machine {
        pe::Machine::I386 => 0x14c,
        pe::Machine::Amd64 => 0x8664,
        pe::Machine::Arm => 0x1c4,
        pe::Machine::Arm64 => 0xaa64,
        pe::Machine::Other(number) => number,
    };
    assert_eq!(machine, coff.machine.get(LE).0);
    assert_eq!(ours.characteristics, coff.characteristics.get(LE).0);
    let has_symbols = coff.pointer_to_symbol_table.get(LE) != 0;
    let count = if has_symbols { coff.number_of_symbols.get(LE) } else { 0 };
    assert_eq!(ours.symbol_count, count);
    assert_eq!(ours.entry, optional.address_of_entry_point());
    assert_eq!(ours.image_base, optional.image_base());
    assert_eq!(
        ours.os_version,
        (optional.major_operating_system_version(), optional.minor_operating_system_version())
    );
    assert_eq!(
        ours.subsystem_version,
        (optional.major_subsystem_version(), optional.minor_subsystem_version())
    );
    let subsystem = match ours.subsystem {
        pe::Subsystem::Native => 1,
        pe::Subsystem::Gui => 2,
        pe::Subsystem::Console => 3,
        pe::Subsystem::EfiApplication => 10,
        pe::Subsystem::Other(number) => number,
    };
    assert_eq!(subsystem, optional.subsystem().0);
    assert_eq!(ours.checksum, optional.check_sum());
    assert_eq!(ours.dll_characteristics, optional.dll_characteristics().0);
    assert_eq!(ours.headers_size, optional.size_of_headers());
    assert_eq!(ours.is_dll(), theirs.kind() == object::ObjectKind::Dynamic);
    let relocations = theirs.data_directory(object::pe::IMAGE_DIRECTORY_ENTRY_BASERELOC);
    assert_eq!(
        ours.has_relocations(),
        coff.characteristics.get(LE).0 & 1 == 0
            && relocations.is_some_and(|directory| directory.size.get(LE) > 0)
    );

    let strings = theirs.nt_headers().symbols(file.as_slice());
    let sections = theirs.section_table();
    assert_eq!(ours.sections.len(), sections.len());
    for (section, theirs) in ours.sections.iter().zip(sections.iter()) {
        if let Ok(symbols) = &strings {
            let name = theirs.name(symbols.strings()).map_or(theirs.raw_name(), |name| name);
            assert_eq!(section.name.as_bytes(), name);
        }
        assert_eq!(section.virtual_address, theirs.virtual_address.get(LE));
        assert_eq!(section.virtual_size, theirs.virtual_size.get(LE));
        assert_eq!(section.raw_offset, theirs.pointer_to_raw_data.get(LE));
        assert_eq!(section.raw_size, theirs.size_of_raw_data.get(LE));
        assert_eq!(section.characteristics, theirs.characteristics.get(LE).0);
        if section.raw_size > 0 {
            let address = ours.image_base + u64::from(section.virtual_address);
            assert_eq!(ours.address_to_offset(address), Some(section.raw_offset.into()));
        }
    }

    // The rest lies in the sections; of a file cut short there is nothing to compare.
    let Ok(mut tables) = theirs.import_table() else { return };
    let mut libraries = Vec::new();
    if let Some(table) = tables.take() {
        let mut descriptors = table.descriptors().unwrap();
        while let Some(descriptor) = descriptors.next().unwrap() {
            let name = text(table.name(descriptor.name.get(LE)).unwrap());
            libraries.push((name, pe::When::AtStart));
        }
    }
    if let Some(table) = theirs.delay_load_import_table().unwrap() {
        let mut descriptors = table.descriptors().unwrap();
        while let Some(descriptor) = descriptors.next().unwrap() {
            let name = text(table.name(descriptor.dll_name_rva.get(LE)).unwrap());
            libraries.push((name, pe::When::Delayed));
        }
    }
    let imports = ours.imports(file).unwrap();
    let imports: Vec<_> = imports.into_iter().map(|it| (it.library, it.when)).collect();
    assert_eq!(imports, libraries);

    let exports = theirs.export_table().unwrap().map(|table| pe::Exports {
        count: table.addresses().len() as u32,
        named: table.name_pointers().len() as u32,
    });
    assert_eq!(ours.exports(file).unwrap(), exports);
}

fn elf_file<Header: FileHeader<Endian = Endianness>>(file: &Vec<u8>) {
    let ours = elf::Elf::read(file).unwrap();
    let header = Header::parse(file.as_slice()).unwrap();
    let endian = header.endian().unwrap();
    assert_eq!(ours.bits == 64, header.is_type_64());
    assert_eq!(ours.big_endian, header.is_big_endian());
    assert_eq!(ours.kind, header.e_type(endian).0);
    assert_eq!(ours.machine, header.e_machine(endian).0);
    assert_eq!(ours.flags, header.e_flags(endian).0);
    let segments = header.program_headers(endian, file.as_slice()).unwrap();
    assert_eq!(ours.segments.len(), segments.len());
    let mut interpreter = None;
    for (segment, theirs) in ours.segments.iter().zip(segments) {
        assert_eq!(segment.kind, theirs.p_type(endian).0);
        assert_eq!(segment.flags, theirs.p_flags(endian).0);
        assert_eq!(segment.offset, theirs.p_offset(endian).into());
        assert_eq!(segment.address, theirs.p_vaddr(endian).into());
        assert_eq!(segment.file_size, theirs.p_filesz(endian).into());
        assert_eq!(segment.memory_size, theirs.p_memsz(endian).into());
        if let Some(name) = theirs.interpreter(endian, file.as_slice()).unwrap() {
            interpreter = Some(text(name));
        }
    }
    assert_eq!(ours.interpreter().unwrap().map(|(name, _)| name), interpreter);

    let sections = header.sections(endian, file.as_slice()).unwrap();
    let named = ours.sections().unwrap();
    assert_eq!(named.len(), sections.len());
    for (section, theirs) in named.iter().zip(sections.iter()) {
        assert_eq!(section.name.as_bytes(), sections.section_name(endian, theirs).unwrap());
        assert_eq!(section.kind, theirs.sh_type(endian).0);
        assert_eq!(section.flags, theirs.sh_flags(endian).0);
        assert_eq!(section.address, theirs.sh_addr(endian).into());
        assert_eq!(section.offset, theirs.sh_offset(endian).into());
        assert_eq!(section.size, theirs.sh_size(endian).into());
    }
    let symtab = sections.symbols(endian, file.as_slice(), object::elf::SHT_SYMTAB).unwrap();
    let names: Vec<Vec<u8>> = symtab
        .iter()
        .skip(1)
        .map(|symbol| symbol.name(endian, symtab.strings()).unwrap().to_vec())
        .collect();
    assert_eq!(ours.symtab_names().unwrap().map_or(Vec::new(), |it| it.names), names);
    let id = sections
        .iter()
        .filter_map(|section| section.notes(endian, file.as_slice()).unwrap())
        .flat_map(|mut notes| std::iter::from_fn(move || notes.next().unwrap()))
        .find(|note| note.name() == b"GNU" && note.n_type(endian).0 == 3)
        .map(|note| note.desc().to_vec());
    assert_eq!(ours.notes().unwrap().gnu_build_id, id);
    elf_dynamic(file, &ours, endian, &sections);
}

fn elf_dynamic<Header: FileHeader<Endian = Endianness>>(
    file: &[u8],
    ours: &elf::Elf<'_>,
    endian: Endianness,
    sections: &object::read::elf::SectionTable<'_, Header>,
) {
    let Some((entries, link)) = sections.dynamic(endian, file).unwrap() else {
        assert!(ours.dynamic().unwrap().is_none());
        return;
    };
    let strings = sections.strings(endian, file, link).unwrap();
    let texts = |tag: i64| -> Vec<String> {
        entries
            .iter()
            .filter(|entry| entry.tag(endian).0 == tag)
            .map(|entry| text(strings.get(entry.val32(endian).unwrap()).unwrap()))
            .collect()
    };
    let dynamic = ours.dynamic().unwrap().unwrap();
    let needed: Vec<String> = dynamic.needed.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(needed, texts(1));
    assert_eq!(dynamic.soname.iter().cloned().collect::<Vec<_>>(), texts(14));
    assert_eq!(dynamic.rpath.join(":"), texts(15).concat());
    assert_eq!(dynamic.runpath.join(":"), texts(29).concat());

    let theirs = sections.versions(endian, file).unwrap();
    let versions = dynamic.versions(ours).unwrap();
    let symbols = sections.symbols(endian, file, object::elf::SHT_DYNSYM).unwrap();
    for which in [elf::Which::Imports, elf::Which::Exports] {
        let found = dynamic.symbols(ours, &versions, which).unwrap();
        let mut found = found.iter();
        for (index, symbol) in symbols.enumerate().filter(|(index, _)| index.0 > 0) {
            let imported = symbol.st_shndx(endian).0 == 0;
            if imported != (which == elf::Which::Imports) || !imported && symbol.is_local() {
                continue;
            }
            let same = found.next().unwrap();
            assert_eq!(same.index as usize, index.0);
            assert_eq!(same.name.as_bytes(), symbols.symbol_name(endian, symbol).unwrap());
            assert_eq!(same.weak, symbol.st_bind().0 == 2);
            let Some(table) = &theirs else { continue };
            let version = table.version(table.version_index(endian, index).index()).unwrap();
            assert_eq!(same.version.as_deref().map(str::as_bytes), version.map(|it| it.name()));
            let library = version.and_then(|it| it.file());
            assert_eq!(same.library.as_deref().map(str::as_bytes), library);
        }
        assert!(found.next().is_none());
    }
}

fn x_coff<Xcoff: object::read::xcoff::FileHeader>(file: &Vec<u8>) {
    let ours = xcoff::read(file).unwrap();
    let mut offset = 0;
    let header = Xcoff::parse(file.as_slice(), &mut offset).unwrap();
    assert_eq!(ours.bits == 64, header.is_type_64());
    assert_eq!(ours.flags, header.f_flags().0);
    assert_eq!(ours.symbol_count, header.f_nsyms());
    header.aux_header(file.as_slice(), &mut offset).unwrap();
    let sections = header.sections(file.as_slice(), &mut offset).unwrap();
    assert_eq!(ours.sections.len(), sections.len());
    for (section, theirs) in ours.sections.iter().zip(sections.iter()) {
        assert_eq!(section.name.as_bytes(), theirs.name());
        assert_eq!(section.address, theirs.s_vaddr().into());
        assert_eq!(section.size, theirs.s_size().into());
        assert_eq!(section.file_offset, theirs.s_scnptr().into());
        assert_eq!(section.flags, theirs.s_flags().0);
    }
    let Ok(theirs) = XcoffFile::<Xcoff>::parse(file.as_slice()) else { return };
    let text = theirs.section_by_name(".text").unwrap();
    assert_eq!(ours.address_to_offset(text.address()), text.file_range().map(|(at, _)| at));
    assert_eq!(ours.is_executable(), theirs.kind() == object::ObjectKind::Executable);
}

fn archive(file: &Vec<u8>) {
    let theirs = object::read::archive::ArchiveFile::parse(file.as_slice()).unwrap();
    let theirs: Vec<_> = theirs
        .members()
        .map(|member| {
            let member = member.unwrap();
            let (offset, size) = member.file_range();
            let name = text(member.name());
            ar::Member { name, offset, size }
        })
        .collect();
    assert_eq!(ar::read(file).unwrap(), theirs);
}
