//! A program or a library, its code read: functions of Go and of C, who goes to whom, what it takes from
//! other objects and what it offers them.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::{HashMap, HashSet};
use landfall_facts::Why;
use landfall_formats::code::{Flow, Machine, Mention, Place};
use landfall_formats::elf::{Elf, Versions, Which};
use landfall_formats::layout::Layout;
use landfall_formats::pclntab::{self, Description};
use landfall_formats::{ReadError, Source};
use rayon::prelude::*;

use super::data::{Data, Types};
use super::functions::{Described, Function, Name, Names, Program};
use super::graph::Graph;
use super::memory::Memory;
use super::reach::Reach;
use super::value::Loc;

/// An object.
pub(super) struct Object {
    /// Its name.
    pub(super) name: String,
    /// The machine, with what its code holds all the time.
    pub(super) machine: Machine,
    pub(super) memory: Memory,
    pub(super) program: Program,
    /// What a Go program says of itself.
    pub(super) described: Option<Described>,
    pub(super) graph: Graph,
    /// The words that a loader fills with addresses of symbols, with their names.
    pub(super) slots: HashMap<u64, String>,
    /// What others find here by name.
    pub(super) exports: HashMap<String, Vec<usize>>,
    /// The function that the kernel begins with, where it begins with this object.
    pub(super) entry: Option<usize>,
    /// The functions that a loader calls before and after it.
    pub(super) first: Vec<usize>,
    /// The libraries it names.
    pub(super) needed: Vec<String>,
    /// Whether the kernel starts a loader for it.
    pub(super) is_loaded: bool,
    /// Whether it is of Thumb, which nobody here reads: arm tells that by odd addresses of functions.
    pub(super) is_thumb: bool,
    /// What of its tables could not be read.
    pub(super) doubts: Vec<Why>,
    /// The stretches of the file, to tell where an address stands in it: address, offset, length.
    places: Vec<(u64, u64, u64)>,
}

impl Object {
    /// Reads an object.
    pub(super) fn read(
        source: &dyn Source,
        name: &str,
        machine: Machine,
    ) -> Result<Self, ReadError> {
        let elf = Elf::read(source)?;
        let layout = Layout::of_elf(&elf);
        let table = pclntab::find(&layout)?;
        let mut memory = Memory::of(&elf, table.as_ref())?;
        let code = memory.stretches.iter().filter(|one| one.executable);
        let machine = machine.of_code(code.map(|one| (one.bytes.as_slice(), one.address)));
        let (mut names, mut functions, mut described) = (Names::default(), Vec::new(), None);
        if let Some(table) = table {
            let of_go = Program::of_go(&layout, &table, &memory, &mut names)?;
            (functions, described) = (of_go.0, Some(of_go.1));
            memory.forget_table();
        }
        let dynamic = elf.dynamic()?;
        // What Go made is known by its own table, and others take nothing of Go by name: of a program that
        // exports all it has a hundred thousand symbols are left out.
        let go = described.map(|one| (one.is.text, functions.last().map_or(0, |last| last.end)));
        let is_code = |address: u64| memory.stretch(address).is_some_and(|one| one.executable);
        let is_own = |address: u64| {
            is_code(address) && !go.is_some_and(|(start, end)| (start..end).contains(&address))
        };
        let symbols = |which, keep: &dyn Fn(u64) -> bool| match &dynamic {
            Some(dynamic) => dynamic.symbols_at(&elf, &Versions::default(), which, keep),
            None => Ok(Vec::new()),
        };
        let exports = symbols(Which::Exports, &is_own)?;
        let mut slots = HashMap::new();
        if let Some(dynamic) = &dynamic {
            let imports = symbols(Which::Imports, &|_| true)?;
            // A library can take what it offers itself: another may offer it first.
            let names: BTreeMap<u32, &str> =
                imports.iter().chain(&exports).map(|one| (one.index, one.name.as_str())).collect();
            for (place, index) in dynamic.slots(&elf)? {
                if let Some(name) = names.get(&index) {
                    slots.insert(place, (*name).to_owned());
                }
            }
        }
        let native = Native { name, elf: &elf, memory: &memory, machine, slots: &slots };
        let named = exports.iter().map(|one| (one.address, one.size, one.name.clone()));
        let doubts = native.add(named.collect(), &mut names, &mut functions);
        let mut program = Program::new(functions, names);
        program.entered_behind(|one| {
            memory.between(one.start, one.end).map_or(0, |code| machine.passed_over(code))
        });
        let odd = exports.iter().filter(|one| one.address % 2 == 1).count();
        let is_thumb = machine == Machine::Arm && odd * 2 > exports.len();
        let mut offered: HashMap<String, Vec<usize>> = HashMap::new();
        for export in exports {
            if let Some(function) = program.starts_at(export.address) {
                offered.entry(export.name).or_default().push(function);
            }
        }
        let (lists, alone) = dynamic.as_ref().map(|one| one.initialisers()).unwrap_or_default();
        let word = memory.word();
        let listed = lists.into_iter().flat_map(|(at, size)| {
            (0..(size / word).min(1 << 16)).map(move |index| at + index * word)
        });
        let listed = listed.filter_map(|at| memory.number(at, word as u8));
        let first = listed.chain(alone).filter_map(|address| program.starts_at(address)).collect();
        let entry = program.starts_at(elf.entry);
        let graph = Graph::of(machine, &memory, &program);
        let places = elf.segments.iter().filter(|segment| segment.is_loaded());
        let places = places.map(|one| (one.address, one.offset, one.file_size)).collect();
        let needed = dynamic.map(|dynamic| dynamic.needed).unwrap_or_default();
        let needed = needed.into_iter().map(|(name, _)| name).collect();
        let is_loaded = elf.interpreter()?.is_some();
        let name = name.to_owned();
        let exports = offered;
        Ok(Self {
            name,
            machine,
            memory,
            program,
            described,
            graph,
            slots,
            exports,
            entry,
            first,
            needed,
            is_loaded,
            is_thumb,
            doubts,
            places,
        })
    }

    /// Its data.
    pub(super) fn data(&self) -> Data<'_> {
        let word = self.memory.word();
        let closed = self.described.and_then(|one| one.at);
        let closed = closed.map(|at| (at, at + Description::WORDS * word));
        let types = self.described.map(|one| self.types(&one));
        let closed = closed.into_iter().collect();
        Data::new(&self.memory, &self.program, &self.graph, closed, types)
    }

    /// The names that its code comes to of what it takes from other objects: the linker of Go leaves out
    /// functions that nothing comes to, and that of C does not. The other names are only linked in.
    pub(super) fn taken(&self) -> BTreeSet<String> {
        if self.slots.is_empty() {
            return BTreeSet::new();
        }
        // Elsewhere it was not held against enough programs, or a way was not found (that of Go 1.19 to
        // `pthread_create` on s390x): there it may take all.
        if !matches!(self.machine, Machine::X64 | Machine::Arm64) {
            return self.slots.values().cloned().collect();
        }
        let all = self.program.all.iter().enumerate();
        let mut roots: Vec<usize> = all.filter(|(_, one)| one.go).map(|(index, _)| index).collect();
        roots.extend(self.first.iter().copied().chain(self.entry));
        let reach = Reach::from(&roots, &self.graph, &self.data(), |_| true);
        let led_to = self.slots.iter().filter(|(slot, _)| reach.data.contains(**slot));
        led_to.map(|(_, name)| name.clone()).collect()
    }

    /// Whether its own code makes values of a type of Go, besides what Go's packages for processes do.
    pub(super) fn makes(&self, name: &str) -> bool {
        const OWN: [&str; 4] = ["os.", "os/exec.", "syscall.", "internal/syscall/"];
        let Some(described) = self.described else { return false };
        let types = self.types(&described);
        let by_others = |function: &Function| {
            let name = self.program.name(function);
            !OWN.iter().any(|package| name.starts_with(package))
        };
        let functions = self.program.all.iter().enumerate();
        let functions = functions.filter(|(_, one)| one.go && by_others(one));
        let spoken = functions.flat_map(|(index, _)| self.graph.spoken(index));
        spoken
            .filter(|one| one.is_taken())
            .any(|one| types.is_named(&self.memory, one.address(), name.as_bytes()))
    }

    /// Whether a function of Go is linked in.
    pub(super) fn has(&self, name: &str) -> bool {
        self.program.all.iter().any(|one| one.go && self.program.name(one) == name)
    }

    fn types(&self, described: &Described) -> Types {
        let (start, end) = described.is.types;
        Types { start, end, text: described.is.text }
    }

    /// The stubs through which it calls functions with these names, each with where those are told something.
    pub(super) fn stubs_of(&self, names: &BTreeSet<(String, Loc)>) -> Vec<(usize, Loc)> {
        let mut found = Vec::new();
        for (index, one) in self.program.all.iter().enumerate().filter(|(_, one)| !one.go) {
            let Some(name) = self.program.name(one).strip_suffix("@plt") else { continue };
            let told = names.iter().filter(|(wanted, _)| wanted == name);
            found.extend(told.map(|(_, loc)| (index, *loc)));
        }
        found
    }

    /// A doubt for each function that it takes from another, that is told the number of a system call, and
    /// whose callers here were not found: on some architectures the stubs are not told apart.
    pub(super) fn wrappers_without_stub(
        &self,
        names: &BTreeSet<(String, Loc)>,
        stubs: &[(usize, Loc)],
        is_led_to: impl Fn(u64) -> bool,
    ) -> Vec<Why> {
        let is_named = |name: &str| names.iter().any(|(wanted, _)| wanted == name);
        let has_stub = |name: &str| {
            let stub = format!("{name}@plt");
            stubs.iter().any(|(index, _)| {
                self.program.all.get(*index).is_some_and(|one| self.program.name(one) == stub)
            })
        };
        let taken: BTreeSet<&String> =
            self.slots.iter().filter(|(slot, _)| is_led_to(**slot)).map(|(_, name)| name).collect();
        let unfollowed = taken.into_iter().filter(|name| is_named(name) && !has_stub(name));
        let says = |name| {
            format!(
                "{} makes system calls by {name}, and with which numbers was not found",
                self.name
            )
        };
        unfollowed.map(|name| Why::new(says(name))).collect()
    }

    /// Where an address stands in the file.
    pub(super) fn offset_of(&self, address: u64) -> u64 {
        let places = self.places.iter();
        let inside = |(start, offset, len): &(u64, u64, u64)| {
            let into = address.checked_sub(*start).filter(|into| into < len)?;
            Some(offset + into)
        };
        places.filter_map(inside).next().unwrap_or(0)
    }

    /// What a function is called, with the object's name where Go did not make it.
    pub(super) fn name_of(&self, function: usize) -> String {
        let Some(one) = self.program.all.get(function) else { return String::new() };
        let name = self.program.name(one);
        if one.go {
            return name.to_owned();
        }
        let file = self.name.rsplit('/').next().unwrap_or(&self.name);
        match name.is_empty() {
            true => format!("{file}:{:#x}", one.start),
            false => format!("{file}:{name}"),
        }
    }
}

/// What begins in code that no table speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Something that is called.
    Called,
    /// What lies behind a function: padding, or more of it.
    Between,
}

/// The functions of C in an object.
struct Native<'a> {
    name: &'a str,
    elf: &'a Elf<'a>,
    memory: &'a Memory,
    machine: Machine,
    slots: &'a HashMap<u64, String>,
}

impl Native<'_> {
    /// Adds the functions that are no functions of Go: those with symbols, those that the tables for
    /// unwinding know, the stubs by which others are called, and what else is code. Answers which tables could
    /// not be read.
    fn add(
        &self,
        named: Vec<(u64, u64, String)>,
        names: &mut Names,
        all: &mut Vec<Function>,
    ) -> Vec<Why> {
        let mut doubts = Vec::new();
        let mut torn = |table: &str, error: &ReadError| {
            doubts.push(Why::new(format!(
                "the table of {table} of {} is damaged: {error}",
                self.name
            )));
        };
        let unwound = self.elf.unwound_functions();
        unwound.as_ref().err().into_iter().for_each(|error| torn("unwinding", error));
        let symbols = self.elf.function_symbols();
        symbols.as_ref().err().into_iter().for_each(|error| torn("symbols", error));
        let mut found: BTreeMap<u64, (u64, String)> = BTreeMap::new();
        for (start, end) in unwound.unwrap_or_default() {
            found.insert(start, (end, String::new()));
        }
        let symbols = symbols.unwrap_or_default();
        for (start, len, name) in named.into_iter().chain(symbols) {
            let one = found.entry(start).or_insert((start.saturating_add(len), String::new()));
            if one.1.is_empty() {
                one.1 = name;
            }
        }
        for (start, end, name) in self.stubs() {
            found.insert(start, (end, name));
        }
        all.sort_by_key(|one| one.start);
        let is_go: Vec<(u64, u64)> = all.iter().map(|one| (one.start, one.end)).collect();
        let in_go = |address: u64| {
            let index = is_go.partition_point(|(start, _)| *start <= address);
            index
                .checked_sub(1)
                .and_then(|index| is_go.get(index))
                .is_some_and(|(_, end)| address < *end)
        };
        found.retain(|start, _| {
            !in_go(*start) && self.memory.stretch(*start).is_some_and(|one| one.executable)
        });
        all.extend(found.into_iter().map(|(start, (end, name))| Function {
            start,
            end,
            name: names.add(&name),
            go: false,
        }));
        all.sort_by_key(|one| one.start);
        let (gaps, called) = self.fill_gaps(all);
        self.join_pieces(&gaps, &called, all);
        doubts
    }

    /// Joins what tables have in pieces: code that runs on into what has no name is one with it.
    /// What is called is no piece, nor what begins as only functions do.
    fn join_pieces(
        &self,
        gaps: &BTreeMap<u64, Gap>,
        called: &HashSet<u64>,
        all: &mut Vec<Function>,
    ) {
        all.sort_by_key(|one| one.start);
        all.dedup_by_key(|one| one.start);
        let (machine, memory) = (self.machine, self.memory);
        let goes_on = |pair: &[Function]| {
            let [last, one] = pair else { return false };
            let is_piece = !last.go && !one.go && one.name.is_empty() && last.end == one.start;
            let begins = |code| machine.passed_over(code) > 0;
            let is_called = gaps.get(&one.start) == Some(&Gap::Called)
                || called.contains(&one.start)
                || memory.between(one.start, one.end).is_some_and(begins);
            is_piece && !is_called && runs_on(machine, memory, last)
        };
        let goes_on: Vec<bool> = all.par_windows(2).map(goes_on).collect();
        let mut joined: Vec<Function> = Vec::with_capacity(all.len());
        for (one, goes_on) in all.drain(..).zip([false].into_iter().chain(goes_on)) {
            match joined.last_mut().filter(|last| goes_on && !gaps.contains_key(&last.start)) {
                Some(last) => last.end = one.end,
                None => joined.push(one),
            }
        }
        *all = joined;
    }

    /// The stubs that jump to where the loader says (the procedure linkage table).
    fn stubs(&self) -> Vec<(u64, u64, String)> {
        const LEN: u64 = 16;
        let mut found = Vec::new();
        if self.slots.is_empty() {
            return found;
        }
        let sections = self.elf.sections().unwrap_or_default();
        for section in sections.iter().filter(|one| one.name.starts_with(".plt") && one.has_bytes())
        {
            let end = section.address.saturating_add(section.size);
            for start in (section.address..end).step_by(LEN as usize) {
                let Some(code) = self.memory.between(start, (start + LEN).min(end)) else { break };
                let jumps = self.machine.decode(code, start).find_map(|one| match one.flow {
                    Flow::JumpMemory(Place { base: None, offset }) => Some(offset as u64),
                    _ => None,
                });
                // Where no instruction jumps by memory, one before the jump reads it.
                let mut reads = None;
                self.machine.mentions(code, start, |_, mention, target| {
                    if mention == Mention::Reads && self.slots.contains_key(&target) {
                        reads = Some(target);
                    }
                });
                let name = jumps.or(reads).and_then(|slot| self.slots.get(&slot));
                let name = name.map_or_else(String::new, |name| format!("{name}@plt"));
                found.push((start, (start + LEN).min(end), name));
            }
        }
        found
    }

    /// Code that no table speaks of: what something calls is a function. One is cut where the next
    /// begins, as all are. Answers also which of the functions that were known are called.
    fn fill_gaps(&self, all: &mut Vec<Function>) -> (BTreeMap<u64, Gap>, HashSet<u64>) {
        let mut gaps: Vec<(u64, u64)> = Vec::new();
        for stretch in self.memory.stretches.iter().filter(|one| one.executable) {
            let end = stretch.address + stretch.bytes.len() as u64;
            let mut at = stretch.address;
            let inside = all.iter().filter(|one| (stretch.address..end).contains(&one.start));
            for one in inside {
                if one.start > at {
                    gaps.push((at, one.start));
                }
                at = at.max(one.end);
            }
            if at < end {
                gaps.push((at, end));
            }
        }
        let in_gap = |address: u64| {
            let index = gaps.partition_point(|(start, _)| *start <= address).checked_sub(1)?;
            gaps.get(index).copied().filter(|(_, end)| address < *end)
        };
        let mut kinds: BTreeMap<u64, Gap> =
            gaps.iter().map(|(start, _)| (*start, Gap::Between)).collect();
        let mut starts: Vec<(u64, u64)> = gaps.clone();
        let known: HashSet<u64> = all.iter().filter(|one| !one.go).map(|one| one.start).collect();
        let mut called = HashSet::new();
        let mut jumps: Vec<(u64, u64)> = Vec::new();
        if let Some((_, end)) = in_gap(self.elf.entry) {
            starts.push((self.elf.entry, end));
            kinds.insert(self.elf.entry, Gap::Called);
        }
        // Code of Go calls only what its own table knows, or what it has the address of.
        let mut of_go = all.iter().filter(|one| one.go);
        let go = of_go.next().map(|one| (one.start, of_go.next_back().unwrap_or(one).end));
        let stretches = self.memory.stretches.iter().filter(|one| one.executable);
        let code = stretches.flat_map(|one| {
            let end = one.address + one.bytes.len() as u64;
            match go.filter(|(start, last)| (one.address..end).contains(start) && *last <= end) {
                Some((start, last)) => vec![(one.address, start), (last, end)],
                None => vec![(one.address, end)],
            }
        });
        for (start, end) in code {
            let Some(bytes) = self.memory.between(start, end) else { continue };
            self.machine.mentions(bytes, start, |site, mention, target| {
                if mention == Mention::Calls && known.contains(&target) {
                    called.insert(target);
                }
                let Some((_, end)) = in_gap(target) else { return };
                match mention {
                    Mention::Calls => {
                        starts.push((target, end));
                        kinds.insert(target, Gap::Called);
                    }
                    Mention::Goes => jumps.push((site, target)),
                    Mention::Takes | Mention::Reads => {}
                }
            });
        }
        starts.sort_unstable();
        starts.dedup_by_key(|(start, _)| *start);
        for (start, end) in self.jumped_to(&jumps, &starts, all) {
            starts.push((start, end));
            kinds.insert(start, Gap::Called);
        }
        let new = starts.into_iter().map(|(start, end)| Function {
            start,
            end,
            name: Name::default(),
            go: false,
        });
        all.extend(new);
        (kinds, called)
    }

    /// Functions in gaps that nobody calls, and others end with a jump to: what lies behind such a place is a
    /// function of its own where no way but that jump leads there.
    fn jumped_to(
        &self,
        jumps: &[(u64, u64)],
        starts: &[(u64, u64)],
        all: &[Function],
    ) -> Vec<(u64, u64)> {
        let mut ends: BTreeMap<u64, u64> = starts.iter().copied().collect();
        let mut known: BTreeSet<u64> = all.iter().map(|one| one.start).collect();
        known.extend(ends.keys());
        let mut targets: Vec<(u64, u64)> =
            jumps.iter().map(|(site, target)| (*target, *site)).collect();
        targets.sort_unstable();
        let mut found = Vec::new();
        let start_of = |known: &BTreeSet<u64>, at: u64| known.range(..=at).next_back().copied();
        for (target, site) in targets {
            let (from, around) = (start_of(&known, site), start_of(&known, target));
            let Some(start) = around.filter(|start| from != around && *start < target) else {
                continue;
            };
            let Some(gap_end) = ends.get(&start).copied() else { continue };
            let end = known.range(target..).next().map_or(gap_end, |next| gap_end.min(*next));
            if self.is_apart(start, target, end) {
                known.insert(target);
                ends.insert(target, gap_end);
                found.push((target, gap_end));
            }
        }
        found
    }

    /// Whether the code from one address on ends right before another, and neither part goes into the midst of
    /// the other.
    fn is_apart(&self, start: u64, middle: u64, end: u64) -> bool {
        let Some(code) = self.memory.between(start, end) else { return false };
        let mut ends = false;
        for one in self.machine.decode(code, start) {
            let behind = one.address + u64::from(one.len);
            if behind == middle {
                // What is called last does not come back.
                ends = !matches!(one.flow, Flow::Next | Flow::Syscall | Flow::Branch(_));
            }
            let crosses = |to: u64| match one.address < middle {
                true => to > middle && to < end,
                false => to > start && to < middle,
            };
            if let Flow::Jump(to) | Flow::Branch(to) = one.flow
                && crosses(to)
            {
                return false;
            }
        }
        ends
    }
}

/// Whether the last instruction of a function leads on to what stands behind it. What is called last does
/// not come back.
fn runs_on(machine: Machine, memory: &Memory, function: &Function) -> bool {
    let Some(code) = memory.between(function.start, function.end) else { return false };
    let last = machine.flows(code, function.start).last();
    last.is_some_and(|(address, len, flow)| {
        let at_end = address + u64::from(len) == function.end;
        at_end && matches!(flow, Flow::Next | Flow::Syscall | Flow::SyscallOf(_) | Flow::Branch(_))
    })
}
