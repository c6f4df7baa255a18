//! What registers and the stack hold at each place of a function from which control leaves it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::slice;

use landfall_formats::code::{
    Convention, Effect, Flow, Instruction, Machine, Place, REGISTERS, Register, Stored,
};

use super::memory::Memory;

/// What something holds: one of a few things, or anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// This.
    One(Atom),
    /// One of these, in order.
    Some(Rc<Vec<Atom>>),
    /// Nobody knows.
    Anything,
}

/// Something that a register or a place on the stack can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Atom {
    /// A number, or the address of something.
    Number(u64),
    /// An address on the stack, from where the stack pointer was when the function began.
    Stack(i64),
    /// What a place held when the function began.
    Entry(Loc),
    /// What is stored at an address to which the program writes.
    Global(u64),
    /// What lies so many bytes behind where such a thing points.
    Behind(Pointer, i64),
}

/// Something that points to memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Pointer {
    /// What a place held when the function began.
    Entry(Loc),
    /// What is stored at an address.
    Global(u64),
}

/// A place through which a function is given something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Loc {
    /// A register.
    Register(Register),
    /// A place on the stack, from where the stack pointer is when the function begins.
    Stack(i64),
}

impl Value {
    /// What it may be, in order; `None` where that is anything.
    pub(super) fn atoms(&self) -> Option<&[Atom]> {
        match self {
            Self::One(atom) => Some(slice::from_ref(atom)),
            Self::Some(all) => Some(all),
            Self::Anything => None,
        }
    }

    pub(super) fn of(mut atoms: Vec<Atom>) -> Self {
        /// More numbers than any code chooses between.
        const MOST: usize = 64;
        atoms.sort_unstable();
        atoms.dedup();
        match atoms.as_slice() {
            [one] => Self::One(*one),
            all if all.len() <= MOST => Self::Some(Rc::new(atoms)),
            _ => Self::Anything,
        }
    }

    /// The same of each thing that it may be; anything, where one answers nothing.
    fn each(&self, of: impl Fn(Atom) -> Option<Atom>) -> Self {
        match self {
            Self::One(atom) => of(*atom).map_or(Self::Anything, Self::One),
            Self::Some(all) => {
                let all: Option<Vec<Atom>> = all.iter().map(|one| of(*one)).collect();
                all.map_or(Self::Anything, Self::of)
            }
            Self::Anything => Self::Anything,
        }
    }

    /// Adds what another may be; whether that was anything new.
    fn join(&mut self, other: &Self) -> bool {
        if self == other {
            return false;
        }
        let (Some(mine), Some(others)) = (self.atoms(), other.atoms()) else {
            let changed = *self != Self::Anything;
            *self = Self::Anything;
            return changed;
        };
        let before = mine.len();
        let joined = Self::of([mine, others].concat());
        let changed = joined.atoms().is_none_or(|all| all.len() > before);
        *self = joined;
        changed
    }
}

/// What is held at one place of the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    registers: Vec<Value>,
    /// By the distance from where the stack pointer was at first; with the length in bytes.
    stack: BTreeMap<i64, (u8, Value)>,
    /// Places on the stack whose address was taken: whoever has it may write there.
    taken: Vec<i64>,
}

impl State {
    fn first(convention: &Convention, go: bool) -> Self {
        let entry = |one| match one {
            one if one == convention.stack => Value::One(Atom::Stack(0)),
            one if go && convention.zero_in_go.contains(&one) => Value::One(Atom::Number(0)),
            _ => Value::One(Atom::Entry(Loc::Register(one))),
        };
        let registers = (0..REGISTERS as Register).map(entry).collect();
        Self { registers, stack: BTreeMap::new(), taken: Vec::new() }
    }

    fn get(&self, register: Register) -> &Value {
        self.registers.get(usize::from(register)).unwrap_or(&Value::Anything)
    }

    fn set(&mut self, register: Register, value: Value) {
        if let Some(place) = self.registers.get_mut(usize::from(register)) {
            *place = value;
        }
    }

    /// What is at a distance on the stack: what was put there, or what the caller had put there.
    fn on_stack(&self, at: i64, size: u8) -> Value {
        match self.stack.get(&at) {
            Some((len, value)) if *len >= size => return value.clone(),
            Some(_) => return Value::Anything,
            None => {}
        }
        let overlapped = self.overlapped(at, size).next().is_some();
        match at >= 0 && !overlapped {
            true => Value::One(Atom::Entry(Loc::Stack(at))),
            false => Value::Anything,
        }
    }

    fn overlapped(&self, at: i64, size: u8) -> impl Iterator<Item = i64> + '_ {
        const LONGEST: i64 = 64;
        let near = self.stack.range(at - LONGEST..at + i64::from(size));
        near.filter(move |(start, (len, _))| **start + i64::from(*len) > at)
            .map(|(start, _)| *start)
    }

    fn put_on_stack(&mut self, at: i64, size: u8, value: Value) {
        let end = at + i64::from(size);
        let over: Vec<i64> = self.overlapped(at, size).collect();
        for start in over {
            let len = self.stack.remove(&start).map_or(0, |(len, _)| len);
            // What is left of something is nothing that anybody knows.
            if start < at {
                self.stack.insert(start, ((at - start) as u8, Value::Anything));
            }
            let rest = start + i64::from(len) - end;
            if rest > 0 {
                self.stack.insert(end, (rest as u8, Value::Anything));
            }
        }
        self.stack.insert(at, (size, value));
    }

    /// Remembers places on the stack whose address is taken.
    fn take(&mut self, atoms: &[Atom]) {
        for atom in atoms {
            if let Atom::Stack(at) = atom
                && !self.taken.contains(at)
            {
                self.taken.push(*at);
            }
        }
    }

    /// What a callee may have done to it.
    fn after_call(&mut self, convention: &Convention, go: bool, written: Option<u64>) {
        /// More than any argument that is handed over by its address takes.
        const REACH: i64 = 256;
        for register in 0..REGISTERS as Register {
            let kept = register == convention.stack
                || (!go && convention.kept_by_c.contains(&register))
                || written.is_some_and(|written| written >> register & 1 == 0);
            if !kept {
                let zero = go && convention.zero_in_go.contains(&register);
                let value = if zero { Value::One(Atom::Number(0)) } else { Value::Anything };
                self.set(register, value);
            }
        }
        for start in self.taken.clone() {
            // What belongs to the function ends where it was called from.
            let end = if start < 0 { (start + REACH).min(0) } else { start + REACH };
            for (_, (_, value)) in self.stack.range_mut(start..end) {
                *value = Value::Anything;
            }
        }
    }

    fn join(&mut self, other: &Self) -> bool {
        let mut changed = false;
        for (mine, others) in self.registers.iter_mut().zip(&other.registers) {
            changed |= mine.join(others);
        }
        let places: Vec<i64> = self.stack.keys().chain(other.stack.keys()).copied().collect();
        for at in places {
            let size = |state: &Self| state.stack.get(&at).map(|(size, _)| *size);
            let size = size(self).into_iter().chain(size(other)).min().unwrap_or(8);
            let mut value = self.on_stack(at, size);
            let grew = value.join(&other.on_stack(at, size));
            if grew || !self.stack.contains_key(&at) {
                changed |= self.stack.get(&at) != Some(&(size, value.clone()));
                self.stack.insert(at, (size, value));
            }
        }
        for one in &other.taken {
            if !self.taken.contains(one) {
                self.taken.push(*one);
                changed = true;
            }
        }
        changed
    }

    /// What lies at a distance from where the stack pointer was at first.
    pub(super) fn at_stack(&self, at: i64) -> Value {
        self.on_stack(at, 4)
    }

    /// What a place holds that the callee of a call from here knows by another name.
    pub(super) fn given(&self, loc: Loc, convention: &Convention, pushed: bool) -> Value {
        match loc {
            Loc::Register(register) => self.get(register).clone(),
            Loc::Stack(at) => match self.get(convention.stack) {
                Value::One(Atom::Stack(stack)) => {
                    let moved = if pushed { convention.pushed } else { 0 };
                    self.on_stack(stack - moved + at, 4)
                }
                _ => Value::Anything,
            },
        }
    }
}

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
    Function { machine, memory, all, start, end, go }.follow()
}

struct Function<'a> {
    machine: Machine,
    memory: &'a Memory,
    all: Vec<Instruction>,
    start: u64,
    end: u64,
    go: bool,
}

impl Function<'_> {
    fn follow(&self) -> Followed {
        /// A lattice this low is climbed far sooner; a forged function is not followed for ever.
        const MOST_STEPS: usize = 4_000_000;
        let convention = self.machine.convention();
        let mut states: BTreeMap<usize, State> = BTreeMap::new();
        let mut queue = BTreeSet::new();
        if !self.all.is_empty() {
            states.insert(0, State::first(&convention, self.go));
            queue.insert(0);
        }
        let leaders = self.leaders();
        let mut steps = 0;
        while let Some(first) = queue.pop_first() {
            let Some(mut state) = states.get(&first).cloned() else { continue };
            let mut index = first;
            while let Some(one) = self.all.get(index) {
                steps += 1;
                if steps > MOST_STEPS {
                    return Followed { given_up: true, ..Followed::default() };
                }
                self.apply(one, &mut state, None);
                let mut next = Vec::new();
                let falls = self.successors(one, &leaders, &mut next);
                // Go back to the beginning where the stack was too small, and begin anew.
                for target in next.into_iter().filter(|target| !self.go || *target > 0) {
                    into(&mut states, &mut queue, target, &state);
                }
                self.leave(one, &mut state, &convention);
                if !falls {
                    break;
                }
                index += 1;
                if leaders.get(index).copied().unwrap_or(false) {
                    into(&mut states, &mut queue, index, &state);
                    break;
                }
            }
        }
        self.collect(&states, &leaders, &convention)
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

    /// Where control can go within the function but to the next instruction, and whether also there.
    fn successors(&self, one: &Instruction, leaders: &[bool], into: &mut Vec<usize>) -> bool {
        match one.flow {
            Flow::Next | Flow::Syscall => true,
            Flow::Call(target) if !self.go => self.returns(target, 4),
            Flow::Call(_) | Flow::CallRegister(_) | Flow::CallMemory(_) => true,
            Flow::Jump(target) => {
                into.extend(self.index_of(target));
                false
            }
            Flow::Branch(target) => {
                into.extend(self.index_of(target));
                true
            }
            // A table of jumps: to any place that something jumps to, or that nothing falls into.
            Flow::JumpRegister(_) | Flow::JumpMemory(_) => {
                let all = leaders.iter().enumerate().filter(|(_, is)| **is);
                into.extend(all.map(|(index, _)| index).filter(|index| *index > 0));
                false
            }
            Flow::Return | Flow::Stop => false,
        }
    }

    fn leave(&self, one: &Instruction, state: &mut State, convention: &Convention) {
        if matches!(one.flow, Flow::Call(_) | Flow::CallRegister(_) | Flow::CallMemory(_)) {
            let written = match one.flow {
                Flow::Call(target) if !self.go => self.written_by(target),
                _ => None,
            };
            state.after_call(convention, self.go, written);
        }
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
            for one in self.machine.decode(rest, from) {
                if !seen.insert(one.address) {
                    break;
                }
                if seen.len() > MOST {
                    return true;
                }
                match one.flow {
                    Flow::Next | Flow::Syscall | Flow::CallRegister(_) | Flow::CallMemory(_) => {}
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
            for register in one.effects.iter().filter_map(|effect| effect.written()) {
                written |= 1 << register;
            }
            match one.flow {
                Flow::Return => return Some(written),
                Flow::Next | Flow::Syscall | Flow::Branch(_) => {}
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
                    self.take(to, from, &value, state);
                    state.set(to, value);
                }
                Effect::Low(to, from) => {
                    let value = low(state.get(from));
                    state.set(to, value);
                }
                Effect::Add(to, from, by) => {
                    let value = add(state.get(from), by);
                    self.take(to, from, &value, state);
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
                    match address(state, place) {
                        Some(Atom::Stack(at)) => state.put_on_stack(at, size, value),
                        Some(Atom::Number(at)) => {
                            if let Some(stores) = stores.as_deref_mut() {
                                stores.push((at, size, value));
                            }
                        }
                        _ => {}
                    }
                }
                Effect::Lose(register) => state.set(register, Value::Anything),
            }
        }
    }

    /// Remembers that a register now holds an address on the stack, which may be handed on.
    fn take(&self, to: Register, from: Register, value: &Value, state: &mut State) {
        let convention = self.machine.convention();
        let own = [convention.stack, convention.frame];
        if from == convention.stack && !own.contains(&to) {
            state.take(value.atoms().unwrap_or_default());
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
            Some(Atom::Stack(at)) => state.on_stack(at, size),
            Some(Atom::Number(at)) => constant(self.memory, at, size),
            _ => Value::Anything,
        }
    }

    /// Goes through the function once more, now that it is known what is held where.
    fn collect(
        &self,
        states: &BTreeMap<usize, State>,
        leaders: &[bool],
        convention: &Convention,
    ) -> Followed {
        let mut followed = Followed::default();
        for (first, state) in states {
            let mut state = state.clone();
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
                self.leave(one, &mut state, convention);
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

fn into(
    states: &mut BTreeMap<usize, State>,
    queue: &mut BTreeSet<usize>,
    target: usize,
    state: &State,
) {
    let changed = match states.get_mut(&target) {
        Some(there) => there.join(state),
        None => {
            states.insert(target, state.clone());
            true
        }
    };
    if changed {
        queue.insert(target);
    }
}

/// Whether control leaves the function, for a while or for good, or the kernel is called.
fn leaves(flow: Flow, start: u64, end: u64) -> bool {
    match flow {
        Flow::Syscall
        | Flow::Call(_)
        | Flow::CallRegister(_)
        | Flow::CallMemory(_)
        | Flow::JumpRegister(_)
        | Flow::JumpMemory(_) => true,
        Flow::Jump(target) | Flow::Branch(target) => target < start || target >= end,
        Flow::Next | Flow::Return | Flow::Stop => false,
    }
}

/// What lies at an address.
pub(super) fn constant(memory: &Memory, at: u64, size: u8) -> Value {
    match memory.stretch(at) {
        Some(stretch) if stretch.writable => Value::One(Atom::Global(at)),
        Some(_) => {
            let number = memory.number(at, size);
            number.map_or(Value::Anything, |number| Value::One(Atom::Number(number)))
        }
        None => Value::Anything,
    }
}

/// The numbers that a value is one of, where it is nothing else.
pub(super) fn numbers(value: &Value) -> Option<Vec<u64>> {
    let number = |atom: &Atom| match atom {
        Atom::Number(number) => Some(*number),
        Atom::Stack(_) | Atom::Entry(_) | Atom::Global(_) | Atom::Behind(..) => None,
    };
    value.atoms()?.iter().map(number).collect()
}

fn address(state: &State, place: Place) -> Option<Atom> {
    let Some(base) = place.base else { return Some(Atom::Number(place.offset as u64)) };
    match state.get(base) {
        Value::One(atom) => moved(*atom, place.offset),
        Value::Some(_) | Value::Anything => None,
    }
}

/// So many bytes on from an address.
fn moved(atom: Atom, by: i64) -> Option<Atom> {
    match atom {
        Atom::Number(number) => Some(Atom::Number(number.wrapping_add_signed(by))),
        Atom::Stack(at) => at.checked_add(by).map(Atom::Stack),
        Atom::Entry(_) | Atom::Global(_) | Atom::Behind(..) => None,
    }
}

fn add(value: &Value, by: i64) -> Value {
    if by == 0 { value.clone() } else { value.each(|atom| moved(atom, by)) }
}

/// The lower half. What was handed over is taken to fit into it, as the number of a system call does.
fn low(value: &Value) -> Value {
    value.each(|atom| match atom {
        Atom::Number(number) => Some(Atom::Number(number & 0xffff_ffff)),
        other => Some(other),
    })
}
