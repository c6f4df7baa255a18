//! Go build information: the block that `go version -m` reads.
//!
//! Its form is written in Go's `debug/buildinfo`: 14 bytes of magic, the pointer size, flags, and
//! since Go 1.18 two strings in place; before that two pointers to string headers.

use crate::layout::{Layout, Stretch, scan};
use crate::{Numbers, ReadError, Source, bytes, bytes_up_to};

const MAGIC: &[u8; 14] = b"\xff Go buildinf:";
/// The block is aligned so in every format.
const ALIGN: usize = 16;
const HEADER: u64 = 32;
const FLAG_BIG_ENDIAN: u8 = 1;
const FLAG_INLINE: u8 = 2;
/// Module information stands between two random-looking marks of this length
/// (`cmd/go/internal/modload`, `infoStart` and `infoEnd`).
const MARK: usize = 16;
/// Thousands of modules fit.
const LONGEST: u64 = 16 << 20;

/// What the Go toolchain wrote down about a build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildInfo {
    /// The toolchain's version, for example `go1.21.13`.
    pub go_version: String,
    /// The import path of package main.
    pub main: Option<String>,
    /// The main module.
    pub module: Option<Module>,
    /// The other modules linked in.
    pub modules: Vec<Module>,
    /// The settings, in the order in which they were written.
    pub settings: Vec<(String, String)>,
    /// The place of the block, in bytes from the file's beginning.
    pub offset: u64,
}

/// A module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Module {
    /// Its path.
    pub path: String,
    /// Its version.
    pub version: String,
    /// Its checksum.
    pub sum: String,
    /// What replaces it.
    pub replaced_by: Option<Box<Module>>,
}

/// Finds and reads the build information; `None` where there is none.
pub fn read(layout: &Layout<'_>) -> Result<Option<BuildInfo>, ReadError> {
    let section = layout.named(&[".go.buildinfo", "__go_buildinfo"]);
    if let Some(section) = section
        && let Some(info) = at(layout, section.offset)?
    {
        return Ok(Some(info));
    }
    // Formats without that section keep the block at the beginning of the data (PE, XCOFF), and
    // an external linker may have moved it anywhere in there.
    let data = layout.named(&[".data"]).into_iter();
    for stretch in data.chain(layout.loaded.iter().filter(|stretch| stretch.writable)) {
        if let Some(offset) = find(layout, stretch)?
            && let Some(info) = at(layout, offset)?
        {
            return Ok(Some(info));
        }
    }
    Ok(None)
}

/// Finds the module information of a WebAssembly module. Its linker leaves the block out, but the
/// text between the marks is there in one piece.
pub fn read_wasm(source: &dyn Source) -> Result<Option<BuildInfo>, ReadError> {
    const START: [u8; MARK] = [
        0x30, 0x77, 0xaf, 0x0c, 0x92, 0x74, 0x08, 0x02, 0x41, 0xe1, 0xc1, 0x07, 0xe6, 0xd6, 0x18,
        0xe6,
    ];
    const END: [u8; MARK] = [
        0xf9, 0x32, 0x43, 0x31, 0x86, 0x18, 0x20, 0x72, 0x00, 0x82, 0x42, 0x10, 0x41, 0x16, 0xd8,
        0xf2,
    ];
    let start = scan(source, 0, source.len(), MARK, |block_at, block| {
        memchr::memmem::find(block, &START).map(|index| block_at + index as u64)
    })?;
    let Some(start) = start else { return Ok(None) };
    let rest = bytes_up_to(source, start + MARK as u64, LONGEST)?;
    let Some(end) = memchr::memmem::find(&rest, &END) else { return Ok(None) };
    let mut info = BuildInfo { offset: start, ..BuildInfo::default() };
    parse(&String::from_utf8_lossy(&rest[..end]), &mut info);
    Ok(Some(info))
}

fn find(layout: &Layout<'_>, stretch: &Stretch) -> Result<Option<u64>, ReadError> {
    scan(layout.source, stretch.offset, stretch.len, ALIGN * 2, |block_at, block| {
        memchr::memmem::find_iter(block, MAGIC)
            .map(|index| block_at + index as u64)
            .find(|offset| (offset - stretch.offset).is_multiple_of(ALIGN as u64))
    })
}

fn at(layout: &Layout<'_>, offset: u64) -> Result<Option<BuildInfo>, ReadError> {
    let header = bytes_up_to(layout.source, offset, HEADER)?;
    if header.len() < HEADER as usize || !header.starts_with(MAGIC) {
        return Ok(None);
    }
    let (pointer_size, flags) = (header[14], header[15]);
    let (version, modules) = if flags & FLAG_INLINE != 0 {
        let rest = offset + HEADER;
        let (version, next) = inline(layout, rest)?;
        let (modules, _) = inline(layout, next)?;
        (version, modules)
    } else {
        let bits = match pointer_size {
            4 => 32,
            8 => 64,
            _ => {
                return Err(ReadError::damaged(
                    offset + 14,
                    "no pointer has the size that the build information says",
                ));
            }
        };
        let numbers = Numbers::new(&header, flags & FLAG_BIG_ENDIAN != 0);
        let pointer =
            |index: usize| numbers.word(16 + index * usize::from(pointer_size), bits).unwrap_or(0);
        let string = |pointer: u64| pointed(layout, pointer, bits, flags & FLAG_BIG_ENDIAN != 0);
        (string(pointer(0))?, string(pointer(1))?)
    };
    if version.is_empty() {
        return Ok(None);
    }
    let mut info = BuildInfo {
        go_version: String::from_utf8_lossy(&version).into_owned(),
        offset,
        ..BuildInfo::default()
    };
    // As `debug/buildinfo` does: without the marks it is no module information.
    if modules.len() > 2 * MARK && modules[modules.len() - MARK - 1] == b'\n' {
        let text = String::from_utf8_lossy(&modules[MARK..modules.len() - MARK]);
        parse(&text, &mut info);
    }
    Ok(Some(info))
}

/// A string with its length before it as a varint, and the place after it.
fn inline(layout: &Layout<'_>, offset: u64) -> Result<(Vec<u8>, u64), ReadError> {
    let head = bytes_up_to(layout.source, offset, 10)?;
    let mut len = 0u64;
    for (index, byte) in head.iter().enumerate() {
        len |= u64::from(byte & 0x7f).checked_shl(7 * index as u32).unwrap_or(0);
        if byte & 0x80 == 0 {
            let start = offset + index as u64 + 1;
            let text = limited(layout, start, len)?;
            return Ok((text, start + len));
        }
    }
    Err(ReadError::damaged(offset, "a length of the build information does not end"))
}

/// A string whose header a pointer leads to.
fn pointed(
    layout: &Layout<'_>,
    header: u64,
    bits: u8,
    big_endian: bool,
) -> Result<Vec<u8>, ReadError> {
    if header == 0 {
        return Ok(Vec::new());
    }
    let size = u64::from(bits / 8);
    // A string that the linker left empty lies in memory that the file does not fill.
    if layout.offset_of(header).is_none() {
        return Ok(Vec::new());
    }
    let head = layout.at_address(header, size * 2)?;
    let numbers = Numbers::new(&head, big_endian);
    let (Some(start), Some(len)) = (numbers.word(0, bits), numbers.word(size as usize, bits))
    else {
        return Ok(Vec::new());
    };
    if start == 0 || len == 0 {
        return Ok(Vec::new());
    }
    match layout.offset_of(start) {
        Some((offset, _)) => limited(layout, offset, len),
        None => Err(ReadError::damaged(header, "the build information points outside the file")),
    }
}

fn limited(layout: &Layout<'_>, offset: u64, len: u64) -> Result<Vec<u8>, ReadError> {
    if len > LONGEST {
        return Err(ReadError::damaged(
            offset,
            "the build information is longer than any toolchain writes",
        ));
    }
    Ok(bytes(layout.source, offset, len)?.into_owned())
}

fn parse(text: &str, info: &mut BuildInfo) {
    // A `=>` line replaces the module of the line before it.
    let mut last_is_main = false;
    for line in text.lines() {
        let Some((word, rest)) = line.split_once('\t') else { continue };
        match word {
            "path" => info.main = Some(rest.to_owned()),
            "mod" => {
                info.module = Some(module(rest));
                last_is_main = true;
            }
            "dep" => {
                info.modules.push(module(rest));
                last_is_main = false;
            }
            "=>" => {
                let last =
                    if last_is_main { info.module.as_mut() } else { info.modules.last_mut() };
                if let Some(last) = last {
                    last.replaced_by = Some(Box::new(module(rest)));
                }
            }
            "build" => info.settings.extend(setting(rest)),
            _ => {}
        }
    }
}

fn module(fields: &str) -> Module {
    let mut fields = fields.split('\t').map(str::to_owned);
    let mut next = || fields.next().unwrap_or_default();
    Module { path: next(), version: next(), sum: next(), replaced_by: None }
}

/// `key=value`, either of them quoted as a Go string where it has white space or quotes.
fn setting(text: &str) -> Option<(String, String)> {
    let (key, rest) = match text.strip_prefix('"') {
        Some(_) => {
            let end = text[1..].find('"')? + 2;
            (unquoted(&text[..end]), text.get(end..)?.strip_prefix('=')?)
        }
        None => {
            let (key, rest) = text.split_once('=')?;
            (key.to_owned(), rest)
        }
    };
    Some((key, unquoted(rest)))
}

/// The text of a Go string literal; other text as it is.
fn unquoted(text: &str) -> String {
    let quoted = |mark| text.strip_prefix(mark).and_then(|rest: &str| rest.strip_suffix(mark));
    if let Some(raw) = quoted('`') {
        return raw.to_owned();
    }
    let Some(inner) = quoted('"') else { return text.to_owned() };
    let mut plain = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => plain.push('\n'),
                Some('t') => plain.push('\t'),
                Some(other) => plain.push(other),
                None => {}
            },
            (c, false) => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_module_keeps_both_names() {
        let mut info = BuildInfo::default();
        parse(
            "path\texample.com/app\nmod\texample.com/app\t(devel)\t\ndep\ta.org/b\tv1.0.0\th1:x=\n=>\t./b\t(devel)\t\nbuild\t-compiler=gc\nbuild\t-ldflags=\"-s -w\"\n",
            &mut info,
        );
        assert_eq!(info.modules[0].path, "a.org/b");
        assert_eq!(info.modules[0].replaced_by.as_ref().unwrap().path, "./b");
        assert!(info.module.unwrap().replaced_by.is_none());
        assert_eq!(info.settings[1], ("-ldflags".into(), "-s -w".into()));
    }

    #[test]
    fn a_quoted_setting_is_read_as_go_wrote_it() {
        assert_eq!(setting(r#"-ldflags="-X 'a=b' -s""#).unwrap().1, "-X 'a=b' -s");
        assert_eq!(setting("CGO_CFLAGS=").unwrap(), ("CGO_CFLAGS".into(), String::new()));
        assert_eq!(setting("nothing"), None);
    }
}
