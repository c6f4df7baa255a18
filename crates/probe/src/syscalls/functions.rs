//! The functions of a program and their code: those of Go by its own table, those of C by the table that
//! unwinding goes by, or by the symbols.

use hashbrown::HashMap;
use landfall_formats::layout::Layout;
use landfall_formats::pclntab::{Description, FunctionTable, Functions};
use landfall_formats::{Numbers, ReadError};

use super::memory::Memory;

/// The names of functions, all in one text: there are a hundred thousand.
#[derive(Default)]
pub(super) struct Names {
    text: String,
}

/// One of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Name {
    start: u32,
    len: u32,
}

impl Name {
    pub(super) fn is_empty(self) -> bool {
        self.len == 0
    }
}

impl Names {
    pub(super) fn add(&mut self, name: &str) -> Name {
        // No table is so long that they come near to four gigabytes.
        let Ok(start) = u32::try_from(self.text.len()) else { return Name::default() };
        self.text.push_str(name);
        Name { start, len: name.len() as u32 }
    }

    fn of(&self, name: Name) -> &str {
        let start = name.start as usize;
        self.text.get(start..start + name.len as usize).unwrap_or_default()
    }
}

/// A function.
#[derive(Debug, Clone)]
pub(super) struct Function {
    /// The address of its first instruction.
    pub(super) start: u64,
    /// The address behind its last.
    pub(super) end: u64,
    /// What it is called.
    pub(super) name: Name,
    /// Whether Go made it, or assembly that calls as Go does.
    pub(super) go: bool,
}

/// The functions, in the order of their code. No two overlap.
pub(super) struct Program {
    pub(super) all: Vec<Function>,
    names: Names,
    /// For each page of the code the first function that begins in it or behind it.
    pages: Vec<u32>,
    /// Where else functions are entered than where they begin.
    entered: HashMap<u64, usize>,
}

/// So that looking up an address is a step or two, however many functions there are.
const PAGE: u64 = 1 << 8;

impl Program {
    /// Some functions in any order; of two that overlap the first is cut.
    pub(super) fn new(mut all: Vec<Function>, names: Names) -> Self {
        all.sort_by_key(|one| one.start);
        all.dedup_by_key(|one| one.start);
        for index in 1..all.len() {
            all[index - 1].end = all[index - 1].end.min(all[index].start);
        }
        let first = all.first().map_or(0, |one| one.start);
        let mut pages = Vec::new();
        for (index, one) in all.iter().enumerate() {
            let page = ((one.start - first) / PAGE) as usize;
            // What claims to lie further apart than any file is long is no table.
            if page > 1 << 24 {
                break;
            }
            while pages.len() <= page {
                pages.push(index as u32);
            }
        }
        Self { all, names, pages, entered: HashMap::new() }
    }

    /// What a function is called; empty where it has no name.
    pub(super) fn name(&self, function: &Function) -> &str {
        self.names.of(function.name)
    }

    /// Remembers that functions are also entered so many bytes behind where they begin.
    pub(super) fn entered_behind(&mut self, bytes: impl Fn(&Function) -> u64) {
        let behind = |(index, one): (usize, &Function)| match bytes(one) {
            0 => None,
            bytes => Some((one.start.saturating_add(bytes), index)),
        };
        self.entered = self.all.iter().enumerate().filter_map(behind).collect();
    }

    /// The functions of Go that a program has, with what it says of itself and where.
    pub(super) fn of_go(
        layout: &Layout<'_>,
        table: &FunctionTable,
        memory: &Memory,
        names: &mut Names,
    ) -> Result<(Vec<Function>, Described), ReadError> {
        let torn =
            || ReadError::damaged(table.offset, "the table of functions does not hold together");
        let address = layout.address_of(table.offset).ok_or_else(torn)?;
        let bytes = memory.from(address).ok_or_else(torn)?;
        let bytes = &bytes[..bytes.len().min(usize::try_from(table.len).unwrap_or(usize::MAX))];
        let header = memory.numbers(bytes);
        let described = described(memory, table, header, address).ok_or_else(|| {
            ReadError::damaged(table.offset, "the program does not say where its code begins")
        })?;
        let functions = Functions::read(table, header, described.is.text).ok_or_else(torn)?;
        let mut all: Vec<Function> = Vec::with_capacity(functions.all.len());
        for one in functions.all.iter().filter(|one| one.end > one.start) {
            let name = names.add(&String::from_utf8_lossy(functions.name(one)));
            all.push(Function { start: one.start, end: one.end, name, go: true });
        }
        Ok((all, described))
    }

    /// Where the code of Go lies that copies structures and makes them zero: one instruction after the other,
    /// into the midst of which is called, as far from its end as there is to copy.
    pub(super) fn copies(&self) -> Vec<(u64, u64)> {
        let copies = self.all.iter().filter(|one| self.name(one).starts_with("runtime.duff"));
        copies.map(|one| (one.start, one.end)).collect()
    }

    /// The function that is entered at an address.
    pub(super) fn starts_at(&self, address: u64) -> Option<usize> {
        self.begins_at(address).or_else(|| self.entered.get(&address).copied())
    }

    /// The function whose code holds an address.
    pub(super) fn holds(&self, address: u64) -> Option<usize> {
        let index = self.all.partition_point(|one| one.start <= address).checked_sub(1)?;
        (address < self.all.get(index)?.end).then_some(index)
    }

    fn begins_at(&self, address: u64) -> Option<usize> {
        let first = self.all.first()?.start;
        let page = usize::try_from(address.checked_sub(first)? / PAGE).ok()?;
        let from = *self.pages.get(page)? as usize;
        let mut rest = self.all.get(from..)?.iter().enumerate();
        let (index, _) = rest.find(|(_, one)| one.start >= address)?;
        (self.all.get(from + index)?.start == address).then_some(from + index)
    }

    /// Whether an address lies between the first function and the last.
    pub(super) fn is_code(&self, address: u64) -> bool {
        let first = self.all.first().is_some_and(|one| one.start <= address);
        first && self.all.last().is_some_and(|one| address < one.end)
    }
}

/// What a program says of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Described {
    pub(super) is: Description,
    /// Its address, where it is known.
    pub(super) at: Option<u64>,
}

/// What a program says of itself. It is found by the address of the table; where it cannot be, the header
/// of the table says where the code begins, up to Go 1.25.
pub(super) fn described(
    memory: &Memory,
    table: &FunctionTable,
    header: Numbers<'_>,
    address: u64,
) -> Option<Described> {
    let size = memory.word();
    let is_code = |text: u64| memory.stretch(text).is_some_and(|stretch| stretch.executable);
    let found = memory.words_of(address).find_map(|place| {
        let at = |index: usize| memory.number(place + index as u64 * size, size as u8);
        let is = Description::read(table, header, at).filter(|is| is_code(is.text))?;
        Some(Described { is, at: Some(place) })
    });
    found.or_else(|| {
        let text =
            header.word(8 + 2 * size as usize, size as u8 * 8).filter(|text| is_code(*text))?;
        Some(Described { is: Description { text, types: (0, 0) }, at: None })
    })
}
