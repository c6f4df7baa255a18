//! Readers of programs, libraries and what they are packed in.

use landfall_formats::code::Machine;
use landfall_formats::elf::{Elf, Which};
use landfall_formats::layout::{Layout, Stretch};
use landfall_formats::pclntab::{self, Description, Filled, Functions, Lines};
use landfall_formats::{
    Part, Source, buildinfo, code_signature, goversion, magic, wasm as web_assembly, xcoff as aix,
};
use landfall_probe::syscalls::Libraries;
use landfall_probe::{Depth, Image, Lacks, World as _, builds};
use std::io::Write as _;

/// Any bytes as what an artifact is made of, and two of them held against each other: a byte says where the
/// first ends.
pub fn anatomy(bytes: &[u8]) {
    let whole = bytes.to_vec();
    let told = landfall_probe::anatomy::anatomy(&whole, "fuzzed");
    assert_eq!(told.size, bytes.len() as u64);
    let [cut, both @ ..] = bytes else { return };
    let (one, other) = both.split_at(both.len() * usize::from(*cut) / 256);
    hold(&one.to_vec(), &other.to_vec());
    let mut changed = whole.clone();
    let place = changed.len() * usize::from(*cut) / 256;
    if let Some(byte) = changed.get_mut(place) {
        *byte ^= 1;
    }
    hold(&whole, &changed);
}

fn hold(one: &Vec<u8>, other: &Vec<u8>) {
    if let Ok(told) = landfall_probe::anatomy::differences(one, other) {
        let is_same = landfall_probe::anatomy::is_same(one, other);
        assert_eq!(Ok(told.pieces.is_empty()), is_same, "{told:?}");
    }
}

/// Any bytes as a static archive; its members lie in it.
pub fn ar(bytes: &[u8]) {
    let bytes = bytes.to_vec();
    for member in landfall_formats::ar::read(&bytes).unwrap_or_default() {
        assert!(member.offset <= Source::len(&bytes), "{member:?}");
    }
}

/// Any bytes as an artifact, through every reader and every probe.
pub fn artifact(bytes: &[u8]) {
    let bytes = bytes.to_vec();
    for depth in [Depth::Verdict(Lacks::ANY), Depth::Everything] {
        match builds(&bytes, "fuzzed", depth) {
            Ok(builds) => assert!(!builds.is_empty()),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// Any bytes as machine code of each architecture: instructions go on, none is of no length, and control goes
/// the same way whatever else is asked.
pub fn code(bytes: &[u8]) {
    const ALL: [Machine; 9] = [
        Machine::X64,
        Machine::X86,
        Machine::Arm64,
        Machine::Arm,
        Machine::Riscv64(None),
        Machine::Riscv64(Some(0x40_0800)),
        Machine::Ppc64le(None),
        Machine::Ppc64le(Some(0x40_8000)),
        Machine::S390x,
    ];
    let [which, near_the_end, code @ ..] = bytes else { return };
    let machine = ALL[usize::from(*which) % ALL.len()];
    let address = if near_the_end & 1 == 0 { 0x40_0000 } else { u64::MAX - 16 };
    let _ = machine.of_code(std::iter::once((code, address)));
    assert!(machine.passed_over(code) <= 64);
    assert!(machine.decode(code, address).all(|one| one.len > 0));
    let whole = machine.decode(code, address).map(|one| (one.address, one.len, one.flow));
    assert!(machine.flows(code, address).eq(whole), "{machine:?}");
    machine.mentions(code, address, |_, _, _| {});
    let _ = machine.may_store(code, address, &[0x40_0000, 0, u64::MAX]);
    let _ = machine.kernel_calls(code, address);
}

/// Any bytes as an ELF file: all that is told of it, and its place in memory.
pub fn elf(bytes: &[u8]) {
    let bytes = bytes.to_vec();
    let Ok(elf) = Elf::read(&bytes) else { return };
    let _ = (elf.check_whole(), elf.sections(), elf.interpreter(), elf.notes(), elf.symtab_names());
    let _ = (elf.unwound_functions(), elf.function_symbols(), elf.variable_symbols());
    let _ = (elf.offset_of(elf.entry), elf.at_address(elf.entry, 16));
    let Ok(Some(dynamic)) = elf.dynamic() else { return };
    let _ = (dynamic.own_addresses(&elf), dynamic.slots(&elf), dynamic.initialisers());
    let _ = dynamic.symbols_bound_at_start(&elf);
    let versions = dynamic.versions(&elf).unwrap_or_default();
    for which in [Which::Imports, Which::Exports] {
        let _ = dynamic.symbols(&elf, &versions, which);
    }
}

/// Any bytes as the data of a Go program, whatever its container: build information, version, functions, lines.
pub fn go(bytes: &[u8]) {
    let [how, bytes @ ..] = bytes else { return };
    let (bits, big_endian) = (if how & 1 == 0 { 64 } else { 32 }, how & 2 != 0);
    let bytes = bytes.to_vec();
    let stretch = |name: &str| Stretch {
        name: name.to_owned(),
        address: 0x40_0000,
        offset: 0,
        len: bytes.len() as u64,
        writable: true,
        executable: how & 4 != 0,
    };
    let names: &[&str] = if how & 8 == 0 { &[".gopclntab", ".data"] } else { &[".data", ".text"] };
    let named = || names.iter().map(|name| stretch(name));
    let layout = || Layout::new(&bytes, bits, big_endian, [stretch("")], named());
    let here = layout();
    let _ = (buildinfo::read(&here), goversion::read(&here));
    if let Ok(Some(table)) = pclntab::find(&here) {
        let _ = pclntab::names(&here, &table, |_| {});
        let wanted = [pclntab::Wanted { package: "main", name: "main.main" }];
        let _ = pclntab::any_of(&here, &table, &[&wanted]);
        let start = usize::try_from(table.offset).unwrap_or(usize::MAX);
        let numbers = here.numbers(bytes.get(start..).unwrap_or_default());
        let word = usize::from(bits / 8);
        let _ = Description::read(&table, numbers, |at| numbers.word(at * word, bits));
        if let Some(functions) = Functions::read(&table, numbers, 0x40_0000) {
            for function in functions.all.iter().take(64) {
                let _ = (functions.name(function), functions.taken(function, function.start, 1));
            }
        }
    }
    let chained_from = (how & 16 != 0).then_some(0x40_0000);
    let filled = Filled { words: vec![(0x40_0040, 0x40_0000)], chained_from };
    if let Ok(Some(lines)) = Lines::read(layout(), filled) {
        let _ = lines.named("main.main");
        for at in [0, 0x40_0000, 0x40_0010, 0x40_1000, u64::MAX] {
            let _ = (lines.at(at), lines.start_of(at));
        }
    }
}

/// Any bytes as a saved image: an archive of archives, packed or not, and what is in it.
pub fn image(bytes: &[u8]) {
    let Ok(mut file) = tempfile::NamedTempFile::new() else { return };
    let written = file.write_all(bytes);
    let (Ok(()), Some(path)) = (written, file.path().to_str()) else { return };
    match Image::open(path, None) {
        Ok(image) => {
            let mut steps = 1000;
            walk(&image, "", 0, &mut steps);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn walk(image: &Image, dir: &str, depth: usize, steps: &mut usize) {
    for name in image.list(dir).unwrap_or_default() {
        if *steps == 0 || depth > 40 {
            return;
        }
        *steps -= 1;
        let path = format!("{dir}/{name}");
        let _ = (image.kind(&path), image.resolve(&path), image.text(&path));
        walk(image, &path, depth + 1, steps);
    }
}

/// Any bytes as a Mach-O file, or several in one.
pub fn macho(bytes: &[u8]) {
    use landfall_formats::macho;

    let bytes = bytes.to_vec();
    for slice in macho::slices(&bytes).unwrap_or_default() {
        if let Ok(part) = Part::new(&bytes, slice.offset, slice.size) {
            let _ = macho::read(&part);
        }
    }
    let _ = code_signature::read(&bytes);
    let Ok(file) = macho::read(&bytes) else { return };
    let mut names = 0;
    let _ = file.symbols(&bytes, |symbol| names += symbol.name.len());
    let _ = (file.signature(&bytes), file.addresses_from(&bytes), file.address_to_offset(0x1000));
}

/// Any bytes as a program or library of Windows.
pub fn pe(bytes: &[u8]) {
    let bytes = bytes.to_vec();
    let Ok(file) = landfall_formats::pe::read(&bytes) else { return };
    let _ = (file.imports(&bytes), file.exports(&bytes), file.security(), file.stamps_at());
    let _ = (file.address_to_offset(u64::MAX), file.relative_to_offset(u32::MAX));
}

/// Any bytes as a Plan 9 program.
pub fn plan9(bytes: &[u8]) {
    let bytes = bytes.to_vec();
    let Ok(file) = landfall_formats::plan9::read(&bytes) else { return };
    let _ = (file.count_symbols(&bytes), file.address_to_offset(u64::MAX));
}

/// Any bytes as a program whose addresses are asked for: Go's table, DWARF, symbols.
pub fn symbols(bytes: &[u8]) {
    let bytes = bytes.to_vec();
    let Ok(symbols) = landfall_probe::symbols::Symbols::read(&bytes) else { return };
    let _ = (symbols.debug_link(), symbols.named("main.main"), symbols.moves());
    for address in [0, 0x1000, 0x1139, 0x40_0000, 0x40_1000, 0x1_0000_0000, u64::MAX] {
        let _ = (symbols.at(address), symbols.at_return(address));
        let _ = symbols.slide("main.main", 16, address);
    }
    let _ = symbols.with_debug(&bytes, None);
}

/// Any bytes as a program of Go whose system calls are asked for.
pub fn syscalls(bytes: &[u8]) {
    let bytes = bytes.to_vec();
    let never = |_: &landfall_probe::syscalls::Chooser<'_>, _| None;
    let _ = landfall_probe::syscalls::syscalls(&bytes, "fuzzed", &Libraries::default(), &never);
}

/// Any bytes as a program that UPX has packed.
pub fn upx(bytes: &[u8]) {
    let _ = magic::kind(bytes);
    let _ = landfall_formats::upx::packed(&bytes.to_vec());
}

/// Any bytes as a WebAssembly module, with what Go wrote into it.
pub fn wasm(bytes: &[u8]) {
    let bytes = bytes.to_vec();
    let _ = buildinfo::read_wasm(&bytes);
    let Ok(module) = web_assembly::read(&bytes) else { return };
    let _ = (module.producers(&bytes), module.host(), module.address_to_offset(u32::MAX));
}

/// Any bytes as a program or library of AIX.
pub fn xcoff(bytes: &[u8]) {
    let bytes = bytes.to_vec();
    let Ok(file) = aix::read(&bytes) else { return };
    let _ = (file.loader(&bytes), file.address_to_offset(u64::MAX));
}

/// Any bytes as a zip archive; what is packed lies in it.
pub fn zip(bytes: &[u8]) {
    for member in landfall_formats::zip::members(bytes).unwrap_or_default() {
        assert!(member.packed(bytes).is_none_or(|packed| packed.len() <= bytes.len()));
    }
}
