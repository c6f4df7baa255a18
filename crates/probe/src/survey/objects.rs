//! Objects and archives that `#cgo LDFLAGS` names: what they were compiled for, and whether they are
//! C++.

use std::collections::BTreeSet;

use landfall_formats::elf::Elf;
use landfall_formats::gosrc::{Platform, Verb};
use landfall_formats::magic::{self, Magic};
use landfall_formats::{Part, Source, ar, bytes_up_to};

use super::absent::SRCDIR;
use super::reading::Reader;
use super::{Other, Package, Set};
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
}

/// What an object is for.
struct Compiled {
    is_elf: bool,
    /// GOARCH, if Go has a name for it.
    arch: Option<&'static str>,
}

/// A name of the C++ library that an object or archive wants and does not have itself.
fn cplusplus(source: &dyn Source) -> Option<String> {
    let first = bytes_up_to(source, 0, magic::LEN as u64).ok()?;
    let (mut wanted, mut there) = (BTreeSet::new(), BTreeSet::new());
    let mut take = |object: &dyn Source| {
        let table = Elf::read(object).ok()?.symtab_names().ok()??;
        for (name, is_undefined) in table.names.into_iter().zip(table.undefined) {
            if CPLUSPLUS.iter().any(|start| name.starts_with(start)) {
                let side = if is_undefined { &mut wanted } else { &mut there };
                side.insert(name);
            }
        }
        Some(())
    };
    match magic::kind(&first) {
        Magic::Elf => take(source)?,
        Magic::Archive => {
            for member in ar::read(source).ok()? {
                // What is no object wants nothing.
                let _ = Part::new(source, member.offset, member.size).map(|part| take(&part));
            }
        }
        _ => return None,
    }
    let missing = wanted.into_iter().find(|name| !there.contains(name))?;
    Some(String::from_utf8_lossy(&missing).into_owned())
}

/// How the names begin that only the C++ library has (Itanium C++ ABI): what exceptions need, `std`,
/// and `new`.
const CPLUSPLUS: [&[u8]; 4] = [b"__gxx_personality_v0", b"_ZNSt", b"_ZNKSt", b"_Znw"];
/// What of a line links it.
const LINKS_CPLUSPLUS: [&str; 3] = ["-lstdc++", "-lc++", "-l:libstdc++.a"];
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

impl Reader<'_> {
    /// What a package would hand to a linker that cannot take it.
    pub(super) fn unlinkable(&self, package: &Package) -> Vec<Unlinkable> {
        let mut found = Vec::new();
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
                    // pkg-config may bring it.
                    let is_told = without != 0 && !lines().any(|line| line.verb == Verb::PkgConfig);
                    if let Some(missing) = is_told.then(|| cplusplus(source.as_ref())).flatten() {
                        add(Fault::CPlusPlus(missing), without);
                    }
                }
            }
        }
        found
    }
}
