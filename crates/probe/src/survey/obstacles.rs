//! What stops a package from being built, and where: told from names alone, so what is told is
//! certain, and what needs types is not seen.

use std::collections::{BTreeMap, HashSet};

use hashbrown::HashMap;
use landfall_facts::Why;
use rayon::prelude::*;

use super::scope::{Scope, members};
use super::{File, Home, Kind, Package, Set, Survey, To, Word};

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
    /// A name that only files declare that are not built here.
    Undefined {
        /// As it is written: `X` or `pkg.X`.
        name: String,
        /// The package that declares it elsewhere.
        of: usize,
        /// The files that do.
        files: Vec<String>,
    },
    /// A field or method that a type has elsewhere.
    NoMember {
        /// The type as it is written, or nothing if no type at all has it.
        of: Option<String>,
        /// The member.
        name: String,
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
        matches!(self, Self::Nowhere { .. } | Self::Unread { .. })
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

    fn imports(&self, index: usize, package: &Package, found: &mut Found) {
        for (number, file) in package.files.iter().enumerate() {
            let on = file.built & package.reached;
            for import in &file.imports {
                let imported = &self.survey.packages[import.package];
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

    /// What the files of a directory make impossible together.
    fn directory(&self, index: usize, package: &Package, found: &mut Found) {
        let whole = |what, on| Obstacle { package: index, at: None, what, on };
        let with_cgo = package.files.iter().filter(|file| file.imports_c);
        let uses_cgo = with_cgo.fold(0, |set, file| set | file.built);
        let has_cgo = self.survey.platforms.iter().enumerate().filter(|(_, one)| one.has_cgo);
        let has_cgo = has_cgo.fold(0, |set: Set, (bit, _)| set | 1 << bit);
        let has_swig = package.others.iter().any(|other| other.name.contains(".swig"));
        for other in &package.others {
            let on = other.fits & package.reached;
            let ending = other.name.rsplit('.').next().unwrap_or_default();
            match ending {
                "s" if on & uses_cgo != 0 => {
                    let what = What::AssemblyWithCgo { file: other.name.clone() };
                    // Only that which go vet and go build both refuse: see the callers of runCgo.
                    add(found, (9, ""), whole(what, on & uses_cgo));
                }
                "s" | "S" | "sx" | "swig" | "swigcxx" => {}
                _ if !has_swig && on & has_cgo & !uses_cgo != 0 => {
                    let what = What::NeedlessC { file: other.name.clone() };
                    add(found, (8, ""), whole(what, on & has_cgo & !uses_cgo));
                }
                _ => {}
            }
        }
        self.declared_twice(index, package, found);
        // The first file of each platform says what the package is called there.
        let mut named: Vec<(Word, Set)> = Vec::new();
        let mut all: Set = 0;
        for file in package.files.iter().filter(|file| file.unread.is_none()) {
            let on = file.built & package.reached;
            for (one, there) in named.iter().filter(|(one, _)| *one != file.package) {
                if on & there != 0 {
                    let names = [*one, file.package].map(|word| self.survey.words.get(word));
                    add(found, (10, ""), whole(What::TwoPackages { names }, on & there));
                }
            }
            if on & !all != 0 {
                named.push((file.package, on & !all));
                all |= on;
            }
        }
    }

    fn declared_twice(&self, index: usize, package: &Package, found: &mut Found) {
        let mut declared: BTreeMap<(Option<Word>, Word), Vec<Declarer>> = BTreeMap::new();
        for (number, file) in package.files.iter().enumerate() {
            let on = file.built & package.reached;
            for unit in file.units.iter().filter(|_| on != 0) {
                let receiver = match unit.kind {
                    Kind::Method(None) => continue,
                    Kind::Method(receiver) => receiver,
                    Kind::Values | Kind::Type | Kind::Func { .. } => None,
                };
                for (name, at) in &unit.names {
                    if self.never_twice.contains(name) {
                        continue;
                    }
                    let before = declared.entry((receiver, *name)).or_default();
                    for (other, there) in before.iter() {
                        if there & on == 0 || *other == number {
                            continue;
                        }
                        let written = self.survey.words.get(*name);
                        let other = package.files[*other].name.clone();
                        let what = What::Redeclared { name: written.clone(), other };
                        let at = Some((number, *at));
                        let on = there & on;
                        add(found, (7, &written), Obstacle { package: index, at, what, on });
                    }
                    // Who adds no platform adds no pair either: so there are no more than platforms.
                    if before.iter().fold(on, |left, (_, there)| left & !there) != 0 {
                        before.push((number, on));
                    }
                }
            }
        }
    }

    fn file(
        &self,
        index: usize,
        package: &Package,
        number: usize,
        file: &File,
        on: Set,
        found: &mut Found,
    ) {
        let here = |at, what, on| Obstacle { package: index, at: Some((number, at)), what, on };
        if let Some(why) = &file.unread {
            return add(found, (11, &file.name), here(0, What::Unread { why: why.clone() }, on));
        }
        if let Some((at, message)) = file.broken {
            // What stands behind it was not seen, nor is it needed.
            return add(found, (12, &file.name), here(at, What::Broken { message }, on));
        }
        // A dot import may bring any name.
        let has_dot = file.imports.iter().any(|import| import.name == Some(self.dot));
        let assembled = package.others.iter().filter(|other| other.name.ends_with(".s"));
        let assembled = assembled.fold(0, |set, other| set | other.fits);
        let scope = &self.scopes[index];
        let word = |word| self.survey.words.get(word);
        let uses_cgo = package.files.iter().filter(|file| file.imports_c);
        let uses_cgo = uses_cgo.fold(0, |set, file| set | file.built);
        let imports = self.imported(file);
        for unit in &file.units {
            if let (Kind::Func { has_body: false }, [(name, at)]) = (unit.kind, &unit.names[..])
                && on & !assembled != 0
                && !file.linknames.contains(name)
            {
                let what = What::NoBody { name: word(*name) };
                add(found, (6, &word(*name)), here(*at, what, on & !assembled));
            }
            for reference in &unit.references {
                let at = reference.at;
                match reference.to {
                    To::Name(name) | To::Selected(name, _)
                        if !has_dot
                            && !self.predeclared.contains(&name)
                            && !imports.contains_key(&name) =>
                    {
                        let missing = scope.names.get(&name).map_or(0, |there| on & !there);
                        if missing != 0 {
                            let what = || self.undefined(word(name), index, name);
                            add_once(found, (3, word(name)), missing, || here(at, what(), missing));
                        }
                    }
                    To::Selected(base, name) if base != self.c => {
                        let Some(of) = imports.get(&base).copied() else { continue };
                        let there = self.survey.packages[of].built;
                        let declared = self.scopes[of].names.get(&name);
                        let missing = declared.map_or(0, |declared| on & there & !declared);
                        if missing != 0 {
                            let written = format!("{}.{}", word(base), word(name));
                            let what = || self.undefined(written.clone(), of, name);
                            let key = (4, written.clone());
                            add_once(found, key, missing, || here(at, what(), missing));
                        }
                    }
                    To::Typed(base, of, name) => {
                        let package = match base {
                            Some(base) => imports.get(&base).copied(),
                            None => Some(index),
                        };
                        let Some(package) = package else { continue };
                        let missing = self.scopes[package].missing(of, name).unwrap_or(0) & on;
                        if missing != 0 && !has_dot {
                            let of = match base {
                                Some(base) => format!("{}.{}", word(base), word(of)),
                                None => word(of),
                            };
                            let key = format!("{of}.{}", word(name));
                            let what = What::NoMember { of: Some(of), name: word(name) };
                            add(found, (5, &key), here(at, what, missing));
                        }
                    }
                    To::Member(name) => {
                        let Some(members) = &self.members else { continue };
                        let there = members.get(&name);
                        // Fields of C structs are listed nowhere.
                        let missing = there.map_or(0, |there| on & !there & !uses_cgo);
                        if missing != 0 {
                            let what = What::NoMember { of: None, name: word(name) };
                            add(found, (5, &word(name)), here(at, what, missing));
                        }
                    }
                    To::Name(_) | To::Selected(..) => {}
                }
            }
        }
    }

    fn undefined(&self, written: String, of: usize, name: Word) -> What {
        let package = &self.survey.packages[of];
        let files = self.scopes[of].declaring(package, name);
        let files = files.iter().map(|file| package.files[*file].name.clone()).collect();
        What::Undefined { name: written, of, files }
    }

    /// The packages that a file imports, by the names by which it calls them.
    fn imported(&self, file: &File) -> HashMap<Word, usize> {
        let mut imports = HashMap::with_capacity(file.imports.len());
        for import in &file.imports {
            let given = import.name.as_slice();
            let names = if given.is_empty() { &self.clauses[import.package] } else { given };
            for name in names {
                imports.entry(*name).or_insert(import.package);
            }
        }
        imports
    }
}

/// The names in the package clauses of the files that are built somewhere.
fn clauses(package: &Package) -> Vec<Word> {
    let mut names: Vec<Word> = Vec::new();
    let built = package.files.iter().filter(|file| file.built != 0 && file.unread.is_none());
    for file in built {
        // Nearly all have one.
        if names.last() != Some(&file.package) && !names.contains(&file.package) {
            names.push(file.package);
        }
    }
    names
}

/// Adds an obstacle that costs much to make: only where it is not known yet.
fn add_once(found: &mut Found, key: (u8, String), on: Set, make: impl FnOnce() -> Obstacle) {
    match found.get_mut(&key) {
        Some(known) => known.on |= on,
        None => {
            found.insert(key, make());
        }
    }
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
