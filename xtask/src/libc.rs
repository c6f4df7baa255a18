//! What the C libraries of distributions call: their packages, fetched and unpacked, and landfall's own analysis
//! of them, as three tables.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::apt::Apt;
use crate::cache;
use crate::product;
use crate::roots;

/// The tables. The first names the packages; the others are made of them.
pub const TABLES: [&str; 3] = ["libc-packages.csv", "libc-call-sets.csv", "libc-calls.csv"];

/// The suites of Debian's releases.
const SUITES: &[(&str, &str)] = &[("11", "bullseye"), ("12", "bookworm"), ("13", "trixie")];

/// A row of the table of packages.
struct Package {
    key: String,
    name: String,
    release: String,
    arch: String,
    package: String,
    version: String,
    sha256: String,
    from: String,
}

/// The three tables anew, from the one that names the packages.
pub fn tables(data: &Path, docker_alpine: Option<&Path>) -> Result<[String; 3], String> {
    let landfall = product::build()?;
    let made = cache::scratch_for(&cache::folder("libc")?.join("tables"))?;
    let read = |file: PathBuf| {
        fs::read_to_string(&file).map_err(|e| format!("could not read {}: {e}", file.display()))
    };
    let text = read(data.join(TABLES[0]))?;
    let mut lines = Vec::new();
    let mut targets = Vec::new();
    for line in text.lines() {
        let mut package = match Package::read(line) {
            Some(package) => package,
            None => {
                lines.push(line.to_owned());
                continue;
            }
        };
        let root = match (package.name.as_str(), docker_alpine) {
            ("debian", _) => Some(package.of_debian()?),
            ("alpine", Some(clone)) => Some(package.of_alpine(clone)?),
            _ => None,
        };
        if let Some(root) = root {
            println!("{}:{} {}: {}", package.name, package.release, package.arch, package.version);
            targets.push(format!("{}=rootfs:{}", package.key, root.display()));
        }
        lines.push(package.written());
    }
    let packages = lines.join("\n") + "\n";
    let place = made.join(TABLES[0]);
    fs::write(&place, &packages)
        .map_err(|e| format!("could not write {}: {e}", place.display()))?;
    let mut tabulate = Command::new(landfall);
    tabulate.arg("--tables").arg(&made).args(["seccomp", "tabulate"]);
    println!("{}", cache::output_of(tabulate.args(targets).arg("--output").arg(&made))?.trim());
    Ok([packages, read(made.join(TABLES[1]))?, read(made.join(TABLES[2]))?])
}

impl Package {
    /// A row; nothing of what is no row.
    fn read(line: &str) -> Option<Self> {
        let fields: Vec<String> = line.split(',').map(str::to_owned).collect();
        let [key, name, release, arch, package, version, sha256, from] =
            <[String; 8]>::try_from(fields).ok()?;
        let is_row = !line.starts_with('#') && key != "key";
        is_row.then_some(Self { key, name, release, arch, package, version, sha256, from })
    }

    fn written(&self) -> String {
        let Self { key, name, release, arch, package, version, sha256, from } = self;
        format!("{key},{name},{release},{arch},{package},{version},{sha256},{from}")
    }

    /// The newest package of Debian with all that it depends on, unpacked; the row says which it is.
    fn of_debian(&mut self) -> Result<PathBuf, String> {
        let suite = SUITES.iter().find(|(release, _)| *release == self.release);
        let (_, suite) =
            suite.ok_or_else(|| format!("could not find the suite of debian:{}", self.release))?;
        let arch = if self.arch == "386" { "i386" } else { &self.arch };
        let apt = Apt::fresh(suite, arch)?;
        let archives = self.scratch("archives")?;
        let root = self.scratch("root")?;
        for package in apt.download_closure(&[&self.package], &archives)? {
            roots::unpack(&package, &root)?;
        }
        self.version = apt.version(&self.package)?;
        self.from = format!("Debian {suite} package index: {arch}");
        self.sha256 = hash_of(&root, "libc.so.6")?;
        cache::discard(&archives)?;
        Ok(root)
    }

    /// The root filesystem of Alpine's image, out of a clone of the repository that keeps them.
    fn of_alpine(&mut self, clone: &Path) -> Result<PathBuf, String> {
        let arch = match self.arch.as_str() {
            "amd64" => "x86_64",
            "arm64" => "aarch64",
            "386" => "x86",
            other => other,
        };
        let git = |arguments: &[&str]| {
            let mut git = Command::new("git");
            git.arg("-C").arg(clone).args(arguments);
            git
        };
        let branch = format!("v{}", self.release);
        let commit = cache::output_of(&mut git(&["rev-parse", "--short=7", &branch]))?;
        let files = cache::output_of(&mut git(&["ls-tree", "-r", "--name-only", &branch]))?;
        let is_root = |file: &&str| file.starts_with(&format!("{arch}/alpine-minirootfs-"));
        let file = files.lines().find(is_root).ok_or_else(|| {
            format!("could not find a root filesystem of {arch} in {branch} of {}", clone.display())
        })?;
        let mut show = git(&["show", &format!("{branch}:{file}")])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("could not start git: {e}"))?;
        let root = self.scratch("root")?;
        let tar = show.stdout.take().map_or_else(Stdio::null, Stdio::from);
        let mut unpack = Command::new("tar");
        unpack.args(["--extract", "--gzip", "--file", "-", "--directory"]).arg(&root);
        cache::output_of(unpack.args(["./lib", "./usr/lib"]).stdin(tar))?;
        match show.wait() {
            Ok(status) if status.success() => {}
            _ => return Err(format!("git could not show {file}")),
        }
        let installed = fs::read_to_string(root.join("lib/apk/db/installed"))
            .map_err(|e| format!("could not read what is installed in {file}: {e}"))?;
        self.version = version_of(&installed, &self.package)
            .ok_or_else(|| format!("{} is not installed in {file}", self.package))?;
        self.from = format!("docker-alpine {branch}@{} {file}", commit.trim());
        self.sha256 = hash_of(&root, "ld-musl-")?;
        Ok(root)
    }

    fn scratch(&self, what: &str) -> Result<PathBuf, String> {
        cache::scratch_for(&cache::folder("libc")?.join(format!("{}-{what}", self.key)))
    }
}

/// The version of a package in the database of apk.
fn version_of(installed: &str, package: &str) -> Option<String> {
    let entry = installed
        .split("\n\n")
        .find(|entry| entry.lines().any(|line| line.strip_prefix("P:") == Some(package)))?;
    entry.lines().find_map(|line| line.strip_prefix("V:")).map(str::to_owned)
}

/// The hash of the file whose name begins so, where libraries lie.
fn hash_of(root: &Path, name: &str) -> Result<String, String> {
    for folder in ["lib", "usr/lib"] {
        let mut open = vec![root.join(folder)];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok) {
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                if is_folder && entry.file_name().to_string_lossy().contains("-linux-gnu") {
                    open.push(entry.path());
                } else if entry.file_name().to_string_lossy().starts_with(name) {
                    let hash = cache::output_of(Command::new("sha256sum").arg(entry.path()))?;
                    return Ok(hash.split(' ').next().unwrap_or_default().to_owned());
                }
            }
        }
    }
    Err(format!("could not find {name} in {}", root.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_written_as_it_was_read() {
        let row = "d12x,debian,12,amd64,libc6,2.36-9,abc,somewhere";
        assert_eq!(Package::read(row).map(|one| one.written()).as_deref(), Some(row));
        for line in
            ["# note a,b,c,d,e,f,g", "key,name,release,arch,package,version,sha256,from", ""]
        {
            assert!(Package::read(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_version_is_that_of_the_package_and_of_no_other() {
        let installed = "P:musl-utils\nV:1.2.3-r4\n\nC:x\nP:musl\nV:1.2.5-r0\n\nP:zlib\nV:1.3\n";
        assert_eq!(version_of(installed, "musl").as_deref(), Some("1.2.5-r0"));
        assert_eq!(version_of(installed, "glibc"), None);
    }
}
