//! Where the packages of a module can be, as the Go command looks for them, without asking it: in
//! the module itself, in those of its workspace, in its vendor directory, in directories that stand
//! in for modules, in the module cache and in GOROOT.
//!
//! Which module a package is of: the standard library first, then the module with the longest path
//! that begins the package's (`cmd/go/internal/modload`, `importFromModules`).

pub(crate) mod goroot;
mod requirements;
pub(crate) mod settings;
#[cfg(test)]
mod tests;
mod tree;
mod vendored;
mod versions;

use std::collections::{BTreeMap, BTreeSet};

use landfall_facts::Why;
use landfall_formats::gomod::{self, GoMod};

use self::requirements::{Replaced, StandIn, Wanted};
pub use self::settings::{Settings, flags};
use self::tree::Tree;
use self::vendored::Vendored;
use crate::world::{Blind, Kind, World};

/// Where packages can be.
#[derive(Debug, Clone, Default)]
pub struct Roots {
    /// The directory of the module.
    pub module_dir: String,
    /// What its go.mod says.
    pub module: GoMod,
    /// Whether a vendor directory is used, and no module cache.
    pub is_vendored: bool,
    /// GOROOT; `None` where no Go is at hand.
    pub goroot: Option<String>,
    /// GOMODCACHE; `None` where it is not known.
    pub modcache: Option<String>,
    /// What the environment says.
    pub settings: Settings,
    /// Why the Go at hand refuses the module, if it does.
    pub too_old: Option<TooOld>,
    /// The directory that was asked about, as a path from the module's.
    below: String,
    /// The modules that are worked on: this one and those of its workspace.
    mains: Vec<Local>,
    /// The vendor directory, and what its modules.txt says.
    vendor: (String, Vendored),
    /// Whether a package that modules.txt does not name counts: before Go 1.23.
    takes_unlisted: bool,
    /// The directory of go.work, if it counts.
    workspace: Option<String>,
    /// The version of each module that is needed.
    selected: BTreeMap<String, String>,
    /// Modules whose go.mod could not be read.
    unread: BTreeSet<(String, String)>,
    /// What stands in for modules.
    replaced: Replaced,
    /// What lies in the directories that stand in for modules.
    stand_ins: BTreeMap<String, Tree>,
}

/// A Go that is older than what a module asks for, and may not fetch another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooOld {
    /// The file that asks, as the user would name it, and the line.
    pub place: (String, u32),
    /// The version that it asks for.
    pub asked: String,
    /// The version of the Go at hand.
    pub here: String,
    /// The value of GOTOOLCHAIN.
    pub setting: String,
}

/// A module that is worked on.
#[derive(Debug, Clone, Default)]
struct Local {
    /// What the paths of its packages begin with.
    prefix: String,
    dir: String,
    module: GoMod,
    tree: Tree,
}

/// Whose a package is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// The module's own, or of another module of its workspace.
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
    /// The roots of the module that a directory is of: by its go.mod, or that of the next
    /// directory above that has one.
    pub fn new(world: &dyn World, dir: &str) -> Result<Self, Why> {
        let mut settings = Settings::new(world);
        let home = || world.env("HOME").or_else(|| world.env("USERPROFILE"));
        let goroot = goroot::find(world, &settings);
        if let Some(text) = goroot.as_ref().and_then(|dir| world.text(&join(dir, "go.env")).ok()) {
            settings.add(&text);
        }
        settings.take_flags(world);
        if settings.get(world, "GO111MODULE").is_some_and(|said| said == "off") {
            return Err(Why::new("GO111MODULE=off turns modules off; unset it to look at one"));
        }
        let gopath = settings.get(world, "GOPATH").and_then(|list| {
            let first = std::env::split_paths(&list).find(|dir| !dir.as_os_str().is_empty())?;
            Some(first.to_string_lossy().into_owned())
        });
        let gopath = gopath.or_else(|| home().map(|home| join(&home, "go")));
        let cache = || gopath.map(|path| join(&path, "pkg/mod"));
        let modcache = settings.get(world, "GOMODCACHE").or_else(cache);

        let (module_dir, below) = module_above(world, dir)?;
        let named = settings.modfile.as_ref().map(|path| cleaned(&absolute(world, dir), path));
        let module = file(world, &named.unwrap_or_else(|| join(&module_dir, "go.mod")))?;
        let mut roots =
            Self { module_dir, module, goroot, modcache, settings, below, ..Self::default() };
        let work = roots.take_mains(world)?;
        roots.switch(world, &work);
        roots.take_vendor(world, &work)?;
        roots.take_modules(world, &work);
        Ok(roots)
    }

    /// The minor release of the Go in GOROOT, 26 for Go 1.26.
    pub fn release(&self, world: &dyn World) -> Option<u32> {
        let version = goroot::version(world, self.goroot.as_deref()?)?;
        let rest = version.strip_prefix("1.")?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    }

    /// The `go` that would build: that of GOROOT, or whichever is found.
    pub(crate) fn go(&self) -> String {
        let own = self.goroot.as_ref().map(|root| join(root, "bin/go"));
        own.filter(|go| std::path::Path::new(go).is_file()).unwrap_or_else(|| "go".to_owned())
    }

    /// What the Go command calls the packages that were asked about, seen from the module's
    /// directory.
    pub(crate) fn pattern(&self) -> String {
        if self.below.is_empty() { "./...".to_owned() } else { format!("./{}/...", self.below) }
    }

    /// What the module calls itself; empty if it does not say.
    pub fn module_path(&self) -> &str {
        self.module.module.as_ref().map_or("", |said| said.text.as_str())
    }

    /// The import path of the package in the directory that was asked about.
    pub fn asked_package(&self) -> String {
        match (self.module_path(), self.below.as_str()) {
            (module, "") => module.to_owned(),
            (module, below) => format!("{module}/{below}"),
        }
    }

    /// The directories whose files builds are made of, but for GOROOT and the module cache: the module's, those
    /// of its workspace, and those that stand in for modules.
    pub fn local_dirs(&self) -> Vec<String> {
        let mains = self.mains.iter().map(|main| &main.dir);
        let all = [&self.module_dir].into_iter().chain(&self.workspace).chain(mains);
        let mut all: Vec<String> = all.chain(self.stand_ins.keys()).cloned().collect();
        all.sort();
        all.dedup();
        all
    }

    /// The packages of the module itself in the directory that was asked about and below, whether
    /// or not a file of them is built: what `./...` means.
    pub(crate) fn own_packages(&self) -> Vec<String> {
        let Some(main) = self.mains.first() else { return Vec::new() };
        let is_std = main.prefix.is_empty();
        main.tree
            .packages
            .iter()
            .filter(|dir| self.below.is_empty() || below(dir, &self.below).is_some())
            // What documents the names of the language is no package of the standard library.
            .filter(|dir| !is_std || !matches!(dir.as_str(), "" | "builtin"))
            .map(|dir| joined(&main.prefix, dir))
            .collect()
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
        if self.is_vendored {
            places.extend(self.mains.iter().filter_map(|main| main.place(path)));
            places.extend(self.vendored(path));
            return places;
        }
        // The longest path of a module first.
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        for prefix in ends.map(|end| &path[..end]).collect::<Vec<_>>().into_iter().rev() {
            match self.mains.iter().find(|main| main.prefix == prefix) {
                Some(main) => places.extend(main.place(path)),
                None => places.extend(self.needed(path, prefix)),
            }
        }
        places
    }

    /// What to do about a package that is nowhere; a table may have told of the standard library.
    pub(crate) fn missing(&self, path: &str, is_tabled: bool) -> Why {
        if is_standard(path) && self.goroot.is_none() && !is_tabled {
            return Why::new(format!("{path} is of the standard library, and no Go is here"));
        }
        let verb = if self.workspace.is_some() { "work" } else { "mod" };
        let is_own = self.mains.iter().any(|main| below(path, &main.prefix).is_some());
        let is_needed = self.selected.keys().any(|module| below(path, module).is_some());
        Why::new(match (is_own || is_needed, self.is_vendored) {
            _ if is_standard(path) && !is_own && !is_needed => {
                format!(
                    "{path} is not in the standard library, and no module that is needed has it"
                )
            }
            (true, true) => format!("{path} is not in vendor; `go {verb} vendor` copies it"),
            (false, true) => {
                format!("no module that is vendored has {path}; `go {verb} vendor` copies it")
            }
            _ if is_own && !is_needed => format!("{path} is not in the directory of its module"),
            (true, false) => format!("{path} is not on disk; `go mod download` fetches it"),
            (false, false) if !self.unread.is_empty() => format!(
                "{path} is not on disk, nor is what {} modules need; `go mod download` fetches it",
                self.unread.len()
            ),
            (false, false) => {
                format!("no module that go.mod names has {path}; `go mod tidy` adds one")
            }
        })
    }

    /// Finds the modules that are worked on; answers what go.work says if it counts.
    fn take_mains(&mut self, world: &dyn World) -> Result<GoMod, Why> {
        let own = absolute(world, &self.module_dir);
        let goroot = self.goroot.clone().unwrap_or_default();
        let is_std = self.module_path() == "std" && own == join(&goroot, "src");
        let prefix = if is_std { String::new() } else { self.module_path().to_owned() };
        self.mains = vec![Local::new(world, &self.module_dir, prefix, self.module.clone())];
        if let Some(main) = self.mains.first_mut().filter(|_| !self.below.is_empty()) {
            main.tree.name(world, &self.module_dir, &self.below);
        }
        let Some(work_file) = workspace_above(world, &own, &goroot)? else {
            return Ok(GoMod::default());
        };
        let dir = parent(&work_file).to_owned();
        let work = file(world, &work_file)?;
        let mut is_used = false;
        for line in &work.r#use {
            let used = cleaned(&dir, &line.text);
            if used == own {
                is_used = true;
                continue;
            }
            let module = file(world, &join(&used, "go.mod"))?;
            let path = module.module.as_ref().map_or("", |said| said.text.as_str()).to_owned();
            self.mains.push(Local::new(world, &used, path, module));
        }
        if !is_used {
            let shown = world.shown(&work_file);
            return Err(Why::new(format!(
                "{shown} does not use this module; `go work use` adds it, and GOWORK=off leaves {shown} alone"
            )));
        }
        self.workspace = Some(dir);
        Ok(work)
    }

    /// Takes the toolchain that the module asks for, if it is newer and in the module cache.
    fn switch(&mut self, world: &dyn World, work: &GoMod) {
        let file = if self.workspace.is_some() { work } else { &self.module };
        let said = |said: &Option<gomod::Said>| said.as_ref().map(|said| said.text.clone());
        let asked = [said(&file.go), said(&file.toolchain)].map(Option::unwrap_or_default);
        let asked = asked.each_ref().map(|text| text.strip_prefix("go").unwrap_or(text));
        if let (Some(goroot), Some(modcache)) = (&self.goroot, &self.modcache)
            && let Some(other) = goroot::switched(world, &self.settings, (goroot, modcache), &asked)
        {
            self.goroot = Some(other);
        }
        if let (Some(goroot), Some(asked)) = (&self.goroot, &file.go) {
            let (dir, name) = match &self.workspace {
                Some(dir) => (dir, "go.work"),
                None => (&self.module_dir, "go.mod"),
            };
            let path = world.shown(&join(dir, name));
            self.too_old = goroot::refusal(world, &self.settings, goroot, (path, asked));
        }
    }

    /// Decides whether a vendor directory counts (`cmd/go/internal/modload`, `setDefaultBuildMod`).
    fn take_vendor(&mut self, world: &dyn World, work: &GoMod) -> Result<(), Why> {
        let dir = join(self.workspace.as_ref().unwrap_or(&self.module_dir), "vendor");
        let is_there = world.kind(&dir) == Ok(Kind::Directory);
        let said = if self.workspace.is_some() { &work.go } else { &self.module.go };
        let minor = said.as_ref().map(|said| versions::go_minor(Some(&said.text)));
        let may_be = match self.settings.mode.as_deref() {
            Some(mode) => mode == "vendor",
            None => is_there && minor.is_some_and(|minor| minor >= 14),
        };
        if !may_be {
            return Ok(());
        }
        let vendored = match world.text(&join(&dir, "modules.txt")) {
            Ok(text) => vendored::read(&text),
            Err(Blind::NotThere) => Vendored::default(),
            Err(Blind::Cannot(why)) => return Err(why),
        };
        let is_asked = self.settings.mode.is_some();
        if is_asked || vendored.is_of_workspace == self.workspace.is_some() {
            self.is_vendored = true;
            self.takes_unlisted = minor.is_none_or(|minor| minor < 23);
            self.vendor = (dir, vendored);
        }
        Ok(())
    }

    /// Selects the versions of the modules that are needed.
    fn take_modules(&mut self, world: &dyn World, work: &GoMod) {
        let mut replaced = Replaced::default();
        if let Some(dir) = &self.workspace {
            replaced.add(work, dir, |_| false);
        }
        let of_work = replaced.clone();
        for main in &self.mains {
            // What go.work replaces at all, go.mod does not.
            replaced.add(&main.module, &main.dir, |path| of_work.names(path));
        }
        let wanted = Wanted {
            mains: self.mains.iter().map(|main| &main.module).collect(),
            replaced: &replaced,
            modcache: self.modcache.as_deref(),
        };
        let is_workspace = self.workspace.is_some();
        let go = self.module.go.as_ref().map(|said| said.text.as_str());
        // Since Go 1.17 a tidy go.mod names every module that has a package, and only with -mod=mod
        // may one that does not be built.
        let is_enough = !is_workspace
            && versions::go_minor(go) >= 17
            && self.settings.mode.as_deref() != Some("mod");
        (self.selected, self.unread) = match self.is_vendored || is_enough {
            true => (wanted.named(), BTreeSet::new()),
            false => wanted.selected(world, is_workspace),
        };
        if !self.is_vendored {
            let tree = |dir: &str| (dir.to_owned(), Tree::new(world, dir, &[]));
            self.stand_ins = replaced.dirs().map(tree).collect();
        }
        self.replaced = replaced;
    }

    /// Where a vendored package would be.
    fn vendored(&self, path: &str) -> Option<(Home, String)> {
        let (dir, vendored) = &self.vendor;
        let home = match vendored.packages.get(path) {
            Some(module) => {
                Home::Module { path: module.path.clone(), version: module.version.clone() }
            }
            None if self.takes_unlisted => {
                let mut of =
                    self.selected.iter().filter(|(module, _)| below(path, module).is_some());
                let (module, version) = of.next_back()?;
                Home::Module { path: module.clone(), version: Some(version.clone()) }
            }
            None => return None,
        };
        Some((home, join(dir, path)))
    }

    /// Where a package of a module that is needed would be.
    fn needed(&self, path: &str, module: &str) -> Option<(Home, String)> {
        let version = self.selected.get(module)?;
        let rest = below(path, module)?;
        let home = |version| Home::Module { path: module.to_owned(), version };
        let (stands_in, version) = match self.replaced.of(module, version) {
            Some(StandIn::Dir(dir)) => {
                let is_of_other =
                    self.stand_ins.get(dir).is_some_and(|tree| tree.is_of_other(rest));
                return (!is_of_other).then(|| (home(None), join(dir, rest)));
            }
            Some(StandIn::Module(path, version)) => (path.as_str(), version),
            None => (module, version),
        };
        Some((home(Some(version.clone())), join(&self.cached(stands_in, version)?, rest)))
    }

    /// Where the module cache has a module, if it does.
    pub(crate) fn cached(&self, path: &str, version: &str) -> Option<String> {
        let dir = format!("{}@{}", escaped(path), escaped(version));
        Some(join(self.modcache.as_deref()?, &dir))
    }
}

impl Local {
    fn new(world: &dyn World, dir: &str, prefix: String, module: GoMod) -> Self {
        let ignore: Vec<&str> = module.ignore.iter().map(|said| said.text.as_str()).collect();
        let tree = Tree::new(world, dir, &ignore);
        Self { prefix, dir: dir.to_owned(), module, tree }
    }

    /// Where a package would be if it is of this module, and of none within it.
    fn place(&self, path: &str) -> Option<(Home, String)> {
        let rest = below(path, &self.prefix)?;
        (!self.tree.is_of_other(rest)).then(|| (Home::Main, join(&self.dir, rest)))
    }
}

/// The directory with the go.mod that counts for a directory, and the way from it down to that.
fn module_above(world: &dyn World, dir: &str) -> Result<(String, String), Why> {
    let is_module = |dir: &str| world.kind(&join(dir, "go.mod")) == Ok(Kind::File);
    if is_module(dir) {
        return Ok((dir.to_owned(), String::new()));
    }
    let start = absolute(world, dir);
    if world.kind(&start) != Ok(Kind::Directory) {
        return Err(Why::new(format!("{dir} is no directory")));
    }
    let mut at = start.as_str();
    while at != parent(at) {
        at = parent(at);
        if is_module(at) {
            return Ok((at.to_owned(), start[at.len()..].trim_start_matches('/').to_owned()));
        }
    }
    Err(Why::new(format!("{dir} has no go.mod, nor has a directory above it")))
}

/// The go.work that counts for a directory: the one that GOWORK names, or the next above.
fn workspace_above(world: &dyn World, dir: &str, goroot: &str) -> Result<Option<String>, Why> {
    match world.env("GOWORK").as_deref() {
        Some("off") => return Ok(None),
        None | Some("" | "auto") => {}
        Some(file) => return Ok(Some(file.to_owned())),
    }
    let mut at = dir;
    loop {
        let file = join(at, "go.work");
        if world.kind(&file) == Ok(Kind::File) {
            return Ok(Some(file));
        }
        let up = parent(at);
        // GOROOT's own code takes no part in a workspace above it.
        if up == at || up == goroot {
            return Ok(None);
        }
        at = up;
    }
}

/// What a go.mod or go.work says.
fn file(world: &dyn World, path: &str) -> Result<GoMod, Why> {
    match world.text(path) {
        Ok(text) => Ok(gomod::read(text.as_bytes())),
        Err(Blind::NotThere) => Err(Why::new(format!("{} is not there", world.shown(path)))),
        Err(Blind::Cannot(why)) => Err(why),
    }
}

/// Whether the Go command looks for a path in GOROOT: its first part has no dot.
pub(crate) fn is_standard(path: &str) -> bool {
    !path.split('/').next().unwrap_or_default().contains('.')
}

/// What is left of a package's path behind its module's; `None` if it is not of that module. Every
/// path is below the empty one, that of the module std.
fn below<'p>(path: &'p str, module: &str) -> Option<&'p str> {
    if module.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(module)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// Where the module cache keeps a go.mod.
fn cached_gomod(cache: &str, path: &str, version: &str) -> String {
    let file = format!("cache/download/{}/@v/{}.mod", escaped(path), escaped(version));
    join(cache, &file)
}

pub(crate) fn join(dir: &str, rest: &str) -> String {
    match rest {
        "" => dir.to_owned(),
        rest => format!("{}/{rest}", dir.trim_end_matches('/')),
    }
}

/// A path as one that does not depend on where we stand.
fn absolute(world: &dyn World, dir: &str) -> String {
    match std::path::Path::new(dir).has_root() {
        true => cleaned(dir, "."),
        false => cleaned(&world.resolve(".").unwrap_or_default(), dir),
    }
}

/// A path seen from a directory, without `.` and `..`, as Go joins them: links are not looked at.
fn cleaned(dir: &str, path: &str) -> String {
    let whole = match std::path::Path::new(path).has_root() {
        true => path.to_owned(),
        false => join(dir, path),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => {
                parts.pop();
            }
            ("..", None) if whole.starts_with('/') => {}
            _ => parts.push(part),
        }
    }
    match (whole.starts_with('/'), parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

/// The directory above one; of the root, itself.
fn parent(dir: &str) -> &str {
    match dir.rsplit_once(['/', '\\']) {
        Some(("", _)) => &dir[..1],
        Some((above, _)) => above,
        None => dir,
    }
}

/// The path of a package in a directory of a module.
fn joined(prefix: &str, dir: &str) -> String {
    match (prefix, dir) {
        ("", dir) => dir.to_owned(),
        (prefix, dir) => join(prefix, dir),
    }
}

/// A path as the module cache writes it, which tells upper from lower case on every file system:
/// `github.com/!azure` for `github.com/Azure` (`golang.org/x/mod/module`).
pub(crate) fn escaped(path: &str) -> String {
    let mut out = String::new();
    for c in path.chars() {
        if c.is_ascii_uppercase() {
            out.push('!');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
