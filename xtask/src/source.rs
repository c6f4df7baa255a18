//! Real modules as `go list` reads them and as landfall does: which packages, in which directories,
//! which files of each, which imports; for every port, with and without cgo, by several releases.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use serde_json::{Deserializer, Value};

use crate::cache;
use crate::product;
use crate::table::{self, Table};
use crate::toolchains;

/// The columns of `truth/source.csv`.
pub const COLUMNS: &[&str] = &["name", "module", "version", "sum", "go", "note"];

/// What `cargo xtask source` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Only modules whose name fits this pattern
    #[arg(long, value_name = "GLOB", default_value = "*")]
    only: String,
    /// Only ports that fit this pattern, as in `linux/*`
    #[arg(long, value_name = "GLOB", default_value = "*")]
    port: String,
    /// A directory with a module instead of those of truth/source.csv: its go.work and vendor
    /// directory count as they lie there
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The releases to ask instead of those of truth/source.csv; may be given again
    #[arg(long, value_name = "RELEASE")]
    go: Vec<String>,
    /// The landfall to ask; built from this workspace if not given
    #[arg(long, value_name = "PATH")]
    landfall: Option<PathBuf>,
    /// Instead, hold what is read of each file against what Go's own parser reads
    #[arg(long, conflicts_with_all = ["port", "landfall"])]
    facts: bool,
}

/// One module, to be read by some releases.
struct Subject {
    name: String,
    module: String,
    version: String,
    sum: String,
    releases: Vec<String>,
}

/// Compares every module; it fails if anything differs.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    if options.facts {
        return facts(options);
    }
    let landfall = match &options.landfall {
        // It is started from the directories of modules.
        Some(path) => {
            fs::canonicalize(path).map_err(|e| format!("could not find {}: {e}", path.display()))?
        }
        None => product::build()?,
    };
    let mut total = Outcome::default();
    let (mut modules, mut builds) = (0, 0);
    for mut subject in subjects(options)? {
        if !table::fits(&options.only, &subject.name) {
            continue;
        }
        if !options.go.is_empty() {
            subject.releases.clone_from(&options.go);
        }
        modules += 1;
        for release in &subject.releases {
            let start = Instant::now();
            let go = Go { root: root_of(release)?, off: options.dir.is_none() };
            let dir = match &options.dir {
                Some(dir) => fs::canonicalize(dir)
                    .map_err(|e| format!("could not find {}: {e}", dir.display()))?,
                None => subject.fetch(&go)?,
            };
            let (outcome, asked) = compare_all(&go, &dir, &landfall, &options.port)?;
            builds += asked;
            for difference in outcome.differences.iter().take(MOST_SHOWN) {
                println!("differs: {} go{release} {difference}", subject.name);
            }
            println!(
                "{}: go{release}, {asked} builds, {} packages, {} files, {} differ ({:.0} s)",
                subject.shown(),
                outcome.packages,
                outcome.files,
                outcome.differences.len(),
                start.elapsed().as_secs_f64()
            );
            total.add(outcome);
        }
    }
    println!(
        "{modules} modules, {builds} builds: {} packages and {} files compared, {} differ",
        total.packages,
        total.files,
        total.differences.len()
    );
    if total.refused > 0 {
        println!(
            "{} more are imported only by programs that go does not link without cgo: not compared",
            total.refused
        );
    }
    // Nothing compared proves nothing.
    let is_good = total.differences.is_empty() && total.packages > 0;
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the test that reads all of a GOROOT with Go's parser beside ours, for each release, and with
/// the newest one for the modules.
fn facts(options: &Options) -> Result<ExitCode, String> {
    let mut trees: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for subject in subjects(options)? {
        if !table::fits(&options.only, &subject.name) {
            continue;
        }
        if subject.module == "std" {
            let newest = subject.releases.last().cloned().unwrap_or_default();
            for release in subject.releases {
                let root = root_of(&release)?;
                match release.starts_with("1.21.") {
                    // Its parser does not know all lines of `#cgo` yet: the newest reads it.
                    true => trees.entry(newest.clone()).or_default().push(root.join("src")),
                    false => drop(trees.entry(release).or_default()),
                }
            }
        } else if let Some(newest) = subject.releases.last() {
            let go = Go { root: root_of(newest)?, off: true };
            let dir = match &options.dir {
                Some(dir) => dir.clone(),
                None => subject.fetch(&go)?,
            };
            trees.entry(newest.clone()).or_default().push(dir);
        }
    }
    let mut is_good = !trees.is_empty();
    for (release, dirs) in trees {
        println!("Go {release}, and {} trees besides", dirs.len());
        let path = std::env::var_os("PATH").unwrap_or_default();
        let bin = root_of(&release)?.join("bin");
        let path = std::env::join_paths([bin].into_iter().chain(std::env::split_paths(&path)));
        let dirs = std::env::join_paths(&dirs);
        let named = |e: std::env::JoinPathsError| format!("could not name directories: {e}");
        let status = Command::new(env!("CARGO"))
            .args(["test", "--release", "--package", "landfall-formats", "--test", "gosrc"])
            .args(["every_file_of_goroot", "--", "--nocapture"])
            .env("PATH", path.map_err(named)?)
            .env("LANDFALL_GO_TREES", dirs.map_err(named)?)
            .env("GOTOOLCHAIN", "local")
            .env_remove("GOROOT")
            .status()
            .map_err(|e| format!("could not start cargo: {e}"))?;
        is_good &= status.success();
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How many differences of one module and release are shown.
const MOST_SHOWN: usize = 20;

fn subjects(options: &Options) -> Result<Vec<Subject>, String> {
    let rows = Table::read(&table::truth_file("source.csv"), COLUMNS)?;
    let read = |row: &[String]| Subject {
        name: row[0].clone(),
        module: row[1].clone(),
        version: row[2].clone(),
        sum: row[3].clone(),
        releases: row[4].split_whitespace().map(str::to_owned).collect(),
    };
    let all: Vec<Subject> = rows.rows().map(read).collect();
    let Some(dir) = &options.dir else { return Ok(all) };
    let name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let newest = all.iter().flat_map(|one| one.releases.last()).next_back().cloned();
    Ok(vec![Subject {
        name,
        module: String::new(),
        version: "as it lies there".to_owned(),
        sum: String::new(),
        releases: newest.into_iter().collect(),
    }])
}

impl Subject {
    fn shown(&self) -> String {
        format!("{} {}", self.name, self.version).trim_end().to_owned()
    }

    /// The directory of its source, of which the module cache has checked the hash.
    fn fetch(&self, go: &Go) -> Result<PathBuf, String> {
        if self.module == "std" {
            return Ok(go.root.join("src"));
        }
        let exact = format!("{}@{}", self.module, self.version);
        let text = cache::output_of(
            go.command(&std::env::temp_dir()).args(["mod", "download", "-json", &exact]),
        )?;
        let told: Value = serde_json::from_str(&text)
            .map_err(|e| format!("could not read what go says of {exact}: {e}"))?;
        if told["Sum"] != self.sum.as_str() {
            return Err(format!(
                "{exact} has the hash {}, the table says {}",
                told["Sum"], self.sum
            ));
        }
        let dir = told["Dir"].as_str().ok_or_else(|| format!("go did not unpack {exact}"))?;
        Ok(dir.into())
    }
}

fn root_of(release: &str) -> Result<PathBuf, String> {
    Ok(toolchains::release(release)?.root().to_path_buf())
}

/// One release of Go.
struct Go {
    root: PathBuf,
    /// Whether go.work files are passed over: a module's zip has one, but not what it names.
    off: bool,
}

impl Go {
    fn command(&self, dir: &Path) -> Command {
        self.told(Command::new(self.root.join("bin/go")), dir)
    }

    /// A command for which this release counts and nothing that the user has set.
    fn told(&self, mut command: Command, dir: &Path) -> Command {
        command
            .env("GOROOT", &self.root)
            .env("GOTOOLCHAIN", "local")
            .env("GOENV", "off")
            .env("GOWORK", if self.off { "off" } else { "" })
            .current_dir(dir);
        for name in ["GOFLAGS", "GOEXPERIMENT", "GO111MODULE", "GOOS", "GOARCH"] {
            command.env_remove(name);
        }
        command
    }

    fn ports(&self) -> Result<Vec<String>, String> {
        let text = cache::output_of(self.command(&self.root).args(["tool", "dist", "list"]))?;
        Ok(text.lines().map(str::to_owned).collect())
    }
}

/// What was compared, and what differs.
#[derive(Default)]
struct Outcome {
    packages: usize,
    files: usize,
    /// Packages that Go does not look at, for it refuses to link the programs that import them.
    refused: usize,
    differences: Vec<String>,
}

impl Outcome {
    fn add(&mut self, other: Self) {
        self.packages += other.packages;
        self.files += other.files;
        self.refused += other.refused;
        self.differences.extend(other.differences);
    }
}

/// Compares a module for every port, with and without cgo; answers how many builds that is.
fn compare_all(
    go: &Go,
    dir: &Path,
    landfall: &Path,
    port: &str,
) -> Result<(Outcome, usize), String> {
    let ports = go.ports()?;
    let wanted = ports.iter().filter(|one| table::fits(port, one));
    let builds: Vec<(&str, bool)> =
        wanted.flat_map(|port| [(port.as_str(), false), (port.as_str(), true)]).collect();
    let queue = Mutex::new(builds.iter());
    let total = Mutex::new(Outcome::default());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().ok().and_then(|mut queue| queue.next());
                    let Some(&(port, has_cgo)) = next else { return };
                    let theirs = listed_by_go(go, dir, port, has_cgo);
                    // The Go command fetches what it needs: it comes first.
                    let ours = listed_by_landfall(go, dir, landfall, port, has_cgo);
                    let cgo = if has_cgo { "with cgo" } else { "without cgo" };
                    let mut outcome = match (theirs, ours) {
                        (Ok(theirs), Ok(ours)) => compare(&theirs, &ours),
                        (Err(why), _) | (_, Err(why)) => {
                            Outcome { differences: vec![why], ..Outcome::default() }
                        }
                    };
                    for difference in &mut outcome.differences {
                        *difference = format!("{port} {cgo}: {difference}");
                    }
                    total.lock().map(|mut total| total.add(outcome)).ok();
                }
            });
        }
    });
    let total = total.into_inner().map_err(|_| "a thread was lost".to_owned())?;
    Ok((total, builds.len()))
}

/// A package: its directory, empty if it was not found, and lists of names.
#[derive(Debug, Default)]
struct Package {
    /// Whether Go refuses to link it, and so looks at nothing that only it imports.
    is_refused: bool,
    dir: String,
    go_files: BTreeSet<String>,
    cgo_files: BTreeSet<String>,
    ignored_files: BTreeSet<String>,
    imports: BTreeSet<String>,
}

type Packages = BTreeMap<String, Package>;

fn listed_by_go(go: &Go, dir: &Path, port: &str, has_cgo: bool) -> Result<Packages, String> {
    let (system, architecture) = port.split_once('/').unwrap_or_default();
    let fields = "-json=ImportPath,Dir,GoFiles,CgoFiles,IgnoredGoFiles,Imports,Error";
    let text = cache::output_of(
        go.command(dir)
            .args(["list", "-e", "-deps", fields, "./..."])
            .env("GOOS", system)
            .env("GOARCH", architecture)
            .env("CGO_ENABLED", if has_cgo { "1" } else { "0" }),
    )?;
    let mut packages = Packages::new();
    for value in Deserializer::from_str(&text).into_iter::<Value>() {
        let value = value.map_err(|e| format!("could not read what go list says: {e}"))?;
        let path = value["ImportPath"].as_str().unwrap_or_default();
        // No file of unsafe is built.
        if path == "unsafe" {
            continue;
        }
        let is_std_copy = |path: &String| path.strip_prefix("vendor/").unwrap_or(path).to_owned();
        let mut ignored = names(&value["IgnoredGoFiles"]);
        // Of these landfall does not speak: tests, and what is never built.
        ignored.retain(|name| !name.starts_with(['_', '.']) && !name.ends_with("_test.go"));
        let fault = value["Error"]["Err"].as_str().unwrap_or_default();
        let package = Package {
            is_refused: fault.contains("requires external (cgo) linking"),
            dir: value["Dir"].as_str().unwrap_or_default().to_owned(),
            go_files: names(&value["GoFiles"]),
            cgo_files: names(&value["CgoFiles"]),
            ignored_files: ignored,
            // In GOROOT's own code a path of its vendor directory is written without that.
            imports: names(&value["Imports"]).iter().map(is_std_copy).collect(),
        };
        packages.insert(path.to_owned(), package);
    }
    Ok(packages)
}

fn listed_by_landfall(
    go: &Go,
    dir: &Path,
    landfall: &Path,
    port: &str,
    has_cgo: bool,
) -> Result<Packages, String> {
    let mut command = go.told(Command::new(landfall), dir);
    command.arg("graph").arg(dir).args(["--for", port, "--format", "json", "--files"]);
    if !has_cgo {
        command.arg("--no-cgo");
    }
    let output =
        command.output().map_err(|e| format!("could not start {}: {e}", landfall.display()))?;
    let reply: Value = serde_json::from_slice(&output.stdout).map_err(|e| {
        let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        format!("could not read landfall's answer: {e}; {complaint}")
    })?;
    let listed = reply["listed"].as_array().ok_or("landfall lists no packages")?;
    Ok(listed
        .iter()
        .map(|value| {
            let package = Package {
                is_refused: false,
                dir: value["dir"].as_str().unwrap_or_default().to_owned(),
                go_files: names(&value["go_files"]),
                cgo_files: names(&value["cgo_files"]),
                ignored_files: names(&value["ignored_files"]),
                imports: names(&value["imports"]),
            };
            (value["path"].as_str().unwrap_or_default().to_owned(), package)
        })
        .collect())
}

fn names(value: &Value) -> BTreeSet<String> {
    let all = value.as_array().into_iter().flatten();
    all.filter_map(|one| one.as_str().map(str::to_owned)).collect()
}

/// Holds one list against the other.
fn compare(theirs: &Packages, ours: &Packages) -> Outcome {
    let mut outcome = Outcome::default();
    let is_built = |one: &Package| !one.go_files.is_empty() || !one.cgo_files.is_empty();
    let refused = only_of_refused(theirs, ours);
    let all: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
    for path in all {
        match (theirs.get(path), ours.get(path)) {
            (Some(theirs), Some(ours)) => {
                outcome.packages += 1;
                outcome.files +=
                    theirs.go_files.len() + theirs.cgo_files.len() + theirs.ignored_files.len();
                let found = difference(theirs, ours);
                outcome.differences.extend(found.map(|found| format!("{path} {found}")));
            }
            // A directory of which nothing is built is no package: who lists it, and who does
            // not, say the same. One that was not found is something else.
            (Some(one), None) if is_built(one) || one.dir.is_empty() => {
                outcome.differences.push(format!("{path} is not in landfall's list"));
            }
            (None, Some(_)) if refused.contains(path.as_str()) => outcome.refused += 1,
            (None, Some(one)) if is_built(one) || one.dir.is_empty() => {
                outcome.differences.push(format!("{path} is in landfall's list only"));
            }
            _ => {}
        }
    }
    outcome
}

/// The packages that only programs import which Go refuses to link: without cgo, on some ports.
fn only_of_refused<'p>(theirs: &Packages, ours: &'p Packages) -> BTreeSet<&'p str> {
    let is_refused = |path: &str| theirs.get(path).is_some_and(|one| one.is_refused);
    let (refused, others): (Vec<&str>, Vec<&str>) = ours
        .keys()
        .map(String::as_str)
        .filter(|path| theirs.contains_key(*path))
        .partition(|path| is_refused(path));
    let needed = reached(ours, others);
    reached(ours, refused).difference(&needed).copied().collect()
}

/// These packages and all that they import, and so on.
fn reached<'p>(packages: &'p Packages, mut pending: Vec<&'p str>) -> BTreeSet<&'p str> {
    let mut seen: BTreeSet<&str> = pending.iter().copied().collect();
    while let Some(path) = pending.pop() {
        // What GOROOT has copies of goes by another path there.
        let is_std = !path.split('/').next().unwrap_or_default().contains('.');
        for import in packages.get(path).into_iter().flat_map(|one| &one.imports) {
            let copy =
                is_std.then(|| packages.get_key_value(&format!("vendor/{import}"))).flatten();
            let Some((next, _)) = copy.or_else(|| packages.get_key_value(import)) else { continue };
            if seen.insert(next) {
                pending.push(next);
            }
        }
    }
    seen
}

/// The first thing in which two readings of a package differ.
fn difference(theirs: &Package, ours: &Package) -> Option<String> {
    if theirs.dir != ours.dir {
        return Some(format!("lies in {:?}, landfall says {:?}", theirs.dir, ours.dir));
    }
    let lists = [
        ("Go files", &theirs.go_files, &ours.go_files),
        ("cgo files", &theirs.cgo_files, &ours.cgo_files),
        ("ignored files", &theirs.ignored_files, &ours.ignored_files),
        ("imports", &theirs.imports, &ours.imports),
    ];
    let differing = lists.iter().find(|(_, theirs, ours)| theirs != ours);
    differing.map(|(what, theirs, ours)| {
        let names =
            |of: &mut dyn Iterator<Item = &String>| of.cloned().collect::<Vec<_>>().join(" ");
        let missed = names(&mut theirs.difference(ours));
        let added = names(&mut ours.difference(theirs));
        format!("{what}: missed [{missed}], too many [{added}]")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(path: &str, dir: &str, file: &str) -> Packages {
        let go_files = if file.is_empty() { BTreeSet::new() } else { [file.to_owned()].into() };
        let package = Package { dir: dir.to_owned(), go_files, ..Package::default() };
        [(path.to_owned(), package)].into()
    }

    #[test]
    fn one_wrong_file_is_a_difference() {
        let outcome = compare(&listed("a", "/a", "x.go"), &listed("a", "/a", "y.go"));
        assert_eq!(outcome.differences, ["a Go files: missed [x.go], too many [y.go]"]);
        let same = compare(&listed("a", "/a", "x.go"), &listed("a", "/a", "x.go"));
        assert_eq!((same.packages, same.files, same.differences.len()), (1, 1, 0));
    }

    #[test]
    fn a_package_that_one_side_lacks_is_a_difference_if_it_is_built_or_was_not_found() {
        let none = Packages::new();
        assert_eq!(compare(&listed("a", "/a", "x.go"), &none).differences.len(), 1);
        assert_eq!(compare(&none, &listed("a", "", "")).differences.len(), 1);
        assert_eq!(compare(&none, &listed("a", "/a", "")).differences.len(), 0);
    }

    #[test]
    fn what_only_a_refused_program_imports_is_not_compared() {
        let with = |mut packages: Packages, imports: &[&str], is_refused| {
            for package in packages.values_mut() {
                package.imports = imports.iter().map(|one| (*one).to_owned()).collect();
                package.is_refused = is_refused;
            }
            packages
        };
        let ours = || {
            let mut ours = with(listed("main", "/m", "m.go"), &["a"], false);
            ours.extend(listed("a", "/a", "a.go"));
            ours
        };
        let outcome = compare(&with(listed("main", "/m", "m.go"), &["a"], true), &ours());
        assert_eq!((outcome.refused, outcome.differences.len()), (1, 0));
        let outcome = compare(&with(listed("main", "/m", "m.go"), &["a"], false), &ours());
        assert_eq!((outcome.refused, outcome.differences.len()), (0, 1));
    }

    #[test]
    fn the_table_of_modules_can_be_read() {
        assert!(Table::read(&table::truth_file("source.csv"), COLUMNS).is_ok());
    }
}
