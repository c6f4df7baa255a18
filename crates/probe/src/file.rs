//! An open file as a source of bytes: read where asked, a block ahead, never as a whole.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use landfall_formats::{ReadError, Source};

/// Readers ask for many small things that lie close together.
const BLOCK: u64 = 1 << 14;

/// An open file.
pub(crate) struct FileSource {
    file: File,
    len: u64,
    ahead: RefCell<Ahead>,
}

#[derive(Default)]
struct Ahead {
    offset: u64,
    bytes: Vec<u8>,
}

impl FileSource {
    /// The file as it is long now.
    pub(crate) fn new(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file, len, ahead: RefCell::default() })
    }

    fn read(&self, offset: u64, into: &mut [u8]) -> Result<(), ReadError> {
        let mut file = &self.file;
        let done = file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(into));
        done.map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                ReadError::damaged(offset, "the file became shorter while it was read")
            }
            _ => ReadError::Io { offset, error: crate::world::plain(&error) },
        })
    }
}

impl Source for FileSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn lend(&self, offset: u64, len: usize) -> Result<Cow<'_, [u8]>, ReadError> {
        let mut ahead = self.ahead.borrow_mut();
        if len as u64 > BLOCK / 4 {
            let mut bytes = vec![0; len];
            self.read(offset, &mut bytes)?;
            return Ok(Cow::Owned(bytes));
        }
        let within = |ahead: &Ahead| {
            let start = usize::try_from(offset.checked_sub(ahead.offset)?).ok()?;
            ahead.bytes.get(start..start + len).map(<[u8]>::to_vec)
        };
        if let Some(bytes) = within(&ahead) {
            return Ok(Cow::Owned(bytes));
        }
        ahead.bytes.resize(BLOCK.min(self.len.saturating_sub(offset)) as usize, 0);
        ahead.offset = offset;
        if let Err(error) = self.read(offset, &mut ahead.bytes) {
            ahead.bytes.clear();
            return Err(error);
        }
        within(&ahead).map(Cow::Owned).ok_or_else(|| {
            ReadError::damaged(offset, format!("{len} bytes are promised, the file ends before"))
        })
    }

    fn fill(&self, offset: u64, buffer: &mut [u8]) -> Result<(), ReadError> {
        self.read(offset, buffer)
    }
}
