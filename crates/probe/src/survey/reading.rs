//! Reads a package: every Go file of its directory, with where it is built.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use landfall_facts::Standard;
use landfall_formats::gosrc::{self, Platform, filename, header};

use super::{
    CgoLine, File, Handed, Import, Kind, Member, Other, Package, Pair, Reference, Set, To, Unit,
    Wanted, Word, Words, starts, tabled,
};
use crate::roots::{Home, Roots, join};
use crate::source;
use crate::world::{Blind, World};

/// What a package is read with.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) world: &'a (dyn World + Sync),
    pub(super) roots: &'a Roots,
    pub(super) platforms: &'a [Platform<'a>],
    /// The standard library, if it is taken from a table.
    pub(super) standard: Option<&'a Standard>,
    pub(super) wanted: Wanted,
}

/// The endings of files that the Go command hands to another tool, or to its assembler.
const OTHERS: [&str; 15] = [
    ".s", ".S", ".sx", ".c", ".cc", ".cpp", ".cxx", ".m", ".f", ".F", ".for", ".f90", ".swig",
    ".swigcxx", ".syso",
];

impl Reader<'_> {
    /// The package of a path, from the first place that has Go files.
    pub(super) fn package(&self, words: &Words, path: &str, of_std: bool) -> Package {
        if let Some(package) = self.standard.and_then(|std| tabled::package(words, std, path)) {
            return package;
        }
        let mut why = None;
        for (home, dir) in self.roots.places(path, of_std) {
            match self.world.list(&dir) {
                Ok(names) if names.iter().any(|name| name.ends_with(".go")) => {
                    // GOROOT's own copies go by the path at which they lie.
                    let is_copy = home == Home::Std && dir.ends_with(&format!("src/vendor/{path}"));
                    let path = if is_copy { format!("vendor/{path}") } else { path.to_owned() };
                    return self.directory(words, path, home, dir, names);
                }
                Ok(_) | Err(Blind::NotThere) => {}
                Err(Blind::Cannot(cannot)) => {
                    why.get_or_insert(cannot);
                }
            }
        }
        let why = why.unwrap_or_else(|| self.roots.missing(path, self.standard.is_some()));
        empty(path.to_owned(), Home::Nowhere(why), String::new())
    }

    fn directory(
        &self,
        words: &Words,
        path: String,
        home: Home,
        dir: String,
        mut names: Vec<String>,
    ) -> Package {
        names.sort_unstable();
        let mut package = empty(path, home, dir);
        let is_test = |name: &String| name.ends_with("_test.go");
        for name in names.into_iter().filter(|name| !is_test(name) && !filename::is_ignored(name)) {
            let file = join(&package.dir, &name);
            if name.ends_with(".go") {
                let is_std = package.home == Home::Std;
                package.files.extend(self.go_file(words, &file, name, is_std));
            } else if OTHERS.iter().any(|ending| name.ends_with(ending)) {
                package.others.extend(self.other(&file, name));
            }
        }
        package.built = package.files.iter().fold(0, |set, file| set | file.built);
        let mut named =
            package.files.iter().filter(|file| file.built != 0 && file.unread.is_none());
        package.name = named.next().map(|file| words.get(file.package)).unwrap_or_default();
        package.absent = self.absent(&package);
        package.unlinkable = self.unlinkable(words, &package);
        package
    }

    /// `None` for a link to nowhere or a directory with such a name.
    fn go_file(&self, words: &Words, path: &str, name: String, is_std: bool) -> Option<File> {
        let mut told = File::empty(name, words.add(""));
        let text = match source::text(self.world, path)? {
            Ok(text) => text,
            Err(why) => {
                // What it holds nobody knows, so all counts that its name does not rule out.
                let by_name = self.set(|platform| filename::fits(&told.name, platform));
                (told.fits, told.built) = (by_name, by_name);
                told.unread = Some(why);
                return Some(told);
            }
        };
        told.fits = self.fits(&told.name, &text);
        let file = gosrc::read(&text);
        let clause = file.package.map_or("", |(name, _)| name);
        let has_sizes = self.wanted != Wanted::Obstacles;
        let has_pairs = !is_std && !matches!(self.wanted, Wanted::Calls(_));
        let mut local = Local { words, has_sizes, has_pairs, known: HashMap::new() };
        told.package = local.word(clause);
        told.imports_c = file.imports_c();
        let asks =
            |line: &gosrc::Directive<'_>| line.text().starts_with("//go:cgo_import_dynamic ");
        // The standard library has such lines for each system; there they count with the system.
        told.imports_dynamic = !is_std && file.directives.iter().any(asks);
        // A file that documents a package, and is none of it (go/build).
        if clause != "documentation" {
            told.built = if told.imports_c { told.fits & self.with_cgo() } else { told.fits };
        }
        for import in file.imports.iter().filter(|import| import.path != "C") {
            told.imports.push(Import {
                path: import.path.to_string(),
                name: import.name.map(|name| local.word(name)),
                at: import.span.start,
                line: u32::try_from(gosrc::line(&text, import.span.start)).unwrap_or(u32::MAX),
                package: 0,
            });
        }
        let named = file.directives.iter().filter_map(|line| line.linkname());
        told.linknames = named.map(|(name, _)| local.word(name)).collect();
        told.settings = settings(&file);
        told.exports = file.exports.iter().map(|export| local.word(export.function)).collect();
        told.cgo_lines = self.cgo_lines(&file, told.built);
        told.headers = super::absent::headers(&file, &text);
        told.unsafe_conversions =
            file.unsafe_pointers.iter().filter(|pointer| pointer.converts).count() as u32;
        let refers = match self.wanted {
            Wanted::Obstacles => !is_std,
            Wanted::Calls(on) if told.built & on == 0 && !told.imports_c => return Some(told),
            Wanted::Calls(_) => true,
            Wanted::Both(on) => !is_std || told.built & on != 0,
        };
        let references = gosrc::references(&text);
        // What is called alone nobody asks more about.
        if !is_std && !matches!(self.wanted, Wanted::Calls(_)) {
            told.starts = starts::of_file(&file, &references, &text);
            let wide = gosrc::wide_constants(&text, &file).into_iter();
            told.handed = handed(&file, &text);
            told.wide = wide.map(|it| (it.written.to_owned(), it.of, it.at)).collect();
        }
        told.broken = references.fault.map(|fault| (fault.offset, fault.message));
        told.units = references.units.iter().map(|unit| local.unit(unit, refers)).collect();
        Some(told)
    }

    /// The `#cgo` lines of a file, with where they count.
    fn cgo_lines(&self, file: &gosrc::File<'_>, built: Set) -> Vec<CgoLine> {
        let preambles = file.imports.iter().filter_map(|import| import.preamble.as_ref());
        let line = |line: &gosrc::CgoDirective| CgoLine {
            verb: line.verb,
            arguments: line.arguments.clone(),
            at: line.span.start,
            on: built & self.set(|platform| line.applies(platform)),
        };
        let lines = preambles.flat_map(|preamble| &preamble.directives).map(line);
        lines.filter(|line| line.on != 0).collect()
    }

    fn other(&self, path: &str, name: String) -> Option<Other> {
        // An object file has no head, only a name.
        let is_object = name.ends_with(".syso");
        let text = if is_object { Ok(Vec::new()) } else { source::text(self.world, path)? };
        let text = text.unwrap_or_default();
        Some(Other { fits: self.fits(&name, &text), name })
    }

    /// Where the name and the head of a file let it be built.
    fn fits(&self, name: &str, text: &[u8]) -> Set {
        // A constraint that is wrong is never met.
        let Ok(constraint) = header::constraint(text) else { return 0 };
        self.set(|platform| {
            filename::fits(name, platform)
                && constraint.as_ref().is_none_or(|constraint| platform.meets(constraint))
        })
    }

    fn with_cgo(&self) -> Set {
        self.set(|platform| platform.has_cgo)
    }

    pub(super) fn set(&self, mut holds: impl FnMut(&Platform<'_>) -> bool) -> Set {
        let bits = self.platforms.iter().enumerate();
        bits.filter(|(_, platform)| holds(platform)).fold(0, |set, (bit, _)| set | 1 << bit)
    }
}

fn empty(path: String, home: Home, dir: String) -> Package {
    Package {
        path,
        home,
        dir,
        name: String::new(),
        files: Vec::new(),
        others: Vec::new(),
        absent: Vec::new(),
        unlinkable: Vec::new(),
        built: 0,
        reached: 0,
    }
}

/// Whether a type may have members for another type has them.
fn brings_members(of: gosrc::TypeName<'_>) -> bool {
    const WITHOUT: [&str; 20] = [
        "bool",
        "byte",
        "complex128",
        "complex64",
        "float32",
        "float64",
        "int",
        "int16",
        "int32",
        "int64",
        "int8",
        "rune",
        "string",
        "uint",
        "uint16",
        "uint32",
        "uint64",
        "uint8",
        "uintptr",
        "any",
    ];
    of.package.is_some() || !WITHOUT.contains(&of.name)
}

/// What `//go:debug` lines set.
fn settings(file: &gosrc::File<'_>) -> Vec<(String, u32)> {
    let of = |line: &gosrc::Directive<'_>| {
        let setting = line.text().strip_prefix("//go:debug")?.strip_prefix([' ', '\t'])?;
        Some((setting.trim().to_owned(), line.span.start))
    };
    file.directives.iter().filter_map(of).collect()
}

/// The words that a file has said already.
struct Local<'w, 'a> {
    words: &'w Words,
    /// Whether it is asked how functions are called.
    has_sizes: bool,
    /// Whether it is asked which fields must be of one type.
    has_pairs: bool,
    known: HashMap<&'a str, Word>,
}

impl<'a> Local<'_, 'a> {
    fn word(&mut self, word: &'a str) -> Word {
        *self.known.entry(word).or_insert_with(|| self.words.add(word))
    }

    fn unit(&mut self, unit: &gosrc::Unit<'a>, refers: bool) -> Unit {
        let mut members: Vec<Member> = unit
            .members
            .iter()
            .map(|member| Member {
                name: self.word(member.name),
                is_embedded: member.is_embedded,
                is_nested: member.is_nested,
                of: member.of.filter(|of| !brings_members(*of)).map(|of| self.word(of.name)),
                is_method: member.is_method,
            })
            .collect();
        members.shrink_to_fit();
        let references = if refers { self.references(&unit.references) } else { Vec::new() };
        let is_alias = matches!(unit.kind, gosrc::Kind::Type { is_alias: true, .. });
        Unit {
            kind: match unit.kind {
                gosrc::Kind::Const | gosrc::Kind::Var => Kind::Values,
                gosrc::Kind::Type { .. } => Kind::Type,
                gosrc::Kind::Func { has_body, .. } => Kind::Func { has_body },
                gosrc::Kind::Method { receiver, .. } => {
                    Kind::Method(receiver.map(|name| self.word(name)))
                }
            },
            names: unit.names.iter().map(|(name, at)| (self.word(name), *at)).collect(),
            members,
            pairs: if self.has_pairs { self.pairs(&unit.pairs) } else { Vec::new() },
            is_derived: is_alias || unit.made_of.is_some_and(brings_members),
            references,
            sizes: self.has_sizes.then(|| Box::new(unit.sizes)),
        }
    }

    fn pairs(&mut self, all: &[gosrc::Pair<'a>]) -> Vec<Pair> {
        let mut side = |(of, name): (gosrc::TypeName<'a>, &'a str)| {
            let package = of.package.map(|package| self.word(package));
            ((package, self.word(of.name)), self.word(name))
        };
        let pair = |pair: &gosrc::Pair<'a>| Pair {
            left: side(pair.left),
            right: side(pair.right),
            at: pair.at,
        };
        all.iter().map(pair).collect()
    }

    fn references(&mut self, all: &[gosrc::Reference<'a>]) -> Vec<Reference> {
        let mut first: BTreeMap<To, Reference> = BTreeMap::new();
        for reference in all {
            let to = match reference.to {
                gosrc::To::Name(name) => To::Name(self.word(name)),
                gosrc::To::Selected(base, name) => To::Selected(self.word(base), self.word(name)),
                gosrc::To::Member(None, name) => To::Member(self.word(name)),
                gosrc::To::Member(Some(of), name) | gosrc::To::Key(Some(of), name) => {
                    let package = of.package.map(|package| self.word(package));
                    To::Typed(package, self.word(of.name), self.word(name))
                }
                gosrc::To::Key(None, _) => continue,
            };
            let at = reference.at;
            let new = || Reference { to, at, is_called: false, is_mentioned: false };
            let known = first.entry(to).or_insert_with(new);
            known.is_called |= reference.is_called;
            known.is_mentioned |= !reference.is_called;
        }
        first.into_values().collect()
    }
}

fn handed(file: &gosrc::File<'_>, text: &[u8]) -> Vec<Handed> {
    let owned = |it: gosrc::HandedToC<'_>| Handed {
        function: it.function.to_owned(),
        written: it.written.to_owned(),
        kind: it.kind,
        at: it.at,
    };
    gosrc::handed_to_c(text, file).into_iter().map(owned).collect()
}
