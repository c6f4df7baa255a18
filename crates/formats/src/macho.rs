//! Mach-O: the programs and libraries of macOS, thin or several in one fat file.

use std::fmt;

use crate::code_signature::{self, Signature};
use crate::names::{Names, padded};
use crate::{Numbers, Part, ReadError, Source, bytes, bytes_up_to};

/// What the header and the load commands of a thin Mach-O file say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachO {
    /// 32 or 64.
    pub bits: u8,
    /// Whether the highest byte of a number comes first.
    pub big_endian: bool,
    /// The CPU it is for.
    pub cpu: Cpu,
    /// The CPU's variant, with the capability bits in the highest byte.
    pub cpu_subtype: u32,
    /// What the file is for.
    pub file_type: FileType,
    /// The header's flags (`MH_*`).
    pub flags: u32,
    /// The system it was built for, and its oldest version.
    pub build_version: Option<BuildVersion>,
    /// The libraries it loads, in order.
    pub dylibs: Vec<Dylib>,
    /// The name it gives itself as a library.
    pub id: Option<String>,
    /// The dynamic loader that the kernel is told to start.
    pub dyld: Option<String>,
    /// Where to look for libraries.
    pub rpaths: Vec<String>,
    /// The identifier of this very build.
    pub uuid: Option<[u8; 16]>,
    /// Where the code signature lies; [`MachO::signature`] reads it.
    pub code_signature: Option<Stretch>,
    /// The segments, in order.
    pub segments: Vec<Segment>,
    /// Where the symbols lie; [`MachO::symbols`] reads them.
    pub symbol_table: Option<SymbolTable>,
    /// Where the first instruction lies, in bytes from the file's beginning.
    pub entry: Option<u64>,
}

/// One architecture's file within a fat file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// The CPU it is for.
    pub cpu: Cpu,
    /// The CPU's variant, with the capability bits in the highest byte.
    pub cpu_subtype: u32,
    /// Where it begins, in bytes from the file's beginning.
    pub offset: u64,
    /// Its length.
    pub size: u64,
}

/// A CPU as `mach/machine.h` counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum Cpu {
    X86,
    X86_64,
    Arm,
    Arm64,
    /// Pointers of 32 bits on a 64-bit CPU, as in a watch.
    Arm64_32,
    PowerPc,
    PowerPc64,
    /// Any other number.
    Other(u32),
}

impl Cpu {
    fn of(number: u32) -> Self {
        match number {
            7 => Self::X86,
            0x0100_0007 => Self::X86_64,
            12 => Self::Arm,
            0x0100_000c => Self::Arm64,
            0x0200_000c => Self::Arm64_32,
            18 => Self::PowerPc,
            0x0100_0012 => Self::PowerPc64,
            other => Self::Other(other),
        }
    }

    /// The number that stands in the file.
    pub fn number(self) -> u32 {
        match self {
            Self::X86 => 7,
            Self::X86_64 => 0x0100_0007,
            Self::Arm => 12,
            Self::Arm64 => 0x0100_000c,
            Self::Arm64_32 => 0x0200_000c,
            Self::PowerPc => 18,
            Self::PowerPc64 => 0x0100_0012,
            Self::Other(number) => number,
        }
    }
}

/// What a Mach-O file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// `MH_OBJECT`: a relocatable object.
    Object,
    /// `MH_EXECUTE`: a program.
    Executable,
    /// `MH_DYLIB`: a shared library.
    Dylib,
    /// `MH_BUNDLE`: a plugin.
    Bundle,
    /// `MH_DSYM`: debugging information of another file.
    Dsym,
    /// Any other number.
    Other(u32),
}

impl FileType {
    fn of(number: u32) -> Self {
        match number {
            1 => Self::Object,
            2 => Self::Executable,
            6 => Self::Dylib,
            8 => Self::Bundle,
            10 => Self::Dsym,
            other => Self::Other(other),
        }
    }
}

/// The system that a file was built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildVersion {
    /// Which system.
    pub platform: Platform,
    /// The oldest version that it says it runs on.
    pub minimum_os: Version,
    /// The version of the SDK; `None` where the linker was given none and wrote 0.
    pub sdk: Option<Version>,
}

/// A system as `LC_BUILD_VERSION` counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum Platform {
    MacOs,
    IOs,
    TvOs,
    WatchOs,
    BridgeOs,
    MacCatalyst,
    IOsSimulator,
    TvOsSimulator,
    WatchOsSimulator,
    DriverKit,
    VisionOs,
    VisionOsSimulator,
    /// Any other number.
    Other(u32),
}

impl Platform {
    fn of(number: u32) -> Self {
        match number {
            1 => Self::MacOs,
            2 => Self::IOs,
            3 => Self::TvOs,
            4 => Self::WatchOs,
            5 => Self::BridgeOs,
            6 => Self::MacCatalyst,
            7 => Self::IOsSimulator,
            8 => Self::TvOsSimulator,
            9 => Self::WatchOsSimulator,
            10 => Self::DriverKit,
            11 => Self::VisionOs,
            12 => Self::VisionOsSimulator,
            other => Self::Other(other),
        }
    }
}

/// A version as load commands keep it: 10.15.4, shown without a last number that is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each field is its name")]
pub struct Version {
    pub major: u16,
    pub minor: u8,
    pub patch: u8,
}

impl Version {
    fn of(packed: u32) -> Self {
        Self { major: (packed >> 16) as u16, minor: (packed >> 8) as u8, patch: packed as u8 }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch > 0 {
            write!(f, ".{}", self.patch)?;
        }
        Ok(())
    }
}

/// A library that a file loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dylib {
    /// Its path, which may begin with `@rpath/`, `@loader_path/` or `@executable_path/`.
    pub path: String,
    /// How it is loaded.
    pub kind: DylibKind,
    /// The version that was linked against.
    pub current_version: Version,
    /// The oldest version that serves as well; the loader insists on it.
    pub compatibility_version: Version,
}

/// How a library is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DylibKind {
    /// It has to be there.
    Required,
    /// The program starts without it.
    Weak,
    /// It has to be there, and its symbols count as this file's own.
    Reexport,
    /// When it is first called.
    Lazy,
    /// It has to be there, though it depends on this very file.
    Upward,
}

/// A stretch of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins, in bytes from the file's beginning.
    pub offset: u64,
    /// Its length as the header has it; the file may be cut short.
    pub size: u64,
}

/// A part of the file that is mapped as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its name, for example `__TEXT`; empty in a relocatable object.
    pub name: String,
    /// Where it is loaded.
    pub address: u64,
    /// Its length in memory.
    pub size: u64,
    /// Where it begins, in bytes from the file's beginning.
    pub file_offset: u64,
    /// Its length in the file.
    pub file_size: u64,
    /// What it may be used for at first: 1 reads, 2 writes, 4 executes.
    pub protection: u32,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// A part of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The name of the segment that it belongs to once linked.
    pub segment: String,
    /// Its name, for example `__text`.
    pub name: String,
    /// Where it is loaded.
    pub address: u64,
    /// Its length.
    pub size: u64,
    /// Where it begins, in bytes from the file's beginning.
    pub file_offset: u64,
    /// Its type and attributes (`S_*`).
    pub flags: u32,
}

/// Where the symbols lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SymbolTable {
    /// Where the entries begin, in bytes from the file's beginning.
    pub offset: u64,
    /// The number of entries as the header has it.
    pub count: u32,
    /// Where the names lie.
    pub names: Stretch,
}

/// An entry of the symbol table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol<'a> {
    /// Its name, with the underscore that C names get.
    pub name: &'a [u8],
    /// The address, where it is defined here.
    pub value: u64,
    /// What it is.
    pub kind: SymbolKind,
    /// The place of the entry, in bytes from the file's beginning.
    pub offset: u64,
}

/// What an entry of the symbol table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// For debuggers only (`N_STAB`).
    Debug,
    /// Taken from a library.
    Undefined,
    /// Defined here.
    Defined,
}

/// The slices of a fat file. A Java class file begins with the same four bytes; that, and every
/// table whose entries are not all there, is an error.
pub fn slices(source: &dyn Source) -> Result<Vec<Slice>, ReadError> {
    let header = bytes(source, 0, 8)?;
    let numbers = Numbers::new(&header, true);
    let wide = match numbers.u32(0) {
        Some(0xcafe_babe) => false,
        Some(0xcafe_babf) => true,
        _ => return Err(ReadError::damaged(0, "the magic number is none of a fat file's")),
    };
    let count = numbers.u32(4).unwrap_or(0);
    // In a class file the version stands here, and there never was one below 45.
    if !wide && count >= 45 {
        return Err(ReadError::damaged(0, "this is a Java class file"));
    }
    if !(1..45).contains(&count) {
        return Err(ReadError::damaged(4, format!("a fat file of {count} slices")));
    }
    let entry_len = if wide { 32 } else { 20 };
    let table = bytes(source, 8, u64::from(count) * entry_len)?;
    let mut slices = Vec::new();
    for (at, entry) in (8..).step_by(entry_len as usize).zip(table.chunks_exact(entry_len as usize))
    {
        let slice = slice(Numbers::new(entry, true), wide)
            .ok_or_else(|| ReadError::damaged(at, "an entry of the table of slices ends early"))?;
        let part = Part::new(source, slice.offset, slice.size)?;
        if !holds_code(&part)? {
            return Err(ReadError::damaged(
                slice.offset,
                "a slice is neither Mach-O nor an archive",
            ));
        }
        slices.push(slice);
    }
    Ok(slices)
}

fn slice(entry: Numbers<'_>, wide: bool) -> Option<Slice> {
    let bits = if wide { 64 } else { 32 };
    Some(Slice {
        cpu: Cpu::of(entry.u32(0)?),
        cpu_subtype: entry.u32(4)?,
        offset: entry.word(8, bits)?,
        size: entry.word(if wide { 16 } else { 12 }, bits)?,
    })
}

// lipo puts static archives of several architectures together, too.
fn holds_code(part: &Part<'_>) -> Result<bool, ReadError> {
    let first = bytes_up_to(part, 0, 8)?;
    Ok(word_size_and_order(&first).is_some() || first.as_ref() == b"!<arch>\n")
}

/// The header and the load commands of a thin Mach-O file.
pub fn read(source: &dyn Source) -> Result<MachO, ReadError> {
    let first = bytes(source, 0, 4)?;
    let (bits, big_endian) = word_size_and_order(&first)
        .ok_or_else(|| ReadError::damaged(0, "the magic number is none of Mach-O's"))?;
    let header_len = if bits == 64 { 32 } else { 28 };
    let header = bytes(source, 0, header_len)?;
    let header = Numbers::new(&header, big_endian);
    let field = |at| header.u32(at).unwrap_or(0);
    let commands_len = u64::from(field(20));
    if commands_len > LONGEST_COMMANDS {
        return Err(ReadError::damaged(20, format!("{commands_len} bytes of load commands")));
    }
    let commands = bytes(source, header_len, commands_len)?;
    let mut macho = MachO {
        bits,
        big_endian,
        cpu: Cpu::of(field(4)),
        cpu_subtype: field(8),
        file_type: FileType::of(field(12)),
        flags: field(24),
        build_version: None,
        dylibs: Vec::new(),
        id: None,
        dyld: None,
        rpaths: Vec::new(),
        uuid: None,
        code_signature: None,
        segments: Vec::new(),
        symbol_table: None,
        entry: None,
    };
    let mut entry = None;
    let mut at = 0;
    for _ in 0..field(16) {
        let place = header_len + at as u64;
        let broken = || ReadError::damaged(place, "a load command is longer than all of them");
        let rest = Numbers::new(commands.get(at..).unwrap_or(&[]), big_endian);
        let len = rest.u32(4).ok_or_else(broken)? as usize;
        if len < 8 {
            return Err(ReadError::damaged(place, "a load command is shorter than its own header"));
        }
        let command = Numbers::new(rest.slice(0, len).ok_or_else(broken)?, big_endian);
        macho
            .take(command, &mut entry)
            .ok_or_else(|| ReadError::damaged(place, "a load command ends early"))?;
        at += len;
    }
    macho.entry = match entry {
        Some(Entry::Offset(offset)) => Some(offset),
        Some(Entry::Address(address)) => macho.address_to_offset(address),
        None => None,
    };
    Ok(macho)
}

// Linkers write some thousand bytes. Sections are counted in one byte, so that no honest file
// comes near this.
const LONGEST_COMMANDS: u64 = 1 << 20;

fn word_size_and_order(first: &[u8]) -> Option<(u8, bool)> {
    match first.get(..4)? {
        [0xfe, 0xed, 0xfa, 0xce] => Some((32, true)),
        [0xfe, 0xed, 0xfa, 0xcf] => Some((64, true)),
        [0xce, 0xfa, 0xed, 0xfe] => Some((32, false)),
        [0xcf, 0xfa, 0xed, 0xfe] => Some((64, false)),
        _ => None,
    }
}

enum Entry {
    Offset(u64),
    Address(u64),
}

impl MachO {
    /// Whether it can be loaded at any address.
    pub fn is_pie(&self) -> bool {
        self.flags & 0x20_0000 != 0 // MH_PIE
    }

    /// Whether debugging information in DWARF form is in it.
    pub fn has_dwarf(&self) -> bool {
        self.sections().any(|section| section.segment == "__DWARF")
    }

    /// The sections of all segments, in order.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.segments.iter().flat_map(|segment| &segment.sections)
    }

    /// Where in the file the byte lies that is loaded at `address`.
    pub fn address_to_offset(&self, address: u64) -> Option<u64> {
        self.segments.iter().find_map(|segment| {
            let at = address.checked_sub(segment.address)?;
            if at < segment.file_size.min(segment.size) {
                segment.file_offset.checked_add(at)
            } else {
                None
            }
        })
    }

    /// Shows `visit` every symbol in turn.
    pub fn symbols(
        &self,
        source: &dyn Source,
        mut visit: impl FnMut(Symbol<'_>),
    ) -> Result<(), ReadError> {
        let Some(table) = self.symbol_table else { return Ok(()) };
        let entry_len = if self.bits == 64 { 16 } else { 12 };
        let entries = bytes(source, table.offset, u64::from(table.count) * entry_len)?;
        let names = bytes(source, table.names.offset, table.names.size)?;
        let mut names = Names::new(&names, table.names.offset);
        let places = (table.offset..).step_by(entry_len as usize);
        for (offset, entry) in places.zip(entries.chunks_exact(entry_len as usize)) {
            let entry = Numbers::new(entry, self.big_endian);
            let what = entry.u8(4).unwrap_or(0);
            visit(Symbol {
                name: names.get(u64::from(entry.u32(0).unwrap_or(0)))?,
                value: entry.word(8, self.bits).unwrap_or(0),
                // N_STAB is any of the bits 0xe0, N_TYPE the bits 0x0e, and N_UNDF is 0.
                kind: match what {
                    _ if what & 0xe0 != 0 => SymbolKind::Debug,
                    _ if what & 0x0e == 0 => SymbolKind::Undefined,
                    _ => SymbolKind::Defined,
                },
                offset,
            });
        }
        Ok(())
    }

    /// What the code signature says, `None` where there is none.
    pub fn signature(&self, source: &dyn Source) -> Result<Option<Signature>, ReadError> {
        let Some(Stretch { offset, size }) = self.code_signature else { return Ok(None) };
        let blob = Part::new(source, offset, size)?;
        code_signature::read(&blob).map(Some).map_err(|error| match error {
            ReadError::Damaged { offset: within, what } => {
                ReadError::Damaged { offset: offset.saturating_add(within), what }
            }
            io @ ReadError::Io { .. } => io,
        })
    }

    // What one load command says; `None` if it ends before it has said it.
    fn take(&mut self, command: Numbers<'_>, entry: &mut Option<Entry>) -> Option<()> {
        // The numbers and layouts stand in mach-o/loader.h. The highest bit of some only tells the
        // loader to refuse the file if it does not know the command.
        match command.u32(0)? & 0x7fff_ffff {
            0x01 => self.segments.push(segment(command, 32)?),
            0x19 => self.segments.push(segment(command, 64)?),
            0x02 => {
                self.symbol_table = Some(SymbolTable {
                    offset: command.u32(8)?.into(),
                    count: command.u32(12)?,
                    names: stretch(command, 16)?,
                });
            }
            0x05 => *entry = first_instruction(self.cpu, command).map(Entry::Address),
            0x28 => *entry = Some(Entry::Offset(command.u64(8)?)),
            0x0c => self.dylibs.push(dylib(command, DylibKind::Required)?),
            0x18 => self.dylibs.push(dylib(command, DylibKind::Weak)?),
            0x1f => self.dylibs.push(dylib(command, DylibKind::Reexport)?),
            0x20 => self.dylibs.push(dylib(command, DylibKind::Lazy)?),
            0x23 => self.dylibs.push(dylib(command, DylibKind::Upward)?),
            0x0d => self.id = Some(text(command)?),
            0x0e => self.dyld = Some(text(command)?),
            0x1c => self.rpaths.push(text(command)?),
            0x1b => self.uuid = Some(command.slice(8, 16)?.try_into().ok()?),
            0x1d => self.code_signature = Some(stretch(command, 8)?),
            0x24 => self.built_for(Platform::MacOs, command, 8)?,
            0x25 => self.built_for(Platform::IOs, command, 8)?,
            0x2f => self.built_for(Platform::TvOs, command, 8)?,
            0x30 => self.built_for(Platform::WatchOs, command, 8)?,
            0x32 => self.built_for(Platform::of(command.u32(8)?), command, 12)?,
            _ => {}
        }
        Some(())
    }

    fn built_for(&mut self, platform: Platform, command: Numbers<'_>, at: usize) -> Option<()> {
        let minimum_os = Version::of(command.u32(at)?);
        let sdk = command.u32(at + 4).filter(|sdk| *sdk != 0).map(Version::of);
        // A library for macOS and Catalyst has two; the one for macOS counts.
        if platform == Platform::MacOs || self.build_version.is_none() {
            self.build_version = Some(BuildVersion { platform, minimum_os, sdk });
        }
        Some(())
    }
}

fn stretch(command: Numbers<'_>, at: usize) -> Option<Stretch> {
    Some(Stretch { offset: command.u32(at)?.into(), size: command.u32(at + 4)?.into() })
}

fn segment(command: Numbers<'_>, bits: u8) -> Option<Segment> {
    let (word, section_len, protection, sections_at) =
        if bits == 64 { (8, 80, 60, 72) } else { (4, 68, 44, 56) };
    let field = |number: usize| command.word(24 + number * word, bits);
    let count = command.u32(protection + 4)?;
    let mut sections = Vec::new();
    for number in 0..count as usize {
        let at = number.checked_mul(section_len)?.checked_add(sections_at)?;
        sections.push(section(command.slice(at, section_len)?, command, at, bits)?);
    }
    Some(Segment {
        name: padded(command.slice(8, 16)?),
        address: field(0)?,
        size: field(1)?,
        file_offset: field(2)?,
        file_size: field(3)?,
        protection: command.u32(protection)?,
        sections,
    })
}

fn section(header: &[u8], command: Numbers<'_>, at: usize, bits: u8) -> Option<Section> {
    let word = usize::from(bits / 8);
    let rest = at + 32 + 2 * word;
    Some(Section {
        segment: padded(header.get(16..32)?),
        name: padded(header.get(..16)?),
        address: command.word(at + 32, bits)?,
        size: command.word(at + 32 + word, bits)?,
        file_offset: command.u32(rest)?.into(),
        flags: command.u32(rest + 16)?,
    })
}

fn dylib(command: Numbers<'_>, kind: DylibKind) -> Option<Dylib> {
    Some(Dylib {
        path: text(command)?,
        kind,
        current_version: Version::of(command.u32(16)?),
        compatibility_version: Version::of(command.u32(20)?),
    })
}

// The text of a command: its place within the command is the first number after the command's own
// header, and it ends with a zero byte or with the command.
fn text(command: Numbers<'_>) -> Option<String> {
    let at = command.u32(8)? as usize;
    command.bytes().get(at..).map(padded)
}

// The registers that the kernel is to set; of them the instruction pointer.
fn first_instruction(cpu: Cpu, command: Numbers<'_>) -> Option<u64> {
    const REGISTERS: usize = 16;
    match cpu {
        Cpu::X86_64 => command.u64(REGISTERS + 16 * 8),
        Cpu::X86 => command.u32(REGISTERS + 10 * 4).map(u64::from),
        Cpu::Arm64 => command.u64(REGISTERS + 32 * 8),
        Cpu::Arm => command.u32(REGISTERS + 15 * 4).map(u64::from),
        Cpu::Arm64_32 | Cpu::PowerPc | Cpu::PowerPc64 | Cpu::Other(_) => None,
    }
}
