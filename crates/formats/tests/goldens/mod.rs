//! The files of `tests/golden/`; its README says how each was made.

use std::path::Path;

/// A file and its name.
pub(crate) struct Golden {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// All of them, by name.
#[expect(clippy::expect_used, reason = "a test without its goldens has failed")]
pub(crate) fn all() -> Vec<Golden> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut goldens: Vec<Golden> = std::fs::read_dir(&directory)
        .expect("the directory of goldens")
        .map(|entry| entry.expect("an entry of the directory").path())
        .filter(|path| path.extension().is_none_or(|extension| extension != "md"))
        .map(|path| Golden {
            name: path.file_name().expect("a name").to_string_lossy().into_owned(),
            bytes: std::fs::read(&path).expect("a golden"),
        })
        .collect();
    goldens.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!goldens.is_empty(), "no goldens in {}", directory.display());
    goldens
}
