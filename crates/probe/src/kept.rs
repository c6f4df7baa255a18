//! What the Go command keeps, held against what it should be: modules against go.sum, indexes of modules against
//! their files, files of the build cache against their names. No link is followed, and no Go is asked.

mod contents;
mod modules;

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use landfall_formats::gocache::{self, Entry};
use landfall_formats::sha256::{Sha256, hex};

pub use self::modules::modules;

/// An entry of the build cache, and the file in which it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it says.
    pub entry: Entry,
    /// The file `HASH-a`.
    pub file: PathBuf,
}

/// The entry of an action whose name begins so. `None` where the build cache has none that the Go command would take.
pub fn entry(cache: &Path, action: &str) -> Result<Option<Found>, String> {
    let Some(two) = action.get(..2) else { return Ok(None) };
    let dir = cache.join(two);
    let listed = match fs::read_dir(&dir) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(could_not(&dir, &error)),
    };
    for one in listed {
        let one = one.map_err(|error| could_not(&dir, &error))?;
        let name = one.file_name();
        let is_it =
            name.to_str().is_some_and(|name| name.starts_with(action) && name.ends_with("-a"));
        if !is_it {
            continue;
        }
        let file = one.path();
        // An entry has 176 bytes.
        let text = read(&file, 4096)?;
        let entry = gocache::entry(&text).filter(|entry| entry.action.starts_with(action));
        return Ok(entry.map(|entry| Found { entry, file }));
    }
    Ok(None)
}

/// Where the build cache has what came of an action.
pub fn output(cache: &Path, entry: &Entry) -> PathBuf {
    cache.join(&entry.output[..2]).join(format!("{}-d", entry.output))
}

/// Whether what came of an action has other bytes than its name says, and as many. One that is gone, or shorter or
/// longer, the Go command passes over by itself.
pub fn is_damaged(cache: &Path, entry: &Entry) -> Result<bool, String> {
    let path = output(cache, entry);
    let Some(mut file) = plain_file(&path)? else { return Ok(false) };
    let length = file.metadata().map_err(|error| could_not(&path, &error))?.len();
    if length != entry.size {
        return Ok(false);
    }
    let mut sum = Sha256::default();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(|error| could_not(&path, &error))? {
            0 => return Ok(hex(&sum.end()) != entry.output),
            count => sum.add(&buffer[..count]),
        }
    }
}

/// Opens a file that is one itself; `None` where there is nothing.
fn plain_file(path: &Path) -> Result<Option<fs::File>, String> {
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_file() => {
            fs::File::open(path).map(Some).map_err(|error| could_not(path, &error))
        }
        Ok(there) if there.is_symlink() => Err(format!(
            "{} is a symbolic link, which the Go command makes none of",
            path.display()
        )),
        Ok(_) => Err(format!("{} is no file", path.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(could_not(path, &error)),
    }
}

/// The bytes of a file that is there and not larger than that.
fn read(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    let file = plain_file(path)?.ok_or_else(|| format!("{} is gone", path.display()))?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| could_not(path, &error))?;
    match bytes.len() as u64 > limit {
        true => Err(format!("{} is larger than {limit} bytes", path.display())),
        false => Ok(bytes),
    }
}

fn could_not(path: &Path, error: &io::Error) -> String {
    format!("could not look at {}: {}", path.display(), crate::plain(error))
}
