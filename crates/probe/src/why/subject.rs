//! What a question means: what somebody wrote, found in a survey.

use std::collections::BTreeMap;

use crate::roots::Home;
use crate::survey::calls::{Calls, Node};
use crate::survey::{Set, To};

/// What was asked for.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) says: String,
    pub(super) kind: &'static str,
    pub(super) home: String,
    /// The packages that are it, or hold it.
    pub(super) packages: Vec<usize>,
    /// What is to be called.
    pub(super) goals: BTreeMap<Node, Goal>,
    /// The package of which it does not count what it does as it is imported.
    pub(super) without: Option<usize>,
    /// Where a program is built with it.
    pub(super) holds: Set,
    /// The files that hold it: packages and their files.
    pub(super) files: Vec<(usize, usize)>,
}

/// What stands at the end of a way.
#[derive(Debug, Clone)]
pub(super) struct Goal {
    /// What is reached within the last function; `None` if it is that function itself.
    pub(super) name: Option<String>,
    /// Where it stands in the file.
    pub(super) at: u32,
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclear {
    /// Nothing goes by that name: what does, of the kind that was asked for.
    Unknown(Vec<String>),
    /// Several things do.
    Many(Vec<String>),
}

/// The most things that are named where a question means several.
const MOST: usize = 5;

impl Subject {
    pub(super) fn find(calls: &Calls<'_, '_>, needed: &[Set], what: &str) -> Result<Self, Unclear> {
        let ask = Ask { calls, needed };
        match what {
            "C" => return ask.c(None),
            "unsafe" | "unsafe.Pointer" => return ask.conversions(),
            "//export" => return ask.exports(),
            _ => {}
        }
        if let Some(symbol) = what.strip_prefix("C.") {
            return ask.c(Some(symbol));
        }
        let found = [ask.package(what), ask.function(what), ask.library(what)];
        let mut near = Vec::new();
        for found in found {
            match found {
                Err(Unclear::Unknown(names)) => near.extend(names),
                found => return found,
            }
        }
        // A bare word is taken for a name of C only where that is called.
        match ask.c(Some(what)) {
            Ok(subject) if ask.is_called(what) => return Ok(subject),
            Err(Unclear::Unknown(names)) => near.extend(names),
            Ok(_) | Err(Unclear::Many(_)) => {}
        }
        Err(Unclear::Unknown(near))
    }
}

struct Ask<'a, 's, 'p> {
    calls: &'a Calls<'s, 'p>,
    needed: &'a [Set],
}

impl Ask<'_, '_, '_> {
    fn subject(&self, kind: &'static str, says: String) -> Subject {
        Subject {
            says,
            kind,
            home: String::new(),
            packages: Vec::new(),
            goals: BTreeMap::new(),
            without: None,
            holds: 0,
            files: Vec::new(),
        }
    }

    /// A package by its path, or by the last elements of it.
    fn package(&self, what: &str) -> Result<Subject, Unclear> {
        let packages = &self.calls.survey.packages;
        let is_there = |one: &usize| packages[*one].reached != 0;
        let ends = |path: &str| path.strip_suffix(what).is_some_and(|rest| rest.ends_with('/'));
        let exact: Vec<usize> =
            (0..packages.len()).filter(is_there).filter(|it| packages[*it].path == what).collect();
        let found = match exact.is_empty() {
            true => {
                let all = (0..packages.len()).filter(is_there);
                all.filter(|it| ends(&packages[*it].path)).collect()
            }
            false => exact,
        };
        let path = |one: &usize| packages[*one].path.clone();
        let package = match found.as_slice() {
            [only] => *only,
            [] => {
                let all = (0..packages.len()).filter(is_there);
                return Err(Unclear::Unknown(all.map(|one| path(&one)).collect()));
            }
            many => return Err(many_of(many.iter().map(path))),
        };
        let mut subject = self.subject("package", path(&package));
        subject.home = packages[package].home.shown();
        subject.packages.push(package);
        subject.holds = self.needed[package] & packages[package].built;
        subject.without = Some(package);
        let of = |node: &Node| self.calls.package(*node) == Some(package);
        let is_called = |node: &Node| of(node) && !self.calls.is_init(*node);
        let goal = Goal { name: None, at: 0 };
        subject.goals =
            self.calls.functions().filter(is_called).map(|node| (node, goal.clone())).collect();
        Ok(subject)
    }

    /// A function or method: `path.Func`, `path.(*T).Method`, or with the last elements of the path.
    fn function(&self, what: &str) -> Result<Subject, Unclear> {
        let plain = what.replace("(*", "").replace(['(', ')'], "");
        // No name of a package or type ends the other way.
        let last = plain.rsplit('.').next().unwrap_or_default();
        let mut found = BTreeMap::new();
        let mut near = Vec::new();
        for node in self.calls.functions() {
            let name = self.calls.name(node);
            if name == plain {
                found = BTreeMap::from([(name, node)]);
                break;
            }
            if name.ends_with(last) && plain.contains('.') {
                let ends = name.strip_suffix(&plain).is_some_and(|rest| rest.ends_with('/'));
                match ends {
                    true => drop(found.insert(name, node)),
                    false => near.push(name),
                }
            }
        }
        if found.len() > 1 {
            return Err(many_of(found.into_keys()));
        }
        let Some((name, node)) = found.pop_first() else { return Err(Unclear::Unknown(near)) };
        let mut subject = self.subject("function", name);
        self.add(&mut subject, node, None, 0);
        Ok(subject)
    }

    /// What `-l` or pkg-config brings, by its name without `lib` and `.so`.
    fn library(&self, what: &str) -> Result<Subject, Unclear> {
        let packages = &self.calls.survey.packages;
        let wanted = plain(what);
        let mut near = Vec::new();
        let mut subject = self.subject("library", wanted.to_owned());
        for (number, package) in packages.iter().enumerate() {
            for (file, told) in package.files.iter().enumerate() {
                let lines = told.cgo_lines.iter();
                let all = lines.flat_map(|line| line.libraries().map(|it| (line.on, it.1)));
                for (on, name) in all {
                    let on = on & self.needed[number];
                    if on == 0 {
                        continue;
                    }
                    if plain(name) != wanted {
                        near.push(name.to_owned());
                        continue;
                    }
                    subject.holds |= on;
                    subject.packages.push(number);
                    subject.files.push((number, file));
                }
            }
        }
        if subject.packages.is_empty() {
            return Err(Unclear::Unknown(near));
        }
        subject.packages.dedup();
        subject.files.dedup();
        if let [only] = subject.packages.as_slice() {
            subject.home = packages[*only].home.shown();
        }
        for used in self.calls.c_uses.iter().filter(|used| used.is_called) {
            let package = self.calls.package(used.by);
            let word = self.calls.survey.words.get(used.name);
            if package.is_some_and(|package| subject.packages.contains(&package)) && calls_c(&word)
            {
                let goal = Goal { name: Some(format!("C.{word}")), at: used.at };
                subject.goals.entry(used.by).or_insert(goal);
            }
        }
        Ok(subject)
    }

    /// A name of C, or every function of it.
    fn c(&self, symbol: Option<&str>) -> Result<Subject, Unclear> {
        let survey = self.calls.survey;
        let mut subject = match symbol {
            Some(symbol) => self.subject("c_symbol", format!("C.{symbol}")),
            None => self.subject("c", "C".to_owned()),
        };
        let c = survey.words.add("C");
        let wanted = symbol.map(|symbol| survey.words.add(symbol));
        let mut near = Vec::new();
        for (number, package) in survey.packages.iter().enumerate() {
            for (file, told) in package.files.iter().enumerate().filter(|(_, it)| it.imports_c) {
                let on = told.built & self.needed[number];
                // Who only imports "C" needs cgo too.
                let mut holds = wanted.is_none() && on != 0;
                let of = told.units.iter().flat_map(|unit| &unit.references);
                for reference in of.filter(|_| on != 0) {
                    let To::Selected(base, name) = reference.to else { continue };
                    if base == c {
                        let calls = || reference.is_called && calls_c(&survey.words.get(name));
                        let is_it = wanted.map_or_else(calls, |wanted| wanted == name);
                        holds |= is_it;
                        near.extend((!is_it).then(|| format!("C.{}", survey.words.get(name))));
                    }
                }
                if holds {
                    subject.holds |= on;
                    subject.packages.push(number);
                    subject.files.extend(symbol.map(|_| (number, file)));
                }
            }
        }
        if subject.packages.is_empty() {
            return Err(Unclear::Unknown(near));
        }
        subject.packages.dedup();
        for used in &self.calls.c_uses {
            let word = survey.words.get(used.name);
            let is_it = match wanted {
                Some(wanted) => wanted == used.name,
                None => used.is_called && calls_c(&word),
            };
            if is_it {
                let goal = Goal { name: Some(format!("C.{word}")), at: used.at };
                subject.goals.entry(used.by).or_insert(goal);
            }
        }
        Ok(subject)
    }

    fn is_called(&self, symbol: &str) -> bool {
        let symbol = self.calls.survey.words.add(symbol);
        self.calls.c_uses.iter().any(|used| used.name == symbol && used.is_called)
    }

    fn conversions(&self) -> Result<Subject, Unclear> {
        let mut subject = self.subject("unsafe", "unsafe.Pointer".to_owned());
        let packages = &self.calls.survey.packages;
        let is_std =
            |node: Node| self.calls.package(node).is_some_and(|it| packages[it].home == Home::Std);
        // The standard library does so in every program.
        for (node, at) in self.calls.unsafe_uses.iter().filter(|used| !is_std(used.0)) {
            self.add(&mut subject, *node, Some("unsafe.Pointer"), *at);
        }
        subject.files.clear();
        subject.home.clear();
        found(subject)
    }

    fn exports(&self) -> Result<Subject, Unclear> {
        let mut subject = self.subject("export", "//export".to_owned());
        for package in 0..self.calls.survey.packages.len() {
            for node in self.calls.exports(package) {
                self.add(&mut subject, *node, None, 0);
            }
        }
        found(subject)
    }

    fn add(&self, subject: &mut Subject, node: Node, name: Option<&str>, at: u32) {
        let Some(place) = self.calls.place(node) else { return };
        let (package, file) = (place.package as usize, place.file as usize);
        let told = &self.calls.survey.packages[package];
        subject.holds |= told.files[file].built & self.needed[package];
        if subject.packages.last() != Some(&package) {
            subject.packages.push(package);
            subject.home = told.home.shown();
        }
        subject.files.push((package, file));
        subject.goals.entry(node).or_insert(Goal { name: name.map(str::to_owned), at });
    }
}

fn found(subject: Subject) -> Result<Subject, Unclear> {
    match subject.goals.is_empty() {
        true => Err(Unclear::Unknown(Vec::new())),
        false => Ok(subject),
    }
}

fn many_of(names: impl Iterator<Item = String>) -> Unclear {
    Unclear::Many(names.take(MOST).collect())
}

/// A library by its bare name: `libseccomp.so.2` and `libseccomp` are `seccomp`.
fn plain(name: &str) -> &str {
    let name = name.strip_prefix("lib").unwrap_or(name);
    let endings = [".so", ".dylib", ".a", ".dll"];
    let end = endings.iter().filter_map(|ending| name.find(ending)).min();
    &name[..end.unwrap_or(name.len())]
}

/// Whether a name that is called is that of a C function: what cgo takes for a type converts, and
/// some copy between the memory of C and Go.
pub(crate) fn calls_c(name: &str) -> bool {
    // Written in the documentation of cmd/cgo under "Go references to C".
    const TYPES: [&str; 15] = [
        "char",
        "schar",
        "uchar",
        "short",
        "ushort",
        "int",
        "uint",
        "long",
        "ulong",
        "longlong",
        "ulonglong",
        "float",
        "double",
        "size_t",
        "_Bool",
    ];
    let is_tagged = ["struct_", "union_", "enum_", "sizeof_"].iter().any(|it| name.starts_with(it));
    const COPIES: [&str; 5] = ["CString", "CBytes", "GoString", "GoStringN", "GoBytes"];
    !TYPES.contains(&name) && !COPIES.contains(&name) && !is_tagged && !name.ends_with("_t")
}
