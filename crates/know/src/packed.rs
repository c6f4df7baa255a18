//! Files that the build script packed, by their names. Who never asks for one never unpacks it.

use std::io::Read as _;
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;

/// The files of a folder of `data`.
pub(crate) struct Folder {
    packed: &'static [u8],
    files: OnceLock<Vec<File>>,
}

/// A file.
pub(crate) struct File {
    /// Its name below the folder.
    pub(crate) name: &'static str,
    /// Its length in bytes.
    pub(crate) length: usize,
    packed: &'static [u8],
    text: OnceLock<String>,
}

/// Seccomp profiles as container runtimes ship them.
pub(crate) static PROFILES: Folder =
    Folder::new(include_bytes!(concat!(env!("OUT_DIR"), "/profiles.packed")));

/// The texts by which failures are known, their causes, and the sources of the texts: of each file of signatures the
/// parts `texts`, `causes` and `sources`, with a line of JSON for each signature.
pub(crate) static SIGNATURES: Folder =
    Folder::new(include_bytes!(concat!(env!("OUT_DIR"), "/signatures.packed")));

/// Tables that few questions need.
pub(crate) static TABLES: Folder =
    Folder::new(include_bytes!(concat!(env!("OUT_DIR"), "/tables.packed")));

/// Simplified Chinese: files as they are, and for each file of signatures a line of JSON for each of them.
pub(crate) static CHINESE: Folder =
    Folder::new(include_bytes!(concat!(env!("OUT_DIR"), "/zh-CN.packed")));

impl Folder {
    const fn new(packed: &'static [u8]) -> Self {
        Self { packed, files: OnceLock::new() }
    }

    /// Each file.
    pub(crate) fn files(&self) -> &[File] {
        // A test finds all of them.
        self.files.get_or_init(|| listed(self.packed).unwrap_or_default())
    }

    /// The file of a name.
    pub(crate) fn file(&self, name: &str) -> Option<&File> {
        self.files().iter().find(|file| file.name == name)
    }
}

impl File {
    /// What it says.
    pub(crate) fn text(&self) -> &str {
        // A test unpacks all of them.
        self.text.get_or_init(|| self.unpacked().unwrap_or_default())
    }

    fn unpacked(&self) -> Option<String> {
        let mut text = String::with_capacity(self.length);
        DeflateDecoder::new(self.packed).read_to_string(&mut text).ok()?;
        Some(text)
    }
}

fn listed(packed: &'static [u8]) -> Option<Vec<File>> {
    let (mut files, mut rest) = (Vec::new(), packed);
    let line = |rest: &mut &'static [u8]| -> Option<&'static str> {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let (line, behind) = rest.split_at(end);
        *rest = &behind[1..];
        std::str::from_utf8(line).ok()
    };
    while !rest.is_empty() {
        let name = line(&mut rest)?;
        let length = line(&mut rest)?.parse().ok()?;
        let short = line(&mut rest)?.parse().ok()?;
        let (packed, behind) = rest.split_at_checked(short)?;
        files.push(File { name, length, packed, text: OnceLock::new() });
        rest = behind;
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_comes_out_as_it_went_in() {
        for (folder, name) in [(&PROFILES, "profiles"), (&TABLES, ""), (&CHINESE, "zh-CN")] {
            let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
            assert!(folder.files().len() > 2, "{name}");
            // What the signatures say in Chinese is packed without the English.
            let as_it_is = |file: &&File| !file.name.starts_with("signatures/");
            for file in folder.files().iter().filter(as_it_is) {
                let whole = std::fs::read_to_string(data.join(file.name)).unwrap();
                assert_eq!((file.text(), file.length), (&*whole, whole.len()), "{}", file.name);
            }
        }
    }

    #[test]
    fn what_is_cut_short_is_nothing() {
        assert!(listed(&PROFILES.packed[..PROFILES.packed.len() / 2]).is_none());
        let short = &PROFILES.files()[0];
        let packed = &short.packed[..short.packed.len() / 2];
        let cut = File { name: "", length: short.length, packed, text: OnceLock::new() };
        assert!(cut.unpacked().is_none());
    }
}
