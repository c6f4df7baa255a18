//! By whom a running Go program came to a place in its code: what is told by its stack and its own table.

use landfall_formats::Source;
use landfall_formats::elf::Elf;
use landfall_formats::layout::Layout;
use landfall_formats::pclntab::{self, FunctionTable, Functions};

use super::functions::described;
use super::memory::Memory;

/// More than these are not told.
const MOST: usize = 64;

/// The functions of a Go program, to name callers with.
pub struct Callers {
    found: FunctionTable,
    /// The table as it lies in memory.
    table: Vec<u8>,
    text: u64,
    big_endian: bool,
    size: u8,
    /// Whether a call leaves on the stack where to go on, as on x86. Elsewhere the first caller is in a register.
    returns_on_stack: bool,
    /// What is mapped: place in the file, length, address.
    segments: Vec<(u64, u64, u64)>,
}

/// A thread that stands still.
pub struct Standing<'a> {
    /// The place of its instruction in the file of the program.
    pub offset: u64,
    /// The address of its instruction.
    pub address: u64,
    /// The top of its stack, with some of what lies below.
    pub stack: &'a [u8],
}

impl Callers {
    /// Those of a program; `None` if it is none of Go.
    pub fn read(source: &dyn Source) -> Option<Self> {
        let elf = Elf::read(source).ok()?;
        let memory = Memory::of(&elf, None).ok()?;
        let layout = Layout::of_elf(&elf);
        let found = pclntab::find(&layout).ok()??;
        let address = layout.address_of(found.offset)?;
        let bytes = memory.from(address)?;
        let bytes = &bytes[..bytes.len().min(usize::try_from(found.len).unwrap_or(usize::MAX))];
        let text = described(&memory, &found, memory.numbers(bytes), address)?.is.text;
        let loaded = elf.segments.iter().filter(|segment| segment.is_loaded());
        Some(Self {
            table: bytes.to_vec(),
            text,
            big_endian: elf.big_endian,
            size: elf.bits / 8,
            // EM_386 and EM_X86_64 of elf.h.
            returns_on_stack: matches!(elf.machine, 3 | 62),
            segments: loaded.map(|it| (it.offset, it.file_size, it.address)).collect(),
            found,
        })
    }

    /// The function that a thread is in, who called that, and so on; as far as it can be told.
    pub fn of(&self, thread: &Standing<'_>) -> Vec<String> {
        let numbers = landfall_formats::Numbers::new(&self.table, self.big_endian);
        let Some(functions) = Functions::read(&self.found, numbers, self.text) else {
            return Vec::new();
        };
        let Some(mut address) = self.address_of(thread.offset) else { return Vec::new() };
        let moved_by = thread.address.wrapping_sub(address);
        let stack = landfall_formats::Numbers::new(thread.stack, self.big_endian);
        let (mut names, mut top) = (Vec::new(), 0usize);
        while names.len() < MOST {
            // Where to go on may be behind the last instruction of a function that never returns.
            let inside = if names.is_empty() { address } else { address.wrapping_sub(1) };
            let Some(function) = functions.at(inside).and_then(|it| functions.all.get(it)) else {
                break;
            };
            names.push(String::from_utf8_lossy(functions.name(function)).into_owned());
            let next = self.returns_on_stack.then(|| {
                let taken = functions.taken(function, inside, 1)?;
                let place = top.checked_add(usize::try_from(taken).ok()?)?;
                top = place.checked_add(usize::from(self.size))?;
                stack.word(place, self.size * 8)
            });
            match next.flatten() {
                Some(next) => address = next.wrapping_sub(moved_by),
                None => break,
            }
        }
        names
    }

    fn address_of(&self, offset: u64) -> Option<u64> {
        let holds = |(start, length, _): &&(u64, u64, u64)| {
            offset.checked_sub(*start).is_some_and(|behind| behind < *length)
        };
        let (start, _, address) = self.segments.iter().find(holds)?;
        address.checked_add(offset - start)
    }
}
