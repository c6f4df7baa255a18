//! Everything that a module is built from, read once for many platforms at the same time.
//!
//! Each file knows the set of platforms on which it is built, and each package the set on which
//! something leads to it: what differs between a hundred platforms is then a matter of bits.

mod absent;
pub mod calls;
mod objects;
mod obstacles;
mod reading;
mod scope;
mod starts;
mod tabled;
mod telling;
mod words;

use std::collections::VecDeque;

use hashbrown::{HashMap, HashSet};
use landfall_facts::{Standard, Why};
use landfall_formats::gosrc::{Platform, Sizes, Verb};
use rayon::prelude::*;

pub use absent::Absent;
pub use objects::{Fault, Unlinkable};
pub use obstacles::{Obstacle, What, obstacles};
pub(crate) use tabled::name_of;
pub use telling::Lines;
pub use words::{Word, Words};

use crate::roots::{Home, Roots};
use crate::world::World;

/// A set of platforms, by their place in the list: at most 128.
pub type Set = u128;

/// What was found of a module.
#[derive(Debug)]
pub struct Survey<'p> {
    /// For what it was looked at.
    pub platforms: &'p [Platform<'p>],
    /// The packages, in the order in which they were found.
    pub packages: Vec<Package>,
    /// The module's own packages, from which the others were found.
    pub entries: Vec<usize>,
    /// Where programs are linked with a C linker, which is refused where cgo is off. Who asks says so.
    pub links_externally: Set,
    /// Where an `int` has 32 bits. Who asks says so.
    pub narrow: Set,
    /// The words of all files.
    pub words: Words,
    /// Whether the standard library was taken from a table.
    pub is_tabled: bool,
    by_path: HashMap<String, usize>,
}

/// A package.
#[derive(Debug)]
pub struct Package {
    /// Its import path.
    pub path: String,
    /// Whose it is.
    pub home: Home,
    /// Where it lies; empty if it was not found, or only a table tells of it.
    pub dir: String,
    /// The name in its package clauses.
    pub name: String,
    /// Its Go files, but for tests.
    pub files: Vec<File>,
    /// Its files in other languages that count: assembly, C, C++, Objective-C, Fortran.
    pub others: Vec<Other>,
    /// Files that its C code names and that do not lie there.
    pub absent: Vec<Absent>,
    /// What its C code would be linked with and cannot be.
    pub unlinkable: Vec<Unlinkable>,
    /// Where at least one of its Go files is built.
    pub built: Set,
    /// Where something leads to it.
    pub reached: Set,
}

/// A Go file.
#[derive(Debug)]
pub struct File {
    /// Its name in its directory; empty for what a table tells of no file.
    pub name: String,
    /// Where it is built.
    pub built: Set,
    /// Where its name and its head let it be built: `built` too where cgo makes no difference.
    pub fits: Set,
    /// Whether it imports "C".
    pub imports_c: bool,
    /// Whether it asks for a symbol of a dynamic library by itself (`//go:cgo_import_dynamic`).
    pub imports_dynamic: bool,
    /// The name in its package clause.
    pub package: Word,
    /// What it imports, "C" left out.
    pub imports: Vec<Import>,
    /// What it declares; empty if it could not be read.
    pub units: Vec<Unit>,
    /// The functions that a `//go:linkname` line gives another name.
    pub linknames: Vec<Word>,
    /// The settings of its `//go:debug` lines, with where each stands.
    pub settings: Vec<(String, u32)>,
    /// The functions that an `//export` line gives to C.
    pub exports: Vec<Word>,
    /// Its `#cgo` lines.
    pub cgo_lines: Vec<CgoLine>,
    /// The headers that its C code includes by a path, with where that begins.
    pub headers: Vec<(u32, String)>,
    /// The programs that it starts by name (os/exec), with where.
    pub starts: Vec<(String, u32)>,
    /// Constants that need more than 32 bits, with what they are put into and where.
    pub wide: Vec<(String, &'static str, u32)>,
    /// What it hands to C that cgo would refuse.
    pub handed: Vec<Handed>,
    /// How often it converts by `unsafe.Pointer`.
    pub unsafe_conversions: u32,
    /// Why it cannot be followed, if so: what is wrong and where.
    pub broken: Option<(u32, &'static str)>,
    /// Why it could not be read.
    pub unread: Option<Why>,
}

impl File {
    /// One that nothing is known of and that is built nowhere.
    fn empty(name: String, package: Word) -> Self {
        Self {
            name,
            built: 0,
            fits: 0,
            imports_c: false,
            imports_dynamic: false,
            package,
            imports: Vec::new(),
            units: Vec::new(),
            linknames: Vec::new(),
            settings: Vec::new(),
            exports: Vec::new(),
            cgo_lines: Vec::new(),
            headers: Vec::new(),
            starts: Vec::new(),
            wide: Vec::new(),
            handed: Vec::new(),
            unsafe_conversions: 0,
            broken: None,
            unread: None,
        }
    }
}

/// An import.
#[derive(Debug)]
pub struct Import {
    /// The path as it is written.
    pub path: String,
    /// The name it is given here.
    pub name: Option<Word>,
    /// Where it stands.
    pub at: u32,
    /// In which line.
    pub line: u32,
    /// The package.
    pub package: usize,
}

/// A `#cgo` line that counts somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CgoLine {
    /// What it is about.
    pub verb: Verb,
    /// What follows the colon.
    pub arguments: Vec<String>,
    /// Where it stands.
    pub at: u32,
    /// Where it counts.
    pub on: Set,
}

impl CgoLine {
    /// The libraries that it asks for, each with whether it is pkg-config that knows the name.
    pub fn libraries(&self) -> impl Iterator<Item = (bool, &str)> {
        self.arguments.iter().filter_map(|argument| match self.verb {
            Verb::PkgConfig => (!argument.starts_with('-')).then_some((true, argument.as_str())),
            Verb::LdFlags => argument.strip_prefix("-l").map(|name| (false, name)),
            _ => None,
        })
    }
}

/// Memory with pointers of Go in it, that C is handed the address of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// The C function.
    pub function: String,
    /// What it is handed, as it is written.
    pub written: String,
    /// What lies there.
    pub kind: &'static str,
    /// Where the call stands.
    pub at: u32,
}

/// A file in another language.
#[derive(Debug)]
pub struct Other {
    /// Its name in its directory.
    pub name: String,
    /// Where its name and its head let it be built.
    pub fits: Set,
}

/// One declaration at the top level, as `gosrc` tells it, by words.
#[derive(Debug)]
pub struct Unit {
    /// What is declared.
    pub kind: Kind,
    /// The names, with where each stands.
    pub names: Vec<(Word, u32)>,
    /// Fields and methods that its types list.
    pub members: Vec<Member>,
    /// Whether it is a type that is made of another with a name, or is another name for one.
    pub is_derived: bool,
    /// What it refers to, each once.
    pub references: Vec<Reference>,
    /// Fields that must be of one type.
    pub pairs: Vec<Pair>,
    /// How functions are called in it where no name tells which, if that is asked for.
    pub sizes: Option<Box<Sizes>>,
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Constants or variables.
    Values,
    /// A type.
    Type,
    /// A function; without code, assembly or a linkname must give it.
    Func {
        /// Whether its code follows.
        has_body: bool,
    },
    /// A method, with the name of its type where that has one.
    Method(Option<Word>),
}

/// A field, or a method of an interface.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its name.
    pub name: Word,
    /// Whether it brings members of its own.
    pub is_embedded: bool,
    /// Whether a type within the type lists it.
    pub is_nested: bool,
    /// Of a field: its type, if that is one of Go's own with a name.
    pub of: Option<Word>,
    /// Whether it is a method of an interface.
    pub is_method: bool,
}

/// A type as it is written: the import it is of, and its name.
pub type Named = (Option<Word>, Word);

/// Two fields that must be of one type.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// The one that is given the other's value: its struct, and its name.
    pub left: (Named, Word),
    /// The other.
    pub right: (Named, Word),
    /// Where that stands.
    pub at: u32,
}

/// A reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// To what.
    pub to: To,
    /// Where it stands first.
    pub at: u32,
    /// Whether it is called somewhere, or something is converted by it.
    pub is_called: bool,
    /// Whether it is named somewhere without being called.
    pub is_mentioned: bool,
}

/// What is told of declarations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// What may stop a build: the standard library is known to be built everywhere, and nobody asks
    /// what it refers to.
    Obstacles,
    /// What is called on some platforms, the standard library's own calls among it; of files that
    /// are not built there nothing, unless they speak of C.
    Calls(Set),
    /// Both, what is called on these platforms.
    Both(Set),
}

/// What is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum To {
    /// A name of the package, of a dot import or of Go.
    Name(Word),
    /// What is selected from such a name, or from an import.
    Selected(Word, Word),
    /// A member of a value whose type is not evident.
    Member(Word),
    /// A member or key of a type: the import it is of, its name, the member's.
    Typed(Option<Word>, Word, Word),
}

/// The shortest ways of imports from some packages.
#[derive(Debug)]
pub struct Ways {
    before: HashMap<usize, Option<usize>>,
}

impl Ways {
    /// The packages on the way to one, that one included; empty if none leads there.
    pub fn to(&self, package: usize) -> Vec<usize> {
        let mut way = Vec::new();
        let mut at = self.before.contains_key(&package).then_some(package);
        while let Some(package) = at {
            way.push(package);
            at = self.before.get(&package).copied().flatten();
        }
        way.reverse();
        way
    }

    /// The packages that are reached.
    pub fn packages(&self) -> impl Iterator<Item = usize> {
        self.before.keys().copied()
    }
}

impl<'p> Survey<'p> {
    /// Looks at the packages of a module in the directory that was asked about and below, and at
    /// all that they need. The standard library is taken from `standard` if that is given.
    pub fn new(
        world: &(dyn World + Sync),
        roots: &Roots,
        platforms: &'p [Platform<'p>],
        standard: Option<&Standard>,
    ) -> Self {
        Self::wanting(world, roots, platforms, standard, Wanted::Obstacles)
    }

    /// Looks at a module as `new` does, and for what is called on the platforms too.
    pub fn whole(
        world: &(dyn World + Sync),
        roots: &Roots,
        platforms: &'p [Platform<'p>],
        standard: Option<&Standard>,
    ) -> Self {
        let all = (0..platforms.len()).fold(0, |set, bit| set | 1 << bit);
        Self::wanting(world, roots, platforms, standard, Wanted::Both(all))
    }

    /// Looks at a module as `new` does, for what is called on one of the platforms: declarations are
    /// only told of files that are built there.
    pub fn with_calls(
        world: &(dyn World + Sync),
        roots: &Roots,
        platforms: &'p [Platform<'p>],
        standard: Option<&Standard>,
        platform: usize,
    ) -> Self {
        Self::wanting(world, roots, platforms, standard, Wanted::Calls(1 << platform))
    }

    fn wanting(
        world: &(dyn World + Sync),
        roots: &Roots,
        platforms: &'p [Platform<'p>],
        standard: Option<&Standard>,
        wanted: Wanted,
    ) -> Self {
        debug_assert!(platforms.len() <= Set::BITS as usize, "more platforms than a set holds");
        let entries = roots.own_packages();
        let mut survey = Self {
            platforms,
            packages: Vec::new(),
            entries: (0..entries.len()).collect(),
            links_externally: 0,
            narrow: 0,
            words: Words::default(),
            is_tabled: standard.is_some(),
            by_path: HashMap::new(),
        };
        let reader = reading::Reader { world, roots, platforms, standard, wanted };
        survey.find_all(reader, entries);
        survey.link();
        survey.reach();
        survey
    }

    /// A package by its path, as some package writes it.
    pub fn package(&self, path: &str, of_std: bool) -> Option<usize> {
        let copy = of_std.then(|| self.by_path.get(&format!("vendor/{path}"))).flatten();
        copy.or_else(|| self.by_path.get(path)).copied()
    }

    /// The programs among the packages that were asked for, and those of these packages that no
    /// program imports on any platform.
    pub fn programs_and_rest(&self) -> [Vec<usize>; 2] {
        let is_main = |one: &usize| self.packages[*one].name == "main";
        let (programs, rest): (Vec<_>, Vec<_>) = self.entries.iter().copied().partition(is_main);
        let needed = self.needed(&programs);
        let rest = rest.into_iter().filter(|one| needed[*one] == 0).collect();
        [programs, rest]
    }

    /// Of each package, the platforms on which some packages need it.
    pub fn needed(&self, from: &[usize]) -> Vec<Set> {
        let mut needed = vec![0; self.packages.len()];
        for one in from {
            needed[*one] = self.packages[*one].built;
        }
        let mut pending = from.to_vec();
        while let Some(at) = pending.pop() {
            for file in &self.packages[at].files {
                let on = file.built & needed[at];
                for import in &file.imports {
                    if on & !needed[import.package] != 0 {
                        needed[import.package] |= on;
                        pending.push(import.package);
                    }
                }
            }
        }
        needed
    }

    /// The shortest ways of imports on one platform, from the programs among some packages, and
    /// from the others. One from a program says more than one from a package that only a wildcard
    /// finds.
    pub fn ways_by_kind(&self, from: &[usize], platform: usize) -> [Ways; 2] {
        let is_main = |one: &usize| self.packages[*one].name == "main";
        let (mains, rest): (Vec<_>, Vec<_>) = from.iter().copied().partition(is_main);
        [mains, rest].map(|from| self.ways(&from, platform))
    }

    /// The shortest ways of imports on one platform, from some packages to all others.
    pub fn ways(&self, from: &[usize], platform: usize) -> Ways {
        let bit = 1 << platform;
        let has_files = |one: &usize| self.packages[*one].built & bit != 0;
        let mut pending: VecDeque<usize> = from.iter().copied().filter(has_files).collect();
        let mut before: HashMap<usize, Option<usize>> =
            pending.iter().map(|one| (*one, None)).collect();
        while let Some(at) = pending.pop_front() {
            for next in self.imported(at, bit) {
                before.entry(next).or_insert_with(|| {
                    pending.push_back(next);
                    Some(at)
                });
            }
        }
        Ways { before }
    }

    /// What a package imports on some platforms.
    pub fn imported(&self, package: usize, on: Set) -> impl Iterator<Item = usize> {
        let files = self.packages[package].files.iter().filter(move |file| file.built & on != 0);
        files.flat_map(|file| file.imports.iter().map(|import| import.package))
    }

    /// The platforms on which a package, or anything it needs, has one of these obstacles.
    pub fn stopped(&self, obstacles: &[Obstacle]) -> Vec<Set> {
        let mut stopped = vec![0; self.packages.len()];
        for obstacle in obstacles {
            stopped[obstacle.package] |= obstacle.on;
        }
        loop {
            let mut has_changed = false;
            for (index, package) in self.packages.iter().enumerate() {
                let mut set: Set = stopped[index];
                for file in &package.files {
                    for import in &file.imports {
                        set |= file.built & package.reached & stopped[import.package];
                    }
                }
                has_changed |= set != stopped[index];
                stopped[index] = set;
            }
            if !has_changed {
                return stopped;
            }
        }
    }

    /// Finds packages wave by wave: those of a wave are read at the same time.
    fn find_all(&mut self, reader: reading::Reader<'_>, entries: Vec<String>) {
        let mut wave: Vec<(String, bool)> = entries.into_iter().map(|path| (path, false)).collect();
        let mut asked: HashSet<(String, bool)> = wave.iter().cloned().collect();
        while !wave.is_empty() {
            let words = &self.words;
            let found: Vec<Package> = wave
                .par_iter()
                .map(|(path, of_std)| reader.package(words, path, *of_std))
                .collect();
            let mut next = Vec::new();
            for package in found {
                // The same package may be asked for by the standard library and by others.
                if self.by_path.contains_key(&package.path) {
                    continue;
                }
                let is_std = package.home == Home::Std;
                for file in package.files.iter().filter(|file| file.built != 0) {
                    for import in &file.imports {
                        let asks = (import.path.clone(), is_std);
                        if !asked.contains(&asks) {
                            asked.insert(asks.clone());
                            next.push(asks);
                        }
                    }
                }
                self.by_path.insert(package.path.clone(), self.packages.len());
                self.packages.push(package);
            }
            wave = next;
        }
    }

    /// Gives every import its package. Those of files that are built nowhere lead nowhere.
    fn link(&mut self) {
        let mut packages = std::mem::take(&mut self.packages);
        for package in &mut packages {
            let is_std = package.home == Home::Std;
            for file in &mut package.files {
                file.imports.retain_mut(|import| {
                    let found = self.package(&import.path, is_std);
                    import.package = found.unwrap_or_default();
                    found.is_some()
                });
            }
        }
        self.packages = packages;
    }

    fn reach(&mut self) {
        for entry in &self.entries {
            self.packages[*entry].reached = self.packages[*entry].built;
        }
        let mut pending: VecDeque<usize> = self.entries.iter().copied().collect();
        while let Some(at) = pending.pop_front() {
            let package = &self.packages[at];
            let leads = package.files.iter().flat_map(|file| {
                let on = file.built & package.reached;
                file.imports.iter().map(move |import| (import.package, on))
            });
            for (to, on) in leads.collect::<Vec<_>>() {
                let package = &mut self.packages[to];
                if on & !package.reached != 0 {
                    package.reached |= on;
                    pending.push_back(to);
                }
            }
        }
    }
}
