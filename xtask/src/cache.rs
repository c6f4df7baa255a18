//! The folder in which fetched programs and built root filesystems are kept between runs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of the cache, made if it is not there yet.
pub fn folder(name: &str) -> Result<PathBuf, String> {
    let folder = base()?.join(name);
    fs::create_dir_all(&folder)
        .map_err(|e| format!("could not make the folder {}: {e}", folder.display()))?;
    Ok(folder)
}

/// A fresh empty folder beside `place`, to be renamed to it once it is complete.
pub fn scratch_for(place: &Path) -> Result<PathBuf, String> {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let scratch = place.with_file_name(name);
    discard(&scratch)?;
    fs::create_dir_all(&scratch)
        .map_err(|e| format!("could not make the folder {}: {e}", scratch.display()))?;
    Ok(scratch)
}

/// Removes a folder with all in it, if it is there.
pub fn discard(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("could not remove {}: {e}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Gives a complete file or folder its name, all at once.
pub fn keep(scratch: &Path, place: &Path) -> Result<(), String> {
    fs::rename(scratch, place)
        .map_err(|e| format!("could not rename {} to {}: {e}", scratch.display(), place.display()))
}

/// The file in a folder that has only one.
pub fn only_file_in(folder: &Path) -> Result<PathBuf, String> {
    let mut entries =
        fs::read_dir(folder).map_err(|e| format!("could not list {}: {e}", folder.display()))?;
    match entries.next() {
        Some(Ok(entry)) => Ok(entry.path()),
        _ => Err("the client brought no file".to_owned()),
    }
}

/// What a command prints; its last complaint where it fails.
pub fn output_of(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|e| format!("could not start {name}: {e}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let last = complaint.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no word");
    Err(format!("{name} failed ({}): {last}", output.status))
}

fn base() -> Result<PathBuf, String> {
    if let Some(named) = env::var_os("LANDFALL_CACHE") {
        return Ok(named.into());
    }
    if let Some(xdg) = env::var_os("XDG_CACHE_HOME") {
        return Ok(PathBuf::from(xdg).join("landfall"));
    }
    env::home_dir()
        .map(|home| home.join(".cache/landfall"))
        .ok_or_else(|| "could not find a home folder; set LANDFALL_CACHE".to_owned())
}
