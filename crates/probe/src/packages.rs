//! The packages that a module is built from, found as the Go command finds them, without asking it:
//! in the module itself, in its vendor directory, in the module cache and in GOROOT.
//!
//! Which module a package is of: the standard library first, then the module itself, then the
//! module with the longest path that begins the package's (`cmd/go/internal/modload`, `importFromFiles`).

use std::collections::{BTreeMap, VecDeque};

use landfall_facts::Why;
use landfall_formats::gomod::{self, GoMod};
use landfall_formats::gosrc::{self, Platform};

use crate::world::{Blind, World};

/// Where packages can be.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    /// The directory of the module.
    pub module_dir: String,
    /// What its go.mod says.
    pub module: GoMod,
    /// Whether its vendor directory is used: it holds a modules.txt.
    pub is_vendored: bool,
    /// GOROOT; `None` where no Go is at hand.
    pub goroot: Option<String>,
    /// GOMODCACHE; `None` where it is not known.
    pub modcache: Option<String>,
}

/// Whose a package is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// The module's own.
    Main,
    /// The standard library's.
    Std,
    /// Another module's, at a version if it has one.
    Module {
        /// The module's path.
        path: String,
        /// Its version; `None` for one that lies in a directory.
        version: Option<String>,
    },
    /// Nobody knows: it was not found.
    Nowhere(Why),
}

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
    /// The headers that its C code includes.
    pub includes: Vec<String>,
    /// Files that could not be read, and why.
    pub unread: Vec<(String, Why)>,
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
        }
    }
}

impl Roots {
    /// The roots of the module in a directory, by its go.mod.
    pub fn new(world: &dyn World, dir: &str) -> Result<Self, Why> {
        let gomod = join(dir, "go.mod");
        let text = world.text(&gomod).map_err(|blind| match blind {
            Blind::NotThere => Why::new(format!("{dir} has no go.mod")),
            Blind::Cannot(why) => why,
        })?;
        let is_vendored = world.kind(&join(dir, "vendor/modules.txt")).is_ok();
        let home = world.env("HOME");
        let gopath = world.env("GOPATH").or(home.map(|home| join(&home, "go")));
        let modcache = world.env("GOMODCACHE").or(gopath.map(|path| join(&path, "pkg/mod")));
        let asked = || world.run(&["go", "env", "GOROOT"]).ok().map(|text| text.trim().to_owned());
        let goroot = world.env("GOROOT").or_else(asked).filter(|dir| !dir.is_empty());
        let module = gomod::read(text.as_bytes());
        Ok(Self { module_dir: dir.to_owned(), module, is_vendored, goroot, modcache })
    }

    /// The minor release of the Go in GOROOT, 26 for Go 1.26.
    pub fn release(&self, world: &dyn World) -> Option<u32> {
        let version = world.text(&join(self.goroot.as_deref()?, "VERSION")).ok()?;
        let rest = version.strip_prefix("go1.")?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    }

    pub(crate) fn module_path(&self) -> &str {
        self.module.module.as_ref().map_or("", |said| said.text.as_str())
    }

    /// The directories in which a package can be, the first first, and whose it would be there.
    fn places(&self, path: &str, of_std: bool) -> Vec<(Home, String)> {
        let mut places = Vec::new();
        if let Some(goroot) = &self.goroot {
            if is_standard(path) {
                places.push((Home::Std, join(goroot, &format!("src/{path}"))));
            }
            if of_std {
                places.push((Home::Std, join(goroot, &format!("src/vendor/{path}"))));
                return places;
            }
        }
        if let Some(rest) = below(path, self.module_path()) {
            places.push((Home::Main, join(&self.module_dir, rest)));
        }
        let mut modules: Vec<_> =
            self.module.require.iter().filter(|one| below(path, &one.path).is_some()).collect();
        modules.sort_by_key(|one| std::cmp::Reverse(one.path.len()));
        for module in modules {
            let home = |version| Home::Module { path: module.path.clone(), version };
            let version = Some(module.version.clone());
            if self.is_vendored {
                let dir = join(&self.module_dir, &format!("vendor/{path}"));
                places.push((home(version), dir));
                continue;
            }
            let rest = below(path, &module.path).unwrap_or_default();
            let replace = self.module.replace.iter().find(|replace| {
                let same = |version: &String| *version == module.version;
                replace.old == module.path && replace.old_version.as_ref().is_none_or(same)
            });
            let (stands_in, at) = match replace {
                Some(replace) => (replace.new.as_str(), replace.new_version.as_deref()),
                None => (module.path.as_str(), Some(module.version.as_str())),
            };
            match (at, &self.modcache) {
                // A directory, seen from the module's own.
                (None, _) if stands_in.starts_with('/') => {
                    places.push((home(None), join(stands_in, rest)));
                }
                (None, _) => {
                    let dir = join(&self.module_dir, stands_in);
                    places.push((home(None), join(&dir, rest)));
                }
                (Some(version), Some(cache)) => {
                    let dir = format!("{}@{}", escaped(stands_in), escaped(version));
                    places.push((home(Some(version.to_owned())), join(&join(cache, &dir), rest)));
                }
                (Some(_), None) => {}
            }
        }
        places
    }

    /// What to do about a package that is nowhere.
    fn missing(&self, path: &str) -> Why {
        if is_standard(path) && self.goroot.is_none() {
            return Why::new(format!("{path} is of the standard library, and no Go is here"));
        }
        let known = self.module.require.iter().any(|one| below(path, &one.path).is_some());
        Why::new(match (known, self.is_vendored) {
            (true, true) => format!("{path} is not in vendor; `go mod vendor` copies it"),
            (true, false) => format!("{path} is not on disk; `go mod download` fetches it"),
            (false, _) => format!("no module that go.mod names has {path}; `go mod tidy` adds one"),
        })
    }
}

/// Every package that these packages are built from, by import path.
pub fn load(
    world: &dyn World,
    roots: &Roots,
    platform: &Platform<'_>,
    entries: &[String],
) -> BTreeMap<String, Package> {
    let mut packages: BTreeMap<String, Package> = BTreeMap::new();
    let mut pending: VecDeque<(String, bool)> =
        entries.iter().map(|path| (path.clone(), false)).collect();
    while let Some((path, of_std)) = pending.pop_front() {
        let key = |path: &str| packages.contains_key(path);
        let vendored = format!("vendor/{path}");
        if key(&path) || (of_std && key(&vendored)) || matches!(path.as_str(), "C" | "unsafe") {
            continue;
        }
        let package = find(world, roots, platform, &path, of_std);
        let is_std = package.home == Home::Std;
        pending.extend(package.imports.keys().map(|path| (path.clone(), is_std)));
        pending.extend(package.implied.iter().map(|path| ((*path).to_owned(), is_std)));
        packages.insert(package.path.clone(), package);
    }
    packages
}

fn find(
    world: &dyn World,
    roots: &Roots,
    platform: &Platform<'_>,
    path: &str,
    of_std: bool,
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
    let why = why.unwrap_or_else(|| roots.missing(path));
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
        let text = match world.open(&file).map(|file| {
            landfall_formats::bytes(file.as_ref(), 0, file.len()).map(|bytes| bytes.into_owned())
        }) {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => {
                let why = Why::damaged(&world.shown(&file), &error);
                package.unread.push((name.clone(), why));
                continue;
            }
            // A link to nowhere, or a directory with such a name, is no file.
            Err(Blind::NotThere) => continue,
            Err(Blind::Cannot(why)) => {
                package.unread.push((name.clone(), why));
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
            package.includes.extend(includes(&preamble.text(&text)));
        }
    }
    if !package.cgo_files.is_empty() {
        package.implied = implied(&package);
    }
    package.includes.sort_unstable();
    package.includes.dedup();
    package
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

/// The headers that C code includes.
fn includes(code: &str) -> impl Iterator<Item = String> {
    code.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("include")?;
        let rest = rest.trim_start();
        let close = match rest.chars().next()? {
            '<' => '>',
            '"' => '"',
            _ => return None,
        };
        Some(rest[1..].split(close).next()?.to_owned())
    })
}

/// Whether the Go command looks for a path in GOROOT: its first part has no dot.
fn is_standard(path: &str) -> bool {
    !path.split('/').next().unwrap_or_default().contains('.')
}

/// What is left of a package's path behind its module's; `None` if it is not of that module.
fn below<'p>(path: &'p str, module: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(module)?;
    match rest.strip_prefix('/') {
        Some(rest) => Some(rest),
        None => (rest.is_empty() && !module.is_empty()).then_some(""),
    }
}

fn join(dir: &str, rest: &str) -> String {
    match rest {
        "" => dir.to_owned(),
        rest => format!("{}/{rest}", dir.trim_end_matches('/')),
    }
}

/// A path as the module cache writes it, which tells upper from lower case on every file system:
/// `github.com/!azure` for `github.com/Azure` (`golang.org/x/mod/module`).
fn escaped(path: &str) -> String {
    let mut out = String::new();
    for c in path.chars() {
        if c.is_ascii_uppercase() {
            out.push('!');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
