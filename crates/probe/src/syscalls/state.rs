//! What registers and the stack hold at one place of the code.

use std::ops::Range;

use landfall_formats::code::{Convention, Place, REGISTERS, Register};

use super::value::{Atom, Loc, Value, moved};

/// What is held at one place of the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    registers: Vec<Value>,
    /// In the order of the distances from where the stack pointer was at first.
    stack: Vec<Held>,
    /// Places on the stack whose address was taken: whoever has it may write there.
    taken: Vec<i64>,
}

/// What a place on the stack holds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    /// The distance from where the stack pointer was at first.
    at: i64,
    /// The length in bytes.
    len: u8,
    value: Value,
}

impl Held {
    fn end(&self) -> i64 {
        self.at + i64::from(self.len)
    }
}

impl State {
    pub(super) fn first(convention: &Convention, go: bool) -> Self {
        let entry = |one| match one {
            one if one == convention.stack => Value::One(Atom::Stack(0)),
            one if go && convention.zero_in_go.contains(&one) => Value::One(Atom::Number(0)),
            _ => Value::One(Atom::Entry(Loc::Register(one))),
        };
        let registers = (0..REGISTERS as Register).map(entry).collect();
        Self { registers, stack: Vec::new(), taken: Vec::new() }
    }

    pub(super) fn get(&self, register: Register) -> &Value {
        self.registers.get(usize::from(register)).unwrap_or(&Value::Anything)
    }

    pub(super) fn set(&mut self, register: Register, value: Value) {
        if let Some(place) = self.registers.get_mut(usize::from(register)) {
            *place = value;
        }
    }

    pub(super) fn lose_all(&mut self, but: Register) {
        for register in (0..REGISTERS as Register).filter(|one| *one != but) {
            self.set(register, Value::Anything);
        }
    }

    /// What is at a distance on the stack: what was put there, or what the caller had put there.
    pub(super) fn on_stack(&self, at: i64, size: u8) -> Value {
        match self.held(at) {
            Ok(index) if self.stack[index].len >= size => return self.stack[index].value.clone(),
            Ok(_) => return Value::Anything,
            Err(_) => {}
        }
        match at >= 0 && self.overlapped(at, size).is_empty() {
            true => Value::One(Atom::Entry(Loc::Stack(at))),
            false => Value::Anything,
        }
    }

    /// Whether more bytes were put there at once.
    pub(super) fn is_longer(&self, at: i64, size: u8) -> bool {
        self.held(at).is_ok_and(|index| self.stack[index].len > size)
    }

    /// Which place begins at a distance, or before which one it would stand.
    fn held(&self, at: i64) -> Result<usize, usize> {
        self.stack.binary_search_by_key(&at, |one| one.at)
    }

    /// Which places some bytes overlap with: no two of them overlap with each other.
    fn overlapped(&self, at: i64, size: u8) -> Range<usize> {
        let end = at + i64::from(size);
        let first = self.stack.partition_point(|one| one.end() <= at);
        let behind = self.stack[first..].iter().take_while(|one| one.at < end).count();
        first..first + behind
    }

    pub(super) fn put_on_stack(&mut self, at: i64, size: u8, value: Value) {
        let end = at + i64::from(size);
        let over = self.overlapped(at, size);
        // What is left of something is nothing that anybody knows.
        let left = |at: i64, end: i64| {
            (at < end).then(|| Held { at, len: (end - at) as u8, value: Value::Anything })
        };
        let (first, last) = (self.stack.get(over.start), self.stack[..over.end].last());
        let is_over = !over.is_empty();
        let before = first.filter(|_| is_over).and_then(|first| left(first.at, at));
        let behind = last.filter(|_| is_over).and_then(|last| left(end, last.end()));
        let new = before.into_iter().chain([Held { at, len: size, value }]).chain(behind);
        self.stack.splice(over, new);
    }

    /// Remembers places on the stack whose address is taken.
    pub(super) fn take(&mut self, atoms: &[Atom]) {
        for atom in atoms {
            if let Atom::Stack(at) = atom
                && !self.taken.contains(at)
            {
                self.taken.push(*at);
            }
        }
    }

    /// What a callee may have done to it.
    pub(super) fn after_call(&mut self, convention: &Convention, go: bool, written: Option<u64>) {
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
            for one in self.stack.iter_mut().filter(|one| (start..end).contains(&one.at)) {
                one.value = Value::Anything;
            }
        }
    }

    /// Adds what may be held by another way that leads there; whether that was anything new.
    pub(super) fn join(&mut self, other: &Self) -> bool {
        self.join_by(other, Value::join)
    }

    /// The same, where what is new may be anything: what a loop counts is not counted to its end.
    pub(super) fn widen(&mut self, other: &Self) -> bool {
        self.join_by(other, Value::widen)
    }

    fn join_by(&mut self, other: &Self, join: fn(&mut Value, &Value) -> bool) -> bool {
        let mut changed = false;
        for (mine, others) in self.registers.iter_mut().zip(&other.registers) {
            changed |= join(mine, others);
        }
        for (at, len) in self.unlike(other) {
            let mut value = self.on_stack(at, len);
            join(&mut value, &other.on_stack(at, len));
            let there = self.held(at).ok().map(|index| &self.stack[index]);
            if there.is_none_or(|there| there.len != len || there.value != value) {
                changed = true;
                self.put_on_stack(at, len, value);
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

    /// The places on the stack that are not the same in another, each with the length that both know.
    fn unlike(&self, other: &Self) -> Vec<(i64, u8)> {
        let mut unlike = Vec::new();
        let (mut mine, mut others) = (self.stack.iter().peekable(), other.stack.iter().peekable());
        while let Some(at) = mine.peek().into_iter().chain(others.peek()).map(|one| one.at).min() {
            let (a, b) = (mine.next_if(|one| one.at == at), others.next_if(|one| one.at == at));
            if a != b {
                let len = a.into_iter().chain(b).map(|one| one.len).min();
                unlike.extend(len.map(|len| (at, len)));
            }
        }
        unlike
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

pub(super) fn address(state: &State, place: Place) -> Option<Atom> {
    let Some(base) = place.base else { return Some(Atom::Number(place.offset as u64)) };
    match state.get(base) {
        Value::One(atom) => moved(*atom, place.offset),
        Value::Some(_) | Value::Anything => None,
    }
}

/// All that a place may be, where it is one of several.
pub(super) fn addresses(state: &State, place: Place) -> Vec<Atom> {
    let atoms = place.base.and_then(|base| state.get(base).atoms()).unwrap_or_default();
    atoms.iter().filter_map(|atom| moved(*atom, place.offset)).collect()
}

#[cfg(test)]
mod tests {
    use landfall_formats::code::Machine;

    use super::*;

    fn state() -> State {
        State::first(&Machine::X64.convention(), true)
    }

    #[test]
    fn what_the_caller_put_there_is_there_until_something_else_is() {
        let mut state = state();
        assert_eq!(state.on_stack(8, 8), Value::One(Atom::Entry(Loc::Stack(8))));
        state.put_on_stack(12, 4, Value::One(Atom::Number(7)));
        assert_eq!(state.on_stack(8, 8), Value::Anything);
        assert_eq!(state.on_stack(12, 4), Value::One(Atom::Number(7)));
        // Below where the stack was at first nobody put anything.
        assert_eq!(state.on_stack(-8, 8), Value::Anything);
    }

    #[test]
    fn half_of_what_was_stored_is_nothing_that_is_known() {
        let mut state = state();
        state.put_on_stack(-16, 16, Value::One(Atom::Number(1)));
        state.put_on_stack(-12, 4, Value::One(Atom::Number(2)));
        assert_eq!(state.on_stack(-16, 4), Value::Anything);
        assert_eq!(state.on_stack(-12, 4), Value::One(Atom::Number(2)));
        assert_eq!(state.on_stack(-8, 8), Value::Anything);
    }

    #[test]
    fn a_call_may_change_what_it_has_the_address_of_and_nothing_of_the_caller() {
        let mut state = state();
        let seven = Value::One(Atom::Number(7));
        [-32, 16].into_iter().for_each(|at| state.put_on_stack(at, 8, seven.clone()));
        state.take(&[Atom::Stack(-40)]);
        state.after_call(&Machine::X64.convention(), true, None);
        assert_eq!(state.on_stack(-32, 8), Value::Anything);
        assert_eq!(state.on_stack(16, 8), seven);
        assert_eq!(*state.get(0), Value::Anything);
    }
}
