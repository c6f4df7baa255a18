//! What a module is made of, in its directory or in its archive, and the sum of it that go.sum has
//! (`golang.org/x/mod/sumdb/dirhash`).

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::DeflateDecoder;
use landfall_formats::gocache::Indexed;
use landfall_formats::sha256::{base64, hex, sum};
use landfall_formats::{gosrc, zip};

use super::{could_not, read};

/// More the Go command takes neither of an archive nor of what is in it (`golang.org/x/mod/zip`).
const LARGEST: u64 = 500 << 20;

/// The files of a module.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The sum of each, by its path in the module.
    sums: BTreeMap<String, [u8; 32]>,
    /// What each file of Go says that the index of a module has too.
    pub(super) go: Vec<Indexed>,
    name: String,
}

impl Contents {
    /// Those in a directory. It fails where something could not be read, or is neither file nor directory.
    pub(super) fn of_dir(dir: &Path, name: &str) -> Result<Self, String> {
        let mut contents = Self { name: name.to_owned(), ..Self::default() };
        let mut dirs = vec![(dir.to_path_buf(), String::new())];
        while let Some((dir, below)) = dirs.pop() {
            let failed = |error: std::io::Error| could_not(&dir, &error);
            for entry in fs::read_dir(&dir).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let path = entry.path();
                let Ok(name) = entry.file_name().into_string() else {
                    return Err(format!("the name of {} is no text", path.display()));
                };
                let name = match below.as_str() {
                    "" => name,
                    below => format!("{below}/{name}"),
                };
                match entry.file_type().map_err(failed)? {
                    kind if kind.is_dir() => dirs.push((path, name)),
                    _ => contents.take(&name, &read(&path, LARGEST)?),
                }
            }
        }
        Ok(contents)
    }

    /// Those in an archive; `None` where it is broken.
    pub(super) fn of_archive(file: &Path, name: &str) -> Result<Option<Self>, String> {
        let bytes = read(file, LARGEST)?;
        Ok(Self::of_bytes(&bytes, name))
    }

    fn of_bytes(bytes: &[u8], name: &str) -> Option<Self> {
        let mut contents = Self { name: name.to_owned(), ..Self::default() };
        let mut left = LARGEST;
        for member in zip::members(bytes)? {
            let below = member.name.strip_prefix(name)?.strip_prefix('/')?;
            let size = u64::from(member.sizes.1);
            left = left.checked_sub(size)?;
            let packed = member.packed(bytes)?;
            let mut unpacked = Vec::new();
            if member.is_stored {
                unpacked.extend_from_slice(packed);
            } else {
                DeflateDecoder::new(packed).take(size + 1).read_to_end(&mut unpacked).ok()?;
            }
            if unpacked.len() as u64 != size {
                return None;
            }
            contents.take(below, &unpacked);
        }
        Some(contents)
    }

    fn take(&mut self, name: &str, bytes: &[u8]) {
        self.sums.insert(name.to_owned(), sum(bytes));
        let (dir, file) = name.rsplit_once('/').unwrap_or(("", name));
        if !file.ends_with(".go") || file.starts_with(['_', '.']) {
            return;
        }
        let read = gosrc::read(bytes);
        self.go.push(Indexed {
            dir: dir.to_owned(),
            name: file.to_owned(),
            package: read.package.map(|(name, _)| name.to_owned()).unwrap_or_default(),
            imports: read.imports.iter().map(|import| import.path.to_string()).collect(),
            is_broken: !read.faults.is_empty(),
        });
    }

    /// The sum as a line of go.sum has it.
    pub(super) fn sum(&self) -> String {
        // The names count with the module's, and sort as they stand there.
        let lines: BTreeMap<String, &[u8; 32]> =
            self.sums.iter().map(|(name, sum)| (format!("{}/{name}", self.name), sum)).collect();
        let text: String =
            lines.iter().map(|(name, sum)| format!("{}  {name}\n", hex(&sum[..]))).collect();
        format!("h1:{}", base64(&sum(text.as_bytes())))
    }

    /// In what these differ from what should be there, in words: the first file, and how many more.
    pub(super) fn difference(&self, right: &Self) -> String {
        let other = right.sums.iter().filter_map(|(name, sum)| match self.sums.get(name) {
            Some(there) if there == sum => None,
            Some(_) => Some(format!("{name} was changed")),
            None => Some(format!("{name} is not there")),
        });
        let more = self.sums.keys().filter(|name| !right.sums.contains_key(*name));
        let all: Vec<String> =
            other.chain(more.map(|name| format!("{name} was put there"))).collect();
        match all.split_first() {
            Some((first, [])) => first.clone(),
            Some((first, more)) => format!("{first}, and {} more", more.len()),
            None => "nothing differs".to_owned(),
        }
    }
}

/// The sum that go.sum has of a go.mod alone.
pub(super) fn sum_of_gomod(file: &Path) -> Result<String, String> {
    let text = format!("{}  go.mod\n", hex(&sum(&read(file, LARGEST)?)));
    Ok(format!("h1:{}", base64(&sum(text.as_bytes()))))
}

/// Where the module cache has the files of a module's version: its directory, and the beginning of the names of what
/// was fetched.
pub(super) fn places(cache: &Path, path: &str, version: &str) -> (PathBuf, PathBuf) {
    let (path, version) = (crate::roots::escaped(path), crate::roots::escaped(version));
    let fetched = cache.join("cache/download").join(&path).join("@v").join(&version);
    (cache.join(format!("{path}@{version}")), fetched)
}
