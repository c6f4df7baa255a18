//! The root filesystems of `truth/roots.csv`, unpacked from Debian's packages into the cache.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use crate::apt::Apt;
use crate::cache;
use crate::emulator;
use crate::table::{self, Table};

/// The columns of `truth/roots.csv`.
pub const COLUMNS: &[&str] =
    &["id", "suite", "arch", "merged", "packages", "after", "with", "named", "note"];

/// What `cargo xtask roots` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Only roots whose id fits this pattern, as in `bookworm-*`
    #[arg(long, value_name = "GLOB", default_value = "*")]
    only: String,
}

/// One root filesystem.
#[derive(Clone)]
pub struct Root {
    /// Its name in every table, and its folder in the cache.
    pub id: String,
    /// The architecture in Debian's words.
    pub arch: String,
    /// The target of landfall's tables that describes the same machine, if there is one.
    pub named: String,
    suite: String,
    merged: bool,
    packages: Vec<String>,
    after: Vec<String>,
    with: Vec<String>,
}

impl Root {
    /// All rows of `truth/roots.csv`.
    pub fn all() -> Result<Vec<Self>, String> {
        let table = Table::read(&table::truth_file("roots.csv"), COLUMNS)?;
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let read = |row: &[String]| Self {
            id: row[0].clone(),
            suite: row[1].clone(),
            arch: row[2].clone(),
            merged: row[3] == "yes",
            packages: words(&row[4]),
            after: words(&row[5]),
            with: words(&row[6]),
            named: row[7].clone(),
        };
        Ok(table.rows().map(read).collect())
    }

    /// Whether a program is to be tried in it.
    pub fn takes(&self, program: &str, arch: &str) -> bool {
        let named = self.with.is_empty() || self.with.iter().any(|with| table::fits(with, program));
        self.arch == arch && named
    }

    /// Whether it is one with the C library of Debian, and nothing made wrong.
    pub fn has_c_library(&self) -> bool {
        self.after.is_empty() && self.packages.iter().any(|package| package == "libc6")
    }

    /// Where the cache keeps it.
    pub fn folder(&self) -> Result<PathBuf, String> {
        Ok(cache::folder("roots")?.join(&self.id))
    }
}

/// Builds what is missing.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    emulator::fetch()?;
    let mut faults = 0;
    for root in Root::all()? {
        if !table::fits(&options.only, &root.id) {
            continue;
        }
        let folder = root.folder()?;
        if folder.exists() {
            println!("{}: there", root.id);
            continue;
        }
        match build(&root, &folder) {
            Ok(packages) => println!("{}: built from {packages} packages", root.id),
            Err(why) => {
                faults += 1;
                println!("{}: {why}", root.id);
            }
        }
    }
    Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn build(root: &Root, folder: &Path) -> Result<usize, String> {
    let scratch = cache::scratch_for(folder)?;
    let archives = cache::scratch_for(&folder.with_extension("archives"))?;
    if root.merged {
        merge_usr(&scratch)?;
    }
    let mut packages = Vec::new();
    if !root.packages.is_empty() {
        let (foreign, own): (Vec<&str>, Vec<&str>) =
            root.packages.iter().map(String::as_str).partition(|package| package.contains('/'));
        let asked: Vec<&str> = own
            .iter()
            .flat_map(|package| match *package {
                "@required" => vec!["?essential", "?priority(required)"],
                other => vec![other],
            })
            .collect();
        packages = Apt::of(&root.suite, &root.arch)?.download_closure(&asked, &archives)?;
        for package in foreign {
            packages.push(from_another_suite(package, &root.arch, &archives)?);
        }
    }
    for package in &packages {
        unpack(package, &scratch)?;
    }
    for step in &root.after {
        change(&scratch, step).map_err(|why| format!("could not do `{step}`: {why}"))?;
    }
    cache::discard(&archives)?;
    cache::keep(&scratch, folder)?;
    Ok(packages.len())
}

/// A package written as `suite/package`, without what it depends on.
fn from_another_suite(written: &str, arch: &str, archives: &Path) -> Result<PathBuf, String> {
    let (suite, package) = written.split_once('/').unwrap_or_default();
    let place = archives.join(suite).join(package);
    fs::create_dir_all(&place)
        .map_err(|e| format!("could not make the folder {}: {e}", place.display()))?;
    Apt::of(suite, arch)?.download(package, "", &place)
}

/// The links of a merged `/usr`, made before anything is unpacked, as an installer does.
fn merge_usr(root: &Path) -> Result<(), String> {
    for name in ["bin", "sbin", "lib", "lib32", "lib64", "libx32"] {
        let target = format!("usr/{name}");
        fs::create_dir_all(root.join(&target))
            .and_then(|()| symlink(&target, root.join(name)))
            .map_err(|e| format!("could not make /{name}: {e}"))?;
    }
    Ok(())
}

/// What a loader never looks at, and nobody should store.
const UNREAD: &[&str] = &[
    "./usr/share/doc",
    "./usr/share/icons",
    "./usr/share/info",
    "./usr/share/locale",
    "./usr/share/man",
];

/// Unpacks a package, without what a loader never looks at.
pub fn unpack(package: &Path, root: &Path) -> Result<(), String> {
    let mut reader = Command::new("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(package)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("could not start dpkg-deb: {e}"))?;
    let tar = reader.stdout.take().map_or_else(Stdio::null, Stdio::from);
    cache::output_of(
        Command::new("tar")
            .args(["--extract", "--keep-directory-symlink", "--file", "-", "--directory"])
            .arg(root)
            .args(UNREAD.iter().map(|folder| format!("--exclude={folder}")))
            .stdin(tar),
    )?;
    match reader.wait() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("dpkg-deb could not read {}", package.display())),
    }
}

/// One step of the column `after`.
fn change(root: &Path, step: &str) -> Result<(), String> {
    let mut words = step.split(':');
    let verb = words.next().unwrap_or_default();
    let subject = words.next().unwrap_or_default();
    let object = words.next().unwrap_or_default();
    let failed = |e: std::io::Error| e.to_string();
    match verb {
        "ldconfig" => {
            cache::output_of(Command::new("chroot").arg(root).arg("/sbin/ldconfig")).map(|_| ())
        }
        "say" => {
            let file = root.join(subject);
            fs::create_dir_all(file.parent().unwrap_or(root)).map_err(failed)?;
            fs::write(file, format!("{object}\n")).map_err(failed)
        }
        "move" => {
            fs::create_dir_all(root.join(object)).map_err(failed)?;
            for file in matching(root, subject)? {
                let name = file.file_name().unwrap_or_default();
                fs::rename(&file, root.join(object).join(name)).map_err(failed)?;
            }
            Ok(())
        }
        "drop" => {
            matching(root, subject)?.iter().try_for_each(|f| fs::remove_file(f).map_err(failed))
        }
        "empty" => {
            matching(root, subject)?.iter().try_for_each(|f| fs::write(f, "").map_err(failed))
        }
        _ => Err("nobody knows this step".to_owned()),
    }
}

/// The files of one folder whose names fit; not being there at all is fine.
fn matching(root: &Path, pattern: &str) -> Result<Vec<PathBuf>, String> {
    let (folder, name) = pattern.rsplit_once('/').unwrap_or((".", pattern));
    let entries = fs::read_dir(root.join(folder)).map_err(|e| format!("/{folder}: {e}"))?;
    Ok(entries
        .filter_map(Result::ok)
        .filter(|entry| table::fits(name, &entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        .collect())
}
