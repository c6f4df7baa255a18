//! What stops a package from being built, and where: told from names alone, so what is told is
//! certain, and what needs types is not seen.

mod directory;
mod names;

use std::collections::{BTreeMap, HashSet};

use hashbrown::HashMap;
use landfall_facts::Why;
use rayon::prelude::*;

use super::scope::{Scope, members};
use super::{Fault, Home, Package, Set, Survey, Word};

/// What stops a package on some platforms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// The package.
    pub package: usize,
    /// The file by which it is seen, and where in it; none if it is the package as a whole.
    pub at: Option<(usize, u32)>,
    /// What it is.
    pub what: What,
    /// Where it is.
    pub on: Set,
}

/// What stops a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It imports a package of which no file is built.
    Excluded {
        /// That package.
        import: usize,
        /// Whether cgo alone would let some be built.
        needs_cgo: bool,
    },
    /// It imports a package that is not on disk: what that is made of nobody knows.
    Nowhere {
        /// The import.
        import: usize,
        /// What would bring it.
        why: Why,
    },
    /// A name that no file declares that is built here.
    Undefined {
        /// As it is written: `X` or `pkg.X`.
        name: String,
        /// The package that declares it elsewhere.
        of: usize,
        /// The files that do; none if nothing declares it.
        files: Vec<String>,
    },
    /// A field or method that a type has elsewhere.
    NoMember {
        /// The type as it is written, or nothing if no type at all has it.
        of: Option<String>,
        /// The member.
        name: String,
    },
    /// A field that is of another type than the one it is given to.
    Mismatch {
        /// The field, with its struct as it is written.
        name: String,
        /// Its type.
        of: String,
        /// The other's.
        wanted: String,
    },
    /// A name that two files declare which are both built.
    Redeclared {
        /// The name.
        name: String,
        /// The other file.
        other: String,
    },
    /// A function without code, and no assembly that could give it.
    NoBody {
        /// Its name.
        name: String,
    },
    /// C files in a package without cgo, which the Go command refuses.
    NeedlessC {
        /// The first of them.
        file: String,
    },
    /// Go's assembly in a package with cgo, which the Go command refuses.
    AssemblyWithCgo {
        /// The first of them.
        file: String,
    },
    /// Files of two packages in one directory.
    TwoPackages {
        /// Their names.
        names: [String; 2],
    },
    /// A file that C code names as its module's own, and that is not there.
    Absent {
        /// As it is written.
        name: String,
        /// Whether it is a header, or something for the linker.
        is_header: bool,
        /// Whether somebody may make it before the build.
        may_be_made: bool,
    },
    /// A file that cannot be linked in.
    Unlinkable {
        /// As it is written.
        name: String,
        /// Why not.
        fault: Fault,
    },
    /// A constant that needs more bits than an `int` has.
    Overflow {
        /// As it is written.
        written: String,
        /// What it is put into.
        of: &'static str,
    },
    /// A program that is to be linked by a C linker, where cgo is off.
    ExternalLinking,
    /// An import of runtime/cgo where cgo is off: it compiles, and a program with it does not link.
    RuntimeCgo,
    /// A file that is no Go.
    Broken {
        /// What is wrong.
        message: &'static str,
    },
    /// A file that could not be read.
    Unread {
        /// Why.
        why: Why,
    },
}

impl What {
    /// Whether it only says that somebody could not look.
    pub fn is_doubt(&self) -> bool {
        matches!(
            self,
            Self::Nowhere { .. } | Self::Unread { .. } | Self::Absent { may_be_made: true, .. }
        )
    }
}

/// The names that Go itself declares.
///
/// Written in the specification under "Predeclared identifiers".
const PREDECLARED: &[&str] = &[
    "any",
    "bool",
    "byte",
    "comparable",
    "complex64",
    "complex128",
    "error",
    "float32",
    "float64",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "rune",
    "string",
    "uint",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "uintptr",
    "true",
    "false",
    "iota",
    "nil",
    "append",
    "cap",
    "clear",
    "close",
    "complex",
    "copy",
    "delete",
    "imag",
    "len",
    "make",
    "max",
    "min",
    "new",
    "panic",
    "print",
    "println",
    "real",
    "recover",
    "_",
];

/// Everything that stops a package somewhere, for all packages that are reached.
pub fn obstacles(survey: &Survey<'_>) -> Vec<Obstacle> {
    let scopes: Vec<Scope> = survey.packages.par_iter().map(Scope::new).collect();
    let is_nowhere = |one: &Package| matches!(one.home, Home::Nowhere(_));
    // What members the types of a table have it does not say.
    let is_unread = |one: &Package| one.files.iter().any(|file| file.unread.is_some());
    let is_hidden = |one: &Package| is_nowhere(one) || is_unread(one);
    let is_whole = !survey.is_tabled && !survey.packages.iter().any(is_hidden);
    let look = Look {
        survey,
        scopes: &scopes,
        clauses: survey.packages.iter().map(clauses).collect(),
        members: is_whole.then(|| members(survey)),
        predeclared: PREDECLARED.iter().map(|name| survey.words.add(name)).collect(),
        dot: survey.words.add("."),
        c: survey.words.add("C"),
        never_twice: ["_", "init"].map(|name| survey.words.add(name)),
        has_programs: survey.entries.iter().any(|one| survey.packages[*one].name == "main"),
    };
    let mut all: Vec<Obstacle> = (0..survey.packages.len())
        .into_par_iter()
        .flat_map_iter(|index| look.package(index))
        .collect();
    // Where a package is left out, its members are missing with it.
    let is_excluded = |one: &&Obstacle| matches!(one.what, What::Excluded { .. });
    let excluded: Set = all.iter().filter(is_excluded).fold(0, |set, one| set | one.on);
    for one in all.iter_mut().filter(|one| matches!(one.what, What::NoMember { of: None, .. })) {
        one.on &= !excluded;
    }
    all.retain(|one| one.on != 0);
    all
}

struct Look<'s, 'p> {
    survey: &'s Survey<'p>,
    scopes: &'s [Scope],
    /// The names in the package clauses of each package.
    clauses: Vec<Vec<Word>>,
    /// Where any type has a member of some name; unknown if a package is not on disk.
    members: Option<HashMap<Word, Set>>,
    predeclared: HashSet<Word>,
    dot: Word,
    c: Word,
    never_twice: [Word; 2],
    /// Whether anything is linked.
    has_programs: bool,
}

/// A file by its place, and where it is built.
type Declarer = (usize, Set);

/// Obstacles of one package: those of the same name are one.
type Found = BTreeMap<(u8, String), Obstacle>;

impl Look<'_, '_> {
    fn package(&self, index: usize) -> Vec<Obstacle> {
        let package = &self.survey.packages[index];
        let mut found = Found::new();
        if package.reached == 0 {
            return Vec::new();
        }
        self.imports(index, package, &mut found);
        let external = self.survey.links_externally & package.built & !self.has_cgo();
        if package.name == "main" && self.survey.entries.contains(&index) && external != 0 {
            let what = What::ExternalLinking;
            add(&mut found, (13, ""), Obstacle { package: index, at: None, what, on: external });
        }
        // The standard library is built everywhere: its own parts fit.
        if package.home != Home::Std {
            self.directory(index, package, &mut found);
            for (number, file) in package.files.iter().enumerate() {
                let on = file.built & package.reached;
                if on != 0 {
                    self.file(index, package, number, file, on, &mut found);
                }
            }
        }
        found.into_values().collect()
    }

    fn has_cgo(&self) -> Set {
        let with = self.survey.platforms.iter().enumerate().filter(|(_, one)| one.has_cgo);
        with.fold(0, |set, (bit, _)| set | 1 << bit)
    }

    fn imports(&self, index: usize, package: &Package, found: &mut Found) {
        for (number, file) in package.files.iter().enumerate() {
            let on = file.built & package.reached;
            for import in &file.imports {
                let imported = &self.survey.packages[import.package];
                let is_std = package.home == Home::Std;
                if import.path == "runtime/cgo" && !is_std && self.has_programs {
                    let on = on & imported.built & !self.has_cgo();
                    let at = Some((number, import.at));
                    let what = What::RuntimeCgo;
                    if on != 0 {
                        add(found, (15, ""), Obstacle { package: index, at, what, on });
                    }
                }
                let missing = on & !imported.built;
                if missing == 0 || import.path == "unsafe" {
                    continue;
                }
                let at = Some((number, import.at));
                if let Home::Nowhere(why) = &imported.home {
                    let what = What::Nowhere { import: import.package, why: why.clone() };
                    add(found, (0, &import.path), Obstacle { package: index, at, what, on });
                    continue;
                }
                let by_cgo = imported.files.iter().fold(0, |set: Set, file| set | file.fits);
                for (needs_cgo, on) in [(true, missing & by_cgo), (false, missing & !by_cgo)] {
                    if on != 0 {
                        let what = What::Excluded { import: import.package, needs_cgo };
                        let key = (1 + u8::from(needs_cgo), import.path.as_str());
                        add(found, key, Obstacle { package: index, at, what, on });
                    }
                }
            }
        }
    }
}

/// The names in the package clauses.
fn clauses(package: &Package) -> Vec<Word> {
    let mut names: Vec<Word> = Vec::new();
    for file in package.files.iter().filter(|file| file.unread.is_none()) {
        // Nearly all have one.
        if names.last() != Some(&file.package) && !names.contains(&file.package) {
            names.push(file.package);
        }
    }
    names
}

/// Adds an obstacle to those of its package. The first place where it is met stays.
fn add(found: &mut Found, key: (u8, &str), obstacle: Obstacle) {
    match found.get_mut(&(key.0, key.1.to_owned())) {
        Some(known) => known.on |= obstacle.on,
        None => {
            found.insert((key.0, key.1.to_owned()), obstacle);
        }
    }
}
