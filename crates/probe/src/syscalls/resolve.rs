//! With which numbers the kernel is called: each place that calls it is followed back to where its number
//! is chosen, through registers, the stack, variables and the functions that only pass it on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use landfall_formats::code::{Convention, Flow, Machine};

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

/// Follows every place that calls the kernel in functions that `counts` lets count, and what some functions
/// are given besides.
pub(super) fn resolve(
    object: &Object,
    counts: impl Fn(usize) -> bool,
    given: &[(usize, Loc)],
) -> Resolved {
    let mut search = Search {
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
    };
    search.places();
    for (function, loc) in given {
        search.ask(Of::Entry(*function, *loc), vec![*function]);
    }
    while let Some(asked) = search.queue.pop_front() {
        match asked.of {
            Of::Entry(function, loc) => search.callers(function, loc, &asked.chain),
            Of::Global(address) => search.global(address, &asked.chain),
            Of::Behind(function, loc, by) => search.behind(function, loc, by, &asked.chain),
            Of::BehindGlobal(address, by) => search.behind_global(address, by, &asked.chain),
        }
    }
    search.resolved
}

struct Search<'a, C> {
    machine: Machine,
    convention: Convention,
    memory: &'a Memory,
    program: &'a Program,
    graph: &'a Graph,
    /// Whether what a function does counts.
    counts: C,
    followed: BTreeMap<usize, Rc<Followed>>,
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

impl<C: Fn(usize) -> bool> Search<'_, C> {
    fn follow(&mut self, function: usize) -> Rc<Followed> {
        if let Some(there) = self.followed.get(&function) {
            return Rc::clone(there);
        }
        let one = &self.program.all[function];
        let copies = &self.copies;
        let followed =
            Rc::new(follow(self.machine, self.memory, copies, one.start, one.end, one.go));
        self.followed.insert(function, Rc::clone(&followed));
        followed
    }

    fn places(&mut self) {
        let mut by_function: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        for (function, site) in &self.graph.kernel_calls {
            by_function.entry(*function as usize).or_default().push(*site);
        }
        for (function, mut sites) in by_function {
            if !(self.counts)(function) {
                continue;
            }
            self.only_real(function, &mut sites);
            if sites.is_empty() {
                continue;
            }
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
        let calls = self.machine.decode(code, one.start);
        let calls = calls.filter(|one| matches!(one.flow, Flow::Syscall | Flow::SyscallOf(_)));
        let real: BTreeSet<u64> = calls.map(|one| one.address).collect();
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
        let edges = self.graph.callers(function).iter().filter(|edge| !edge.taken);
        let mut callers: Vec<usize> = edges.map(|edge| edge.from as usize).collect();
        callers.sort_unstable();
        callers.dedup();
        for caller in callers {
            if !(self.counts)(caller) {
                continue;
            }
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
        self.program.all[function].name == "runtime.runPerThreadSyscall"
    }

    /// What lies behind where an address points: at first, and behind all that is stored there.
    fn behind_global(&mut self, address: u64, by: i64, chain: &[usize]) {
        if let (Some(first), Some(function)) = (self.memory.pointer(address), chain.first()) {
            let behind =
                constant(self.memory, first.wrapping_add_signed(by), self.memory.shortest());
            self.answer(&behind, *function, address, chain.get(1..).unwrap_or_default());
        }
        for writer in self.writers(address) {
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

    /// The functions that may store something at an address.
    fn writers(&self, address: u64) -> Vec<usize> {
        /// A part of a structure is reached from its beginning.
        const REACH: u64 = 256;
        let near = address.saturating_sub(REACH)..=address;
        let taking =
            self.graph.data.iter().filter(|edge| edge.taken && near.contains(&edge.address));
        let mut writers: Vec<usize> = taking.map(|edge| edge.from as usize).collect();
        writers.extend(self.graph.stores_near(self.memory, self.program, address));
        writers.sort_unstable();
        writers.dedup();
        writers.retain(|writer| (self.counts)(*writer));
        writers
    }

    /// What is stored at an address: what is there at first, and what the code puts there.
    fn global(&mut self, address: u64, chain: &[usize]) {
        let writers = self.writers(address);
        let mut stored = false;
        let for_all_threads = self.is_for_all_threads(chain);
        for writer in writers {
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
