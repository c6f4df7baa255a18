//! Where the packages of a module can be, as the Go command looks for them, without asking it: in
//! the module itself, in its vendor directory, in the module cache and in GOROOT.
//!
//! Which module a package is of: the standard library first, then the module itself, then the
//! module with the longest path that begins the package's (`cmd/go/internal/modload`, `importFromFiles`).

use landfall_facts::Why;
use landfall_formats::gomod::{self, GoMod};

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

impl Home {
    /// Empty for the module's own, `std`, or a module with its version.
    pub fn shown(&self) -> String {
        match self {
            Self::Main | Self::Nowhere(_) => String::new(),
            Self::Std => "std".to_owned(),
            Self::Module { path, version: Some(version) } => format!("{path} {version}"),
            Self::Module { path, version: None } => path.clone(),
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
    pub(crate) fn places(&self, path: &str, of_std: bool) -> Vec<(Home, String)> {
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
    pub(crate) fn missing(&self, path: &str) -> Why {
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

pub(crate) fn join(dir: &str, rest: &str) -> String {
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
