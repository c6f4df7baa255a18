//! The function, the file and the line of an address, with the functions that were inlined there: what a
//! traceback prints, of a program that may have been stripped.
//!
//! Only what an address asks for is read. Written in `runtime/symtab.go` (`findfunc`, `pcvalue`, `funcline1`,
//! `funcdata`), `runtime/symtabinl.go`, and the numbers of `internal/abi/symtab.go` (`funcdata.h` up to
//! Go 1.20).

use std::cell::OnceCell;
use std::hash::BuildHasher;

use hashbrown::DefaultHashBuilder;

use super::module::{Filled, Memory, Module};
use super::{Form, FunctionTable, clean, find};
use crate::ReadError;
use crate::layout::Layout;

/// More calls inlined into one another than any compiler writes.
const DEEPEST: usize = 1 << 9;

/// The tables of a Go program that tell of its addresses.
pub struct Lines<'a> {
    memory: Memory<'a>,
    form: Form,
    /// Where things begin in the file.
    at: At,
    /// The number of functions.
    count: u64,
    /// The length of the shortest instruction.
    step: u64,
    module: Module,
    /// The functions by their names, as hashes of these; made when first asked for.
    by_name: OnceCell<(DefaultHashBuilder, Vec<(u64, u64)>)>,
    /// The number of wrappers, looked for when first asked for.
    wrapper: OnceCell<Option<u8>>,
}

/// Where the parts of the table begin in the file.
struct At {
    names: u64,
    /// The files of each unit that was compiled, as places among the files; all files up to Go 1.15.
    units: u64,
    files: u64,
    /// Values by place in the code.
    values: u64,
    /// The list of functions.
    list: u64,
    /// What the places of records are counted from.
    records: u64,
}

/// What an address is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The address of the first instruction of the function that holds it.
    pub start: u64,
    /// The function and what was inlined there, innermost first; the function itself comes last. As in a
    /// traceback, a wrapper that the compiler made is left out where it only calls what was inlined into it.
    pub frames: Vec<Frame>,
}

/// A place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The function's whole name.
    pub function: String,
    /// The file, as the compiler was told; empty where nothing tells, as for C.
    pub file: String,
    /// The line, 0 where nothing tells.
    pub line: u32,
    /// Whether it has no code of its own here, but was inlined.
    pub inlined: bool,
}

/// A function's record.
struct Record {
    start: u64,
    called: Called,
    files: u32,
    lines: u32,
    /// Where the files of its unit begin.
    unit: u32,
    /// How many tables of values it has, how many other tables, and where in the file the places of both stand.
    values: u32,
    others: u8,
    tables: u64,
}

/// A function as a call has it.
#[derive(Clone, Copy)]
struct Called {
    /// Where its name stands among the names.
    name: u32,
    /// By which number the runtime knows it (`FuncID`): 0 but for wrappers and a few others.
    number: u8,
}

impl<'a> Lines<'a> {
    /// Those of a program, `None` if it has no table of functions: it is none of Go.
    pub fn read(layout: Layout<'a>, filled: Filled) -> Result<Option<Self>, ReadError> {
        let Some(found) = find(&layout)? else { return Ok(None) };
        Self::of(layout, &found, filled).map(Some)
    }

    /// Those of a table that was found.
    pub fn of(
        layout: Layout<'a>,
        found: &FunctionTable,
        filled: Filled,
    ) -> Result<Self, ReadError> {
        let torn = |what: &'static str| ReadError::damaged(found.offset, what);
        let mut memory = Memory::new(layout, filled);
        let pages = &memory.pages;
        let [step, size] = [6, 7].map(|at| pages.u8(found.offset + at));
        let (Some(step @ (1 | 2 | 4)), Some(size @ (4 | 8))) = (step, size) else {
            return Err(torn("the header of the table of functions is torn"));
        };
        memory.size = size;
        let at = At::of(&memory, found, size)
            .ok_or_else(|| torn("the table of functions does not hold together"))?;
        let mut lines = Self {
            memory,
            form: found.form,
            at,
            count: found.functions,
            step: step.into(),
            module: Module::default(),
            by_name: OnceCell::new(),
            wrapper: OnceCell::new(),
        };
        lines.module = lines
            .find_module(found)?
            .ok_or_else(|| torn("the program does not say where its code begins"))?;
        Ok(lines)
    }

    fn find_module(&self, found: &FunctionTable) -> Result<Option<Module>, ReadError> {
        let (Some(table), Some(first)) = (self.memory.address(found.offset), self.entry(0)) else {
            return Ok(None);
        };
        let names = table.wrapping_add(self.at.names - found.offset);
        if let Some(module) = Module::find(&self.memory, found, (table, names, first))? {
            return Ok(Some(module));
        }
        // Addresses stand in the table up to Go 1.17, and the beginning of the code up to Go 1.25.
        let begins = table.wrapping_add(8 + 2 * u64::from(self.memory.size));
        let text = match self.form {
            Form::Go12 | Form::Go116 => Some(0),
            Form::Go118 | Form::Go120 => self.memory.pointer(begins).filter(|text| *text != 0),
        };
        Ok(text.map(|text| Module { text, ..Module::default() }))
    }

    /// What an address is in: `None` where no function of Go is.
    pub fn at(&self, address: u64) -> Option<Found> {
        let record = self.record(self.index_of(address)?)?;
        let tree = self.tree(&record);
        let mut into = address.wrapping_sub(record.start);
        let mut frames = Vec::new();
        for _ in 0..DEEPEST {
            let inlined = tree.and_then(|tree| self.inlined(&record, tree, into));
            let called = inlined.map_or(record.called, |(called, _)| called);
            let (file, line) = self.line(&record, into).unwrap_or_default();
            // `elideWrapperCalling` of runtime/traceback.go.
            let wraps = called.number != 0 && self.wrapper() == Some(called.number);
            if !wraps || frames.is_empty() {
                let function = String::from_utf8_lossy(&self.name(called.name)).into_owned();
                frames.push(Frame { function, file, line, inlined: inlined.is_some() });
            }
            match inlined {
                Some((_, parent)) => into = parent,
                None => break,
            }
        }
        Some(Found { start: record.start, frames })
    }

    /// The address of the first instruction of the function that holds an address.
    pub fn start_of(&self, address: u64) -> Option<u64> {
        self.address(self.entry(self.index_of(address)?)?)
    }

    /// The addresses of the functions of a name: as it is, or as a traceback prints it, which leaves out what
    /// generic functions were made for (`main.f[...]`).
    pub fn named(&self, name: &str) -> Vec<u64> {
        let (hasher, by_name) = self.by_name.get_or_init(|| self.names());
        let hash = hasher.hash_one(printed(name.as_bytes()));
        let first = by_name.partition_point(|(one, _)| *one < hash);
        let same = by_name.iter().skip(first).take_while(|(one, _)| *one == hash);
        let is = |start: &u64| {
            let record = self.index_of(*start).and_then(|index| self.record(index));
            let full = record.map(|record| self.name(record.called.name)).unwrap_or_default();
            full == name.as_bytes() || printed(&full) == name.as_bytes()
        };
        same.map(|(_, start)| *start).filter(is).collect()
    }

    /// By which number the runtime knows wrappers: another in every few releases. Those of methods have no
    /// file, and of all that have none they alone have a number.
    fn wrapper(&self) -> Option<u8> {
        *self.wrapper.get_or_init(|| {
            let last_first = (0..self.count).rev().filter_map(|index| self.record(index));
            let mut numbered = last_first.filter(|record| record.called.number != 0);
            let is = |record: &Record| {
                self.line(record, 0).is_some_and(|(file, _)| file == "<autogenerated>")
            };
            numbered.find(is).map(|record| record.called.number)
        })
    }

    fn names(&self) -> (DefaultHashBuilder, Vec<(u64, u64)>) {
        let hasher = DefaultHashBuilder::default();
        let records = (0..self.count).map_while(|index| self.record(index));
        let mut all: Vec<(u64, u64)> = records
            .map(|record| (hasher.hash_one(printed(&self.name(record.called.name))), record.start))
            .collect();
        all.sort_unstable();
        (hasher, all)
    }

    /// Where a function begins, as the table counts; behind the last one, where that ends.
    fn entry(&self, index: u64) -> Option<u64> {
        if self.form >= Form::Go118 {
            return self.memory.pages.u32(self.at.list + index * 8).map(u64::from);
        }
        let place = self.at.list + index * 2 * u64::from(self.memory.size);
        self.memory.pointer(self.memory.address(place)?)
    }

    /// The function that holds an address.
    fn index_of(&self, address: u64) -> Option<u64> {
        let wanted = self.counted(address)?;
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.entry(middle)? <= wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (wanted < self.entry(self.count)?).then(|| low.checked_sub(1)).flatten()
    }

    /// An address as the table counts.
    fn counted(&self, address: u64) -> Option<u64> {
        if self.form < Form::Go118 {
            return Some(address);
        }
        let parts = &self.module.parts;
        if parts.is_empty() {
            return address.checked_sub(self.module.text);
        }
        let holds = parts.iter().find_map(|part| {
            let into = address.checked_sub(part.address)?;
            (into < part.end.saturating_sub(part.start)).then(|| part.start.checked_add(into))
        });
        holds.flatten()
    }

    /// An address that the table counts.
    fn address(&self, counted: u64) -> Option<u64> {
        if self.form < Form::Go118 {
            return Some(counted);
        }
        let mut parts = self.module.parts.iter().rev();
        let part = parts.find(|part| (part.start..part.end).contains(&counted));
        match part {
            Some(part) => part.address.checked_add(counted - part.start),
            None => self.module.text.checked_add(counted),
        }
    }

    fn record(&self, index: u64) -> Option<Record> {
        let pages = &self.memory.pages;
        let short = self.form >= Form::Go118;
        let size = if short { 4 } else { self.memory.size };
        let place = self.at.list + index * 2 * u64::from(size) + u64::from(size);
        let at = self.at.records.checked_add(pages.word(place, size)?)?;
        // What it is given, where a deferred function returns to, and how much stack it takes come between
        // the name and the files.
        let fields = at.checked_add(size.into())?;
        let field = |index: u64| pages.u32(fields + index * 4);
        let unit = if self.form >= Form::Go116 { field(7)? } else { 0 };
        let kinds = match self.form {
            Form::Go12 => 7,
            Form::Go116 | Form::Go118 => 8,
            Form::Go120 => 9,
        };
        Some(Record {
            start: self.address(self.entry(index)?)?,
            called: Called { name: field(0)?, number: pages.u8(fields + kinds * 4)? },
            files: field(4)?,
            lines: field(5)?,
            values: field(6)?,
            unit,
            others: pages.u8(fields + kinds * 4 + 3)?,
            tables: fields + kinds * 4 + 4,
        })
    }

    fn name(&self, name: u32) -> Vec<u8> {
        let text = self.memory.pages.text(self.at.names + u64::from(name)).unwrap_or_default();
        clean(self.form, &text).to_vec()
    }

    /// The file and the line of a place in a function.
    fn line(&self, record: &Record, into: u64) -> Option<(String, u32)> {
        let pages = &self.memory.pages;
        let file = u32::try_from(self.value(record.files, into)?).ok()?;
        let line = u32::try_from(self.value(record.lines, into)?).ok()?;
        let place = match self.form {
            Form::Go12 => {
                let known = pages.u32(self.at.units)?;
                (file < known).then_some(())?;
                pages.u32(self.at.units + u64::from(file) * 4)?
            }
            Form::Go116 | Form::Go118 | Form::Go120 => {
                let index = u64::from(record.unit) + u64::from(file);
                pages.u32(self.at.units + index * 4).filter(|place| *place != u32::MAX)?
            }
        };
        let file = pages.text(self.at.files + u64::from(place))?;
        Some((String::from_utf8_lossy(&file).into_owned(), line))
    }

    /// What a table of values has for a place in a function; `None` where it has nothing, and for the -1
    /// that stands for nothing.
    fn value(&self, table: u32, into: u64) -> Option<i32> {
        /// The longest functions that were seen have some ten thousand.
        const MOST: usize = 1 << 20;
        if table == 0 {
            return None;
        }
        let mut steps = self.memory.pages.steps(self.at.values.checked_add(table.into())?);
        let (mut at, mut value) = (0u64, -1i32);
        for index in 0..MOST {
            let change = steps.next()?;
            if change == 0 && index > 0 {
                return None;
            }
            let half = (change >> 1) as i32;
            value = value.wrapping_add(if change & 1 == 0 { half } else { !half });
            at = at.checked_add(u64::from(steps.next()?) * self.step)?;
            if into < at {
                return (value >= 0).then_some(value);
            }
        }
        None
    }

    /// Where in the file the tree of the calls stands that were inlined into a function.
    fn tree(&self, record: &Record) -> Option<u64> {
        // FUNCDATA_InlTree.
        let wanted: u8 = if self.form == Form::Go12 { 4 } else { 3 };
        if wanted >= record.others {
            return None;
        }
        let (size, wanted) = (u64::from(self.memory.size), u64::from(wanted));
        let others = record.tables.checked_add(u64::from(record.values) * 4)?;
        let address = if self.form >= Form::Go118 {
            let place = self.memory.pages.u32(others + wanted * 4)?;
            let from = self.module.function_data?;
            (place != u32::MAX).then(|| from.checked_add(place.into()))??
        } else {
            let first = self.memory.address(others)?.checked_next_multiple_of(size)?;
            self.memory.pointer(first + wanted * size).filter(|address| *address != 0)?
        };
        self.memory.offset(address)
    }

    /// The function that was inlined at a place, with the place of the call.
    fn inlined(&self, record: &Record, tree: u64, into: u64) -> Option<(Called, u64)> {
        /// PCDATA_InlTreeIndex.
        const INDEX: u32 = 2;
        if INDEX >= record.values {
            return None;
        }
        let pages = &self.memory.pages;
        let table = pages.u32(record.tables + u64::from(INDEX) * 4)?;
        let index = u64::try_from(self.value(table, into)?).ok()?;
        // `inlinedCall`, from Go 1.20 on without the place of the call in the source.
        let (len, number, name) = if self.form == Form::Go120 { (16, 0, 4) } else { (20, 2, 12) };
        let call = tree.checked_add(index * len)?;
        let called = Called { name: pages.u32(call + name)?, number: pages.u8(call + number)? };
        Some((called, pages.u32(call + name + 4)?.into()))
    }
}

impl At {
    fn of(memory: &Memory<'_>, found: &FunctionTable, size: u8) -> Option<Self> {
        let table = found.offset;
        let pages = &memory.pages;
        let word = |index: u64| {
            let place = pages.word(table + 8 + index * u64::from(size), size)?;
            table.checked_add(place).filter(|_| place <= found.len)
        };
        if found.form == Form::Go12 {
            let list = table + 8 + u64::from(size);
            let files = list + (2 * found.functions + 1) * u64::from(size);
            let units = table.checked_add(pages.u32(files)?.into())?;
            return Some(Self {
                names: table,
                units,
                files: table,
                values: table,
                list,
                records: table,
            });
        }
        let first = if found.form == Form::Go116 { 2 } else { 3 };
        let [names, units, files, values, list] = [0, 1, 2, 3, 4].map(|index| word(first + index));
        let list = list?;
        Some(Self {
            names: names?,
            units: units?,
            files: files?,
            values: values?,
            list,
            records: list,
        })
    }
}

/// A name as a traceback prints it (`funcNameForPrint` of runtime/symtab.go).
fn printed(name: &[u8]) -> Vec<u8> {
    let brackets = memchr::memchr(b'[', name).zip(memchr::memrchr(b']', name));
    match brackets {
        Some((open, close)) if open < close => {
            [&name[..open], b"[...]", &name[close + 1..]].concat()
        }
        _ => name.to_vec(),
    }
}
