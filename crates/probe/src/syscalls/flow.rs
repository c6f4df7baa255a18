//! What registers and the stack hold at each place of a function from which control leaves it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use landfall_formats::code::{
    Convention, Effect, Flow, Instruction, Machine, Place, Register, Stored,
};

use super::memory::Memory;
use super::state::{State, address, addresses};
use super::value::{
    Atom, Pointer, Value, add, constant, low, numbers, one_number, or, signed, sixteen,
};

/// A place from which control leaves a function, with what is held there.
pub(super) struct Exit {
    /// Its address.
    pub(super) address: u64,
    /// Where control goes.
    pub(super) flow: Flow,
    /// What is held before.
    pub(super) state: State,
    /// Where a call through a register goes, where that is known.
    pub(super) through: Option<Vec<u64>>,
}

/// A function's places from which control leaves it, and what it writes to addresses.
#[derive(Default)]
pub(super) struct Followed {
    /// By their addresses, in order.
    pub(super) exits: Vec<Exit>,
    /// Each address that is written to, with what.
    pub(super) stores: Vec<(u64, u8, Value)>,
    /// Whether it was too long or too knotted to follow.
    pub(super) given_up: bool,
}

/// Follows a function.
pub(super) fn follow(
    machine: Machine,
    memory: &Memory,
    copies: &[(u64, u64)],
    start: u64,
    end: u64,
    go: bool,
) -> Followed {
    /// The longest function of a real program that calls the kernel is a twentieth of this.
    const LONGEST: u64 = 1 << 20;
    let bytes = memory.between(start, end);
    let Some(bytes) = bytes.filter(|_| end - start <= LONGEST) else {
        return Followed { given_up: true, ..Followed::default() };
    };
    let all: Vec<Instruction> = machine.decode(bytes, start).collect();
    let passed_over = machine.passed_over(bytes);
    let callees = RefCell::default();
    Function { machine, memory, copies, all, start, end, passed_over, go, callees }.follow()
}

/// Where control can go within a function.
enum Next {
    Nowhere,
    /// To this instruction.
    There(usize),
    /// Through a table of jumps: to any place that something jumps to, or that nothing falls into.
    Anywhere,
}

struct Function<'a> {
    machine: Machine,
    memory: &'a Memory,
    /// Code that is followed where it is called.
    copies: &'a [(u64, u64)],
    all: Vec<Instruction>,
    start: u64,
    end: u64,
    /// How many bytes at its beginning some callers pass over.
    passed_over: u64,
    go: bool,
    /// The functions of C that it calls.
    callees: RefCell<HashMap<u64, Callee>>,
}

/// What a function of C is to who calls it.
#[derive(Clone, Copy)]
struct Callee {
    /// Whether it may come back.
    returns: bool,
    /// The registers that it writes to, where that is known.
    writes: Option<u64>,
}

impl Function<'_> {
    fn follow(&self) -> Followed {
        /// A lattice this low is climbed far sooner; a forged function is not followed for ever.
        const MOST_STEPS: usize = 4_000_000;
        let convention = self.machine.convention();
        let mut open = Open::default();
        // What is held wherever a table of jumps is gone through.
        let mut anywhere: Option<Reached> = None;
        if !self.all.is_empty() {
            open.reach(0, &State::first(&convention, self.go), false);
        }
        let leaders = self.leaders();
        let begin = self.index_of(self.start.saturating_add(self.passed_over)).unwrap_or(0);
        let mut steps = 0;
        while let Some((first, mut state)) = open.next() {
            let mut index = first;
            while let Some(one) = self.all.get(index) {
                steps += 1;
                if steps > MOST_STEPS {
                    return Followed { given_up: true, ..Followed::default() };
                }
                self.apply(one, &mut state, None);
                let (falls, next) = self.successors(one);
                match next {
                    Next::Nowhere => {}
                    // Go goes back to the beginning where the stack was too small, and begins anew.
                    Next::There(target) if self.go && target <= begin => {}
                    Next::There(target) => open.reach(target, &state, target <= index),
                    Next::Anywhere => {
                        let grew = match &mut anywhere {
                            Some(there) => there.add(&state, true),
                            None => {
                                anywhere = Some(Reached::first(&state));
                                true
                            }
                        };
                        if let Some(there) = anywhere.as_ref().filter(|_| grew) {
                            let all = leaders.iter().enumerate().skip(1).filter(|(_, is)| **is);
                            all.for_each(|(to, _)| open.reach(to, &there.state, to <= index));
                        }
                    }
                }
                self.leave(one, &mut state, &convention, None);
                if !falls {
                    break;
                }
                index += 1;
                if leaders.get(index).copied().unwrap_or(false) {
                    open.reach(index, &state, false);
                    break;
                }
            }
        }
        self.collect(&open.states, &leaders, &convention)
    }

    /// Which instructions something jumps to.
    fn leaders(&self) -> Vec<bool> {
        let mut leaders = vec![false; self.all.len()];
        let mut ends = true;
        for (index, one) in self.all.iter().enumerate() {
            // Behind a jump lies what is only jumped to, maybe through a table.
            leaders[index] |= ends;
            ends = matches!(
                one.flow,
                Flow::Jump(_)
                    | Flow::JumpRegister(_)
                    | Flow::JumpMemory(_)
                    | Flow::Return
                    | Flow::Stop
            );
            if let Flow::Jump(target) | Flow::Branch(target) = one.flow
                && let Some(target) = self.index_of(target)
            {
                leaders[target] = true;
            }
        }
        leaders
    }

    fn index_of(&self, address: u64) -> Option<usize> {
        if address < self.start || address >= self.end {
            return None;
        }
        self.all.binary_search_by_key(&address, |one| one.address).ok()
    }

    /// Whether control can go to the next instruction, and where else within the function.
    fn successors(&self, one: &Instruction) -> (bool, Next) {
        let there = |target| self.index_of(target).map_or(Next::Nowhere, Next::There);
        match one.flow {
            Flow::Next | Flow::Syscall | Flow::SyscallOf(_) => (true, Next::Nowhere),
            Flow::Call(target) if !self.go => (self.callee(target).returns, Next::Nowhere),
            Flow::Call(_) | Flow::CallRegister(_) | Flow::CallMemory(_) => (true, Next::Nowhere),
            Flow::Jump(target) => (false, there(target)),
            Flow::Branch(target) => (true, there(target)),
            Flow::JumpRegister(_) | Flow::JumpMemory(_) => (false, Next::Anywhere),
            Flow::Return | Flow::Stop => (false, Next::Nowhere),
        }
    }

    fn leave(
        &self,
        one: &Instruction,
        state: &mut State,
        convention: &Convention,
        mut stores: Option<&mut Vec<(u64, u8, Value)>>,
    ) {
        if let Flow::Call(target) = one.flow
            && let Some((_, end)) =
                self.copies.iter().find(|(start, end)| (*start..*end).contains(&target))
            && let Some(code) = self.memory.between(target, *end)
        {
            let copies = self.machine.decode(code, target);
            for copy in copies.take_while(|copy| copy.flow == Flow::Next) {
                self.apply(&copy, state, stores.as_deref_mut());
            }
            return;
        }
        if matches!(one.flow, Flow::Call(_) | Flow::CallRegister(_) | Flow::CallMemory(_)) {
            let written = match one.flow {
                Flow::Call(target) if !self.go => self.callee(target).writes,
                _ => None,
            };
            state.after_call(convention, self.go, written);
        }
    }

    /// What a function of C is to its callers, looked up once.
    fn callee(&self, target: u64) -> Callee {
        let known = self.callees.borrow().get(&target).copied();
        known.unwrap_or_else(|| {
            let found =
                Callee { returns: self.returns(target, 4), writes: self.written_by(target) };
            self.callees.borrow_mut().insert(target, found);
            found
        })
    }

    /// Whether a function of C may come back: one that ends the program does not, and its caller has nothing
    /// behind the call that it would come to.
    fn returns(&self, target: u64, depth: u8) -> bool {
        const LONGEST: usize = 1 << 10;
        const MOST: usize = 256;
        let Some(code) = self.memory.from(target).filter(|_| depth > 0) else { return true };
        let code = &code[..code.len().min(LONGEST)];
        let (mut open, mut seen) = (vec![target], BTreeSet::new());
        while let Some(from) = open.pop() {
            let Some(rest) = from.checked_sub(target).and_then(|at| code.get(at as usize..)) else {
                return true;
            };
            for (address, _, flow) in self.machine.flows(rest, from) {
                if !seen.insert(address) {
                    break;
                }
                if seen.len() > MOST {
                    return true;
                }
                match flow {
                    Flow::Next
                    | Flow::Syscall
                    | Flow::SyscallOf(_)
                    | Flow::CallRegister(_)
                    | Flow::CallMemory(_) => {}
                    Flow::Call(callee) if self.returns(callee, depth - 1) => {}
                    Flow::Branch(to) => open.push(to),
                    Flow::Jump(to) => {
                        open.push(to);
                        break;
                    }
                    Flow::Call(_) | Flow::Stop => break,
                    Flow::Return | Flow::JumpRegister(_) | Flow::JumpMemory(_) => return true,
                }
            }
        }
        false
    }

    /// The registers that a short function of C writes to which calls no other: a compiler of C that has seen
    /// it leaves the rest as they are.
    fn written_by(&self, target: u64) -> Option<u64> {
        const LONGEST: usize = 256;
        let code = self.memory.from(target)?;
        let mut written = 0u64;
        for one in self.machine.decode(&code[..code.len().min(LONGEST)], target) {
            for effect in one.effects.iter() {
                if effect == Effect::LoseAll {
                    return None;
                }
                written |= effect.writes();
            }
            match one.flow {
                Flow::Return => return Some(written),
                Flow::Next | Flow::Syscall | Flow::SyscallOf(_) | Flow::Branch(_) => {}
                _ => return None,
            }
        }
        None
    }

    fn apply(
        &self,
        one: &Instruction,
        state: &mut State,
        mut stores: Option<&mut Vec<(u64, u8, Value)>>,
    ) {
        for effect in one.effects.iter() {
            match effect {
                Effect::Number(to, number) => state.set(to, Value::One(Atom::Number(number))),
                Effect::Copy(to, from) => {
                    let value = state.get(from).clone();
                    self.take(to, from, 0, &value, state);
                    state.set(to, value);
                }
                Effect::Low(to, from) => {
                    let value = low(state.get(from));
                    state.set(to, value);
                }
                Effect::Signed(to, from) => {
                    let value = signed(state.get(from));
                    state.set(to, value);
                }
                Effect::Or(to, from, number) => {
                    let value = or(state.get(from), number);
                    state.set(to, value);
                }
                Effect::Add(to, from, by) => {
                    let value = add(state.get(from), by);
                    self.take(to, from, by, &value, state);
                    state.set(to, value);
                }
                Effect::Sum(to, from, by) => {
                    let value = match (one_number(state.get(from)), one_number(state.get(by))) {
                        (_, Some(by)) => add(state.get(from), by as i64),
                        (Some(from), None) => add(state.get(by), from as i64),
                        (None, None) => Value::Anything,
                    };
                    state.set(to, value);
                }
                Effect::Difference(to, from, by) => {
                    let by = one_number(state.get(by)).and_then(|by| (by as i64).checked_neg());
                    let value = by.map_or(Value::Anything, |by| add(state.get(from), by));
                    state.set(to, value);
                }
                Effect::Either(to, a, b) => {
                    let mut value = state.get(a).clone();
                    value.join(state.get(b));
                    state.set(to, value);
                }
                Effect::Load(to, place, size) => {
                    let value = self.load(state, place, size);
                    state.set(to, value);
                }
                Effect::Store(place, stored, size) => {
                    let value = match stored {
                        Stored::Number(number) => Value::One(Atom::Number(number)),
                        Stored::Register(register) => state.get(register).clone(),
                        Stored::Unknown => Value::Anything,
                    };
                    Self::store(state, place, size, value, stores.as_deref_mut());
                }
                Effect::Loads(first, last, place, size) => {
                    let words = word_by_word(first, last, place, size);
                    let loaded: Vec<(Register, Value)> =
                        words.map(|(to, place)| (to, self.load(state, place, size))).collect();
                    for (to, value) in loaded {
                        state.set(to, value);
                    }
                }
                Effect::Stores(first, last, place, size) => {
                    for (from, place) in word_by_word(first, last, place, size) {
                        let value = state.get(from).clone();
                        Self::store(state, place, size, value, stores.as_deref_mut());
                    }
                }
                Effect::Sixteen(to, number, from) => {
                    let value = sixteen(state.get(to), number, from);
                    state.set(to, value);
                }
                Effect::Lose(register) => state.set(register, Value::Anything),
                Effect::LoseAll => state.lose_all(self.machine.convention().stack),
            }
        }
    }

    /// Remembers that a register now holds an address on the stack, which may be handed on. Nothing lies
    /// below the stack: whether there is room for a frame is asked so.
    fn take(&self, to: Register, from: Register, by: i64, value: &Value, state: &mut State) {
        let convention = self.machine.convention();
        let own = [convention.stack, convention.frame];
        if !own.contains(&to) && (from != convention.stack || by >= 0) {
            state.take(value.atoms().unwrap_or_default());
        }
    }

    fn store(
        state: &mut State,
        place: Place,
        size: u8,
        value: Value,
        mut stores: Option<&mut Vec<(u64, u8, Value)>>,
    ) {
        let sure = address(state, place);
        if let Some(Atom::Stack(at)) = sure {
            state.put_on_stack(at, size, value);
            return;
        }
        for place in sure.map_or_else(|| addresses(state, place), |one| vec![one]) {
            match place {
                // There, or somewhere else.
                Atom::Stack(at) => state.put_on_stack(at, size, Value::Anything),
                Atom::Number(at) => {
                    if let Some(stores) = stores.as_deref_mut() {
                        stores.push((at, size, value.clone()));
                    }
                }
                Atom::Entry(_) | Atom::Global(_) | Atom::Behind(..) => {}
            }
        }
    }

    fn load(&self, state: &State, place: Place, size: u8) -> Value {
        if let Some(base) = place.base {
            let behind = |pointer| Value::One(Atom::Behind(pointer, place.offset));
            match state.get(base) {
                Value::One(Atom::Entry(loc)) => return behind(Pointer::Entry(*loc)),
                Value::One(Atom::Global(at)) => return behind(Pointer::Global(*at)),
                _ => {}
            }
        }
        match address(state, place) {
            // The first half of a word is not its number, where the upper one comes first.
            Some(Atom::Stack(at)) if self.memory.upper_first() && state.is_longer(at, size) => {
                Value::Anything
            }
            Some(Atom::Stack(at)) => state.on_stack(at, size),
            Some(Atom::Number(at)) => constant(self.memory, at, size),
            _ => Value::Anything,
        }
    }

    /// Goes through the function once more, now that it is known what is held where.
    fn collect(
        &self,
        states: &BTreeMap<usize, Reached>,
        leaders: &[bool],
        convention: &Convention,
    ) -> Followed {
        let mut followed = Followed::default();
        for (first, reached) in states {
            let mut state = reached.state.clone();
            for (index, one) in self.all.iter().enumerate().skip(*first) {
                if index > *first && leaders.get(index).copied().unwrap_or(false) {
                    break;
                }
                if leaves(one.flow, self.start, self.end) {
                    let through = match one.flow {
                        Flow::CallRegister(register) | Flow::JumpRegister(register) => {
                            numbers(state.get(register))
                        }
                        Flow::CallMemory(place) | Flow::JumpMemory(place) => {
                            numbers(&self.load(&state, place, self.memory.word() as u8))
                        }
                        _ => None,
                    };
                    let exit = Exit {
                        address: one.address,
                        flow: one.flow,
                        state: state.clone(),
                        through,
                    };
                    followed.exits.push(exit);
                }
                self.apply(one, &mut state, Some(&mut followed.stores));
                self.leave(one, &mut state, convention, Some(&mut followed.stores));
                let comes_back = match one.flow {
                    Flow::Call(target) if !self.go => self.returns(target, 4),
                    _ => true,
                };
                if !comes_back {
                    break;
                }
                if matches!(
                    one.flow,
                    Flow::Jump(_)
                        | Flow::JumpRegister(_)
                        | Flow::JumpMemory(_)
                        | Flow::Return
                        | Flow::Stop
                ) {
                    break;
                }
            }
        }
        followed.exits.sort_by_key(|exit| exit.address);
        followed
    }
}

/// The registers from one to another, each with its place in memory.
fn word_by_word(
    first: Register,
    last: Register,
    place: Place,
    size: u8,
) -> impl Iterator<Item = (Register, Place)> {
    (first..=last).zip(0..).map(move |(register, index)| {
        let offset = place.offset.wrapping_add(index * i64::from(size));
        (register, Place { offset, ..place })
    })
}

/// What is held at a place, and how often more came to it from behind.
struct Reached {
    state: State,
    again: u8,
}

impl Reached {
    fn first(state: &State) -> Self {
        Self { state: state.clone(), again: 0 }
    }

    /// Adds what is held by another way; whether that was anything new. `back` tells that the way leads back,
    /// as that of a loop does.
    fn add(&mut self, state: &State, back: bool) -> bool {
        /// No loop of a real program chooses between so many numbers for the kernel.
        const TURNS: u8 = 12;
        self.again = self.again.saturating_add(u8::from(back));
        match back && self.again > TURNS {
            true => self.state.widen(state),
            false => self.state.join(state),
        }
    }
}

/// The places of a function that were come to, and those that are to be gone on from.
#[derive(Default)]
struct Open {
    states: BTreeMap<usize, Reached>,
    queue: BTreeSet<usize>,
}

impl Open {
    fn reach(&mut self, target: usize, state: &State, back: bool) {
        let is_new = match self.states.get_mut(&target) {
            Some(there) => there.add(state, back),
            None => {
                self.states.insert(target, Reached::first(state));
                true
            }
        };
        if is_new {
            self.queue.insert(target);
        }
    }

    fn next(&mut self) -> Option<(usize, State)> {
        let first = self.queue.pop_first()?;
        Some((first, self.states.get(&first)?.state.clone()))
    }
}

/// Whether control leaves the function, for a while or for good, or the kernel is called.
fn leaves(flow: Flow, start: u64, end: u64) -> bool {
    match flow {
        Flow::Syscall
        | Flow::SyscallOf(_)
        | Flow::Call(_)
        | Flow::CallRegister(_)
        | Flow::CallMemory(_)
        | Flow::JumpRegister(_)
        | Flow::JumpMemory(_) => true,
        Flow::Jump(target) | Flow::Branch(target) => target < start || target >= end,
        Flow::Next | Flow::Return | Flow::Stop => false,
    }
}
