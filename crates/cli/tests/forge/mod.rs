//! Tiny ELF files made in memory, so that a story about a program needs neither Go nor a C
//! compiler. They hold what landfall reads and no code: none of them can be started.

use std::path::Path;

/// What a forged program holds.
#[derive(Clone, Default)]
pub(crate) struct Program<'a> {
    /// The loader it names; without one it is static.
    pub(crate) interpreter: Option<&'a str>,
    /// The libraries it needs, the first of which offers the symbols.
    pub(crate) needed: &'a [&'a str],
    /// The symbols it imports, with their versions.
    pub(crate) imports: &'a [(&'a str, &'a str)],
    /// The Go release that is said to have built it; without one it is not Go.
    pub(crate) go: Option<&'a str>,
    /// The build settings it records.
    pub(crate) settings: &'a [(&'a str, &'a str)],
    /// The functions its function table names.
    pub(crate) functions: &'a [&'a str],
}

/// A Go program with cgo, linked on a machine with glibc 2.34 or later.
pub(crate) const CGO: Program<'_> = Program {
    interpreter: Some("/lib64/ld-linux-x86-64.so.2"),
    needed: &["libc.so.6"],
    imports: &[
        ("pthread_create", "GLIBC_2.34"),
        ("getaddrinfo", "GLIBC_2.2.5"),
        ("malloc", "GLIBC_2.2.5"),
    ],
    go: Some("go1.26.8"),
    settings: &[
        ("-buildmode", "exe"),
        ("CGO_ENABLED", "1"),
        ("GOARCH", "amd64"),
        ("GOOS", "linux"),
        ("GOAMD64", "v1"),
    ],
    functions: &["runtime.main", "main.main", "crosscall2", "net._C2func_getaddrinfo"],
};

/// A Go program without cgo, which talks TLS and makes temporary files.
pub(crate) const STATIC: Program<'_> = Program {
    interpreter: None,
    needed: &[],
    imports: &[],
    go: Some("go1.26.8"),
    settings: &[
        ("-buildmode", "exe"),
        ("CGO_ENABLED", "0"),
        ("GOARCH", "amd64"),
        ("GOOS", "linux"),
        ("GOAMD64", "v1"),
    ],
    functions: &["runtime.main", "main.main", "crypto/x509.loadSystemRoots", "os.CreateTemp"],
};

impl Program<'_> {
    /// Writes it to a file that may be started, as far as the file system is asked.
    pub(crate) fn write(&self, path: &Path) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::write(path, self.bytes()).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// The file: 64 bits, little-endian, for amd64, mapped as one piece at [`BASE`].
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut image = Image::new();
        if let Some(version) = self.go {
            image.section(".go.buildinfo", Type::Data, &build_info(version, self.settings));
            image.section(".gopclntab", Type::Data, &function_table(self.functions));
        }
        if let Some(interpreter) = self.interpreter {
            let at = image.section(".interp", Type::Data, &zero_ended(interpreter));
            image.segment(PT_INTERP, at);
        }
        if !self.needed.is_empty() {
            self.dynamic(&mut image);
        }
        image.finish()
    }

    fn dynamic(&self, image: &mut Image) {
        let mut strings = Strings::default();
        let needed: Vec<u64> = self.needed.iter().map(|name| strings.add(name)).collect();
        let mut versions: Vec<&str> = self.imports.iter().map(|(_, version)| *version).collect();
        versions.sort_unstable();
        versions.dedup();
        // Indices 0 and 1 of .gnu.version mean local and global without a version.
        let index = |version: &str| 2 + versions.iter().position(|one| *one == version).unwrap();
        let mut symbols = vec![0; 24];
        let mut of_symbols = vec![0; 2];
        for (name, version) in self.imports {
            symbols.extend(u32::try_from(strings.add(name)).unwrap().to_le_bytes());
            symbols.extend([0x12, 0, 0, 0]); // STB_GLOBAL, STT_FUNC, undefined
            symbols.extend([0; 16]);
            of_symbols.extend(u16::try_from(index(version)).unwrap().to_le_bytes());
        }
        let mut wanted = Vec::new();
        if !versions.is_empty() {
            halves(&mut wanted, &[1, versions.len()]);
            words(&mut wanted, &[to_u32(needed[0]), 16, 0]);
            for (at, version) in versions.iter().enumerate() {
                let next = if at + 1 == versions.len() { 0 } else { 16 };
                words(&mut wanted, &[elf_hash(version)]);
                halves(&mut wanted, &[0, index(version)]);
                words(&mut wanted, &[to_u32(strings.add(version)), next]);
            }
        }
        // One bucket that leads nowhere: what counts is the number of symbols.
        let mut hash = Vec::new();
        words(&mut hash, &[1, to_u32(self.imports.len() as u64 + 1), 0]);
        words(&mut hash, &vec![0; self.imports.len() + 1]);

        let text = strings.0;
        let strings = image.section(".dynstr", Type::Strings, &text);
        let symbols = image.section(".dynsym", Type::Symbols, &symbols);
        let of_symbols = image.section(".gnu.version", Type::Versions, &of_symbols);
        let wanted = image.section(".gnu.version_r", Type::Wanted, &wanted);
        let hash = image.section(".hash", Type::Data, &hash);
        let mut entries: Vec<[u64; 2]> = needed.iter().map(|at| [1, *at]).collect();
        entries.extend([
            [5, strings.address()],
            [10, strings.size],
            [6, symbols.address()],
            [11, 24],
            [4, hash.address()],
        ]);
        if !versions.is_empty() {
            entries.extend([
                [0x6fff_fff0, of_symbols.address()],
                [0x6fff_fffe, wanted.address()],
                [0x6fff_ffff, 1],
            ]);
        }
        entries.push([0, 0]);
        let bytes: Vec<u8> =
            entries.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
        let dynamic = image.section(".dynamic", Type::Dynamic, &bytes);
        image.segment(PT_DYNAMIC, dynamic);
    }
}

/// Where the file is mapped.
const BASE: u64 = 0x40_0000;
const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const PT_INTERP: u32 = 3;
/// The header, and room for three program headers.
const HEADERS: usize = 64 + 3 * 56;

/// A piece of the file.
#[derive(Clone, Copy)]
struct Place {
    offset: u64,
    size: u64,
}

impl Place {
    fn address(self) -> u64 {
        BASE + self.offset
    }
}

enum Type {
    Data,
    Strings,
    Symbols,
    Versions,
    Wanted,
    Dynamic,
}

struct Image {
    bytes: Vec<u8>,
    segments: Vec<(u32, Place)>,
    /// Name, type, link, info, size of an entry, place.
    sections: Vec<(String, u32, u32, u32, u64, Place)>,
}

impl Image {
    fn new() -> Self {
        Self { bytes: vec![0; HEADERS], segments: Vec::new(), sections: Vec::new() }
    }

    fn section(&mut self, name: &str, kind: Type, content: &[u8]) -> Place {
        self.bytes.resize(self.bytes.len().next_multiple_of(16), 0);
        let place = Place { offset: self.bytes.len() as u64, size: content.len() as u64 };
        self.bytes.extend(content);
        // Section 0 is the null section.
        let strings = 1 + self
            .sections
            .iter()
            .position(|section| section.0 == ".dynstr")
            .unwrap_or(self.sections.len()) as u32;
        let symbols = strings + 1;
        let (kind, link, info, entry) = match kind {
            Type::Data => (1, 0, 0, 0),
            Type::Strings => (3, 0, 0, 0),
            Type::Symbols => (11, strings, 1, 24),
            Type::Versions => (0x6fff_ffff, symbols, 0, 2),
            Type::Wanted => (0x6fff_fffe, strings, 1, 0),
            Type::Dynamic => (6, strings, 0, 16),
        };
        self.sections.push((name.to_owned(), kind, link, info, entry, place));
        place
    }

    fn segment(&mut self, kind: u32, place: Place) {
        self.segments.push((kind, place));
    }

    fn finish(mut self) -> Vec<u8> {
        let mut names = Strings::default();
        let own = names.add(".shstrtab");
        let of_sections: Vec<u64> =
            self.sections.iter().map(|section| names.add(&section.0)).collect();
        let strings = self.section(".shstrtab", Type::Strings, &names.0);
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let table = self.bytes.len() as u64;
        self.bytes.extend([0; 64]);
        let named = of_sections.into_iter().chain([own]);
        for (name, (_, kind, link, info, entry, place)) in named.zip(self.sections) {
            let mapped = place.offset != strings.offset;
            words(&mut self.bytes, &[to_u32(name), kind]);
            longs(&mut self.bytes, &[if mapped { 3 } else { 0 }]);
            longs(&mut self.bytes, &[if mapped { place.address() } else { 0 }]);
            longs(&mut self.bytes, &[place.offset, place.size]);
            words(&mut self.bytes, &[link, info]);
            longs(&mut self.bytes, &[16, entry]);
        }
        let sections = (self.bytes.len() as u64 - table) / 64;

        let whole = Place { offset: 0, size: table };
        let mut head = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        halves(&mut head, &[2, 62]); // ET_EXEC, EM_X86_64
        words(&mut head, &[1]);
        longs(&mut head, &[BASE + HEADERS as u64, 64, table]);
        words(&mut head, &[0]);
        halves(&mut head, &[64, 56, self.segments.len() + 1, 64]);
        halves(&mut head, &[sections as usize, sections as usize - 1]);
        self.segments.push((PT_LOAD, whole));
        for (kind, place) in self.segments {
            words(&mut head, &[kind, 7]);
            longs(&mut head, &[place.offset, place.address(), place.address()]);
            longs(&mut head, &[place.size, place.size, 16]);
        }
        self.bytes[..head.len()].copy_from_slice(&head);
        self.bytes
    }
}

/// Names one after the other, each ended by a zero byte; the first is empty.
struct Strings(Vec<u8>);

impl Default for Strings {
    fn default() -> Self {
        Self(vec![0])
    }
}

impl Strings {
    fn add(&mut self, text: &str) -> u64 {
        let at = self.0.len() as u64;
        self.0.extend(zero_ended(text));
        at
    }
}

/// The block that `go version -m` reads (`debug/buildinfo`, with strings in place).
fn build_info(version: &str, settings: &[(&str, &str)]) -> Vec<u8> {
    const MARK: [u8; 16] = [b'#'; 16];
    let mut text = "path\tcommand-line-arguments\n".to_owned();
    for (key, value) in settings {
        text.push_str(&format!("build\t{key}={value}\n"));
    }
    let text = [&MARK[..], text.as_bytes(), &MARK[..]].concat();
    let mut block = b"\xff Go buildinf:\x08\x02".to_vec();
    block.resize(32, 0);
    for string in [version.as_bytes(), &text] {
        let mut length = string.len();
        while length >= 0x80 {
            block.push(length as u8 | 0x80);
            length >>= 7;
        }
        block.push(length as u8);
        block.extend(string);
    }
    block
}

/// A function table in the form of Go 1.20 and later, of which only the names are real.
fn function_table(functions: &[&str]) -> Vec<u8> {
    const HEADER: u64 = 8 + 8 * 8;
    let names: Vec<u8> = functions.iter().flat_map(|name| zero_ended(name)).collect();
    let end = HEADER + names.len() as u64;
    let mut table = vec![0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8];
    longs(&mut table, &[functions.len() as u64, 0, BASE, HEADER, end, end, end, end]);
    table.extend(names);
    table.extend(vec![0; 8 * (functions.len() + 1)]);
    table
}

fn zero_ended(text: &str) -> Vec<u8> {
    [text.as_bytes(), &[0]].concat()
}

fn halves(out: &mut Vec<u8>, numbers: &[usize]) {
    out.extend(numbers.iter().flat_map(|number| (*number as u16).to_le_bytes()));
}

fn words(out: &mut Vec<u8>, numbers: &[u32]) {
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn longs(out: &mut Vec<u8>, numbers: &[u64]) {
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn to_u32(number: u64) -> u32 {
    u32::try_from(number).unwrap()
}

/// The hash of a version's name (System V gABI).
fn elf_hash(name: &str) -> u32 {
    name.bytes().fold(0, |hash: u32, byte| {
        let hash = (hash << 4).wrapping_add(u32::from(byte));
        let high = hash & 0xf000_0000;
        (hash ^ (high >> 24)) & !high
    })
}
