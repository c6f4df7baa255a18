//! An open file as a source of bytes: read where asked, a block ahead, never as a whole.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use landfall_formats::{ReadError, Source};

/// Readers ask for many small things that lie close together.
const BLOCK: u64 = 1 << 14;

/// An open file, or a stretch of one.
pub(crate) struct FileSource {
    stretch: Stretch,
    ahead: RefCell<Ahead>,
}

/// A stretch of an open file, which others may read too: hence the lock about seek and read.
#[derive(Debug, Clone)]
pub(crate) struct Stretch {
    file: Arc<Mutex<File>>,
    start: u64,
    /// Its length.
    pub(crate) len: u64,
}

#[derive(Default)]
struct Ahead {
    offset: u64,
    bytes: Vec<u8>,
}

impl Stretch {
    /// The file as it is long now.
    pub(crate) fn whole(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file: Arc::new(Mutex::new(file)), start: 0, len })
    }

    /// The `len` bytes of it from `offset` on, `None` if they are not all there.
    pub(crate) fn part(&self, offset: u64, len: u64) -> Option<Self> {
        let fits = offset.checked_add(len).is_some_and(|end| end <= self.len);
        fits.then(|| Self { file: Arc::clone(&self.file), start: self.start + offset, len })
    }

    fn read(&self, offset: u64, into: &mut [u8]) -> Result<(), ReadError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let start = SeekFrom::Start(self.start.saturating_add(offset));
        let done = file.seek(start).and_then(|_| file.read_exact(into));
        done.map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                ReadError::damaged(offset, "the file became shorter while it was read")
            }
            _ => ReadError::Io { offset, error: plain(&error) },
        })
    }
}

impl FileSource {
    /// The file as it is long now.
    pub(crate) fn new(file: File) -> io::Result<Self> {
        Ok(Self::of(Stretch::whole(file)?))
    }

    /// A stretch of a file.
    pub(crate) fn of(stretch: Stretch) -> Self {
        Self { stretch, ahead: RefCell::default() }
    }

    /// The stretch itself, to be shared.
    pub(crate) fn stretch(&self) -> &Stretch {
        &self.stretch
    }
}

impl Source for FileSource {
    fn len(&self) -> u64 {
        self.stretch.len
    }

    fn lend(&self, offset: u64, len: usize) -> Result<Cow<'_, [u8]>, ReadError> {
        let mut ahead = self.ahead.borrow_mut();
        if len as u64 > BLOCK / 4 {
            let mut bytes = vec![0; len];
            self.stretch.read(offset, &mut bytes)?;
            return Ok(Cow::Owned(bytes));
        }
        let within = |ahead: &Ahead| {
            let start = usize::try_from(offset.checked_sub(ahead.offset)?).ok()?;
            ahead.bytes.get(start..start + len).map(<[u8]>::to_vec)
        };
        if let Some(bytes) = within(&ahead) {
            return Ok(Cow::Owned(bytes));
        }
        ahead.bytes.resize(BLOCK.min(self.stretch.len.saturating_sub(offset)) as usize, 0);
        ahead.offset = offset;
        if let Err(error) = self.stretch.read(offset, &mut ahead.bytes) {
            ahead.bytes.clear();
            return Err(error);
        }
        within(&ahead).map(Cow::Owned).ok_or_else(|| {
            ReadError::damaged(offset, format!("{len} bytes are promised, the file ends before"))
        })
    }

    fn fill(&self, offset: u64, buffer: &mut [u8]) -> Result<(), ReadError> {
        self.stretch.read(offset, buffer)
    }
}

/// What the system said, without the number that Rust adds.
pub fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" (os error").unwrap_or(text.len());
    let mut text = text[..end].to_owned();
    if text.as_bytes().get(1).is_some_and(u8::is_ascii_lowercase) {
        text[..1].make_ascii_lowercase();
    }
    text
}
