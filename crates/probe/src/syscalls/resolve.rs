//! With which numbers the kernel is called: each place that calls it is followed back to where its number
//! is chosen, through registers, the stack, variables and the functions that only pass it on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use landfall_formats::code::{Convention, Flow, Machine};
use rayon::prelude::*;

use super::flow::{Exit, Followed, follow};
use super::functions::Program;
use super::graph::Graph;
use super::memory::Memory;
use super::object::Object;
use super::state::State;
use super::value::{Atom, Loc, Pointer, Value, constant, numbers};

/// A number with which the kernel is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The number.
    pub(super) number: u32,
    /// The function that chooses it, and those that pass it on, down to the one that calls the kernel.
    pub(super) chain: Vec<usize>,
    /// The place that chooses it.
    pub(super) site: u64,
}

/// A place whose number could not be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lost {
    /// The function that it is in, and those between it and the call of the kernel.
    pub(super) chain: Vec<usize>,
    /// The place.
    pub(super) site: u64,
}

/// All that could be told, and all that could not.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub(super) found: Vec<Found>,
    pub(super) lost: Vec<Lost>,
    /// The functions that are told a number by whoever calls them, and where they are told it.
    pub(super) wrappers: BTreeSet<(usize, Loc)>,
}

/// Follows every place that calls the kernel in functions that `counts` lets count.
pub(super) fn resolve(object: &Object, counts: impl Fn(usize) -> bool + Sync) -> Resolved {
    let mut search = Search::new(object, counts);
    search.places();
    search.answered()
}

/// Follows what some functions are given, as far as `counts` lets functions count.
pub(super) fn resolve_given(
    object: &Object,
    counts: impl Fn(usize) -> bool + Sync,
    given: &[(usize, Loc)],
) -> Resolved {
    let mut search = Search::new(object, counts);
    for (function, loc) in given {
        search.ask(Of::Entry(*function, *loc), vec![*function]);
    }
    search.answered()
}

struct Search<'a, C> {
    machine: Machine,
    convention: Convention,
    memory: &'a Memory,
    program: &'a Program,
    graph: &'a Graph,
    /// Whether what a function does counts.
    counts: C,
    followed: BTreeMap<usize, Arc<Followed>>,
    asked: BTreeSet<Of>,
    queue: VecDeque<Asked>,
    resolved: Resolved,
    /// Code that copies, see [`Program::copies`].
    copies: Vec<(u64, u64)>,
}

/// A question: what does this hold?
struct Asked {
    of: Of,
    chain: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    /// A place of a function when it begins.
    Entry(usize, Loc),
    /// An address.
    Global(u64),
    /// What lies behind where a place of a function points when it begins.
    Behind(usize, Loc, i64),
    /// What lies behind where an address points.
    BehindGlobal(u64, i64),
}

impl<'a, C: Fn(usize) -> bool + Sync> Search<'a, C> {
    fn new(object: &'a Object, counts: C) -> Self {
        Self {
            machine: object.machine,
            convention: object.machine.convention(),
            memory: &object.memory,
            program: &object.program,
            graph: &object.graph,
            counts,
            followed: BTreeMap::new(),
            asked: BTreeSet::new(),
            queue: VecDeque::new(),
            resolved: Resolved::default(),
            copies: object.program.copies(),
        }
    }

    /// Answers what was asked, and what is asked then. Who stores something at an address is looked for in
    /// all of the code, so that this is done for many addresses at once.
    fn answered(mut self) -> Resolved {
        let mut stored = Vec::new();
        loop {
            while let Some(asked) = self.queue.pop_front() {
                match asked.of {
                    Of::Entry(function, loc) => self.callers(function, loc, &asked.chain),
                    Of::Behind(function, loc, by) => self.behind(function, loc, by, &asked.chain),
                    Of::Global(address) | Of::BehindGlobal(address, _) => {
                        stored.push((address, asked));
                    }
                }
            }
            if stored.is_empty() {
                return self.resolved;
            }
            let addresses: Vec<u64> = stored.iter().map(|(address, _)| *address).collect();
            let writers = self.writers(&addresses);
            self.follow_all(writers.iter().copied());
            for (address, asked) in stored.drain(..) {
                match asked.of {
                    Of::BehindGlobal(_, by) => {
                        self.behind_global(address, by, &writers, &asked.chain);
                    }
                    _ => self.global(address, &writers, &asked.chain),
                }
            }
        }
    }

    /// Follows functions that were not followed yet, side by side.
    fn follow_all(&mut self, functions: impl Iterator<Item = usize>) {
        let open: BTreeSet<usize> =
            functions.filter(|one| !self.followed.contains_key(one)).collect();
        let open: Vec<usize> = open.into_iter().collect();
        let (machine, memory, copies) = (self.machine, self.memory, &self.copies);
        let each = open.into_par_iter().filter_map(|function| {
            let one = self.program.all.get(function)?;
            let followed = follow(machine, memory, copies, one.start, one.end, one.go);
            Some((function, Arc::new(followed)))
        });
        let new: Vec<_> = each.collect();
        self.followed.extend(new);
    }

    fn follow(&mut self, function: usize) -> Arc<Followed> {
        if !self.followed.contains_key(&function) {
            self.follow_all([function].into_iter());
        }
        self.followed.get(&function).map(Arc::clone).unwrap_or_default()
    }

    fn places(&mut self) {
        let mut by_function: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        for (function, site) in &self.graph.kernel_calls {
            by_function.entry(*function as usize).or_default().push(*site);
        }
        by_function.retain(|function, sites| {
            (self.counts)(*function) && {
                self.only_real(*function, sites);
                !sites.is_empty()
            }
        });
        self.follow_all(by_function.keys().copied());
        for (function, sites) in by_function {
            let followed = self.follow(function);
            if followed.given_up {
                for site in sites {
                    self.resolved.lost.push(Lost { chain: vec![function], site });
                }
                continue;
            }
            for exit in &followed.exits {
                let number = Loc::Register(self.convention.number);
                let value = match exit.flow {
                    Flow::Syscall => exit.state.given(number, &self.convention, false),
                    Flow::SyscallOf(number) => Value::One(Atom::Number(number.into())),
                    _ => continue,
                };
                self.answer(&value, function, exit.address, &[]);
            }
        }
    }

    /// Keeps the places at which an instruction calls the kernel, and not those where its bytes stand within
    /// another.
    fn only_real(&self, function: usize, sites: &mut Vec<u64>) {
        let one = &self.program.all[function];
        let Some(code) = self.memory.between(one.start, one.end) else { return };
        let calls = self.machine.flows(code, one.start);
        let calls = calls.filter(|(_, _, flow)| matches!(flow, Flow::Syscall | Flow::SyscallOf(_)));
        let real: BTreeSet<u64> = calls.map(|(address, _, _)| address).collect();
        sites.retain(|site| real.contains(site));
    }

    /// What to do with the value that a number has at a place of a function.
    fn answer(&mut self, value: &Value, function: usize, site: u64, below: &[usize]) {
        let chain = || [&[function], below].concat();
        let Some(atoms) = value.atoms() else {
            // What the runtime makes in all threads, who asked for it has made before, in its own
            // (runtime/os_linux.go, doAllThreadsSyscall).
            if chain().iter().any(|one| self.is_in_all_threads(*one)) {
                return;
            }
            self.resolved.lost.push(Lost { chain: chain(), site });
            return;
        };
        for atom in atoms {
            match *atom {
                Atom::Number(number) => match u32::try_from(number & 0xffff_ffff) {
                    Ok(number) => {
                        self.resolved.found.push(Found { number, chain: chain(), site });
                    }
                    Err(_) => self.resolved.lost.push(Lost { chain: chain(), site }),
                },
                Atom::Entry(loc) => {
                    self.resolved.wrappers.insert((function, loc));
                    self.ask(Of::Entry(function, loc), chain());
                }
                Atom::Global(address) => self.ask(Of::Global(address), chain()),
                Atom::Behind(Pointer::Entry(loc), by) => {
                    self.ask(Of::Behind(function, loc, by), chain());
                }
                Atom::Behind(Pointer::Global(address), by) => {
                    self.ask(Of::BehindGlobal(address, by), chain());
                }
                Atom::Stack(_) => self.resolved.lost.push(Lost { chain: chain(), site }),
            }
        }
    }

    fn ask(&mut self, of: Of, chain: Vec<usize>) {
        if self.asked.insert(of) {
            self.queue.push_back(Asked { of, chain });
        }
    }

    /// What the callers of a function give it.
    fn callers(&mut self, function: usize, loc: Loc, chain: &[usize]) {
        self.calls(function, chain, |search, caller, exit, pushed| {
            let value = exit.state.given(loc, &search.convention, pushed);
            search.answer(&value, caller, exit.address, chain);
        });
    }

    /// What lies behind where the callers of a function point, who give it that.
    fn behind(&mut self, function: usize, loc: Loc, by: i64, chain: &[usize]) {
        self.calls(function, chain, |search, caller, exit, pushed| {
            let pointer = exit.state.given(loc, &search.convention, pushed);
            let behind = search.pointed(&pointer, by, Some(&exit.state));
            search.answer(&behind, caller, exit.address, chain);
        });
    }

    /// What lies behind where something points.
    fn pointed(&self, pointer: &Value, by: i64, state: Option<&State>) -> Value {
        let Some(atoms) = pointer.atoms() else { return Value::Anything };
        let mut all = Vec::new();
        for atom in atoms {
            let value = match (*atom, state) {
                (Atom::Stack(at), Some(state)) => state.at_stack(at.saturating_add(by)),
                (Atom::Number(at), _) => {
                    constant(self.memory, at.wrapping_add_signed(by), self.memory.shortest())
                }
                (Atom::Entry(loc), _) => Value::One(Atom::Behind(Pointer::Entry(loc), by)),
                (Atom::Global(at), _) => Value::One(Atom::Behind(Pointer::Global(at), by)),
                (Atom::Stack(_) | Atom::Behind(..), _) => Value::Anything,
            };
            match value.atoms() {
                Some(atoms) => all.extend_from_slice(atoms),
                None => return Value::Anything,
            }
        }
        Value::of(all)
    }

    /// Hands out each place that goes to a function, and whether it comes back.
    fn calls(
        &mut self,
        function: usize,
        chain: &[usize],
        mut each: impl FnMut(&mut Self, usize, &Exit, bool),
    ) {
        let start = self.program.all[function].start;
        let counts = |caller: &usize| (self.counts)(*caller);
        let callers: Vec<usize> = self.graph.callers(function).filter(counts).collect();
        self.follow_all(callers.iter().copied());
        for caller in callers {
            let followed = self.follow(caller);
            if followed.given_up {
                self.resolved.lost.push(Lost { chain: [&[caller], chain].concat(), site: start });
            }
            for exit in &followed.exits {
                if let Some(pushed) = goes_to(exit, self.program, function) {
                    each(self, caller, exit, pushed);
                }
            }
        }
    }

    /// Whether a call is the one that the runtime makes in all threads for a program. Where nothing writes
    /// its number, the program never asks for that; and zero is written when that is done.
    fn is_for_all_threads(&self, chain: &[usize]) -> bool {
        chain.first().is_some_and(|one| self.is_in_all_threads(*one))
    }

    fn is_in_all_threads(&self, function: usize) -> bool {
        self.program.name(&self.program.all[function]) == "runtime.runPerThreadSyscall"
    }

    /// What lies behind where an address points: at first, and behind all that is stored there.
    fn behind_global(&mut self, address: u64, by: i64, writers: &[usize], chain: &[usize]) {
        if let (Some(first), Some(function)) = (self.memory.pointer(address), chain.first()) {
            let behind =
                constant(self.memory, first.wrapping_add_signed(by), self.memory.shortest());
            self.answer(&behind, *function, address, chain.get(1..).unwrap_or_default());
        }
        for writer in writers.iter().copied() {
            let followed = self.follow(writer);
            for (_, _, value) in followed.stores.iter().filter(|(at, _, _)| *at == address) {
                // That nothing is there points nowhere.
                if numbers(value).is_some_and(|all| all.iter().all(|number| *number == 0)) {
                    continue;
                }
                let behind = self.pointed(value, by, None);
                self.answer(&behind, writer, address, chain);
            }
        }
    }

    /// The functions that may store something at some addresses.
    fn writers(&self, addresses: &[u64]) -> Vec<usize> {
        /// A part of a structure is reached from its beginning.
        const REACH: u64 = 256;
        let near: Vec<_> =
            addresses.iter().map(|address| address.saturating_sub(REACH)..=*address).collect();
        let mut writers = self.graph.taking(&near);
        writers.extend(self.graph.stores_near(self.memory, self.program, addresses));
        writers.sort_unstable();
        writers.dedup();
        writers.retain(|writer| (self.counts)(*writer));
        writers
    }

    /// What is stored at an address: what is there at first, and what the code puts there.
    fn global(&mut self, address: u64, writers: &[usize], chain: &[usize]) {
        let mut stored = false;
        let for_all_threads = self.is_for_all_threads(chain);
        for writer in writers.iter().copied() {
            let followed = self.follow(writer);
            for (at, size, value) in &followed.stores {
                let end = at.saturating_add(u64::from(*size));
                if *at == address && for_all_threads && *value == Value::One(Atom::Number(0)) {
                    stored = true;
                } else if *at == address {
                    stored = true;
                    self.answer(value, writer, address, chain);
                } else if *at < address && end > address && *value != Value::Anything {
                    stored = true;
                    self.resolved.lost.push(Lost { chain: [&[writer], chain].concat(), site: *at });
                }
            }
        }
        match self.memory.first_number(address) {
            // What is zero at first and written later is not used before.
            Some(0) if stored || for_all_threads => {}
            Some(number) => {
                self.resolved.found.push(Found { number, chain: chain.to_vec(), site: address });
            }
            None => self.resolved.lost.push(Lost { chain: chain.to_vec(), site: address }),
        }
    }
}

/// Whether an exit goes to a function, and then whether it comes back.
fn goes_to(exit: &Exit, program: &Program, function: usize) -> Option<bool> {
    let enters = |target: u64| program.starts_at(target) == Some(function);
    let through = |all: &Option<Vec<u64>>| {
        all.as_ref().is_some_and(|all| all.iter().any(|target| enters(*target)))
    };
    match exit.flow {
        Flow::Call(target) => enters(target).then_some(true),
        Flow::Jump(target) | Flow::Branch(target) => enters(target).then_some(false),
        Flow::CallRegister(_) | Flow::CallMemory(_) => through(&exit.through).then_some(true),
        Flow::JumpRegister(_) | Flow::JumpMemory(_) => through(&exit.through).then_some(false),
        Flow::Next | Flow::Syscall | Flow::SyscallOf(_) | Flow::Return | Flow::Stop => None,
    }
}
