//! What was built before, by what it was built from.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::Hasher as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use landfall_probe::roots::Roots;
use serde::{Deserialize, Serialize};

use super::toolchain::Toolchain;
use crate::written;

/// What is written down of a product.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// What it was built from.
    key: String,
    /// Its size, and when it was written: another may have put another in its place.
    size: u64,
    written: u128,
    /// How long it took, in seconds.
    pub(crate) seconds: f64,
}

/// What all builds of a module are made of: its files and the environment.
pub(crate) struct Inputs(Digest);

impl Inputs {
    /// Those of a module, but for the products themselves. Nobody can tell them where a file cannot be read: then nothing is kept.
    pub(crate) fn of(roots: &Roots, products: &Path) -> Option<Self> {
        let mut digest = Digest::new();
        for dir in roots.local_dirs() {
            let dir = fs::canonicalize(dir).ok()?;
            digest.tree(&dir, products).ok()?;
        }
        let matters = |name: &str| {
            ["GO", "CGO_", "PKG_CONFIG"].iter().any(|start| name.starts_with(start))
                || ["CC", "CXX", "FC", "AR", "CPATH", "LIBRARY_PATH", "C_INCLUDE_PATH", "PATH"]
                    .contains(&name)
        };
        let mut env: Vec<(String, String)> = env::vars_os()
            .filter_map(|(name, value)| {
                Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
            })
            .filter(|(name, _)| matters(name))
            .collect();
        env.sort();
        env.iter().for_each(|(name, value)| digest.text(&format!("{name}={value}")));
        Some(Self(digest))
    }

    /// What one build is made of: these, a Go, and a command with its environment.
    pub(crate) fn key(
        &self,
        go: &Toolchain,
        (env, words): &(Vec<(String, String)>, Vec<String>),
        compiler: Option<&str>,
    ) -> String {
        let mut digest = self.0.clone();
        digest.text(&go.version.to_string());
        digest.text(&go.goroot);
        // What `go env -w` keeps, and what a distribution sets for all.
        for file in [Path::new(&go.goenv), &Path::new(&go.goroot).join("go.env")] {
            digest.text(&fs::read_to_string(file).unwrap_or_default());
        }
        env.iter().for_each(|(name, value)| digest.text(&format!("{name}={value}")));
        // A compiler of the same name may be another one today.
        if let Some(compiler) = compiler {
            digest.text(&compiler_version(compiler));
        }
        words.iter().for_each(|word| digest.text(word));
        digest.name()
    }
}

fn compiler_version(command: &str) -> String {
    let mut words = command.split_whitespace();
    let Some(program) = words.next() else { return String::new() };
    let output = Command::new(program).args(words).arg("--version").output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

/// Where it is written down what a product was built from.
pub(super) fn note(product: &Path) -> PathBuf {
    let mut name = product.file_name().unwrap_or_default().to_owned();
    name.push(".built.json");
    product.with_file_name(name)
}

/// The product of the same inputs, if it still lies there.
pub(crate) fn find(product: &Path, key: &str) -> Option<Kept> {
    let kept: Kept = serde_json::from_slice(&fs::read(note(product)).ok()?).ok()?;
    let (size, written) = look(product)?;
    (kept.key == key && kept.size == size && kept.written == written).then_some(kept)
}

/// Writes down what a product was built from.
pub(crate) fn keep(product: &Path, key: &str, seconds: f64) -> Result<(), String> {
    let Some((size, written)) = look(product) else { return Ok(()) };
    let kept = Kept { key: key.to_owned(), size, written, seconds };
    let text = serde_json::to_string(&kept).unwrap_or_default();
    written::write(&note(product), text)
}

/// Forgets a product that is about to be built again.
pub(crate) fn forget(product: &Path) {
    // What is not there need not be forgotten.
    let _ = fs::remove_file(note(product));
}

fn look(product: &Path) -> Option<(u64, u128)> {
    let there = fs::metadata(product).ok()?;
    let written = there.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((there.len(), written.as_nanos()))
}

/// A name for contents: two sums of 64 bits that begin differently.
#[derive(Clone)]
struct Digest([DefaultHasher; 2]);

impl Digest {
    fn new() -> Self {
        let mut digest = Self([DefaultHasher::new(), DefaultHasher::new()]);
        digest.0[1].write(b"another beginning");
        digest
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.iter_mut().for_each(|one| one.write(bytes));
    }

    fn text(&mut self, text: &str) {
        self.bytes(&text.len().to_le_bytes());
        self.bytes(text.as_bytes());
    }

    /// The files of a directory, in the order of their names. Of a work tree's history the commit counts.
    fn tree(&mut self, dir: &Path, products: &Path) -> std::io::Result<()> {
        let mut entries: Vec<_> = fs::read_dir(dir)?.collect::<Result<_, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (name, kind) = (entry.file_name(), entry.file_type()?);
            self.text(&name.to_string_lossy());
            match () {
                () if entry.path() == products => {}
                () if name == ".git" => self.commit(&entry.path()),
                () if kind.is_dir() => self.tree(&entry.path(), products)?,
                // What a link leads to, if it leads to a file.
                () if kind.is_file() || entry.path().is_file() => self.file(&entry.path())?,
                () => {}
            }
        }
        self.text("end of a directory");
        Ok(())
    }

    fn commit(&mut self, git: &Path) {
        let read = |name: &str| fs::read_to_string(git.join(name)).unwrap_or_default();
        let head = read("HEAD");
        let branch = head.trim().strip_prefix("ref: ").map(read).unwrap_or_default();
        [head, branch, read("packed-refs")].iter().for_each(|text| self.text(text));
    }

    fn file(&mut self, file: &Path) -> std::io::Result<()> {
        let mut file = fs::File::open(file)?;
        self.bytes(&file.metadata()?.len().to_le_bytes());
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(()),
                count => self.bytes(&buffer[..count]),
            }
        }
    }

    fn name(&self) -> String {
        use std::hash::Hasher as _;
        self.0.iter().map(|one| format!("{:016x}", one.finish())).collect()
    }
}
