//! Objects and archives that `#cgo LDFLAGS` names: what they were compiled for.

use landfall_formats::elf::Elf;
use landfall_formats::gosrc::{Platform, Verb};
use landfall_formats::magic::{self, Magic};
use landfall_formats::{Part, Source, ar, bytes_up_to};

use super::absent::SRCDIR;
use super::reading::Reader;
use super::{Package, Set};
use crate::artifact::{Depth, Lacks};
use crate::roots::{Home, join};
use crate::{elf, macho};

/// A file for the linker that was compiled for something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// As it is written.
    pub name: String,
    /// What it is for.
    pub is_for: String,
    /// The file that names it, by its place in the package, and where.
    pub at: (usize, u32),
    /// Where it does not fit.
    pub on: Set,
}

/// What an object is for.
struct Compiled {
    is_elf: bool,
    /// GOARCH, if Go has a name for it.
    arch: Option<&'static str>,
}

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
    pub(super) fn foreign(&self, package: &Package) -> Vec<Foreign> {
        let mut foreign = Vec::new();
        for (number, file) in package.files.iter().enumerate() {
            let lines = file.cgo_lines.iter().filter(|line| line.verb == Verb::LdFlags);
            for line in lines.filter(|_| package.home != Home::Std) {
                for name in &line.arguments {
                    let Some(below) = name.strip_prefix(SRCDIR) else { continue };
                    let path = join(&package.dir, below.trim_start_matches('/'));
                    let Ok(source) = self.world.open(&path) else { continue };
                    let Some(compiled) = Compiled::of(source.as_ref()) else { continue };
                    let on = line.on & self.set(|platform| !compiled.fits(platform));
                    if on != 0 {
                        let (name, at) = (name.clone(), (number, line.at));
                        foreign.push(Foreign { name, is_for: compiled.shown(), at, on });
                    }
                }
            }
        }
        foreign
    }
}
