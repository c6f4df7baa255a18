//! WebAssembly modules.

use std::borrow::Cow;

use crate::{Part, ReadError, Source, bytes, bytes_up_to};

/// What the sections of a WebAssembly module say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wasm {
    /// The version of the format; 1 is all there is.
    pub version: u16,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// What it takes from its host, in order.
    pub imports: Vec<Import>,
    /// What it offers to its host, in order.
    pub exports: Vec<Export>,
    /// What its memory holds at the start, by rising address.
    pub data: Vec<Data>,
}

/// A section of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its number: 0 for a custom section, 2 imports, 7 exports, 10 code, 11 data …
    pub id: u8,
    /// The name of a custom section, for example `go:buildid`.
    pub name: Option<String>,
    /// Where its content begins, behind the name if it has one, in bytes from the file's beginning.
    pub offset: u64,
    /// The length of its content.
    pub size: u64,
}

/// Something taken from the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The module, for example `wasi_snapshot_preview1`.
    pub module: String,
    /// Its name there, for example `fd_write`.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// Something offered to the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Its name, for example `_start`.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// What an import or an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum Kind {
    Function,
    Table,
    Memory,
    Global,
    Tag,
}

/// A stretch of memory that the module fills at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Data {
    /// Where it is put.
    pub address: u32,
    /// Where its bytes stand, in bytes from the file's beginning.
    pub offset: u64,
    /// Its length.
    pub size: u32,
}

/// A tool that had a hand in a module, of the custom section `producers`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Producer {
    /// Its part: `language`, `processed-by` or `sdk`.
    pub part: String,
    /// Its name, for example `Go`.
    pub name: String,
    /// Its version, for example `go1.26.0`.
    pub version: String,
}

/// A host as Go names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// `GOOS=js`: a browser or Node.js, with Go's `wasm_exec.js`.
    Js,
    /// `GOOS=wasip1`: a runtime with the WebAssembly System Interface, preview 1.
    Wasip1,
}

/// The sections of a WebAssembly module. A component, which holds modules, is an error.
pub fn read(source: &dyn Source) -> Result<Wasm, ReadError> {
    let header = bytes(source, 0, 8)?;
    let [0, b'a', b's', b'm', version @ .., layer, 0] = header.as_ref() else {
        return Err(ReadError::damaged(0, "the magic number is none of WebAssembly's"));
    };
    // The component model took two of the version's four bytes for the layer.
    match layer {
        0 => {}
        1 => {
            return Err(ReadError::damaged(
                4,
                "this is a WebAssembly component, not a module; take the core module out of it",
            ));
        }
        _ => return Err(ReadError::damaged(4, "a version of WebAssembly that is not known")),
    }
    let version = u16::from_le_bytes([version[0], version[1]]);
    let mut wasm = Wasm {
        version,
        sections: Vec::new(),
        imports: Vec::new(),
        exports: Vec::new(),
        data: Vec::new(),
    };
    let mut reader = Reader::new(source, 8, source.len());
    while !reader.at_end() {
        let id = reader.byte()?;
        if wasm.sections.len() == MOST as usize {
            return Err(ReadError::damaged(reader.place(), "more sections than a host takes"));
        }
        let size = u64::from(reader.number()?);
        let start = reader.place();
        Part::new(source, start, size)?;
        let mut content = Reader::new(source, start, start + size);
        let name = if id == 0 { Some(content.name()?) } else { None };
        let offset = content.place();
        wasm.sections.push(Section { id, name, offset, size: start + size - offset });
        match id {
            2 => wasm.imports = list(&mut content, import)?,
            7 => wasm.exports = list(&mut content, export)?,
            11 => wasm.data = data(&mut content)?,
            _ => {}
        }
        reader = Reader::new(source, start + size, source.len());
    }
    Ok(wasm)
}

impl Wasm {
    /// The host it was made for, told by the modules it imports; `None` if that says nothing.
    pub fn host(&self) -> Option<Host> {
        let imports = |module: &str| self.imports.iter().any(|import| import.module == module);
        // `go` until Go 1.20, `gojs` since. TinyGo imports WASI beside it, for its output.
        if imports("gojs") || imports("go") {
            Some(Host::Js)
        } else if imports("wasi_snapshot_preview1") {
            Some(Host::Wasip1)
        } else {
            None
        }
    }

    /// The custom section of this name.
    pub fn custom(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name.as_deref() == Some(name))
    }

    /// The tools that had a hand in it; none where the module does not say.
    pub fn producers(&self, source: &dyn Source) -> Result<Vec<Producer>, ReadError> {
        let mut producers = Vec::new();
        let Some(section) = self.custom("producers") else { return Ok(producers) };
        let mut content = Reader::new(source, section.offset, section.offset + section.size);
        for _ in 0..content.count()? {
            let part = content.name()?;
            for _ in 0..content.count()? {
                let (name, version) = (content.name()?, content.name()?);
                producers.push(Producer { part: part.clone(), name, version });
                if producers.len() > MOST_PRODUCERS {
                    let place = content.place();
                    return Err(ReadError::damaged(place, "more tools than ever were"));
                }
            }
        }
        Ok(producers)
    }

    /// Where in the file the byte stands that is put at `address` of the memory.
    pub fn address_to_offset(&self, address: u32) -> Option<u64> {
        let before = self.data.partition_point(|data| data.address <= address);
        let data = self.data[..before].last()?;
        let at = address - data.address;
        (at < data.size).then(|| data.offset + u64::from(at))
    }
}

// Hosts refuse a module with more imports, exports or data segments (WebAssembly JavaScript
// Interface, "Implementation-defined limits").
const MOST: u32 = 100_000;

// Each repeats the text of its part, so the number is kept within reason.
const MOST_PRODUCERS: usize = 100;

fn list<T>(
    content: &mut Reader<'_>,
    one: fn(&mut Reader<'_>) -> Result<T, ReadError>,
) -> Result<Vec<T>, ReadError> {
    let count = content.count()?;
    (0..count).map(|_| one(content)).collect()
}

fn import(content: &mut Reader<'_>) -> Result<Import, ReadError> {
    let (module, name) = (content.name()?, content.name()?);
    let kind = content.kind()?;
    match kind {
        Kind::Function => {
            content.number()?;
        }
        Kind::Table => {
            content.byte()?;
            content.limits()?;
        }
        Kind::Memory => content.limits()?,
        Kind::Global | Kind::Tag => {
            content.byte()?;
            content.byte()?;
        }
    }
    Ok(Import { module, name, kind })
}

fn export(content: &mut Reader<'_>) -> Result<Export, ReadError> {
    let export = Export { name: content.name()?, kind: content.kind()? };
    content.number()?;
    Ok(export)
}

fn data(content: &mut Reader<'_>) -> Result<Vec<Data>, ReadError> {
    let count = content.count()?;
    let mut all = Vec::new();
    for _ in 0..count {
        let place = content.place();
        let address = match content.number()? {
            0 => content.constant()?,
            // Passive: the program itself copies it where it wants.
            1 => None,
            2 => {
                content.number()?;
                content.constant()?
            }
            _ => return Err(ReadError::damaged(place, "a data segment of no known kind")),
        };
        let size = content.number()?;
        let offset = content.place();
        content.skip(size)?;
        if let Some(address) = address.filter(|_| size > 0) {
            all.push(Data { address, offset, size });
        }
    }
    all.sort_by_key(|data| data.address);
    Ok(all)
}

// Reads on and on within a stretch of the file, a block at a time.
struct Reader<'a> {
    source: &'a dyn Source,
    block: Cow<'a, [u8]>,
    block_start: u64,
    at: u64,
    end: u64,
}

const BLOCK: u64 = 4096;

impl<'a> Reader<'a> {
    fn new(source: &'a dyn Source, at: u64, end: u64) -> Self {
        Self { source, block: Cow::Borrowed(&[]), block_start: at, at, end }
    }

    fn place(&self) -> u64 {
        self.at
    }

    fn at_end(&self) -> bool {
        self.at >= self.end
    }

    fn byte(&mut self) -> Result<u8, ReadError> {
        if self.at_end() {
            return Err(ReadError::damaged(self.at, "a section ends early"));
        }
        if self.at - self.block_start >= self.block.len() as u64 {
            self.block = bytes_up_to(self.source, self.at, BLOCK.min(self.end - self.at))?;
            self.block_start = self.at;
        }
        let byte = self.block.get((self.at - self.block_start) as usize).copied();
        let byte = byte.ok_or_else(|| ReadError::damaged(self.at, "the file ends here"))?;
        self.at += 1;
        Ok(byte)
    }

    // Seven bits a byte, the lowest first; the highest bit says that more follow.
    fn number(&mut self) -> Result<u32, ReadError> {
        let place = self.at;
        let mut number = 0_u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(ReadError::damaged(place, "a number is longer than five bytes"))
    }

    fn count(&mut self) -> Result<u32, ReadError> {
        let place = self.at;
        match self.number()? {
            count @ 0..=MOST => Ok(count),
            count => Err(ReadError::damaged(place, format!("{count} entries; hosts take {MOST}"))),
        }
    }

    fn name(&mut self) -> Result<String, ReadError> {
        let len = self.number()?;
        let place = self.at;
        self.skip(len)?;
        let name = bytes(self.source, place, len.into())?;
        Ok(String::from_utf8_lossy(&name).into_owned())
    }

    fn skip(&mut self, len: u32) -> Result<(), ReadError> {
        if u64::from(len) > self.end - self.at {
            return Err(ReadError::damaged(self.at, "a section ends early"));
        }
        self.at += u64::from(len);
        Ok(())
    }

    fn kind(&mut self) -> Result<Kind, ReadError> {
        let place = self.at;
        match self.byte()? {
            0 => Ok(Kind::Function),
            1 => Ok(Kind::Table),
            2 => Ok(Kind::Memory),
            3 => Ok(Kind::Global),
            4 => Ok(Kind::Tag),
            _ => Err(ReadError::damaged(place, "an import or export of no known kind")),
        }
    }

    fn limits(&mut self) -> Result<(), ReadError> {
        let has_maximum = self.byte()? & 1 == 1;
        self.number()?;
        if has_maximum {
            self.number()?;
        }
        Ok(())
    }

    // The address that a constant expression stands for, `None` where the host decides: a module
    // that is linked when it is loaded takes its addresses from an imported global.
    fn constant(&mut self) -> Result<Option<u32>, ReadError> {
        let place = self.at;
        let value = match self.byte()? {
            // i32.const; signed, which only matters beyond 31 bits and there wraps to the same.
            0x41 => Some(self.signed()?),
            // global.get
            0x23 => {
                self.number()?;
                None
            }
            _ => return Err(ReadError::damaged(place, "an address is no i32.const")),
        };
        match self.byte()? {
            0x0b => Ok(value),
            _ => Err(ReadError::damaged(place, "an address is more than one instruction")),
        }
    }

    fn signed(&mut self) -> Result<u32, ReadError> {
        let start = self.at;
        let number = self.number()?;
        let bits = 7 * (self.at - start) as u32;
        if bits >= 32 {
            return Ok(number);
        }
        // The highest bit that is there is the sign.
        let shift = 32 - bits;
        Ok((((number << shift) as i32) >> shift) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        [&[id, content.len() as u8], content].concat()
    }

    fn module(sections: &[Vec<u8>]) -> Vec<u8> {
        [b"\0asm\x01\0\0\0".to_vec(), sections.concat()].concat()
    }

    fn importing(name: &str) -> Vec<u8> {
        section(2, &[&[1, name.len() as u8], name.as_bytes(), b"\x04exit\0\0"].concat())
    }

    #[test]
    fn a_module_is_made_for_the_host_that_it_imports() {
        let host = |name| read(&module(&[importing(name)])).unwrap().host();
        assert_eq!(host("gojs"), Some(Host::Js));
        assert_eq!(host("go"), Some(Host::Js));
        assert_eq!(host("wasi_snapshot_preview1"), Some(Host::Wasip1));
        assert_eq!(host("env"), None);
        assert_eq!(read(&module(&[])).unwrap().host(), None);
    }

    #[test]
    fn memory_is_found_in_the_file_where_a_segment_fills_it() {
        // One at 8192, one passive, and one below the first, at 1024.
        let content = b"\x03\0\x41\x80\xc0\0\x0b\x04late\x01\x03own\0\x41\x80\x08\x0b\x05early";
        let file = module(&[section(11, content)]);
        let wasm = read(&file).unwrap();
        assert_eq!(wasm.data.iter().map(|it| it.address).collect::<Vec<_>>(), [1024, 8192]);
        let at = |address| wasm.address_to_offset(address).map(|at| file[at as usize]);
        assert_eq!([at(1024), at(1028), at(8195)], [Some(b'e'), Some(b'y'), Some(b'e')]);
        assert_eq!([at(1023), at(1029), at(8196), at(u32::MAX)], [None; 4]);
    }

    #[test]
    fn an_address_above_two_gigabytes_is_written_as_a_negative_number() {
        let file = module(&[section(11, b"\x01\0\x41\x70\x0b\x01x")]);
        assert_eq!(read(&file).unwrap().data[0].address, 0xffff_fff0);
    }

    #[test]
    fn a_custom_section_is_found_by_its_name() {
        let file = module(&[section(0, b"\x0ago:buildidsome id")]);
        let wasm = read(&file).unwrap();
        let section = wasm.custom("go:buildid").unwrap();
        assert_eq!(bytes(&file, section.offset, section.size).unwrap().as_ref(), b"some id");
        assert_eq!(wasm.custom("name"), None);
    }

    #[test]
    fn the_toolchain_names_itself() {
        let file = module(&[section(0, b"\x09producers\x01\x08language\x01\x02Go\x08go1.26.0")]);
        let producers = read(&file).unwrap().producers(&file).unwrap();
        let producer =
            Producer { part: "language".into(), name: "Go".into(), version: "go1.26.0".into() };
        assert_eq!(producers, [producer]);
    }

    #[test]
    fn a_component_is_refused_by_name() {
        let error = read(&b"\0asm\x0d\0\x01\0".to_vec()).unwrap_err().to_string();
        assert!(error.contains("a WebAssembly component"), "{error}");
    }

    #[test]
    fn a_section_that_claims_more_than_there_is_is_damage() {
        let mut file = module(&[]);
        file.extend([11, 0xff, 0xff, 0xff, 0xff, 0x0f]);
        assert!(read(&file).is_err());
        let many = module(&[section(11, &[0xff, 0xff, 0xff, 0xff, 0x0f])]);
        assert!(read(&many).is_err());
    }
}
