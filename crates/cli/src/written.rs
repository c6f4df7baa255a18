//! Files that landfall writes.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

/// Writes a file as a whole or not at all.
pub(crate) fn write(file: &Path, text: impl AsRef<[u8]>) -> Result<(), String> {
    // What a link leads to is meant, not the link.
    let named = file;
    let file = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = file.with_file_name(name);
    let before = fs::metadata(&file).map(|there| there.permissions());
    let written = File::create_new(&beside).and_then(|mut whole| {
        whole.write_all(text.as_ref())?;
        // Who may run a script may still run it.
        if let Ok(permissions) = before {
            whole.set_permissions(permissions)?;
        }
        whole.sync_all()?;
        fs::rename(&beside, &file)
    });
    if written.is_err() {
        // That it could not be written is what is told.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(|error| format!("could not write {}: {error}", named.display()))
}
