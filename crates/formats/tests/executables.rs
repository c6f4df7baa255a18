//! What the goldens hold is known from how they were made; the readers say the same.

#![expect(clippy::expect_used, reason = "a test without its golden has failed")]

mod goldens;

use landfall_formats::macho::{self, Cpu, DylibKind, FileType, Slice};
use landfall_formats::pe::{self, Subsystem, When};
use landfall_formats::{ReadError, ar, plan9, xcoff};

fn golden(name: &str) -> Vec<u8> {
    goldens::all().into_iter().find(|golden| golden.name == name).expect(name).bytes
}

#[test]
fn a_mach_o_program_says_what_it_needs_and_what_signed_it() -> Result<(), ReadError> {
    let file = golden("macho-amd64-exe");
    let macho = macho::read(&file)?;
    assert_eq!((macho.cpu, macho.file_type), (Cpu::X86_64, FileType::Executable));
    assert!(macho.is_pie());
    let build = macho.build_version.expect("a build version");
    assert_eq!(build.minimum_os.to_string(), "11.0");
    assert_eq!(build.sdk.map(|sdk| sdk.to_string()).as_deref(), Some("14.2"));
    assert_eq!(macho.dyld.as_deref(), Some("/usr/lib/dyld"));
    assert_eq!(macho.rpaths, ["@executable_path/../lib", "/opt/lib"]);
    let dylibs: Vec<_> = macho.dylibs.iter().map(|it| (it.path.as_str(), it.kind)).collect();
    assert_eq!(
        dylibs,
        [
            ("/usr/lib/libSystem.B.dylib", DylibKind::Required),
            ("@rpath/libweak.dylib", DylibKind::Weak),
        ]
    );
    assert_eq!(macho.dylibs[0].current_version.to_string(), "1345.100.2");
    let signature = macho.signature(&file)?.expect("a signature");
    assert!(signature.is_ad_hoc() && signature.is_linker_signed() && !signature.certified);
    assert_eq!(signature.identifier.as_deref(), Some("macho-x86_64-exe"));
    Ok(())
}

#[test]
fn a_mach_o_library_says_what_it_passes_on() -> Result<(), ReadError> {
    let macho = macho::read(&golden("macho-amd64-dylib"))?;
    assert_eq!(macho.file_type, FileType::Dylib);
    assert_eq!(macho.id.as_deref(), Some("@rpath/libhello.dylib"));
    assert!(macho.dylibs.iter().any(|it| it.kind == DylibKind::Reexport));
    assert_eq!(macho.build_version.map(|it| it.minimum_os.to_string()).as_deref(), Some("10.13"));
    assert_eq!(macho.code_signature, None);
    Ok(())
}

#[test]
fn an_old_mach_o_file_is_read_highest_byte_first() -> Result<(), ReadError> {
    let file = golden("macho-ppc-exe");
    let macho = macho::read(&file)?;
    assert_eq!((macho.bits, macho.big_endian, macho.cpu), (32, true, Cpu::PowerPc));
    let mut names = Vec::new();
    macho.symbols(&file, |symbol| names.push(String::from_utf8_lossy(symbol.name).into_owned()))?;
    assert_eq!(names, ["_main", "_printf"]);
    assert_eq!(macho.address_to_offset(0x1204), Some(0x204));
    Ok(())
}

#[test]
fn a_fat_file_with_long_offsets_says_the_same() -> Result<(), ReadError> {
    let short = golden("macho-fat-objects");
    let slices = macho::slices(&short)?;
    assert_eq!(slices.iter().map(|it| it.cpu).collect::<Vec<_>>(), [Cpu::X86_64, Cpu::Arm64]);
    // Its table is 24 bytes longer, so all that follows moves.
    let moved = slices.into_iter().map(|slice| Slice { offset: slice.offset + 24, ..slice });
    let slices: Vec<_> = moved.collect();
    let mut long = [0xcafe_babf_u32.to_be_bytes(), 2_u32.to_be_bytes()].concat();
    for slice in &slices {
        long.extend(slice.cpu.number().to_be_bytes());
        long.extend(slice.cpu_subtype.to_be_bytes());
        long.extend(slice.offset.to_be_bytes());
        long.extend(slice.size.to_be_bytes());
        long.extend([0; 8]);
    }
    long.extend(&short[48..]);
    assert_eq!(macho::slices(&long)?, slices);
    Ok(())
}

#[test]
fn a_java_class_file_is_refused_by_name() {
    let class = b"\xca\xfe\xba\xbe\0\0\0\x34 and a constant pool".to_vec();
    let error = macho::slices(&class).expect_err("a class file").to_string();
    assert!(error.contains("Java class file"), "{error}");
}

#[test]
fn a_pe_program_says_what_it_needs() -> Result<(), ReadError> {
    let file = golden("pe-amd64-exe");
    let pe = pe::read(&file)?;
    assert_eq!((pe.machine, pe.bits, pe.subsystem), (pe::Machine::Amd64, 64, Subsystem::Console));
    assert_eq!((pe.os_version, pe.subsystem_version), ((6, 2), (6, 1)));
    assert!(!pe.is_dll() && pe.has_relocations() && pe.has_dwarf());
    let imports = pe.imports(&file)?;
    let imports: Vec<_> = imports.iter().map(|it| (it.library.as_str(), it.when)).collect();
    assert_eq!(imports, [("KERNEL32.dll", When::AtStart), ("later.dll", When::Delayed)]);
    assert_eq!(pe.exports(&file)?, Some(pe::Exports { count: 2, named: 2 }));
    Ok(())
}

#[test]
fn a_pe_file_of_32_bits_keeps_its_fields_elsewhere() -> Result<(), ReadError> {
    let pe = pe::read(&golden("pe-386-exe"))?;
    assert_eq!((pe.machine, pe.bits, pe.subsystem), (pe::Machine::I386, 32, Subsystem::Gui));
    assert_eq!((pe.os_version, pe.subsystem_version), ((5, 0), (5, 1)));
    assert!(pe.checksum != 0);
    Ok(())
}

#[test]
fn a_library_that_cannot_move_says_so() -> Result<(), ReadError> {
    let pe = pe::read(&golden("pe-amd64-dll"))?;
    assert!(pe.is_dll() && !pe.has_relocations());
    Ok(())
}

#[test]
fn a_long_section_name_is_all_there_unless_its_table_is_cut_off() -> Result<(), ReadError> {
    let file = golden("pe-amd64-exe");
    let name =
        |file: &Vec<u8>| Ok(pe::read(file)?.sections.iter().map(|it| it.name.clone()).collect());
    let whole: Vec<String> = name(&file)?;
    assert!(whole.iter().any(|name| name == ".debug_abbrev"), "{whole:?}");
    let cut: Vec<String> = name(&file[..1024].to_vec())?;
    assert!(cut.iter().any(|name| name.starts_with('/')), "{cut:?}");
    Ok(())
}

#[test]
fn symbols_without_a_place_are_no_symbols() -> Result<(), ReadError> {
    let mut file = golden("pe-amd64-exe");
    assert_eq!(pe::read(&file)?.symbol_count, 7);
    let header = u32::from_le_bytes([file[0x3c], file[0x3d], file[0x3e], file[0x3f]]) as usize;
    file[header + 12..header + 16].fill(0);
    assert_eq!(pe::read(&file)?.symbol_count, 0);
    Ok(())
}

#[test]
fn what_is_no_pe_file_is_called_what_it_is() {
    let mut dos = b"MZ".to_vec();
    dos.resize(0x60, 0);
    let says = |file: &Vec<u8>| pe::read(file).expect_err("no PE file").to_string();
    assert!(says(&dos).contains("a DOS program"), "{}", says(&dos));
    dos[0x3c] = 0x40;
    dos[0x40..0x42].copy_from_slice(b"NE");
    assert!(says(&dos).contains("16-bit Windows"), "{}", says(&dos));
}

#[test]
fn an_xcoff_program_says_where_its_libraries_are() -> Result<(), ReadError> {
    for (name, bits, member) in [("xcoff-32", 32, "shr.o"), ("xcoff-64", 64, "shr_64.o")] {
        let file = golden(name);
        let xcoff = xcoff::read(&file)?;
        assert_eq!((xcoff.bits, xcoff.symbol_count), (bits, 3));
        assert!(xcoff.is_executable());
        assert_eq!(xcoff.is_shared(), bits == 32);
        let loader = xcoff.loader(&file)?.expect("a loader section");
        assert_eq!(loader.library_path, ["/usr/vacpp/lib", "/usr/lib", "/lib"]);
        let imports: Vec<_> = loader
            .imports
            .iter()
            .map(|it| (it.path.as_str(), it.base.as_str(), it.member.as_str()))
            .collect();
        assert_eq!(imports, [("", "libc.a", member), ("/opt/freeware/lib", "libgcc_s.a", "shr.o")]);
    }
    Ok(())
}

#[test]
fn every_kind_of_archive_has_the_same_members() -> Result<(), ReadError> {
    let names = |name| Ok(ar::read(&golden(name))?.into_iter().map(|it| it.name).collect());
    let gnu: Vec<String> = names("ar-gnu")?;
    let long = ["a_name_that_is_longer_than_sixteen.o", "another_long_name_for_the_table.o"];
    assert_eq!(gnu, ["h-x86_64.o", "short.o", long[0], long[1]]);
    assert_eq!(gnu, names("ar-bsd")?);
    assert_eq!(gnu, names("ar-darwin")?);
    assert!(ar::read(&golden("ar-thin")).is_err());
    Ok(())
}

#[test]
fn the_head_of_a_go_program_is_enough_for_what_stands_in_it() -> Result<(), ReadError> {
    let darwin = macho::read(&golden("go-darwin-arm64.head"))?;
    assert_eq!(darwin.build_version.map(|it| it.minimum_os.to_string()).as_deref(), Some("12.0"));
    let windows = pe::read(&golden("go-windows-386.head"))?;
    assert_eq!(windows.os_version, (6, 1));
    let aix = xcoff::read(&golden("go-aix-ppc64.head"))?;
    assert!(aix.is_executable() && aix.has_dwarf());
    let plan9 = plan9::read(&golden("go-plan9-amd64.head"))?;
    assert_eq!((plan9.bits, plan9.data.address), (64, 0x40_0000));
    Ok(())
}
