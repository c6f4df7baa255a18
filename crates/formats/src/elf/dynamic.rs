//! The dynamic section: what the file asks of a dynamic loader.

use super::strings::Strings;
use super::symbols::{self, Symbol, Which};
use super::versions::{self, Versions};
use super::{Elf, Segment, relocations};
use crate::{ReadError, bytes};

const DT_NEEDED: u64 = 1;
const DT_PLTRELSZ: u64 = 2;
const DT_HASH: u64 = 4;
const DT_STRTAB: u64 = 5;
const DT_SYMTAB: u64 = 6;
const DT_RELA: u64 = 7;
const DT_RELASZ: u64 = 8;
const DT_STRSZ: u64 = 10;
const DT_SONAME: u64 = 14;
const DT_RPATH: u64 = 15;
const DT_REL: u64 = 17;
const DT_RELSZ: u64 = 18;
const DT_PLTREL: u64 = 20;
const DT_JMPREL: u64 = 23;
const DT_BIND_NOW: u64 = 24;
const DT_RUNPATH: u64 = 29;
const DT_FLAGS: u64 = 30;
const DT_RELRSZ: u64 = 35;
const DT_RELACOUNT: u64 = 0x6fff_fff9;
const DT_RELCOUNT: u64 = 0x6fff_fffa;
const DT_GNU_HASH: u64 = 0x6fff_fef5;
const DT_VERSYM: u64 = 0x6fff_fff0;
const DT_FLAGS_1: u64 = 0x6fff_fffb;
const DT_VERDEF: u64 = 0x6fff_fffc;
const DT_VERDEFNUM: u64 = 0x6fff_fffd;
const DT_VERNEED: u64 = 0x6fff_fffe;
const DT_VERNEEDNUM: u64 = 0x6fff_ffff;

const DF_BIND_NOW: u64 = 0x8;
const DF_1_NOW: u64 = 0x1;
const DF_1_NODEFLIB: u64 = 0x800;
const DF_1_PIE: u64 = 0x0800_0000;

/// What the file asks of a dynamic loader.
#[derive(Debug, Clone, Default)]
pub struct Dynamic {
    /// Where the section begins in the file.
    pub offset: u64,
    /// The libraries it names, with the place of each entry.
    pub needed: Vec<(String, u64)>,
    /// The name it gives itself.
    pub soname: Option<String>,
    /// `DT_RPATH`, split at colons.
    pub rpath: Vec<String>,
    /// `DT_RUNPATH`, split at colons.
    pub runpath: Vec<String>,
    /// Whether every symbol is looked for before the program starts.
    pub bind_now: bool,
    /// Whether it calls itself a program rather than a library.
    pub pie: bool,
    /// Whether the default directories are not to be searched for its libraries.
    pub no_default_dirs: bool,
    /// Whether it has relative relocations in the short form (RELR).
    pub relr: bool,
    entries: Vec<(u64, u64)>,
}

pub(super) fn read(elf: &Elf<'_>, segment: &Segment) -> Result<Dynamic, ReadError> {
    let table = bytes(elf.source, segment.offset, segment.file_size)?;
    let size = usize::from(elf.bits / 8);
    let mut dynamic = Dynamic { offset: segment.offset, ..Dynamic::default() };
    let mut needed = Vec::new();
    for (index, entry) in table.chunks_exact(size * 2).enumerate() {
        let n = elf.numbers(entry);
        let (Some(tag), Some(value)) = (n.word(0, elf.bits), n.word(size, elf.bits)) else { break };
        match tag {
            0 => break,
            DT_NEEDED => needed.push((value, segment.offset + (index * size * 2) as u64)),
            DT_BIND_NOW => dynamic.bind_now = true,
            DT_FLAGS => dynamic.bind_now |= value & DF_BIND_NOW != 0,
            DT_FLAGS_1 => {
                dynamic.bind_now |= value & DF_1_NOW != 0;
                dynamic.pie = value & DF_1_PIE != 0;
                dynamic.no_default_dirs = value & DF_1_NODEFLIB != 0;
            }
            DT_RELRSZ => dynamic.relr = value > 0,
            _ => {}
        }
        dynamic.entries.push((tag, value));
    }
    if needed.is_empty()
        && ![DT_SONAME, DT_RPATH, DT_RUNPATH].iter().any(|tag| dynamic.value(*tag).is_some())
    {
        return Ok(dynamic);
    }
    let strings = dynamic.strings(elf)?;
    let text = |at: u64| strings.text(at);
    for (at, offset) in needed {
        dynamic.needed.push((text(at)?, offset));
    }
    dynamic.soname = dynamic.value(DT_SONAME).map(text).transpose()?;
    let path = |tag| -> Result<Vec<String>, ReadError> {
        let list = dynamic.value(tag).map(text).transpose()?.unwrap_or_default();
        Ok(list.split(':').filter(|dir| !dir.is_empty()).map(str::to_owned).collect())
    };
    let (rpath, runpath) = (path(DT_RPATH)?, path(DT_RUNPATH)?);
    (dynamic.rpath, dynamic.runpath) = (rpath, runpath);
    Ok(dynamic)
}

impl Dynamic {
    /// The dynamic symbols of one sort, with the version of each.
    pub fn symbols(
        &self,
        elf: &Elf<'_>,
        versions: &Versions,
        which: Which,
    ) -> Result<Vec<Symbol>, ReadError> {
        self.symbols_at(elf, versions, which, &|_| true)
    }

    /// The same of those symbols alone whose addresses are to be kept: a program that exports every function
    /// has a hundred thousand.
    pub fn symbols_at(
        &self,
        elf: &Elf<'_>,
        versions: &Versions,
        which: Which,
        keep: &dyn Fn(u64) -> bool,
    ) -> Result<Vec<Symbol>, ReadError> {
        let Some(table) = self.value(DT_SYMTAB) else { return Ok(Vec::new()) };
        let count = symbols::count(elf, self.value(DT_HASH), self.value(DT_GNU_HASH))?;
        let strings = self.strings(elf)?;
        symbols::read(elf, table, count, &strings, self.value(DT_VERSYM), versions, (which, keep))
    }

    /// The versions that it wants of libraries and those that it defines.
    pub fn versions(&self, elf: &Elf<'_>) -> Result<Versions, ReadError> {
        let (wanted, defined) = (self.value(DT_VERNEED), self.value(DT_VERDEF));
        if wanted.is_none() && defined.is_none() {
            return Ok(Versions::default());
        }
        let strings = self.strings(elf)?;
        let count = |tag| self.value(tag).unwrap_or(0);
        versions::read(
            elf,
            wanted.map(|at| (at, count(DT_VERNEEDNUM))),
            defined.map(|at| (at, count(DT_VERDEFNUM))),
            &strings,
        )
    }

    /// The words that a loader fills in with addresses of the file itself, each with its own address and
    /// what it is filled with: `None` where that stands there already.
    pub fn own_addresses(&self, elf: &Elf<'_>) -> Result<Vec<(u64, Option<u64>)>, ReadError> {
        const DT_RELR: u64 = 36;
        let mut all = Vec::new();
        for (at, size, addends) in self.relocations() {
            relocations::own_addresses(elf, at, size, addends, &mut all)?;
        }
        if let (Some(at), Some(size)) = (self.value(DT_RELR), self.value(DT_RELRSZ)) {
            relocations::short(elf, at, size, &mut all)?;
        }
        Ok(all)
    }

    /// The words that a loader fills in with addresses of symbols, each with the index of its symbol.
    pub fn slots(&self, elf: &Elf<'_>) -> Result<Vec<(u64, u32)>, ReadError> {
        let mut all = Vec::new();
        for (at, size, addends) in self.relocations() {
            relocations::slots(elf, at, size, addends, &mut all)?;
        }
        Ok(all)
    }

    /// The functions that a loader calls before and after the program's own: the places that name them, as
    /// the address and the length of a list, and as a function alone.
    pub fn initialisers(&self) -> (Vec<(u64, u64)>, Vec<u64>) {
        const LISTS: [(u64, u64); 3] = [(25, 27), (26, 28), (32, 33)];
        const ALONE: [u64; 2] = [12, 13];
        let lists =
            LISTS.iter().filter_map(|(at, size)| Some((self.value(*at)?, self.value(*size)?)));
        (lists.collect(), ALONE.iter().filter_map(|tag| self.value(*tag)).collect())
    }

    /// The tables of relocations: address, length in bytes, and whether each has a number to add.
    fn relocations(&self) -> Vec<(u64, u64, bool)> {
        let of = |at, size, addends| Some((self.value(at)?, self.value(size)?, addends));
        let calls = of(DT_JMPREL, DT_PLTRELSZ, self.value(DT_PLTREL) == Some(DT_RELA));
        let all = [of(DT_RELA, DT_RELASZ, true), of(DT_REL, DT_RELSZ, false), calls];
        all.into_iter().flatten().filter(|(_, size, _)| *size > 0).collect()
    }

    /// The indices of the symbols that are looked for before the program starts, even where
    /// binding is lazy: those that data refers to.
    pub fn symbols_bound_at_start(&self, elf: &Elf<'_>) -> Result<Vec<u32>, ReadError> {
        let mut bound = Vec::new();
        for (at, size, addends, relative) in
            [(DT_RELA, DT_RELASZ, true, DT_RELACOUNT), (DT_REL, DT_RELSZ, false, DT_RELCOUNT)]
        {
            if let (Some(at), Some(size)) = (self.value(at), self.value(size)) {
                // Linkers put those without a symbol first and count them; there can be a million.
                let entry = u64::from(elf.bits / 8) * if addends { 3 } else { 2 };
                let skip = self.value(relative).unwrap_or(0).saturating_mul(entry).min(size);
                relocations::symbols(
                    elf,
                    at.saturating_add(skip),
                    size - skip,
                    addends,
                    &mut bound,
                )?;
            }
        }
        // Go's own linker lets DT_RELA cover the jump slots too; those are not bound at start.
        if let (Some(at), Some(size)) = (self.value(DT_JMPREL), self.value(DT_PLTRELSZ)) {
            let mut lazy = Vec::new();
            relocations::symbols(elf, at, size, self.value(DT_PLTREL) == Some(DT_RELA), &mut lazy)?;
            if let Some(rela) = self.value(DT_RELA).or(self.value(DT_REL)) {
                let end = rela
                    .saturating_add(self.value(DT_RELASZ).or(self.value(DT_RELSZ)).unwrap_or(0));
                if (rela..end).contains(&at) {
                    lazy.sort_unstable();
                    bound.retain(|index| lazy.binary_search(index).is_err());
                }
            }
        }
        bound.sort_unstable();
        bound.dedup();
        Ok(bound)
    }

    fn strings<'e>(&self, elf: &'e Elf<'e>) -> Result<Strings<'e>, ReadError> {
        let at = self
            .value(DT_STRTAB)
            .ok_or_else(|| ReadError::damaged(self.offset, "no dynamic string table"))?;
        Strings::read(elf, at, self.value(DT_STRSZ).unwrap_or(0))
    }

    fn value(&self, tag: u64) -> Option<u64> {
        self.entries.iter().find(|entry| entry.0 == tag).map(|entry| entry.1)
    }
}
