//! What a dynamic loader would come to, without running anything: each needed library resolved in
//! the order in which the loader looks, each version and each symbol bound.
//!
//! glibc: `elf/dl-load.c` (`_dl_map_object`), `elf/dl-version.c`, ld.so(8).
//! musl: `ldso/dynlink.c` (`load_library`, `do_relocs`).

use std::collections::{HashMap, HashSet, VecDeque};

use landfall_facts::{
    Arch, Binding, Build, Fact, Interpreter, Libc, Library, Listed, Machine, Origin, SeenShelf,
    Shelf, Unsure, VersionWanted, Why,
};

/// What a dynamic loader would come to.
#[derive(Debug, Clone, Default)]
pub struct Loading {
    /// Libraries that it would not find.
    pub missing: Vec<Missing>,
    /// Versions that the library it found does not define.
    pub versions: Vec<MissingVersion>,
    /// Symbols that no library it found offers.
    pub symbols: Vec<MissingSymbol>,
    /// What kept us from seeing how it goes on; empty when all was seen.
    pub doubts: Vec<Why>,
}

/// A library that would not be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its name.
    pub name: String,
    /// The object that names it: the build, or the path of a library.
    pub wanted_by: String,
    /// Where it was looked for, in order.
    pub searched: Vec<String>,
    /// A file of that name which the loader refuses, and why.
    pub refused: Option<(String, String)>,
    /// Where its absence was learned.
    pub origin: Origin,
}

/// A version that a library lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingVersion {
    /// The library's name.
    pub library: String,
    /// The file that the loader takes for it.
    pub path: String,
    /// The version.
    pub version: String,
    /// The newest version of the same series that it has.
    pub newest: Option<String>,
    /// The object that asks: the build, or the path of a library.
    pub wanted_by: String,
}

/// A symbol that nothing loaded offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingSymbol {
    /// Its name.
    pub symbol: String,
    /// Its version.
    pub version: Option<String>,
    /// The object that asks: the build, or the path of a library.
    pub wanted_by: String,
    /// Whether it is missed only when first called.
    pub lazy: bool,
}

/// Loads a build on a machine of its platform, by the loader that the kernel would start;
/// `None` where it has nothing to load.
pub(crate) fn load(
    build: &Build,
    machine: &Machine,
    interpreter: Option<&Interpreter>,
) -> Result<Option<Loading>, Unsure> {
    let needed: &[String] = match build.link.needed.look()? {
        Some(needed) => needed.value(),
        None => return Ok(None),
    };
    let libc = match interpreter {
        Some(interpreter) => Some(interpreter.libc),
        None => machine.libc.look()?.map(|libc| *libc),
    };
    let Some(shelf) = machine.libraries.look()? else { return Ok(None) };
    Ok(Some(match shelf.value() {
        Shelf::Listed(listed) => load_listed(build, machine, needed, libc, listed, shelf.origin),
        Shelf::Seen(seen) => Walk::new(build, needed, seen, libc).finish(),
    }))
}

/// Loads from a list of names: what the list is silent about is a doubt unless it is complete.
fn load_listed(
    build: &Build,
    machine: &Machine,
    needed: &[String],
    libc: Option<Libc>,
    listed: &Listed,
    origin: &Origin,
) -> Loading {
    let mut loading = Loading::default();
    for name in needed {
        let with_libc = libc.is_some_and(|libc| landfall_know::comes_with(libc, name).is_some());
        if with_libc || listed.sonames.iter().any(|soname| soname == name) {
            continue;
        }
        if listed.complete {
            loading.missing.push(Missing {
                name: name.clone(),
                wanted_by: build.name.clone(),
                searched: Vec::new(),
                refused: None,
                origin: origin.clone(),
            });
        } else if loading.doubts.is_empty() {
            // One is enough: whoever could look would see all.
            let what = format!("whether {} has {name}", machine.name);
            loading.doubts.push(Why::not_in_table(&listed.table, &what));
        }
    }
    loading
}

/// An object in the order of loading: the build itself, or a library of the shelf.
struct Object<'a> {
    /// The name under which it was asked for; empty for the build.
    name: &'a str,
    library: Option<&'a Library>,
    /// The object that asked for it first.
    parent: usize,
}

struct Walk<'a> {
    build: &'a Build,
    shelf: &'a SeenShelf,
    libc: Option<Libc>,
    arch: Option<Arch>,
    by_path: HashMap<&'a str, &'a Library>,
    objects: Vec<Object<'a>>,
    loading: Loading,
}

impl<'a> Walk<'a> {
    fn new(
        build: &'a Build,
        needed: &'a [String],
        shelf: &'a SeenShelf,
        libc: Option<Libc>,
    ) -> Self {
        let by_path =
            shelf.libraries.iter().map(|library| (library.path.as_str(), library)).collect();
        let mut walk = Self {
            build,
            shelf,
            libc,
            arch: build.arch.known().copied(),
            by_path,
            objects: vec![Object { name: "", library: None, parent: 0 }],
            loading: Loading::default(),
        };
        walk.resolve_all(needed);
        walk
    }

    /// Breadth first, as loaders do: the build's libraries, then theirs.
    fn resolve_all(&mut self, needed: &'a [String]) {
        let mut queue: VecDeque<(usize, &'a str)> =
            needed.iter().map(|name| (0, name.as_str())).collect();
        let mut missed: HashSet<&str> = HashSet::new();
        while let Some((asker, name)) = queue.pop_front() {
            if self.loaded(name).is_some() || missed.contains(name) {
                continue;
            }
            match self.find(asker, name) {
                Found::At(library) => {
                    // The same file under another name is not loaded twice.
                    let same = self.objects.iter().any(|object| {
                        object.library.is_some_and(|one| one.real_path == library.real_path)
                    });
                    let at = self.objects.len();
                    self.objects.push(Object { name, library: Some(library), parent: asker });
                    if !same {
                        queue.extend(library.needed.iter().map(|name| (at, name.as_str())));
                    }
                }
                Found::Itself => {}
                Found::Doubt(why) => {
                    missed.insert(name);
                    if !self.loading.doubts.contains(&why) {
                        self.loading.doubts.push(why);
                    }
                }
                Found::Nowhere { searched, refused } => {
                    missed.insert(name);
                    let wanted_by = self.shown(asker);
                    let origin =
                        Origin::Path(searched.first().cloned().unwrap_or_else(|| "/".into()));
                    self.loading.missing.push(Missing {
                        name: name.to_owned(),
                        wanted_by,
                        searched,
                        refused,
                        origin,
                    });
                }
            }
        }
    }

    fn loaded(&self, name: &str) -> Option<&'a Library> {
        self.objects.iter().find_map(|object| {
            let library = object.library?;
            (object.name == name || library.soname.as_deref() == Some(name)).then_some(library)
        })
    }

    fn find(&self, asker: usize, name: &'a str) -> Found<'a> {
        if self.libc == Some(Libc::Musl) && is_musl_itself(name) {
            return Found::Itself;
        }
        // A loader is loaded already: it is what loads.
        if let Some(interpreter) = self.build.link.interpreter.known()
            && interpreter.rsplit('/').next() == Some(name)
        {
            return match self.by_path.get(interpreter.as_str()) {
                Some(library) => Found::At(library),
                None => Found::Itself,
            };
        }
        if name.contains('/') {
            return self.try_path(name).unwrap_or_else(|| Found::Nowhere {
                searched: vec![name.to_owned()],
                refused: None,
            });
        }
        let musl = self.libc == Some(Libc::Musl);
        let mut searched: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        let mut refused = None;
        let mut doubt = None;
        for place in self.places(asker, musl) {
            let path = match place {
                // $ORIGIN of a program, which will lie where its owner puts it, or a path from
                // where it is started: a library that lies there is the owner's own.
                Place::Directory(dir) if !dir.starts_with('/') || dir.contains('$') => {
                    doubt = doubt.or_else(|| self.blind(&dir));
                    continue;
                }
                Place::Directory(dir) => {
                    if !seen.insert(dir.clone()) {
                        continue;
                    }
                    searched.push(dir.clone());
                    format!("{}/{name}", dir.trim_end_matches('/'))
                }
                Place::Cache => {
                    let barred = |path: &str| {
                        self.no_default_dirs(asker)
                            && path.rsplit_once('/').is_some_and(|(dir, _)| {
                                self.shelf.default_dirs.iter().any(|one| one == dir)
                            })
                    };
                    // Entries for other CPUs come with one for all, which is what counts here.
                    let hits = self
                        .shelf
                        .cache
                        .iter()
                        .filter(|entry| entry.name == name && entry.hwcaps.is_none());
                    match hits
                        .filter(|entry| !barred(&entry.path))
                        .filter_map(|entry| self.by_path.get(entry.path.as_str()))
                        .find(|library| self.fits(library))
                    {
                        Some(library) => return Found::At(library),
                        None => continue,
                    }
                }
            };
            match self.by_path.get(path.as_str()) {
                Some(library) if self.fits(library) => return Found::At(library),
                Some(library) => {
                    let why = match library.arch {
                        Some(arch) => format!("it is for {arch}"),
                        None => "it is for another architecture".to_owned(),
                    };
                    refused = refused.or(Some((path, why)));
                    // musl takes the first file of that name and fails on it; glibc looks further.
                    if musl {
                        break;
                    }
                }
                None => {
                    if let Some((_, why)) =
                        self.shelf.broken.iter().find(|(broken, _)| *broken == path)
                    {
                        return Found::Nowhere { searched, refused: Some((path, why.clone())) };
                    }
                    // What is kept from us here could be what the loader takes.
                    if let Some(why) = self.blind(&path) {
                        return Found::Doubt(why);
                    }
                }
            }
        }
        match doubt.or_else(|| self.shelf.unseen.clone()) {
            Some(why) => Found::Doubt(why),
            None => Found::Nowhere { searched, refused },
        }
    }

    fn try_path(&self, path: &str) -> Option<Found<'a>> {
        let library = self.by_path.get(path).filter(|library| self.fits(library));
        library.map(|library| Found::At(library)).or_else(|| self.blind(path).map(Found::Doubt))
    }

    fn fits(&self, library: &Library) -> bool {
        library.arch.is_some() && library.arch == self.arch
    }

    /// Where the loader looks for a library that an object names, in order.
    fn places(&self, asker: usize, musl: bool) -> Vec<Place> {
        let mut places = Vec::new();
        let library_path = self.shelf.library_path.iter().cloned().map(Place::Directory);
        if musl {
            // LD_LIBRARY_PATH, then the search paths of the object and of all who brought it in.
            places.extend(library_path);
            for object in self.ancestors(asker) {
                let (rpath, runpath) = self.paths(object);
                let own = if runpath.is_empty() { rpath } else { runpath };
                places.extend(own.into_iter().map(Place::Directory));
            }
            places.extend(self.shelf.default_dirs.iter().cloned().map(Place::Directory));
            return places;
        }
        // RPATH of the object and of all who brought it in, but not if it has a RUNPATH, which
        // serves its own direct libraries only.
        let (_, own_runpath) = self.paths(asker);
        if own_runpath.is_empty() {
            for object in self.ancestors(asker) {
                let (rpath, runpath) = self.paths(object);
                if runpath.is_empty() {
                    places.extend(rpath.into_iter().map(Place::Directory));
                }
            }
        }
        places.extend(library_path);
        places.extend(own_runpath.into_iter().map(Place::Directory));
        places.push(Place::Cache);
        if !self.no_default_dirs(asker) {
            places.extend(self.shelf.default_dirs.iter().cloned().map(Place::Directory));
        }
        places
    }

    /// `DF_1_NODEFLIB`, which keeps glibc's loader from its own directories, and from what the
    /// cache knows of them (dl-load.c).
    fn no_default_dirs(&self, object: usize) -> bool {
        match self.objects[object].library {
            None => self.build.link.no_default_dirs.known() == Some(&true),
            Some(library) => library.no_default_dirs,
        }
    }

    /// An object, who brought it in, and so on up to the build.
    fn ancestors(&self, mut object: usize) -> Vec<usize> {
        let mut line = vec![object];
        while object != 0 {
            object = self.objects[object].parent;
            line.push(object);
        }
        line
    }

    /// RPATH and RUNPATH of an object, with `$ORIGIN` put in where it is known.
    fn paths(&self, object: usize) -> (Vec<String>, Vec<String>) {
        let known = |paths: &Fact<Vec<String>>| paths.known().cloned().unwrap_or_default();
        match self.objects[object].library {
            None => (known(&self.build.link.rpath), known(&self.build.link.runpath)),
            Some(library) => {
                let dir = library.path.rsplit_once('/').map_or("/", |(dir, _)| dir);
                let placed = |paths: &[String]| {
                    paths
                        .iter()
                        .map(|path| path.replace("${ORIGIN}", "$ORIGIN").replace("$ORIGIN", dir))
                        .collect()
                };
                (placed(&library.rpath), placed(&library.runpath))
            }
        }
    }

    fn blind(&self, path: &str) -> Option<Why> {
        self.shelf.blind.iter().find(|(blind, _)| blind == path).map(|(_, why)| why.clone())
    }

    fn shown(&self, object: usize) -> String {
        match self.objects[object].library {
            None => self.build.name.clone(),
            Some(library) => library.path.clone(),
        }
    }

    fn finish(mut self) -> Loading {
        // musl looks at no versions.
        if self.libc != Some(Libc::Musl) {
            self.check_versions();
        }
        // A library that is not seen could offer anything.
        if self.loading.missing.is_empty() && self.loading.doubts.is_empty() {
            self.check_symbols();
        }
        self.loading
    }

    fn check_versions(&mut self) {
        let mut missing = Vec::new();
        for (index, object) in self.objects.iter().enumerate() {
            let wants: &[VersionWanted] = match object.library {
                None => self.build.link.versions.known().map_or(&[], Vec::as_slice),
                Some(library) => &library.wants,
            };
            for wanted in wants.iter().filter(|wanted| !wanted.weak) {
                let Some(library) = self.loaded(&wanted.library) else { continue };
                // A library without versions is warned about and taken (dl-version.c).
                if library.defines.is_empty() || library.defines.contains(&wanted.version) {
                    continue;
                }
                let series = wanted.version.rsplit_once('_').map_or("", |(series, _)| series);
                let newest = library
                    .defines
                    .iter()
                    .filter(|name| name.rsplit_once('_').is_some_and(|(one, _)| one == series));
                missing.push(MissingVersion {
                    library: wanted.library.clone(),
                    path: library.path.clone(),
                    version: wanted.version.clone(),
                    newest: newest.max_by_key(|name| numbers(name)).cloned(),
                    wanted_by: self.shown(index),
                });
            }
        }
        self.loading.versions = missing;
    }

    fn check_symbols(&mut self) {
        let mut by_name: HashSet<&str> = HashSet::new();
        let mut by_version: HashSet<(&str, &str)> = HashSet::new();
        let mut plain: HashSet<&str> = HashSet::new();
        let loader = self.shelf.loader.as_deref().and_then(|path| self.by_path.get(path)).copied();
        let libraries = self.objects.iter().filter_map(|object| object.library).chain(loader);
        for library in libraries {
            let Some(exports) = library.exports.known() else { continue };
            for export in exports {
                by_name.insert(&export.symbol);
                match &export.version {
                    Some(version) => by_version.insert((&export.symbol, version)),
                    None => plain.insert(&export.symbol),
                };
            }
        }
        let musl = self.libc == Some(Libc::Musl);
        // Without a version any will do; with one, that one, or a library that has none at all.
        let offered = |symbol: &str, version: Option<&str>| match version {
            Some(version) if !musl => {
                by_version.contains(&(symbol, version)) || plain.contains(symbol)
            }
            _ => by_name.contains(symbol),
        };
        let mut missing = Vec::new();
        for import in
            self.build.link.imports.known().into_iter().flatten().filter(|import| !import.weak)
        {
            if !offered(&import.symbol, import.version.as_deref()) {
                missing.push(MissingSymbol {
                    symbol: import.symbol.clone(),
                    version: import.version.clone(),
                    wanted_by: self.build.name.clone(),
                    lazy: import.binding == Binding::Lazy && !musl,
                });
            }
        }
        // What the build itself offers its libraries is not among the facts; only C programs and
        // plugins rely on that, so a symbol that a library misses counts for musl and glibc alike
        // only if it is looked for at start.
        for library in self.objects.iter().filter_map(|object| object.library) {
            for import in library.imports.iter().filter(|import| !import.weak) {
                if !offered(&import.symbol, import.version.as_deref()) {
                    missing.push(MissingSymbol {
                        symbol: import.symbol.clone(),
                        version: import.version.clone(),
                        wanted_by: library.path.clone(),
                        lazy: import.lazy && !musl,
                    });
                }
            }
        }
        self.loading.symbols = missing;
    }
}

enum Found<'a> {
    At(&'a Library),
    /// The loader itself answers to that name.
    Itself,
    Doubt(Why),
    Nowhere {
        searched: Vec<String>,
        refused: Option<(String, String)>,
    },
}

enum Place {
    Directory(String),
    Cache,
}

/// Whether musl's loader takes a name for itself (`load_library`, `reserved`).
fn is_musl_itself(name: &str) -> bool {
    const RESERVED: [&str; 7] = ["c.", "pthread.", "rt.", "m.", "dl.", "util.", "xnet."];
    name.strip_prefix("lib")
        .is_some_and(|rest| RESERVED.iter().any(|start| rest.starts_with(start)))
}

/// The numbers of a version's name, for comparing within a series.
fn numbers(name: &str) -> Vec<u32> {
    let tail = name.rsplit_once('_').map_or(name, |(_, tail)| tail);
    tail.split('.').filter_map(|number| number.parse().ok()).collect()
}
