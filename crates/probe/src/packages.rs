//! The packages that a module is built from on one platform, and the files that are built of each.

use std::collections::{BTreeMap, VecDeque};

use landfall_facts::{Standard, Why};
use landfall_formats::gosrc::{self, Platform};

use crate::roots::{Home, Roots, is_standard, join};
use crate::source;
use crate::survey::name_of;
use crate::world::{Blind, World};

/// A package as it is built for one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its import path.
    pub path: String,
    /// Whose it is.
    pub home: Home,
    /// The directory that holds it; empty if it was not found.
    pub dir: String,
    /// The name in its package clauses.
    pub name: String,
    /// The Go files that are built and do not import "C".
    pub go_files: Vec<String>,
    /// The Go files that are built by cgo.
    pub cgo_files: Vec<String>,
    /// The Go files that are left out on this platform.
    pub ignored_files: Vec<String>,
    /// What it imports, and the file that does first.
    pub imports: BTreeMap<String, String>,
    /// What the code that cgo writes for it imports.
    pub implied: Vec<&'static str>,
    /// The `#cgo` lines of its files that count here: what they are about, and the arguments.
    pub cgo_flags: Vec<(gosrc::Verb, Vec<String>)>,
    /// The headers that its C code includes, each with whether it only does in a condition.
    pub includes: Vec<(String, bool)>,
    /// Files that could not be read, and why.
    pub unread: Vec<(String, Why)>,
    /// Whether a table tells of it, which does not name its files.
    pub is_tabled: bool,
}

impl Package {
    fn new(path: &str, home: Home, dir: String) -> Self {
        Self {
            path: path.to_owned(),
            home,
            dir,
            name: String::new(),
            go_files: Vec::new(),
            cgo_files: Vec::new(),
            ignored_files: Vec::new(),
            imports: BTreeMap::new(),
            implied: Vec::new(),
            cgo_flags: Vec::new(),
            includes: Vec::new(),
            unread: Vec::new(),
            is_tabled: false,
        }
    }

    /// Whether a file of it is built.
    pub fn is_built(&self) -> bool {
        self.is_tabled || !self.go_files.is_empty() || !self.cgo_files.is_empty()
    }

    /// Whether a file that imports "C" is.
    pub fn uses_cgo(&self) -> bool {
        !self.cgo_files.is_empty() || (self.is_tabled && self.imports.contains_key("C"))
    }
}

/// Every package that these packages are built from, by import path. The standard library is taken
/// from `standard` if that is given: the table of this one platform.
pub fn load(
    world: &dyn World,
    roots: &Roots,
    platform: &Platform<'_>,
    entries: &[String],
    standard: Option<&Standard>,
) -> BTreeMap<String, Package> {
    let mut packages: BTreeMap<String, Package> = BTreeMap::new();
    let mut pending: VecDeque<(String, bool)> =
        entries.iter().map(|path| (path.clone(), false)).collect();
    while let Some((path, of_std)) = pending.pop_front() {
        // GOROOT has copies of its own, beside those that a module brings.
        let is_copy = of_std && standard.is_none() && !is_standard(&path);
        let key = if is_copy { format!("vendor/{path}") } else { path.clone() };
        if packages.contains_key(&key) || matches!(path.as_str(), "C" | "unsafe") {
            continue;
        }
        let package = standard.and_then(|standard| tabled(standard, &path));
        let package = package
            .unwrap_or_else(|| find(world, roots, platform, &path, of_std, standard.is_some()));
        let is_std = package.home == Home::Std;
        pending.extend(package.imports.keys().map(|path| (path.clone(), is_std)));
        pending.extend(package.implied.iter().map(|path| ((*path).to_owned(), is_std)));
        packages.insert(package.path.clone(), package);
    }
    packages
}

/// A package of the standard library as a table of one platform tells it.
fn tabled(standard: &Standard, path: &str) -> Option<Package> {
    let told = standard.packages.get(path)?;
    let mut package = Package::new(path, Home::Std, String::new());
    package.is_tabled = told.built != 0;
    if package.is_tabled {
        package.name = name_of(path).to_owned();
    }
    let here = told.imports.iter().filter(|(_, on)| *on != 0);
    package.imports = here.map(|(import, _)| (import.clone(), String::new())).collect();
    if package.uses_cgo() {
        package.implied = implied(&package);
    }
    Some(package)
}

fn find(
    world: &dyn World,
    roots: &Roots,
    platform: &Platform<'_>,
    path: &str,
    of_std: bool,
    is_tabled: bool,
) -> Package {
    let mut why = None;
    for (home, dir) in roots.places(path, of_std) {
        match world.list(&dir) {
            Ok(names) if names.iter().any(|name| name.ends_with(".go")) => {
                // GOROOT's own copies go by the path at which they lie.
                let is_copy = home == Home::Std && dir.ends_with(&format!("src/vendor/{path}"));
                let path = if is_copy { format!("vendor/{path}") } else { path.to_owned() };
                return read(world, platform, &names, Package::new(&path, home, dir));
            }
            Ok(_) | Err(Blind::NotThere) => {}
            Err(Blind::Cannot(cannot)) => {
                why.get_or_insert(cannot);
            }
        }
    }
    let why = why.unwrap_or_else(|| roots.missing(path, is_tabled));
    Package::new(path, Home::Nowhere(why), String::new())
}

/// Fills a package in from the files of its directory.
fn read(
    world: &dyn World,
    platform: &Platform<'_>,
    names: &[String],
    mut package: Package,
) -> Package {
    let names = names.iter().filter(|name| name.ends_with(".go") && !name.ends_with("_test.go"));
    for name in names.filter(|name| !gosrc::filename::is_ignored(name)) {
        let file = join(&package.dir, name);
        let text = match source::text(world, &file) {
            None => continue,
            Some(Ok(text)) => text,
            Some(Err(why)) => {
                // What its name rules out could not count, whatever it holds.
                if gosrc::filename::fits(name, platform) {
                    package.unread.push((name.clone(), why));
                }
                continue;
            }
        };
        if !platform.takes(name, &text).unwrap_or(false) {
            package.ignored_files.push(name.clone());
            continue;
        }
        let file = gosrc::read(&text);
        let clause = file.package.map_or("", |(name, _)| name);
        // A file that documents a package, and is none of it (go/build).
        let left_out = clause == "documentation" || (file.imports_c() && !platform.has_cgo);
        if left_out {
            package.ignored_files.push(name.clone());
            continue;
        }
        package.name = clause.to_owned();
        match file.imports_c() {
            true => package.cgo_files.push(name.clone()),
            false => package.go_files.push(name.clone()),
        }
        for import in &file.imports {
            let first = || name.clone();
            package.imports.entry(import.path.to_string()).or_insert_with(first);
            let Some(preamble) = &import.preamble else { continue };
            let holds = |condition: &String| {
                gosrc::Constraint::of_cgo(condition).is_ok_and(|one| platform.meets(&one))
            };
            for line in &preamble.directives {
                if line.conditions.is_empty() || line.conditions.iter().any(holds) {
                    package.cgo_flags.push((line.verb, line.arguments.clone()));
                }
            }
            let code = preamble.text(&text);
            let told = gosrc::includes(&code).into_iter();
            package.includes.extend(told.map(|it| (it.name.to_owned(), it.is_conditional)));
        }
    }
    if !package.cgo_files.is_empty() {
        package.implied = implied(&package);
    }
    if package.name == "main" && package.is_built() {
        package.implied.extend(linked(platform));
    }
    package.includes.sort_unstable();
    // What is included without a condition too comes first.
    package.includes.dedup_by(|two, one| one.0 == two.0);
    package
}

/// What is linked into a program besides what it imports (`LinkerDeps` of `cmd/go/internal/load`).
fn linked(platform: &Platform<'_>) -> Vec<&'static str> {
    // What only another linker links; without cgo the Go command refuses to.
    let is_external = match platform.system {
        "android" => platform.architecture != "arm64",
        system => system == "ios",
    };
    [
        ("runtime/cgo", is_external && platform.has_cgo),
        ("math", platform.architecture == "arm"),
        ("runtime/race", platform.tags.contains(&"race")),
        ("runtime/msan", platform.tags.contains(&"msan")),
        ("runtime/asan", platform.tags.contains(&"asan")),
    ]
    .into_iter()
    .filter_map(|(path, is_linked)| is_linked.then_some(path))
    .collect()
}

/// What the code that cgo writes for a package imports (`cmd/go/internal/load`).
fn implied(package: &Package) -> Vec<&'static str> {
    const WITHOUT: [&str; 4] = ["runtime/cgo", "runtime/race", "runtime/msan", "runtime/asan"];
    let is_std = package.home == Home::Std;
    let without = is_std && WITHOUT.contains(&package.path.as_str());
    match (without, is_std && package.path == "syscall") {
        (true, _) => Vec::new(),
        (false, true) => vec!["runtime/cgo"],
        (false, false) => vec!["runtime/cgo", "syscall"],
    }
}
