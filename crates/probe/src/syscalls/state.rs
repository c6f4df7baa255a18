//! What registers and the stack hold at one place of the code.

use std::collections::BTreeMap;

use landfall_formats::code::{Convention, Place, REGISTERS, Register};

use super::value::{Atom, Loc, Value, moved};

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
    pub(super) fn first(convention: &Convention, go: bool) -> Self {
        let entry = |one| match one {
            one if one == convention.stack => Value::One(Atom::Stack(0)),
            one if go && convention.zero_in_go.contains(&one) => Value::One(Atom::Number(0)),
            _ => Value::One(Atom::Entry(Loc::Register(one))),
        };
        let registers = (0..REGISTERS as Register).map(entry).collect();
        Self { registers, stack: BTreeMap::new(), taken: Vec::new() }
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

    /// Whether more bytes were put there at once.
    pub(super) fn is_longer(&self, at: i64, size: u8) -> bool {
        self.stack.get(&at).is_some_and(|(len, _)| *len > size)
    }

    fn overlapped(&self, at: i64, size: u8) -> impl Iterator<Item = i64> + '_ {
        const LONGEST: i64 = 64;
        let near = self.stack.range(at - LONGEST..at + i64::from(size));
        near.filter(move |(start, (len, _))| **start + i64::from(*len) > at)
            .map(|(start, _)| *start)
    }

    pub(super) fn put_on_stack(&mut self, at: i64, size: u8, value: Value) {
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
            for (_, (_, value)) in self.stack.range_mut(start..end) {
                *value = Value::Anything;
            }
        }
    }

    pub(super) fn join(&mut self, other: &Self) -> bool {
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
