//! Load commands: for which system, with which libraries, and where in the file everything lies.

use std::fmt;

use super::MachO;
use super::header::Cpu;
use crate::Numbers;
use crate::names::padded;

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

/// Where the first instruction lies, as a command has it.
pub(super) enum Entry {
    Offset(u64),
    Address(u64),
}

impl MachO {
    /// Takes in what one load command says; `None` if it ends before it has said it.
    pub(super) fn take(&mut self, command: Numbers<'_>, entry: &mut Option<Entry>) -> Option<()> {
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
            0x34 => self.chained_fixups = Some(stretch(command, 8)?),
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
