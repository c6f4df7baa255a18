//! Who speaks of whom: the functions of a program, and the places in them that call or take others.

use std::ops::RangeInclusive;

use landfall_formats::code::{Machine, Mention};
use rayon::prelude::*;

use super::functions::Program;
use super::memory::Memory;

/// A function that is gone to, or whose address is taken: four bytes, for there are millions of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Callee(u32);

impl Callee {
    const TAKEN: u32 = 1 << 31;

    fn new(function: usize, taken: bool) -> Self {
        Self(function as u32 & !Self::TAKEN | if taken { Self::TAKEN } else { 0 })
    }

    fn function(self) -> usize {
        (self.0 & !Self::TAKEN) as usize
    }

    fn is_taken(self) -> bool {
        self.0 & Self::TAKEN != 0
    }
}

/// An address outside the code of which a function speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spoken(u64);

impl Spoken {
    /// No program of Linux has an address there.
    const READ: u64 = 1 << 63;

    fn new(address: u64, taken: bool) -> Self {
        Self(address & !Self::READ | if taken { 0 } else { Self::READ })
    }

    /// The address.
    pub(super) fn address(self) -> u64 {
        self.0 & !Self::READ
    }

    /// Whether the address itself is taken, and not what lies there.
    pub(super) fn is_taken(self) -> bool {
        self.0 & Self::READ == 0
    }
}

/// The edges of a program.
pub(super) struct Graph {
    machine: Machine,
    /// For each function those that it goes to or takes.
    callees: Lists<Callee>,
    /// For each function those that go to it.
    callers: Lists<u32>,
    /// For each function the addresses outside the code of which it speaks.
    spoken: Lists<Spoken>,
    /// The addresses outside the code that some function takes, in order.
    pub(super) begins: Vec<u64>,
    /// Places that may call the kernel, each with its function.
    pub(super) kernel_calls: Vec<(u32, u64)>,
}

/// A list for each function, all in one.
struct Lists<T> {
    /// Where the list of each begins, and where the last ends.
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T> Lists<T> {
    /// With room for so many things of so many functions.
    fn new(things: usize, functions: usize) -> Self {
        let mut starts = Vec::with_capacity(functions + 1);
        starts.push(0);
        Self { starts, all: Vec::with_capacity(things) }
    }

    /// Ends the list of a function.
    fn end(&mut self) {
        self.starts.push(self.all.len() as u32);
    }

    /// Adds the lists of the functions behind.
    fn append(&mut self, mut behind: Self) {
        let before = self.all.len() as u32;
        self.starts.extend(behind.starts.iter().skip(1).map(|start| start + before));
        self.all.append(&mut behind.all);
    }

    fn of(&self, function: usize) -> &[T] {
        let ends = self.starts.get(function).zip(self.starts.get(function + 1));
        ends.and_then(|(start, end)| self.all.get(*start as usize..*end as usize))
            .unwrap_or_default()
    }

    fn each(&self) -> impl Iterator<Item = (usize, &[T])> {
        (0..self.starts.len() - 1).map(|function| (function, self.of(function)))
    }
}

impl Graph {
    /// Reads the code of all functions.
    pub(super) fn of(machine: Machine, memory: &Memory, program: &Program) -> Self {
        const AT_ONCE: usize = 1 << 10;
        let functions: Vec<usize> = (0..program.all.len()).collect();
        let parts: Vec<Part> = functions
            .par_chunks(AT_ONCE)
            .map(|chunk| {
                let mut part = Part::default();
                chunk.iter().for_each(|index| part.read(machine, memory, program, *index));
                part
            })
            .collect();
        let count = |len: fn(&Part) -> usize| parts.iter().map(len).sum::<usize>();
        let mut callees = Lists::new(count(|part| part.callees.all.len()), functions.len());
        let mut spoken = Lists::new(count(|part| part.spoken.all.len()), functions.len());
        for part in parts {
            callees.append(part.callees);
            spoken.append(part.spoken);
        }
        let (callers, begins) = rayon::join(|| turned(&callees), || begins(&spoken));
        let kernel_calls = kernel_calls(machine, memory, program);
        Self { machine, callees, callers, spoken, begins, kernel_calls }
    }

    /// How far from an address that C code takes it reaches for other things.
    pub(super) fn anchored(&self) -> u64 {
        self.machine.anchored()
    }

    /// How many functions there are.
    pub(super) fn len(&self) -> usize {
        self.callees.starts.len() - 1
    }

    /// The functions that go to a function, each once, in order.
    pub(super) fn callers(&self, function: usize) -> impl Iterator<Item = usize> {
        let mut last = None;
        let each = self.callers.of(function).iter();
        each.filter(move |from| last.replace(**from) != Some(**from)).map(|from| *from as usize)
    }

    /// The functions that a function goes to or takes, in the order of its code.
    pub(super) fn callees(&self, function: usize) -> impl Iterator<Item = usize> {
        self.callees.of(function).iter().map(|one| one.function())
    }

    /// The addresses outside the code of which a function speaks, each once, in order.
    pub(super) fn spoken(&self, function: usize) -> &[Spoken] {
        self.spoken.of(function)
    }

    /// The functions that take an address of some ranges.
    pub(super) fn taking(&self, ranges: &[RangeInclusive<u64>]) -> Vec<usize> {
        let takes = |one: &Spoken| {
            one.is_taken() && ranges.iter().any(|range| range.contains(&one.address()))
        };
        let functions = self.spoken.each().filter(|(_, all)| all.iter().any(takes));
        functions.map(|(function, _)| function).collect()
    }

    /// The functions that may store something at some addresses, by the look of their code.
    pub(super) fn stores_near(
        &self,
        memory: &Memory,
        program: &Program,
        addresses: &[u64],
    ) -> Vec<usize> {
        let may_store = |index: &usize| {
            let Some(function) = program.all.get(*index) else { return false };
            let code = memory.between(function.start, function.end);
            code.is_some_and(|code| self.machine.may_store(code, function.start, addresses))
        };
        (0..program.all.len()).into_par_iter().filter(may_store).collect()
    }
}

/// The addresses that are taken, in order.
fn begins(spoken: &Lists<Spoken>) -> Vec<u64> {
    let taken = spoken.all.iter().filter(|one| one.is_taken());
    let mut begins: Vec<u64> = taken.map(|one| one.address()).collect();
    begins.par_sort_unstable();
    begins.dedup();
    begins
}

/// The places in functions that may call the kernel, in order.
fn kernel_calls(machine: Machine, memory: &Memory, program: &Program) -> Vec<(u32, u64)> {
    const AT_ONCE: u64 = 1 << 20;
    /// No call of the kernel is longer.
    const LONGEST: u64 = 8;
    let code = memory.stretches.iter().filter(|one| one.executable);
    let parts: Vec<(u64, u64)> = code
        .flat_map(|one| {
            let end = one.address.saturating_add(one.bytes.len() as u64);
            (one.address..end)
                .step_by(AT_ONCE as usize)
                .map(move |start| (start, start.saturating_add(AT_ONCE + LONGEST).min(end)))
        })
        .collect();
    let of_part = |(start, end): &(u64, u64)| {
        let code = memory.between(*start, *end).unwrap_or_default();
        let within = |site: &u64| *site < start.saturating_add(AT_ONCE);
        let sites = machine.kernel_calls(code, *start).into_iter().filter(within);
        sites.filter_map(|site| Some((program.holds(site)? as u32, site))).collect::<Vec<_>>()
    };
    parts.par_iter().flat_map_iter(of_part).collect()
}

/// Who goes to each function, of where each goes.
fn turned(callees: &Lists<Callee>) -> Lists<u32> {
    let goes = |one: &&Callee| !one.is_taken();
    let mut starts = vec![0u32; callees.starts.len() + 1];
    callees.all.iter().filter(goes).for_each(|one| starts[one.function() + 2] += 1);
    for index in 1..starts.len() {
        starts[index] += starts[index - 1];
    }
    let mut all = vec![0u32; starts.last().map_or(0, |last| *last as usize)];
    // The start of each moves on to its end, which is where the next begins.
    for (from, to) in callees.each() {
        for one in to.iter().filter(goes) {
            let place = &mut starts[one.function() + 1];
            all[*place as usize] = from as u32;
            *place += 1;
        }
    }
    starts.pop();
    Lists { starts, all }
}

struct Part {
    callees: Lists<Callee>,
    spoken: Lists<Spoken>,
    /// Of the function that is read.
    own: Vec<Spoken>,
    recent: Recent,
}

/// Which function spoke of which others of late: most of what one goes to it has gone to before.
struct Recent {
    pairs: [(u32, Callee); 256],
}

impl Recent {
    /// Whether a function was not seen to speak of another just before.
    fn is_new(&mut self, from: u32, to: Callee) -> bool {
        let place = (to.0 ^ to.0 >> 8) as u8;
        std::mem::replace(&mut self.pairs[usize::from(place)], (from, to)) != (from, to)
    }
}

impl Default for Part {
    fn default() -> Self {
        let (callees, spoken) = (Lists::new(0, 0), Lists::new(0, 0));
        let recent = Recent { pairs: [(u32::MAX, Callee(0)); 256] };
        Self { callees, spoken, own: Vec::new(), recent }
    }
}

impl Part {
    fn read(&mut self, machine: Machine, memory: &Memory, program: &Program, index: usize) {
        let code = program
            .all
            .get(index)
            .and_then(|function| Some((function, memory.between(function.start, function.end)?)));
        if let Some((function, code)) = code {
            machine.mentions(code, function.start, |_, mention, target| {
                if target >= function.start && target < function.end {
                    return;
                }
                let taken = matches!(mention, Mention::Takes | Mention::Reads);
                if let Some(to) = program.starts_at(target) {
                    let to = Callee::new(to, taken);
                    if self.recent.is_new(index as u32, to) {
                        self.callees.all.push(to);
                    }
                } else if taken && !program.is_code(target) {
                    self.own.push(Spoken::new(target, mention == Mention::Takes));
                }
            });
            // Of what is taken and read, it counts that it is taken.
            self.own.sort_unstable_by_key(|one| (one.address(), !one.is_taken()));
            self.own.dedup_by_key(|one| one.address());
            self.spoken.all.append(&mut self.own);
        }
        self.callees.end();
        self.spoken.end();
    }
}
