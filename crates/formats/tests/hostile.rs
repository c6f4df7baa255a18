//! Every reader is fed every golden cut short, bit-flipped and with forged numbers: none panics,
//! and none reads or keeps much more than the file holds.

mod goldens;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Debug;

use landfall_formats::elf::{Elf, Which};
use landfall_formats::layout::{Layout, Stretch};
use landfall_formats::pclntab::{Filled, Lines};
use landfall_formats::{
    Part, ReadError, Source, ar, buildinfo, bytes_up_to, goversion, ld_cache, loader, macho, magic,
    oci, pclntab, pe, plan9, upx, wasm, xcoff,
};

/// Functions that nearly every program has, and one that stands in a large package.
const WANTED: [pclntab::Wanted<'_>; 2] = [
    pclntab::Wanted { package: "main", name: "main.main" },
    pclntab::Wanted { package: "net", name: "net.(*Resolver).goLookupIP" },
];

/// Reads a file in every way that the reader knows, and says how much it keeps.
type Reader = fn(&dyn Source) -> usize;

/// A new reader needs one line here.
const READERS: &[(&str, Reader)] = &[
    ("magic", |file| kept(&bytes_up_to(file, 0, magic::LEN as u64).map(|it| magic::kind(&it)))),
    ("ar", |file| kept(&ar::read(file))),
    ("elf", elf),
    ("go", go),
    ("ld_cache", |file| kept(&bytes_up_to(file, 0, 1 << 20).and_then(|it| ld_cache::read(&it)))),
    ("loader", dynamic_loader),
    ("macho", mach_o),
    ("macho::slices", |file| kept(&macho::slices(file))),
    ("oci", image_texts),
    ("pe", portable),
    ("plan9", |file| kept(&plan9::read(file))),
    ("upx", |file| kept(&upx::packed(file))),
    ("wasm", web_assembly),
    ("xcoff", x_coff),
];

fn elf(file: &dyn Source) -> usize {
    let Ok(elf) = Elf::read(file) else { return 0 };
    elf.offset_of(u64::MAX);
    let mut held = kept(&elf.sections()) + kept(&elf.interpreter()) + kept(&elf.notes());
    held += kept(&elf.symtab_names()) / 4;
    let Ok(Some(dynamic)) = elf.dynamic() else { return held };
    held += format!("{dynamic:?}").len() / 2;
    held += kept(&dynamic.symbols_bound_at_start(&elf));
    let versions = dynamic.versions(&elf);
    held += kept(&versions);
    let versions = versions.unwrap_or_default();
    for which in [Which::Imports, Which::Exports] {
        held += kept(&dynamic.symbols(&elf, &versions, which));
    }
    held
}

fn go(file: &dyn Source) -> usize {
    let Ok(elf) = Elf::read(file) else { return 0 };
    let layout = Layout::of_elf(&elf);
    layout.address_of(u64::MAX);
    let mut held = kept(&buildinfo::read(&layout)) + kept(&goversion::read(&layout));
    if let Ok(Some(table)) = pclntab::find(&layout) {
        let _ = pclntab::names(&layout, &table, |name| held += name.len());
        held += kept(&pclntab::any_of(&layout, &table, &[&WANTED]));
    }
    let lines = Lines::read(layout, Filled::default());
    if let Ok(Some(lines)) = &lines {
        let starts = [0, 0x1000, 0x40_1000, elf.entry, u64::MAX].into_iter();
        let places = starts.chain(lines.named("main.main")).filter_map(|at| lines.at(at));
        held += places.map(|found| format!("{found:?}").len()).sum::<usize>();
    }
    held
}

fn dynamic_loader(file: &dyn Source) -> usize {
    match Elf::read(file) {
        Ok(_) => kept(&loader::glibc_directories(file)) + kept(&loader::musl_version(file)),
        Err(_) => 0,
    }
}

fn mach_o(file: &dyn Source) -> usize {
    let macho = macho::read(file);
    let Ok(read) = &macho else { return 0 };
    let mut names = 0;
    let _ = read.symbols(file, |symbol| names += symbol.name.len() / 64);
    read.address_to_offset(u64::MAX);
    names + kept(&macho) + kept(&read.signature(file))
}

fn image_texts(file: &dyn Source) -> usize {
    let Ok(json) = bytes_up_to(file, 0, 1 << 20) else { return 0 };
    let version = kept(&oci::layout_version(&json));
    version + kept(&oci::saved(&json)) + kept(&oci::document(&json)) + kept(&oci::config(&json))
}

fn portable(file: &dyn Source) -> usize {
    let pe = pe::read(file);
    let Ok(read) = &pe else { return 0 };
    read.address_to_offset(u64::MAX);
    kept(&pe) + kept(&read.imports(file)) + kept(&read.exports(file))
}

fn web_assembly(file: &dyn Source) -> usize {
    let wasm = wasm::read(file);
    let Ok(read) = &wasm else { return 0 };
    read.address_to_offset(u32::MAX);
    kept(&wasm) + kept(&read.producers(file))
}

fn x_coff(file: &dyn Source) -> usize {
    let xcoff = xcoff::read(file);
    let Ok(read) = &xcoff else { return 0 };
    read.address_to_offset(u64::MAX);
    kept(&xcoff) + kept(&read.loader(file))
}

/// A measure of what a value holds: the length of what it shows.
fn kept<T: Debug>(value: &Result<T, ReadError>) -> usize {
    struct Length(usize);
    impl std::fmt::Write for Length {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0 += text.len();
            Ok(())
        }
    }
    let mut length = Length(0);
    let _ = std::fmt::write(&mut length, format_args!("{value:?}"));
    length.0
}

/// A file that counts what is read of it.
struct Counted<'a> {
    file: &'a dyn Source,
    read: Cell<u64>,
}

impl Source for Counted<'_> {
    fn len(&self) -> u64 {
        self.file.len()
    }

    fn lend(&self, offset: u64, len: usize) -> Result<Cow<'_, [u8]>, ReadError> {
        self.read.set(self.read.get() + len as u64);
        self.file.lend(offset, len)
    }
}

fn feed(file: &dyn Source, name: &str, how: &dyn Debug) {
    for (reader, read) in READERS {
        let counted = Counted { file, read: Cell::new(0) };
        let kept = read(&counted);
        let read = counted.read.get();
        let len = file.len();
        assert!(
            read <= 16 * len + 0x4_0000,
            "{reader} reads {read} bytes of {name}, {how:?}, which has {len}"
        );
        assert!(
            kept <= 64 * len as usize + 0x1_0000,
            "{reader} keeps {kept} bytes of {name}, {how:?}, which has {len}"
        );
    }
}

/// All places of a small file, every seventh of a larger one.
fn places(file: &[u8]) -> impl Iterator<Item = usize> + use<> {
    (0..file.len()).step_by(if file.len() <= 2048 { 1 } else { 7 })
}

#[test]
fn a_file_cut_short_anywhere_makes_no_reader_panic() {
    for golden in goldens::all() {
        for len in places(&golden.bytes) {
            if let Ok(part) = Part::new(&golden.bytes, 0, len as u64) {
                feed(&part, &golden.name, &("cut", len));
            }
        }
    }
}

#[test]
fn a_flipped_byte_anywhere_makes_no_reader_panic() {
    for mut golden in goldens::all() {
        for at in places(&golden.bytes) {
            for flip in [0x01, 0x80, 0xff] {
                golden.bytes[at] ^= flip;
                feed(&golden.bytes, &golden.name, &("flipped", at, flip));
                golden.bytes[at] ^= flip;
            }
        }
    }
}

/// A count or a length of four gigabytes, in either byte order, of eight bytes, or as text.
const FORGED: &[&[u8]] = &[
    &[0xff; 4],
    &[0xff; 8],
    &[0xff, 0xff, 0xff, 0x7f],
    &[0x7f, 0xff, 0xff, 0xff],
    &[0, 0, 0, 0, 1, 0, 0, 0],
    &[0, 0, 0, 1, 0, 0, 0, 0],
    b"4294967296",
];

#[test]
fn a_forged_number_anywhere_costs_neither_memory_nor_time() {
    for golden in goldens::all() {
        let step = if golden.bytes.len() <= 2048 { 2 } else { 14 };
        for at in (0..golden.bytes.len()).step_by(step) {
            for forged in FORGED {
                let mut file = golden.bytes.clone();
                let end = file.len().min(at + forged.len());
                file[at..end].copy_from_slice(&forged[..end - at]);
                feed(&file, &golden.name, &("forged", at, forged));
            }
        }
    }
}

/// Writes numbers of one width, the lowest byte first.
fn put(file: &mut Vec<u8>, width: usize, numbers: &[u64]) {
    for number in numbers {
        file.extend(&number.to_le_bytes()[..width]);
    }
}

/// The header of a 64-bit file and one segment over all of it, with room for a dynamic section
/// that begins at byte 0x100.
fn forged_elf(sections_at: u64, sections: u64) -> Vec<u8> {
    let mut file = b"\x7fELF\x02\x01\x01".to_vec();
    file.resize(16, 0);
    put(&mut file, 2, &[3, 62]);
    put(&mut file, 4, &[1]);
    put(&mut file, 8, &[0, 64, sections_at]);
    put(&mut file, 4, &[0]);
    put(&mut file, 2, &[64, 56, 2, 64, sections, 0xfffe]);
    put(&mut file, 4, &[1, 6]);
    put(&mut file, 8, &[0, 0, 0, u64::MAX, u64::MAX, 8]);
    put(&mut file, 4, &[2, 6]);
    put(&mut file, 8, &[0x100, 0x100, 0x100, 0x100, 0x100, 8]);
    file.resize(0x100, 0);
    file
}

#[test]
fn a_long_name_that_a_million_symbols_share_is_not_copied_a_million_times() {
    const SYMBOLS: u64 = 1_000_000;
    const TAIL: u64 = 200_000;
    let (table, names) = (0x200, 0x200 + SYMBOLS * 24);
    let mut file = forged_elf(0, 0);
    put(&mut file, 8, &[5, names, 10, TAIL, 6, table, 4, names + TAIL]);
    file.resize(table as usize, 0);
    for _ in 0..SYMBOLS {
        put(&mut file, 8, &[0x10_0000_0001, 0, 0]);
    }
    file.resize((names + TAIL - 1) as usize, b'x');
    file.push(0);
    put(&mut file, 4, &[0, SYMBOLS]);
    let elf = Elf::read(&file).unwrap();
    let dynamic = elf.dynamic().unwrap().unwrap();
    let error = dynamic.symbols(&elf, &Default::default(), Which::Imports).unwrap_err();
    assert!(error.to_string().contains("more symbols and names"), "{error}");
}

/// A file whose beginning is here and whose rest is zeros, as a file with a hole in it reads.
struct Hole<'a> {
    start: &'a [u8],
    len: u64,
}

impl Source for Hole<'_> {
    fn len(&self) -> u64 {
        self.len
    }

    fn lend(&self, offset: u64, len: usize) -> Result<Cow<'_, [u8]>, ReadError> {
        let at = offset.min(self.start.len() as u64) as usize;
        let there = &self.start[at..self.start.len().min(at + len)];
        let mut bytes = there.to_vec();
        bytes.resize(len, 0);
        Ok(Cow::Owned(bytes))
    }
}

#[test]
fn billions_of_symbols_without_a_name_are_not_kept() {
    const SYMBOLS: u64 = 100_000_000;
    let (hash, names, table) = (0x200, 0x300, 0x400);
    let mut file = forged_elf(0, 0);
    put(&mut file, 8, &[5, names, 10, 16, 6, table, 4, hash]);
    file.resize(hash as usize, 0);
    put(&mut file, 4, &[0, SYMBOLS]);
    let hole = Hole { start: &file, len: table + SYMBOLS * 24 };
    let elf = Elf::read(&hole).unwrap();
    let dynamic = elf.dynamic().unwrap().unwrap();
    let error = dynamic.symbols(&elf, &Default::default(), Which::Imports).unwrap_err();
    assert!(error.to_string().contains("more symbols and names"), "{error}");
}

#[test]
fn stretches_that_lie_over_one_another_are_not_all_kept() {
    let file = vec![0; 1 << 16];
    let stretch = Stretch {
        name: String::new(),
        address: 0,
        offset: 0,
        len: 1 << 16,
        writable: true,
        executable: false,
    };
    let many = || std::iter::repeat_n(stretch.clone(), 60_000);
    let layout = Layout::new(&file, 64, false, many(), many());
    assert!(layout.loaded.len() <= 4 && layout.named.len() <= 4);
}

#[test]
fn sections_that_lie_over_one_another_are_not_all_searched() {
    const SECTIONS: u64 = 60_000;
    let end = 0x200 + SECTIONS * 64;
    let mut file = forged_elf(0x200, SECTIONS);
    file.resize(0x200, 0);
    for _ in 0..SECTIONS {
        put(&mut file, 4, &[0, 1]);
        put(&mut file, 8, &[6, 0, 0, end, 0, 0, 0]);
    }
    let counted = Counted { file: &file, read: Cell::new(0) };
    go(&counted);
    assert!(counted.read.get() < 40 * end, "{} of {end}", counted.read.get());
}

#[test]
fn a_million_directories_in_a_row_are_gone_through_once() {
    let file = b"/a/\0".repeat(1 << 20);
    assert!(loader::glibc_directories(&file).unwrap().is_empty());
    let file = b"/lib/\0".repeat(1 << 20);
    assert!(loader::glibc_directories(&file).unwrap().len() > 2);
}

#[test]
fn a_cache_whose_entries_share_one_long_name_is_refused() {
    const ENTRIES: u64 = 100_000;
    let mut file = b"glibc-ld.so.cache1.1".to_vec();
    put(&mut file, 4, &[ENTRIES]);
    file.resize(48, 0);
    for _ in 0..ENTRIES {
        put(&mut file, 4, &[3, 48 + ENTRIES * 24, 48 + ENTRIES * 24, 0, 0, 0]);
    }
    file.extend(b"x".repeat(1 << 20));
    assert!(ld_cache::read(&file).unwrap_err().to_string().contains("overlap"));
}
