//! Objects and archives that `#cgo LDFLAGS` names: what they were compiled for, and whether they are
//! C++.

use std::collections::{BTreeMap, BTreeSet};

use landfall_formats::elf::Elf;
use landfall_formats::gosrc::{self, Platform, Verb};
use landfall_formats::magic::{self, Magic};
use landfall_formats::{Part, Source, ar, bytes_up_to};

use super::absent::SRCDIR;
use super::reading::Reader;
use super::words::Words;
use super::{Other, Package, Set, To};
use crate::artifact::{Depth, Lacks};
use crate::roots::{Home, join};
use crate::{elf, macho};

/// A file that cannot be linked in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlinkable {
    /// As it is written.
    pub name: String,
    /// Why not.
    pub fault: Fault,
    /// The file that names it, by its place in the package, and where.
    pub at: (usize, u32),
    /// Where it does not fit.
    pub on: Set,
}

/// Why a file cannot be linked in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It was compiled for something else: what for.
    IsFor(String),
    /// It is C++, and nothing links its library: a name that is missed.
    CPlusPlus(String),
    /// It has a function that Go calls as one of C, as one of C++ alone.
    Mangled {
        /// What is called.
        name: String,
        /// What it has.
        mangled: String,
    },
}

/// Where a function of C is called: the file, by its place in the package, where in it, and on which
/// platforms.
type Call = (usize, u32, Set);

/// What an object is for.
struct Compiled {
    is_elf: bool,
    /// GOARCH, if Go has a name for it.
    arch: Option<&'static str>,
}

/// The symbols of an object or archive that have to do with C++ or that somebody asks for.
#[derive(Default)]
struct Symbols {
    /// Names of the C++ library that are wanted.
    wanted: BTreeSet<Vec<u8>>,
    /// Names of the C++ library, and what somebody asks for, that are there.
    there: BTreeSet<Vec<u8>>,
    /// Functions that somebody asks for, as C++ writes them, by their names.
    mangled: Mangled,
}

/// How C++ writes functions, by their names.
type Mangled = BTreeMap<Vec<u8>, Vec<u8>>;

impl Symbols {
    fn of(source: &dyn Source, asked: &BTreeMap<String, Call>) -> Option<Self> {
        let first = bytes_up_to(source, 0, magic::LEN as u64).ok()?;
        let mut symbols = Self::default();
        match magic::kind(&first) {
            Magic::Elf => symbols.take(source, asked)?,
            Magic::Archive => {
                for member in ar::read(source).ok()? {
                    // What is no object has no symbols.
                    let part = Part::new(source, member.offset, member.size);
                    let _ = part.map(|part| symbols.take(&part, asked));
                }
            }
            _ => return None,
        }
        Some(symbols)
    }

    fn take(&mut self, object: &dyn Source, asked: &BTreeMap<String, Call>) -> Option<()> {
        let is_asked =
            |name: &[u8]| str::from_utf8(name).is_ok_and(|name| asked.contains_key(name));
        let table = Elf::read(object).ok()?.symtab_names().ok()??;
        for (name, is_undefined) in table.names.into_iter().zip(table.undefined) {
            if CPLUSPLUS.iter().any(|start| name.starts_with(start)) {
                let side = if is_undefined { &mut self.wanted } else { &mut self.there };
                side.insert(name);
                continue;
            }
            match function_of_cplusplus(&name) {
                _ if is_undefined => {}
                Some(function) if is_asked(function) => {
                    self.mangled.insert(function.to_vec(), name);
                }
                None if is_asked(&name) => {
                    self.there.insert(name);
                }
                _ => {}
            }
        }
        Some(())
    }

    /// A name of the C++ library that is wanted and that it does not have itself.
    fn missing(&self) -> Option<String> {
        let missing = self.wanted.iter().find(|name| !self.there.contains(*name))?;
        Some(String::from_utf8_lossy(missing).into_owned())
    }
}

/// The name of a function outside of any class or namespace: `add` of `_Z3addii` (Itanium C++ ABI).
fn function_of_cplusplus(symbol: &[u8]) -> Option<&[u8]> {
    let rest = symbol.strip_prefix(b"_Z")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length: usize = str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
    // What follows are its parameters; a name alone is a variable's, which is written as in C.
    rest[digits..].get(..length).filter(|_| rest.len() - digits > length)
}

/// Whether C code has the body of a function, or a macro, of a name.
fn gives(code: &str, name: &str) -> bool {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        if before.ends_with(is_of_word) || after.starts_with(is_of_word) {
            return false;
        }
        if before.trim_end().ends_with("define") {
            return true;
        }
        let Some(rest) = after.trim_start().strip_prefix('(') else { return false };
        let mut depth = 1_usize;
        let end = rest.find(|c: char| {
            depth = match c {
                '(' => depth + 1,
                ')' => depth - 1,
                _ => depth,
            };
            depth == 0
        });
        end.is_some_and(|end| rest[end + 1..].trim_start().starts_with('{'))
    })
}

/// Files of C and C++, and their headers.
const C: [&str; 8] = ["c", "cc", "cpp", "cxx", "h", "hh", "hpp", "hxx"];
/// How the names begin that only the C++ library has (Itanium C++ ABI): what exceptions need, `std`,
/// and `new`.
const CPLUSPLUS: [&[u8]; 4] = [b"__gxx_personality_v0", b"_ZNSt", b"_ZNKSt", b"_Znw"];
/// What of a line links it.
const LINKS_CPLUSPLUS: [&str; 3] = ["-lstdc++", "-lc++", "-l:libstdc++.a"];
/// Libraries of the system, which have no functions of others.
const OF_SYSTEM: [&str; 9] =
    ["-lm", "-lc", "-lpthread", "-ldl", "-lrt", "-lstdc++", "-lc++", "-lgcc_s", "-lutil"];
/// Files that make cgo link with a C++ compiler.
const SOURCES: [&str; 3] = [".cc", ".cpp", ".cxx"];

impl Compiled {
    /// Of the first object that tells.
    fn of(source: &dyn Source) -> Option<Self> {
        let first = bytes_up_to(source, 0, magic::LEN as u64).ok()?;
        match magic::kind(&first) {
            Magic::Elf => {
                let elf = Elf::read(source).ok()?;
                Some(Self { is_elf: true, arch: elf::arch(&elf).map(|arch| arch.name()) })
            }
            Magic::MachO => {
                let build = macho::thin(source, "", Depth::Verdict(Lacks::default())).ok()?;
                let arch = build.arch.known().map(|arch| arch.name());
                Some(Self { is_elf: false, arch })
            }
            Magic::Archive => {
                let members = ar::read(source).ok()?;
                members.iter().find_map(|member| {
                    let part = Part::new(source, member.offset, member.size).ok()?;
                    // An archive holds none.
                    let kind = magic::kind(&bytes_up_to(&part, 0, magic::LEN as u64).ok()?);
                    matches!(kind, Magic::Elf | Magic::MachO).then(|| Self::of(&part))?
                })
            }
            _ => None,
        }
    }

    fn fits(&self, platform: &Platform<'_>) -> bool {
        let is_apple = matches!(platform.system, "darwin" | "ios");
        let is_other = matches!(platform.system, "windows" | "aix" | "plan9" | "js" | "wasip1");
        let is_of_system = if self.is_elf { !is_apple && !is_other } else { is_apple };
        is_of_system && self.arch.is_none_or(|arch| arch == platform.architecture)
    }

    fn shown(&self) -> String {
        let format = if self.is_elf { "ELF" } else { "Mach-O" };
        format!("{format} for {}", self.arch.unwrap_or("an architecture that Go does not have"))
    }
}

/// The functions of C that a package calls.
fn c_calls(words: &Words, package: &Package) -> BTreeMap<String, Call> {
    let c = words.add("C");
    let mut calls = BTreeMap::new();
    for (number, file) in package.files.iter().enumerate().filter(|(_, file)| file.imports_c) {
        for reference in file.units.iter().flat_map(|unit| &unit.references) {
            let To::Selected(base, name) = reference.to else { continue };
            if base == c && reference.is_called {
                let call = calls.entry(words.get(name)).or_insert((number, reference.at, 0));
                call.2 |= file.built;
            }
        }
    }
    calls
}

impl Reader<'_> {
    /// What a package would hand to a linker that cannot take it.
    pub(super) fn unlinkable(&self, words: &Words, package: &Package) -> Vec<Unlinkable> {
        let mut found = Vec::new();
        let mut mangled: Vec<(String, Mangled, Set)> = Vec::new();
        let mut there: BTreeSet<Vec<u8>> = BTreeSet::new();
        let mut asked = None;
        if package.home == Home::Std {
            return found;
        }
        let lines = || package.files.iter().flat_map(|file| &file.cgo_lines);
        let is_linked = |argument: &String| LINKS_CPLUSPLUS.contains(&argument.as_str());
        let linked = lines().filter(|line| line.arguments.iter().any(is_linked));
        let is_source = |other: &&Other| SOURCES.iter().any(|end| other.name.ends_with(end));
        let sources = package.others.iter().filter(is_source);
        let has_cplusplus = linked.fold(0, |set: Set, line| set | line.on)
            | sources.fold(0, |set: Set, other| set | other.fits);
        for (number, file) in package.files.iter().enumerate() {
            for line in file.cgo_lines.iter().filter(|line| line.verb == Verb::LdFlags) {
                for name in &line.arguments {
                    let Some(below) = name.strip_prefix(SRCDIR) else { continue };
                    let path = join(&package.dir, below.trim_start_matches('/'));
                    let Ok(source) = self.world.open(&path) else { continue };
                    let Some(compiled) = Compiled::of(source.as_ref()) else { continue };
                    let mut add = |fault, on| {
                        let (name, at) = (name.clone(), (number, line.at));
                        found.extend((on != 0).then_some(Unlinkable { name, fault, at, on }));
                    };
                    let foreign = line.on & self.set(|platform| !compiled.fits(platform));
                    add(Fault::IsFor(compiled.shown()), foreign);
                    let without = line.on & !foreign & !has_cplusplus;
                    let asked = asked.get_or_insert_with(|| c_calls(words, package));
                    let Some(symbols) = Symbols::of(source.as_ref(), asked) else { continue };
                    // pkg-config may bring it.
                    let is_told = without != 0 && !lines().any(|line| line.verb == Verb::PkgConfig);
                    if let Some(missing) = symbols.missing().filter(|_| is_told) {
                        add(Fault::CPlusPlus(missing), without);
                    }
                    there.extend(symbols.there);
                    mangled.push((name.clone(), symbols.mangled, line.on & !foreign));
                }
            }
        }
        let is_of_others = |argument: &String| {
            argument.starts_with("-l") && !OF_SYSTEM.contains(&argument.as_str())
        };
        let has_others = lines()
            .any(|line| line.verb == Verb::PkgConfig || line.arguments.iter().any(is_of_others));
        let mut code = None;
        for (archive, functions, on) in mangled {
            for (function, mangled) in functions {
                let function = String::from_utf8_lossy(&function).into_owned();
                let call = asked.as_ref().and_then(|asked| asked.get(&function));
                let Some((file, at, called)) = call.filter(|_| !has_others) else { continue };
                let code = code.get_or_insert_with(|| self.c_code(package));
                let is_given = code.as_ref().is_none_or(|code| gives(code, &function));
                if on & called != 0 && !there.contains(function.as_bytes()) && !is_given {
                    let mangled = String::from_utf8_lossy(&mangled).into_owned();
                    let fault = Fault::Mangled { name: function, mangled };
                    let (name, at, on) = (archive.clone(), (*file, *at), on & called);
                    found.push(Unlinkable { name, fault, at, on });
                }
            }
        }
        found
    }

    /// What a package itself has of C: above its imports of "C", and in its files; `None` if not all of
    /// it can be read.
    fn c_code(&self, package: &Package) -> Option<String> {
        let mut code = String::new();
        for file in package.files.iter().filter(|file| file.imports_c) {
            let text = self.world.text(&join(&package.dir, &file.name)).ok()?;
            let text = text.as_bytes();
            let read = gosrc::read(text);
            for preamble in read.imports.iter().filter_map(|import| import.preamble.as_ref()) {
                code += &preamble.text(text);
            }
        }
        let is_c = |name: &String| name.rsplit_once('.').is_some_and(|(_, end)| C.contains(&end));
        for name in self.world.list(&package.dir).ok()?.iter().filter(|name| is_c(name)) {
            code += &self.world.text(&join(&package.dir, name)).ok()?;
        }
        Some(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_of_cplusplus_is_told_from_what_is_written_as_in_c() {
        let name = |symbol: &'static str| {
            function_of_cplusplus(symbol.as_bytes()).map(|it| str::from_utf8(it).unwrap())
        };
        assert_eq!(name("_Z3addii"), Some("add"));
        for other in ["add", "_ZN3geo3addEii", "_Z", "_Z3", "_Z3add", "_Z99add", "_ZNSt6vectorE"] {
            assert_eq!(name(other), None, "{other}");
        }
    }

    #[test]
    fn c_code_gives_a_function_by_its_body_or_as_a_macro() {
        for code in ["int add(int a, int (*f)(int)) { return a; }", "# define add(a) (a)"] {
            assert!(gives(code, "add"), "{code}");
        }
        for code in ["int add(int, int);", "int adder(int) {", "add(1); if (x) {", "add(", ""] {
            assert!(!gives(code, "add"), "{code}");
        }
    }
}
