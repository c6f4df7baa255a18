//! Every reader is fed every golden cut short, bit-flipped and with forged numbers: none panics,
//! and none reads or keeps much more than the file holds.

mod goldens;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Debug;

use landfall_formats::{
    Part, ReadError, Source, ar, bytes_up_to, macho, magic, pe, plan9, upx, wasm, xcoff,
};

/// Reads a file in every way that the reader knows, and says how much it keeps.
type Reader = fn(&dyn Source) -> usize;

/// A new reader needs one line here.
const READERS: &[(&str, Reader)] = &[
    ("magic", |file| kept(&bytes_up_to(file, 0, magic::LEN as u64).map(|it| magic::kind(&it)))),
    ("ar", |file| kept(&ar::read(file))),
    ("macho", mach_o),
    ("macho::slices", |file| kept(&macho::slices(file))),
    ("pe", portable),
    ("plan9", |file| kept(&plan9::read(file))),
    ("upx", |file| kept(&upx::packed(file))),
    ("wasm", web_assembly),
    ("xcoff", x_coff),
];

fn mach_o(file: &dyn Source) -> usize {
    let macho = macho::read(file);
    let Ok(read) = &macho else { return 0 };
    let mut names = 0;
    let _ = read.symbols(file, |symbol| names += symbol.name.len() / 64);
    read.address_to_offset(u64::MAX);
    names + kept(&macho) + kept(&read.signature(file))
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

    fn get(&self, offset: u64, len: usize) -> Result<Cow<'_, [u8]>, ReadError> {
        self.read.set(self.read.get() + len as u64);
        self.file.get(offset, len)
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
    (0..file.len()).step_by(if file.len() <= 4096 { 1 } else { 7 })
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
        let step = if golden.bytes.len() <= 4096 { 2 } else { 14 };
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
