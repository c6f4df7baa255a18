//! Where a file lies, however its path was typed: code scanning knows a file by its place below the
//! root of the repository.

use std::path::{self, MAIN_SEPARATOR_STR, Path, PathBuf};
use std::{env, fs};

use landfall_report::Place;

/// The root of the repository that we were started in; without one, where we were started.
pub(crate) fn root() -> Option<PathBuf> {
    let here = fs::canonicalize(env::current_dir().ok()?).ok()?;
    // In a second work tree `.git` is a file.
    let root = here.ancestors().find(|dir| dir.join(".git").exists());
    Some(root.unwrap_or(&here).to_path_buf())
}

/// The place of a file that the user named, below the root or elsewhere.
pub(crate) fn of(file: &str, root: Option<&Path>) -> Place {
    let path = settled(Path::new(file));
    let shown = |path: &Path| path.display().to_string().replace(MAIN_SEPARATOR_STR, "/");
    match root.and_then(|root| path.strip_prefix(root).ok()) {
        Some(below) if below.as_os_str().is_empty() => Place::Below(".".to_owned()),
        Some(below) => Place::Below(shown(below)),
        // Windows writes so before a path that is settled.
        None => Place::Elsewhere(shown(&path).trim_start_matches("//?/").to_owned()),
    }
}

/// The whole path with the links on its way followed. The file's own name stays, for a link to a
/// program is that program.
fn settled(typed: &Path) -> PathBuf {
    let whole = path::absolute(typed).unwrap_or_else(|_| typed.to_path_buf());
    let settled = match (whole.parent(), whole.file_name()) {
        (Some(folder), Some(name)) => fs::canonicalize(folder).map(|folder| folder.join(name)),
        _ => fs::canonicalize(&whole),
    };
    // A folder that is not there leads nowhere else.
    settled.unwrap_or(whole)
}
