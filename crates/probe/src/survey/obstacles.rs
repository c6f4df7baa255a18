//! What stops a package from being built, and where: told from names alone, so what is told is
//! certain, and what needs types is not seen.

use std::collections::{BTreeMap, HashSet};

use hashbrown::HashMap;
use landfall_facts::Why;
use rayon::prelude::*;

use super::scope::{Scope, members};
use super::{Absent, File, Foreign, Home, Kind, Named, Package, Pair, Set, Survey, To, Word};

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
    },
    /// A file for the linker that was compiled for something else.
    Foreign {
        /// As it is written.
        name: String,
        /// What it is for.
        is_for: String,
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

    /// The platforms with cgo.
    /// Where an `int` has 32 bits.
    fn narrow(&self) -> Set {
        // `PtrSize` of src/internal/goarch in Go's own source.
        const NARROW: [&str; 4] = ["386", "arm", "mips", "mipsle"];
        let platforms = self.survey.platforms.iter().enumerate();
        platforms
            .filter(|(_, platform)| NARROW.contains(&platform.architecture))
            .fold(0, |set, (bit, _)| set | 1 << bit)
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

    /// What the files of a directory make impossible together.
    fn directory(&self, index: usize, package: &Package, found: &mut Found) {
        let whole = |what, on| Obstacle { package: index, at: None, what, on };
        let with_cgo = package.files.iter().filter(|file| file.imports_c);
        let uses_cgo = with_cgo.fold(0, |set, file| set | file.built);
        let has_cgo = self.has_cgo();
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
                "s" | "S" | "sx" | "swig" | "swigcxx" | "syso" => {}
                _ if !has_swig && on & has_cgo & !uses_cgo != 0 => {
                    let what = What::NeedlessC { file: other.name.clone() };
                    add(found, (8, ""), whole(what, on & has_cgo & !uses_cgo));
                }
                _ => {}
            }
        }
        for Foreign { name, is_for, at, on } in &package.foreign {
            let what = What::Foreign { name: name.clone(), is_for: is_for.clone() };
            let on = on & package.reached;
            if on != 0 {
                add(found, (17, name), Obstacle { package: index, at: Some(*at), what, on });
            }
        }
        for absent in &package.absent {
            let on = absent.on & package.reached;
            let Absent { name, is_header, .. } = absent.clone();
            let what = What::Absent { name, is_header };
            if on != 0 {
                let obstacle = Obstacle { package: index, at: Some(absent.at), what, on };
                add(found, (16, &absent.name), obstacle);
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
        let has_nameless = file.imports.iter().any(|import| {
            import.name.is_none() && self.survey.packages[import.package].files.is_empty()
        });
        let assembled = package.others.iter().filter(|other| other.name.ends_with(".s"));
        let assembled = assembled.fold(0, |set, other| set | other.fits);
        let scope = &self.scopes[index];
        let word = |word| self.survey.words.get(word);
        let uses_cgo = package.files.iter().filter(|file| file.imports_c);
        let uses_cgo = uses_cgo.fold(0, |set, file| set | file.built);
        let imports = self.imported(file);
        let narrow = on & self.narrow();
        for (written, of, at) in file.wide.iter().filter(|_| narrow != 0) {
            let what = What::Overflow { written: written.clone(), of };
            add(found, (18, written), here(*at, what, narrow));
        }
        for unit in &file.units {
            if let (Kind::Func { has_body: false }, [(name, at)]) = (unit.kind, &unit.names[..])
                && on & !assembled != 0
                && !file.linknames.contains(name)
            {
                let what = What::NoBody { name: word(*name) };
                add(found, (6, &word(*name)), here(*at, what, on & !assembled));
            }
            for pair in &unit.pairs {
                self.pair(index, &imports, pair, on, |what, on| {
                    let key = format!("{what:?}");
                    add(found, (14, &key), here(pair.at, what, on));
                });
            }
            for reference in &unit.references {
                let at = reference.at;
                match reference.to {
                    To::Name(name) | To::Selected(name, _)
                        if !has_dot
                            && !self.predeclared.contains(&name)
                            && (name != self.c || !file.imports_c)
                            && !imports.contains_key(&name) =>
                    {
                        let there = scope.names.get(&name).copied();
                        // What an import is called nobody knows where it is not on disk.
                        let is_told = there.is_some() || (!has_nameless && is_whole(package));
                        let missing = if is_told { on & !there.unwrap_or(0) } else { 0 };
                        if missing != 0 {
                            let what = || self.undefined(word(name), index, name);
                            add_once(found, (3, word(name)), missing, || here(at, what(), missing));
                        }
                    }
                    To::Selected(base, name) if base != self.c => {
                        let Some(of) = imports.get(&base).copied() else { continue };
                        let package = &self.survey.packages[of];
                        let declared = self.scopes[of].names.get(&name).copied();
                        let is_told = declared.is_some() || is_whole(package);
                        let missing =
                            if is_told { on & package.built & !declared.unwrap_or(0) } else { 0 };
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

    /// Tells where the two fields of a pair are of different types, which Go converts by itself never.
    fn pair(
        &self,
        index: usize,
        imports: &HashMap<Word, usize>,
        pair: &Pair,
        on: Set,
        mut tell: impl FnMut(What, Set),
    ) {
        let types = |((base, of), name): (Named, Word)| {
            let package = match base {
                Some(base) => *imports.get(&base)?,
                None => index,
            };
            Some(self.scopes[package].field(of, name))
        };
        let (Some(left), Some(right)) = (types(pair.left), types(pair.right)) else { return };
        // Somewhere they fit, or nobody could ever have built it.
        let fits = |(wanted, there): &(Word, Set)| {
            right.iter().any(|(of, here)| of == wanted && there & here != 0)
        };
        if !left.iter().any(fits) {
            return;
        }
        for (wanted, there) in left {
            for (of, here) in right {
                let on = on & there & here;
                let [wanted, of] = [*wanted, *of].map(|word| plain(self.survey.words.get(word)));
                if on == 0 || wanted == of {
                    continue;
                }
                let ((base, of_type), name) = pair.right;
                let word = |word| self.survey.words.get(word);
                let base = base.map_or(String::new(), |base| word(base) + ".");
                let name = format!("{base}{}.{}", word(of_type), word(name));
                tell(What::Mismatch { name, of, wanted }, on);
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

/// Adds an obstacle that costs much to make: only where it is not known yet.
fn add_once(found: &mut Found, key: (u8, String), on: Set, make: impl FnOnce() -> Obstacle) {
    match found.get_mut(&key) {
        Some(known) => known.on |= on,
        None => {
            found.insert(key, make());
        }
    }
}

/// The one of two names for the same type.
fn plain(name: String) -> String {
    match name.as_str() {
        "byte" => "uint8".to_owned(),
        "rune" => "int32".to_owned(),
        _ => name,
    }
}

/// Whether all that a package declares was seen: what SWIG would write is not there yet.
fn is_whole(package: &Package) -> bool {
    let is_seen = |file: &File| file.broken.is_none() && file.unread.is_none();
    // What lies nowhere is told by a table, which has only the names that some ports lack.
    !package.dir.is_empty()
        && !package.files.is_empty()
        && package.files.iter().all(is_seen)
        && !package.others.iter().any(|other| other.name.contains(".swig"))
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
