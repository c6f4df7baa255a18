//! PE: the programs and libraries of Windows.

use crate::names::padded;
use crate::{Numbers, ReadError, Source, bytes, bytes_up_to};

/// What the headers of a PE file say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pe {
    /// The CPU it is for.
    pub machine: Machine,
    /// 32 (PE32) or 64 (PE32+).
    pub bits: u8,
    /// The flags of the COFF header (`IMAGE_FILE_*`).
    pub characteristics: u16,
    /// The address of the first instruction, counted from the image base; 0 where there is none.
    pub entry: u32,
    /// Where the image wants to be loaded.
    pub image_base: u64,
    /// The Windows version that the header names as the oldest: major, minor. Loaders ignore it.
    pub os_version: (u16, u16),
    /// The version of the subsystem: major, minor. Loaders refuse a file that asks for a newer one.
    pub subsystem_version: (u16, u16),
    /// What runs it.
    pub subsystem: Subsystem,
    /// `CheckSum`; 0 where nobody computed one.
    pub checksum: u32,
    /// `DllCharacteristics` (`IMAGE_DLLCHARACTERISTICS_*`).
    pub dll_characteristics: u16,
    /// The length of the headers, which are loaded too.
    pub headers_size: u32,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The number of COFF symbols as the header has it; 0 where it has no place for them.
    pub symbol_count: u32,
    /// When the linker says it made the file, in seconds since 1970 began; 0 where it does not say.
    pub time_stamp: u32,
    /// Where the COFF header begins.
    pub header_at: u64,
    directories: [Directory; 16],
}

/// A CPU as the COFF header counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum Machine {
    I386,
    Amd64,
    /// `ARMNT`: Thumb-2, which is what Windows runs.
    Arm,
    Arm64,
    /// Any other number.
    Other(u16),
}

impl Machine {
    fn of(number: u16) -> Self {
        match number {
            0x014c => Self::I386,
            0x8664 => Self::Amd64,
            0x01c4 => Self::Arm,
            0xaa64 => Self::Arm64,
            other => Self::Other(other),
        }
    }
}

/// What runs a PE file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subsystem {
    /// Nothing: a driver.
    Native,
    /// Windows, without a console window.
    Gui,
    /// Windows, with a console window.
    Console,
    /// The firmware.
    EfiApplication,
    /// Any other number.
    Other(u16),
}

impl Subsystem {
    fn of(number: u16) -> Self {
        match number {
            1 => Self::Native,
            2 => Self::Gui,
            3 => Self::Console,
            10 => Self::EfiApplication,
            other => Self::Other(other),
        }
    }
}

/// A section of a PE file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name, a long one looked up in the string table.
    pub name: String,
    /// Where it is loaded, counted from the image base.
    pub virtual_address: u32,
    /// Its length in memory.
    pub virtual_size: u32,
    /// Where it begins, in bytes from the file's beginning.
    pub raw_offset: u32,
    /// Its length in the file.
    pub raw_size: u32,
    /// Its flags (`IMAGE_SCN_*`).
    pub characteristics: u32,
}

/// A library that a PE file loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its file name.
    pub library: String,
    /// When it is loaded.
    pub when: When,
}

/// When a library is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before the program starts.
    AtStart,
    /// When it is first called.
    Delayed,
}

/// What a PE file offers to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exports {
    /// The number of functions and variables.
    pub count: u32,
    /// How many of them have a name.
    pub named: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Directory {
    address: u32,
    size: u32,
}

// Places in the list of directories.
const EXPORTS: usize = 0;
const IMPORTS: usize = 1;
const SIGNATURE: usize = 4;
const RELOCATIONS: usize = 5;
const DELAYED_IMPORTS: usize = 13;

/// The headers of a PE file.
pub fn read(source: &dyn Source) -> Result<Pe, ReadError> {
    let dos = bytes_up_to(source, 0, 0x40)?;
    if !dos.starts_with(b"MZ") {
        return Err(ReadError::damaged(0, "the magic number is none of a PE file's"));
    }
    let at = Numbers::new(&dos, false).u32(0x3c).map_or(0, u64::from);
    let signature = bytes_up_to(source, at, 4)?;
    match signature.as_ref() {
        b"PE\0\0" => {}
        [b'N', b'E', ..] => return Err(ReadError::damaged(at, "this is a 16-bit Windows program")),
        [b'L', b'E' | b'X', ..] => {
            return Err(ReadError::damaged(at, "this is an OS/2 program or a DOS extender's"));
        }
        _ => return Err(ReadError::damaged(at, "this is a DOS program, without a PE header")),
    }
    let coff_at = at + 4;
    let coff = bytes(source, coff_at, 20)?;
    let coff = Numbers::new(&coff, false);
    let optional_at = coff_at + 20;
    let optional_len = u64::from(coff.u16(16).unwrap_or(0));
    let optional = bytes(source, optional_at, optional_len)?;
    let (mut pe, strings) = headers(coff, Numbers::new(&optional, false))
        .ok_or_else(|| ReadError::damaged(optional_at, "the optional header is no PE file's"))?;
    pe.header_at = coff_at;
    let count = u64::from(coff.u16(2).unwrap_or(0));
    let table = bytes(source, optional_at + optional_len, count * 40)?;
    for header in table.chunks_exact(40) {
        if let Some(section) = section(source, Numbers::new(header, false), strings) {
            pe.sections.push(section);
        }
    }
    Ok(pe)
}

// The file without its sections, and where its string table would begin.
fn headers(coff: Numbers<'_>, optional: Numbers<'_>) -> Option<(Pe, Option<u64>)> {
    let bits = match optional.u16(0)? {
        0x10b => 32,
        0x20b => 64,
        _ => return None,
    };
    let (image_base, directories_at) =
        if bits == 64 { (optional.u64(24)?, 112) } else { (optional.u32(28)?.into(), 96) };
    let promised = optional.u32(directories_at - 4)? as usize;
    let mut directories = [Directory::default(); 16];
    for (number, directory) in directories.iter_mut().enumerate().take(promised) {
        let at = directories_at + number * 8;
        *directory = Directory { address: optional.u32(at)?, size: optional.u32(at + 4)? };
    }
    // UPX takes the table away and leaves the number of its entries.
    let (symbol_count, strings) = match (u64::from(coff.u32(8)?), coff.u32(12)?) {
        (0, _) => (0, None),
        (symbols, count) => (count, Some(symbols + u64::from(count) * 18)),
    };
    let pe = Pe {
        machine: Machine::of(coff.u16(0)?),
        bits,
        characteristics: coff.u16(18)?,
        entry: optional.u32(16)?,
        image_base,
        os_version: (optional.u16(40)?, optional.u16(42)?),
        subsystem_version: (optional.u16(48)?, optional.u16(50)?),
        subsystem: Subsystem::of(optional.u16(68)?),
        checksum: optional.u32(64)?,
        dll_characteristics: optional.u16(70)?,
        headers_size: optional.u32(60)?,
        sections: Vec::new(),
        symbol_count,
        time_stamp: coff.u32(4)?,
        header_at: 0,
        directories,
    };
    Some((pe, strings))
}

fn section(source: &dyn Source, header: Numbers<'_>, strings: Option<u64>) -> Option<Section> {
    let name = header.slice(0, 8)?;
    Some(Section {
        name: long_name(source, name, strings).unwrap_or_else(|| padded(name)),
        virtual_size: header.u32(8)?,
        virtual_address: header.u32(12)?,
        raw_size: header.u32(16)?,
        raw_offset: header.u32(20)?,
        characteristics: header.u32(36)?,
    })
}

// A name of more than eight bytes stands in the string table, and `/123` in its stead. The file may
// be stripped of that table, or cut short before it; then the number is all the name there is.
fn long_name(source: &dyn Source, name: &[u8], strings: Option<u64>) -> Option<String> {
    let digits = name.strip_prefix(b"/")?;
    let place: u64 = padded(digits).parse().ok()?;
    let text = bytes_up_to(source, strings?.checked_add(place)?, LONGEST_SECTION_NAME).ok()?;
    memchr::memchr(0, &text).map(|_| padded(&text)).filter(|name| !name.is_empty())
}

// Each of 65535 sections may claim one long name, so the length is kept within reason.
const LONGEST_SECTION_NAME: u64 = 256;

// File names on Windows have up to 255 letters.
const LONGEST_NAME: u64 = 1024;

impl Pe {
    /// Whether it is a library.
    pub fn is_dll(&self) -> bool {
        self.characteristics & 0x2000 != 0 // IMAGE_FILE_DLL
    }

    /// Whether it can be loaded at another address than the one it wants.
    pub fn has_relocations(&self) -> bool {
        // IMAGE_FILE_RELOCS_STRIPPED says that it cannot, whatever a section's name promises.
        self.characteristics & 1 == 0 && self.directories[RELOCATIONS].size > 0
    }

    /// Whether debugging information in DWARF form is in it.
    pub fn has_dwarf(&self) -> bool {
        self.sections
            .iter()
            .any(|section| matches!(section.name.as_str(), ".debug_info" | ".zdebug_info"))
    }

    /// Where the signature of the file (Authenticode) lies and how long it is, if there is one. It is the one
    /// directory that is not loaded, and so tells a place in the file.
    pub fn security(&self) -> Option<(u64, u64)> {
        let Directory { address, size } = self.directories[SIGNATURE];
        (address > 0 && size > 0).then_some((address.into(), size.into()))
    }

    /// Where the time stamp stands in the file, and the checksum.
    pub fn stamps_at(&self) -> (u64, u64) {
        (self.header_at + 4, self.header_at + 20 + 64)
    }

    /// Where in the file the byte lies that is loaded at `address`, the image base included.
    pub fn address_to_offset(&self, address: u64) -> Option<u64> {
        let address = address.checked_sub(self.image_base)?;
        self.relative_to_offset(u32::try_from(address).ok()?)
    }

    /// Where in the file the byte lies that is loaded at `address`, counted from the image base.
    pub fn relative_to_offset(&self, address: u32) -> Option<u64> {
        if address < self.headers_size {
            return Some(address.into());
        }
        self.sections.iter().find_map(|section| {
            let at = address.checked_sub(section.virtual_address)?;
            (at < section.raw_size).then(|| u64::from(section.raw_offset) + u64::from(at))
        })
    }

    /// The libraries it loads, in order, the delayed ones last.
    pub fn imports(&self, source: &dyn Source) -> Result<Vec<Import>, ReadError> {
        let mut imports = Vec::new();
        self.libraries(source, IMPORTS, 20, &mut |descriptor| {
            // The last descriptor is all zero; loaders stop at one that names no library.
            let (name, thunks) = (descriptor.u32(12)?, descriptor.u32(16)?);
            (name != 0 && thunks != 0).then_some((name, When::AtStart))
        })
        .map(|found| imports.extend(found))?;
        self.libraries(source, DELAYED_IMPORTS, 32, &mut |descriptor| {
            let (attributes, name) = (descriptor.u32(0)?, descriptor.u32(4)?);
            // Without the first bit it is an address with the image base, as Visual C++ 6 wrote it.
            let base = if attributes & 1 == 1 { 0 } else { self.image_base as u32 };
            (name != 0).then_some((name.wrapping_sub(base), When::Delayed))
        })
        .map(|found| imports.extend(found))?;
        Ok(imports)
    }

    /// What it offers to others, `None` where it has no list of exports.
    pub fn exports(&self, source: &dyn Source) -> Result<Option<Exports>, ReadError> {
        let Some(at) = self.directory(EXPORTS)? else { return Ok(None) };
        let table = bytes(source, at, 40)?;
        let table = Numbers::new(&table, false);
        let (count, named) = (table.u32(20).unwrap_or(0), table.u32(24).unwrap_or(0));
        if u64::from(count.max(named)) * 4 > source.len() {
            return Err(ReadError::damaged(at, format!("{count} exports are more than can be")));
        }
        Ok(Some(Exports { count, named }))
    }

    // Where a directory begins in the file, `None` where the header says that there is none.
    fn directory(&self, number: usize) -> Result<Option<u64>, ReadError> {
        let Directory { address, size } = self.directories[number];
        if address == 0 || size == 0 {
            return Ok(None);
        }
        match self.relative_to_offset(address) {
            Some(offset) => Ok(Some(offset)),
            None => Err(ReadError::damaged(0, format!("no section holds address {address:#x}"))),
        }
    }

    // The libraries of a directory, up to the descriptor of which `name` has nothing to say.
    fn libraries(
        &self,
        source: &dyn Source,
        directory: usize,
        descriptor_len: u64,
        name: &mut dyn FnMut(Numbers<'_>) -> Option<(u32, When)>,
    ) -> Result<Vec<Import>, ReadError> {
        let mut imports = Vec::new();
        let Some(start) = self.directory(directory)? else { return Ok(imports) };
        for at in (start..).step_by(descriptor_len as usize) {
            let descriptor = bytes(source, at, descriptor_len)?;
            let Some((address, when)) = name(Numbers::new(&descriptor, false)) else { break };
            if imports.len() == MOST_LIBRARIES {
                return Err(ReadError::damaged(at, "more libraries than a program can load"));
            }
            let place = self
                .relative_to_offset(address)
                .ok_or_else(|| ReadError::damaged(at, "the name of a library is in no section"))?;
            let library = padded(&bytes_up_to(source, place, LONGEST_NAME)?);
            imports.push(Import { library, when });
        }
        Ok(imports)
    }
}

// Each has to be looked up among up to 65535 sections, so the number is kept within reason.
const MOST_LIBRARIES: usize = 1024;
