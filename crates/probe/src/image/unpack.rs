//! Archives, packed or not, and their members: everything stays in files, nothing in memory.

use std::cell::Cell;
use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use landfall_formats::Source;
use ruzstd::decoding::FrameDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

use super::Trouble;
use crate::file::plain;
use crate::file::{FileSource, Stretch};

/// What may still be unpacked, so that a small file cannot fill the disk or the memory.
pub(super) struct Room {
    bytes: u64,
    steps: u64,
}

/// The largest images in use, those with GPU libraries and models, unpack to some 20 GiB.
const MOST_BYTES: u64 = 32 << 30;
/// An image of a whole desktop distribution has half a million entries.
const MOST_ENTRIES: u64 = 5_000_000;
/// An entry takes as many steps for itself, and one for each directory on the way to it: a forged
/// path goes through thousands.
const STEPS: u64 = 32;
/// A path of the usual length takes some fifteen more.
const BYTES_PER_STEP: u64 = 4;
/// Linux takes no longer path (`PATH_MAX`).
const LONGEST_PATH: usize = 4096;
/// Long names, times and extended attributes; Linux keeps at most 64 KiB of the latter.
const MOST_HEADERS: u64 = 1 << 20;
const ENDLESS: &str = "the headers of one entry are longer than a megabyte";

impl Room {
    /// Room for one image.
    pub(super) fn new() -> Self {
        Self { bytes: MOST_BYTES, steps: MOST_ENTRIES * STEPS }
    }

    /// Room for one image, of which that much is left.
    #[cfg(test)]
    pub(super) fn of(bytes: u64, entries: u64) -> Self {
        Self { bytes, steps: entries * STEPS }
    }

    /// Takes room for one more entry with so many bytes of names, which are kept in memory.
    pub(super) fn entry(&mut self, names: usize) -> Result<(), Trouble> {
        self.step(STEPS + names as u64 / BYTES_PER_STEP)
    }

    /// Takes room for going through so many directories.
    pub(super) fn step(&mut self, steps: u64) -> Result<(), Trouble> {
        let left = self.steps.checked_sub(steps);
        self.steps = left.ok_or_else(|| {
            Trouble::new("it has more entries than any image that is run", "read a smaller image")
        })?;
        Ok(())
    }

    fn bytes(&mut self, len: usize) -> Result<(), Trouble> {
        let left = self.bytes.checked_sub(len as u64);
        self.bytes = left.ok_or_else(|| {
            Trouble::new("it unpacks to more than 32 GiB", "unpack it and say rootfs:DIR")
        })?;
        Ok(())
    }
}

/// What to do about a file that does not hold together.
pub(super) const AGAIN: &str = "save or pull the image again";

/// A stretch with its bytes as they were before packing. What is not packed stays where it is.
pub(super) fn unpacked(packed: Stretch, name: &str, room: &mut Room) -> Result<Stretch, Trouble> {
    let mut reader = Reader::new(&packed);
    let mut magic = [0; 6];
    let len = reader.read(&mut magic).map_err(|error| unreadable(name, &error))?;
    let reader = BufReader::with_capacity(1 << 16, Reader::new(&packed));
    let (how, unpacked): (_, Box<dyn Unpack>) = match &magic[..len] {
        [0x1f, 0x8b, ..] => ("gzip", Box::new(MultiGzDecoder::new(reader))),
        // A skippable frame may come first.
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
            ("zstd", Box::new(Frames { packed: reader, frame: FrameDecoder::new(), within: false }))
        }
        b"\xfd7zXZ\0" => return Err(not_unpacked(name, "xz")),
        [b'B', b'Z', b'h', ..] => return Err(not_unpacked(name, "bzip2")),
        _ => return Ok(packed),
    };
    spooled(unpacked, room, |unpacked, error| {
        let (at, ended) = unpacked.place();
        if let Some(end) = ended.then_some(packed.len) {
            return Trouble::new(format!("{name} is {how} and cut short at byte {end}"), AGAIN);
        }
        Trouble::new(format!("{name} is {how} and damaged before byte {at}: {error}"), AGAIN)
    })
}

fn not_unpacked(name: &str, how: &str) -> Trouble {
    Trouble::new(format!("{name} is packed with {how}"), "unpack it, or pack it with gzip or zstd")
}

fn unreadable(name: &str, error: &io::Error) -> Trouble {
    Trouble::new(format!("{name} could not be read: {}", plain(error)), "see that it can be read")
}

/// Writes all of a reader to a file without a name.
fn spooled<R: Read>(
    mut reader: R,
    room: &mut Room,
    damaged: impl Fn(&R, &io::Error) -> Trouble,
) -> Result<Stretch, Trouble> {
    let unwritten = |error: io::Error| {
        Trouble::new(
            format!("it could not be unpacked to a temporary file: {}", plain(&error)),
            "set TMPDIR to a directory with room",
        )
    };
    let mut file = tempfile::tempfile().map_err(unwritten)?;
    let mut block = vec![0; 1 << 16];
    let mut len = 0;
    loop {
        let read = match reader.read(&mut block) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(damaged(&reader, &error)),
        };
        room.bytes(read)?;
        len += read as u64;
        // Zeros become a hole: what a bomb consists of takes no disk.
        let done = match block[..read].iter().all(|byte| *byte == 0) {
            true => file.seek(SeekFrom::Start(len)).map(|_| ()),
            false => file.write_all(&block[..read]),
        };
        done.map_err(unwritten)?;
    }
    file.set_len(len).map_err(unwritten)?;
    Stretch::whole(file).map_err(unwritten)
}

/// A member of a tar archive.
pub(super) struct Member {
    /// Its name, as it stands there.
    pub(super) name: String,
    /// What it is.
    pub(super) what: What,
    /// Who may do what with it.
    pub(super) marks: Marks,
}

/// Who may do what with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// As of chmod(2).
    pub(super) mode: u32,
    /// The user and the group that it belongs to.
    pub(super) owner: (u32, u32),
}

impl Marks {
    /// Those of a directory that nobody names.
    pub(super) const UNNAMED: Self = Self { mode: 0o755, owner: (0, 0) };

    fn of(header: &tar::Header) -> Self {
        // Who is not told, or does not fit, is root.
        let number = |number: std::io::Result<u64>| {
            number.ok().and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
        };
        let mode = header.mode().map_or(Self::UNNAMED.mode, |mode| mode & 0o7777);
        Self { mode, owner: (number(header.uid()), number(header.gid())) }
    }
}

/// What a member of a tar archive is.
pub(super) enum What {
    File(Stretch),
    Directory,
    Symlink(String),
    HardLink(String),
    /// A device, a FIFO, or a sparse file in a form that is not read.
    Other,
}

/// The members of a tar archive, in their order.
pub(super) fn members(
    tar: &Stretch,
    name: &str,
    room: &mut Room,
    mut each: impl FnMut(Member, &mut Room) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let reader = Reader::new(tar);
    let fuel = Rc::clone(&reader.fuel);
    let mut first = true;
    let damaged = |error: &io::Error, first| match plain(error).as_str() {
        ENDLESS => Trouble::new(format!("{name} is a tar archive, but {ENDLESS}"), AGAIN),
        _ if first => Trouble::new(
            format!("{name} is no tar archive, packed with gzip or zstd or not at all"),
            "save the image with `docker save`",
        ),
        // The crate's words for an end within a header, and the standard library's.
        "failed to read entire block" | "failed to fill whole buffer" => cut_short(name, tar.len),
        error => Trouble::new(format!("{name} is a tar archive and damaged: {error}"), AGAIN),
    };
    let mut archive = tar::Archive::new(reader);
    let mut entries = archive.entries_with_seek().map_err(|error| damaged(&error, true))?;
    loop {
        // The crate keeps the headers of an entry in memory, however long they say they are.
        fuel.set(MOST_HEADERS);
        let Some(entry) = entries.next() else { return Ok(()) };
        let mut entry = entry.map_err(|error| damaged(&error, first))?;
        first = false;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut path = text(&entry.path_bytes());
        let link = entry.link_name_bytes().map_or(String::new(), |link| text(&link));
        room.entry(path.len() + link.len())?;
        if path.len() > LONGEST_PATH || link.len() > LONGEST_PATH {
            let start: String = path.chars().take(64).collect();
            return Err(Trouble::new(
                format!("the entry \"{start}…\" of {name} has a longer path than Linux takes"),
                AGAIN,
            ));
        }
        let header = entry.header();
        let kind = header.entry_type();
        let marks = Marks::of(header);
        let sparse = if kind.is_gnu_sparse() { None } else { pax_sparse(&mut entry) };
        let content = tar.part(entry.raw_file_position(), entry.size());
        let what = match kind {
            _ if sparse.is_some() => What::Other,
            tar::EntryType::GNUSparse => {
                fuel.set(u64::MAX);
                What::File(spooled(&mut entry, room, |_, error| damaged(error, first))?)
            }
            tar::EntryType::Regular | tar::EntryType::Continuous => {
                // Before POSIX a directory was a file whose name ends in a slash.
                match path.ends_with('/') {
                    true => What::Directory,
                    false => What::File(content.ok_or_else(|| cut_short(name, tar.len))?),
                }
            }
            tar::EntryType::Directory => What::Directory,
            tar::EntryType::Symlink => What::Symlink(link),
            tar::EntryType::Link => What::HardLink(link),
            tar::EntryType::XGlobalHeader => continue,
            _ => What::Other,
        };
        path = sparse.unwrap_or(path);
        each(Member { name: path, what, marks }, room)?;
    }
}

fn cut_short(name: &str, len: u64) -> Trouble {
    Trouble::new(format!("{name} is a tar archive and cut short at byte {len}"), AGAIN)
}

/// The true name of a sparse file of the POSIX form, whose content is not what it seems.
fn pax_sparse<R: Read>(entry: &mut tar::Entry<'_, R>) -> Option<String> {
    let extensions = entry.pax_extensions().ok()??;
    let mut sparse = false;
    let mut name = None;
    for extension in extensions.flatten() {
        let key = extension.key_bytes();
        sparse |= key.starts_with(b"GNU.sparse.");
        if key == b"GNU.sparse.name" {
            name = Some(String::from_utf8_lossy(extension.value_bytes()).into_owned());
        }
    }
    let seeming = || String::from_utf8_lossy(&entry.path_bytes()).into_owned();
    sparse.then(|| name.unwrap_or_else(seeming))
}

/// A stretch read from its beginning.
struct Reader {
    source: FileSource,
    at: u64,
    /// Whether more was asked for than there is.
    ended: bool,
    fuel: Rc<Cell<u64>>,
}

impl Reader {
    fn new(stretch: &Stretch) -> Self {
        let fuel = Rc::new(Cell::new(u64::MAX));
        Self { source: FileSource::of(stretch.clone()), at: 0, ended: false, fuel }
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.source.len().saturating_sub(self.at);
        let len = left.min(into.len() as u64) as usize;
        self.ended |= len == 0 && !into.is_empty();
        let fuel = self.fuel.get().checked_sub(len as u64);
        self.fuel.set(fuel.ok_or_else(|| io::Error::other(ENDLESS))?);
        let bytes = self.source.lend(self.at, len).map_err(io::Error::other)?;
        into[..len].copy_from_slice(&bytes);
        self.at += len as u64;
        Ok(len)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.source.len().checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::other("there is no such place"))?;
        Ok(self.at)
    }
}

/// A reader of packed bytes that knows how far it has come.
trait Unpack: Read {
    /// The place in the packed bytes, and whether more were asked for than there are.
    fn place(&self) -> (u64, bool);
}

fn place(packed: &BufReader<Reader>) -> (u64, bool) {
    (packed.get_ref().at - packed.buffer().len() as u64, packed.get_ref().ended)
}

impl Unpack for MultiGzDecoder<BufReader<Reader>> {
    fn place(&self) -> (u64, bool) {
        place(self.get_ref())
    }
}

/// What a row of zstd frames was before packing. Tools that pack in pieces write many, and some
/// to be skipped.
struct Frames {
    packed: BufReader<Reader>,
    frame: FrameDecoder,
    within: bool,
}

impl Unpack for Frames {
    fn place(&self) -> (u64, bool) {
        place(&self.packed)
    }
}

impl Read for Frames {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.within {
                let read = self.read_frame(into)?;
                if read > 0 {
                    return Ok(read);
                }
                self.within = false;
            }
            if self.packed.fill_buf()?.is_empty() {
                return Ok(0);
            }
            match self.frame.reset(&mut self.packed) {
                Ok(()) => self.within = true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped = io::copy(&mut (&mut self.packed).take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }
}

impl Frames {
    fn read_frame(&mut self, into: &mut [u8]) -> io::Result<usize> {
        use ruzstd::decoding::BlockDecodingStrategy::UptoBlocks;
        while self.frame.can_collect() == 0 && !self.frame.is_finished() {
            let done = self.frame.decode_blocks(&mut self.packed, UptoBlocks(1));
            done.map_err(|error| io::Error::other(Box::<dyn Error + Send + Sync>::from(error)))?;
        }
        let read = self.frame.read(into)?;
        if read == 0 && !into.is_empty() {
            let promised = self.frame.get_checksum_from_data();
            if promised.is_some() && promised != self.frame.get_calculated_checksum() {
                return Err(io::Error::other("the checksum is wrong"));
            }
        }
        Ok(read)
    }
}
