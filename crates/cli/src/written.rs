//! Files that landfall writes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file as a whole or not at all.
pub(crate) fn write(file: &Path, text: impl AsRef<[u8]>) -> Result<(), String> {
    let mut whole = Whole::create(file)?;
    match whole.write_all(text.as_ref()) {
        Ok(()) => whole.keep(),
        Err(error) => Err(could_not(file, &error)),
    }
}

/// A file that is written bit by bit beside its place, and put there once it is whole. One that is not kept is gone.
pub(crate) struct Whole {
    file: File,
    beside: PathBuf,
    place: PathBuf,
    /// As the user named it.
    named: PathBuf,
    is_kept: bool,
}

impl Whole {
    pub(crate) fn create(named: &Path) -> Result<Self, String> {
        // What a link leads to is meant, not the link.
        let place = named.canonicalize().unwrap_or_else(|_| named.to_path_buf());
        let before = fs::metadata(&place).map(|there| there.permissions());
        let created = beside(&place).and_then(|(file, beside)| {
            // Who may run a script may still run it.
            if let Ok(permissions) = before {
                file.set_permissions(permissions)?;
            }
            Ok((file, beside))
        });
        let (file, beside) = created.map_err(|error| could_not(named, &error))?;
        Ok(Self { file, beside, place, named: named.to_path_buf(), is_kept: false })
    }

    /// Puts it in its place.
    pub(crate) fn keep(mut self) -> Result<(), String> {
        let done = self.file.sync_all().and_then(|()| fs::rename(&self.beside, &self.place));
        self.is_kept = done.is_ok();
        done.map_err(|error| could_not(&self.named, &error))
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        if !self.is_kept {
            // That it could not be written is what is told.
            let _ = fs::remove_file(&self.beside);
        }
    }
}

/// A new file beside a place. In a container each process may have the number of one that was killed and left its
/// file: then another name is taken.
fn beside(place: &Path) -> io::Result<(File, PathBuf)> {
    let number = std::process::id();
    let mut tries = 0;
    loop {
        let mut name = place.file_name().unwrap_or_default().to_owned();
        match tries {
            0 => name.push(format!(".{number}.new")),
            more => name.push(format!(".{number}-{more}.new")),
        }
        let beside = place.with_file_name(name);
        match File::create_new(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < 100 => tries += 1,
            created => return created.map(|file| (file, beside)),
        }
    }
}

fn could_not(file: &Path, error: &io::Error) -> String {
    format!("could not write {}: {error}", file.display())
}
