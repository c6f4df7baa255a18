//! The functions of a program, with their places: what the runtime finds a function by.
//!
//! Written in `runtime/symtab.go` (`moduledata`, `pcHeader`, `functab`, `_func`).

use super::{Form, FunctionTable, clean};
use crate::Numbers;

/// A function of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// The address of its first instruction.
    pub start: u64,
    /// The address behind its last.
    pub end: u64,
    /// Where its name stands, from the beginning of the table.
    name: u32,
    /// Where it is said how much of the stack it has taken, from the beginning of such tables; 0 nowhere.
    taken: u32,
}

/// The functions of a table and their names.
pub struct Functions<'a> {
    table: Numbers<'a>,
    form: Form,
    names: u64,
    /// Where tables of values by place in the code begin.
    values: u64,
    /// Each function, in the order of the code.
    pub all: Vec<Function>,
}

impl<'a> Functions<'a> {
    /// Reads a table from its bytes as they lie in memory, the relocations of a program that may lie
    /// anywhere applied. From Go 1.18 on places are counted from `text`, the beginning of the code. `None` if
    /// the table does not hold together.
    pub fn read(found: &FunctionTable, table: Numbers<'a>, text: u64) -> Option<Self> {
        let list = List::of(found, table)?;
        let text = if list.short { text } else { 0 };
        let mut all = Vec::with_capacity(list.count);
        for index in 0..list.count {
            let at = list.start + index * list.step;
            let (start, end) = (list.field(at)?, list.field(at + list.step)?);
            let record = usize::try_from(list.field(at + list.step / 2)?).ok()?;
            let record = list.records.checked_add(record)?;
            let behind = if list.short { 4 } else { usize::from(list.size) };
            let name = table.u32(record.checked_add(behind)?)?;
            // Behind the name: what it is given, and where a deferred function returns to.
            let taken = table.u32(record.saturating_add(behind + 12)).unwrap_or(0);
            if end < start {
                return None;
            }
            let (start, end) = (text.checked_add(start)?, text.checked_add(end)?);
            all.push(Function { start, end, name, taken });
        }
        Some(Self { table, form: found.form, names: list.names, values: list.values, all })
    }

    /// The name of a function; empty if there is none.
    pub fn name(&self, function: &Function) -> &'a [u8] {
        let start = usize::try_from(self.names + u64::from(function.name)).unwrap_or(usize::MAX);
        let rest = self.table.bytes().get(start..).unwrap_or_default();
        let end = memchr::memchr(0, rest).unwrap_or(0);
        clean(self.form, &rest[..end])
    }

    /// How many bytes of the stack a function has taken for itself when it is at an address (`pcvalue` of
    /// runtime/symtab.go). `step` is the length of the shortest instruction.
    pub fn taken(&self, function: &Function, address: u64, step: u64) -> Option<u64> {
        if function.taken == 0 {
            return None;
        }
        let start = usize::try_from(self.values.checked_add(function.taken.into())?).ok()?;
        let mut rest = self.table.bytes().get(start..)?;
        let (mut at, mut value) = (function.start, -1i64);
        loop {
            let change = varint(&mut rest)?;
            if change == 0 && at != function.start {
                return None;
            }
            let half = i64::from(change >> 1);
            value += if change & 1 == 0 { half } else { !half };
            at = at.checked_add(u64::from(varint(&mut rest)?).checked_mul(step)?)?;
            if address < at {
                return u64::try_from(value).ok();
            }
        }
    }

    /// The function that holds an address, as its index.
    pub fn at(&self, address: u64) -> Option<usize> {
        let index = self.all.partition_point(|one| one.start <= address).checked_sub(1)?;
        (address < self.all.get(index)?.end).then_some(index)
    }
}

/// A number of seven bits a byte, the lowest first.
fn varint(rest: &mut &[u8]) -> Option<u32> {
    let (mut value, mut shift) = (0u32, 0);
    loop {
        let (byte, more) = rest.split_first()?;
        *rest = more;
        value |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        shift += 7;
    }
}

/// The list of functions in a table.
struct List<'a> {
    table: Numbers<'a>,
    /// Whether places take four bytes each.
    short: bool,
    size: u8,
    count: usize,
    start: usize,
    step: usize,
    names: u64,
    values: u64,
    /// Where the record of a function is counted from.
    records: usize,
}

impl<'a> List<'a> {
    fn of(found: &FunctionTable, table: Numbers<'a>) -> Option<Self> {
        let size = table.u8(7).filter(|size| matches!(size, 4 | 8))?;
        let word = |index: usize| table.word(8 + index * usize::from(size), size * 8);
        let count = usize::try_from(word(0)?).ok().filter(|count| *count < 1 << 28)?;
        let (names, values, start) = match found.form {
            Form::Go12 => (0, 0, 8 + u64::from(size)),
            Form::Go116 => (word(2)?, word(5)?, word(6)?),
            Form::Go118 | Form::Go120 => (word(3)?, word(6)?, word(7)?),
        };
        let start = usize::try_from(start).ok()?;
        let short = found.form >= Form::Go118;
        let step = if short { 8 } else { 2 * usize::from(size) };
        if count.checked_mul(step)?.checked_add(start)? > table.len() {
            return None;
        }
        let records = if found.form == Form::Go12 { 0 } else { start };
        Some(Self { table, short, size, count, start, step, names, values, records })
    }

    fn field(&self, at: usize) -> Option<u64> {
        if self.short {
            self.table.u32(at).map(u64::from)
        } else {
            self.table.word(at, self.size * 8)
        }
    }
}

/// What a program says of itself (`moduledata`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Description {
    /// Where the code begins.
    pub text: u64,
    /// Where the descriptions of types begin and end.
    pub types: (u64, u64),
}

impl Description {
    /// How many words it takes at most.
    pub const WORDS: u64 = 96;

    /// Reads one, whose word at an index `at` answers: a list of words the first of which is the address of
    /// the table. `None` if it is none.
    pub fn read(
        found: &FunctionTable,
        table: Numbers<'_>,
        at: impl Fn(usize) -> Option<u64>,
    ) -> Option<Self> {
        let list = List::of(found, table)?;
        // By release: the first function, and the types.
        let (first_function, types) = match found.form {
            Form::Go12 => (10, 25),
            Form::Go116 | Form::Go118 => (20, 35),
            Form::Go120 => (20, 37),
        };
        if found.form != Form::Go12 && at(1)? != at(0)?.checked_add(list.names)? {
            return None;
        }
        let (lowest, highest) = (at(first_function)?, at(first_function + 1)?);
        let text = match list.short {
            true => lowest.checked_sub(list.field(list.start)?)?,
            false => at(first_function + 2)?,
        };
        // From Go 1.27 on the length of a part of them stands between the two.
        let (start, end) = (at(types)?, at(types + 1)?);
        let types = (start, if end < start { at(types + 2)? } else { end });
        (lowest < highest && types.0 <= types.1).then_some(Self { text, types })
    }
}
