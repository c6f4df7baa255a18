//! Removes what is to go, by its name and nothing beside it: below the cache that it is of, and through no link.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use landfall_facts::{Kept, Stale, StaleFault};

/// Removes all that was found.
pub(crate) fn remove(kept: &mut Kept) {
    let (build, modules) = (kept.build_cache.clone(), kept.module_cache.clone());
    for stale in &mut kept.stale {
        let root = match stale.fault {
            StaleFault::Module => modules.clone(),
            StaleFault::Index | StaleFault::Damaged | StaleFault::Headers => build.clone(),
            // A product is named by itself.
            StaleFault::Linked => None,
        };
        stale.removed = Some(of(stale, root.as_deref().map(Path::new)));
    }
}

fn of(stale: &Stale, root: Option<&Path>) -> Result<(), String> {
    // All of it is looked at before any of it goes.
    for file in &stale.removes {
        let file = Path::new(file);
        let root = root.or_else(|| file.parent()).unwrap_or(file);
        is_plainly_below(file, root)?;
    }
    for file in &stale.removes {
        let file = Path::new(file);
        let done = match fs::symlink_metadata(file) {
            Ok(there) if there.is_dir() => directory(file),
            Ok(_) => fs::remove_file(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        };
        done.map_err(|error| {
            format!("could not remove {}: {}", file.display(), landfall_probe::plain(&error))
        })?;
    }
    Ok(())
}

/// Fails where a path leads out of a directory, or through a link on its way from there.
fn is_plainly_below(file: &Path, root: &Path) -> Result<(), String> {
    let out_of = || format!("{} is not below {}", file.display(), root.display());
    let below = file.strip_prefix(root).map_err(|_| out_of())?;
    if below.as_os_str().is_empty() || !root.is_absolute() {
        return Err(out_of());
    }
    let mut path = root.to_path_buf();
    for part in below.components() {
        let Component::Normal(name) = part else { return Err(out_of()) };
        path.push(name);
        match fs::symlink_metadata(&path) {
            Ok(there) if there.is_symlink() => {
                return Err(format!("{} is a symbolic link: it is left alone", path.display()));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => {
                return Err(format!(
                    "could not look at {}: {}",
                    path.display(),
                    landfall_probe::plain(&error)
                ));
            }
        }
    }
    Ok(())
}

/// Removes a directory of the module cache, whose directories may not be written to. It goes from its place at once:
/// a Go command that looks meanwhile finds all of it or none.
fn directory(dir: &Path) -> io::Result<()> {
    let mut name = dir.file_name().unwrap_or_default().to_owned();
    name.push(format!(".landfall-{}", std::process::id()));
    let aside = dir.with_file_name(name);
    fs::rename(dir, &aside)?;
    let mut dirs: Vec<PathBuf> = vec![aside.clone()];
    while let Some(dir) = dirs.pop() {
        writable(&dir)?;
        for entry in fs::read_dir(&dir)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                dirs.push(entry.path());
            }
        }
    }
    fs::remove_dir_all(&aside)
}

#[cfg(unix)]
fn writable(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn writable(_: &Path) -> io::Result<()> {
    Ok(())
}
