//! Files that the build script packed, by their names. Who never asks for them never unpacks them.

use std::io::Read as _;
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;

/// The files of a folder of `data`.
pub(crate) struct Folder {
    packed: &'static [u8],
    files: OnceLock<Vec<(String, String)>>,
}

/// Seccomp profiles as container runtimes ship them.
pub(crate) static PROFILES: Folder =
    Folder::new(include_bytes!(concat!(env!("OUT_DIR"), "/profiles.packed")));

/// Simplified Chinese.
pub(crate) static CHINESE: Folder =
    Folder::new(include_bytes!(concat!(env!("OUT_DIR"), "/zh-CN.packed")));

impl Folder {
    const fn new(packed: &'static [u8]) -> Self {
        Self { packed, files: OnceLock::new() }
    }

    /// Each file: its name and its text.
    pub(crate) fn files(&self) -> &[(String, String)] {
        // A test unpacks all of them.
        self.files.get_or_init(|| unpacked(self.packed).unwrap_or_default())
    }

    /// The text of a file, with its name.
    pub(crate) fn file(&self, name: &str) -> Option<&(String, String)> {
        self.files().iter().find(|(known, _)| known == name)
    }
}

fn unpacked(packed: &[u8]) -> Option<Vec<(String, String)>> {
    let mut text = String::new();
    DeflateDecoder::new(packed).read_to_string(&mut text).ok()?;
    let (mut files, mut rest) = (Vec::new(), text.as_str());
    while !rest.is_empty() {
        let (name, behind) = rest.split_once('\n')?;
        let (length, behind) = behind.split_once('\n')?;
        let (file, behind) = behind.split_at_checked(length.parse().ok()?)?;
        files.push((name.to_owned(), file.to_owned()));
        rest = behind;
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_comes_out_as_it_went_in() {
        for (folder, name) in [(&PROFILES, "profiles"), (&CHINESE, "zh-CN")] {
            let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
            assert!(folder.files().len() > 10, "{name}");
            for (file, text) in folder.files() {
                assert_eq!(std::fs::read_to_string(data.join(file)).unwrap(), *text, "{file}");
            }
        }
    }

    #[test]
    fn what_is_cut_short_is_nothing() {
        assert!(unpacked(&PROFILES.packed[..PROFILES.packed.len() / 2]).is_none());
    }
}
