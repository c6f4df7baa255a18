//! What a register or a place on the stack can hold.

use std::slice;
use std::sync::Arc;

use landfall_formats::code::Register;

use super::memory::Memory;

/// What something holds: one of a few things, or anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// This.
    One(Atom),
    /// One of these, in order.
    Some(Arc<Vec<Atom>>),
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
            all if all.len() <= MOST => Self::Some(Arc::new(atoms)),
            _ => Self::Anything,
        }
    }

    /// The same of each thing that it may be; anything, where one answers nothing.
    pub(super) fn each(&self, of: impl Fn(Atom) -> Option<Atom>) -> Self {
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
    pub(super) fn join(&mut self, other: &Self) -> bool {
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

    /// The same, where what is new makes it anything at once.
    pub(super) fn widen(&mut self, other: &Self) -> bool {
        let before = self.clone();
        let changed = self.join(other);
        if changed && before != Self::Anything {
            *self = Self::Anything;
        }
        changed
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

/// So many bytes on from an address.
pub(super) fn moved(atom: Atom, by: i64) -> Option<Atom> {
    match atom {
        Atom::Number(number) => Some(Atom::Number(number.wrapping_add_signed(by))),
        Atom::Stack(at) => at.checked_add(by).map(Atom::Stack),
        Atom::Entry(_) | Atom::Global(_) | Atom::Behind(..) => None,
    }
}

pub(super) fn add(value: &Value, by: i64) -> Value {
    if by == 0 { value.clone() } else { value.each(|atom| moved(atom, by)) }
}

/// The number that a value is, where it is no other.
pub(super) fn one_number(value: &Value) -> Option<u64> {
    match value {
        Value::One(Atom::Number(number)) => Some(*number),
        Value::One(_) | Value::Some(_) | Value::Anything => None,
    }
}

/// The lower half. What was handed over is taken to fit into it, as the number of a system call does.
pub(super) fn low(value: &Value) -> Value {
    value.each(|atom| match atom {
        Atom::Number(number) => Some(Atom::Number(number & 0xffff_ffff)),
        other => Some(other),
    })
}

/// The lower half, and its sign in the upper one.
pub(super) fn signed(value: &Value) -> Value {
    value.each(|atom| match atom {
        Atom::Number(number) => Some(Atom::Number(i64::from(number as i32) as u64)),
        other => Some(other),
    })
}

/// The same with some bits set.
pub(super) fn or(value: &Value, bits: u64) -> Value {
    value.each(|atom| match atom {
        Atom::Number(number) => Some(Atom::Number(number | bits)),
        Atom::Stack(_) | Atom::Entry(_) | Atom::Global(_) | Atom::Behind(..) => None,
    })
}

/// The same with sixteen bits, from this one on, made another number.
pub(super) fn sixteen(value: &Value, number: u16, from: u8) -> Value {
    let place = 0xffff_u64.checked_shl(u32::from(from)).unwrap_or(0);
    let number = u64::from(number).checked_shl(u32::from(from)).unwrap_or(0);
    value.each(|atom| match atom {
        Atom::Number(before) => Some(Atom::Number(before & !place | number)),
        Atom::Stack(_) | Atom::Entry(_) | Atom::Global(_) | Atom::Behind(..) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: u64) -> Value {
        Value::One(Atom::Number(number))
    }

    #[test]
    fn what_comes_by_two_ways_is_one_of_both() {
        let mut value = number(3);
        assert!(value.join(&number(1)));
        assert!(!value.join(&number(3)));
        assert_eq!(numbers(&value), Some(vec![1, 3]));
        assert!(value.join(&Value::Anything));
        assert_eq!(numbers(&value), None);
    }

    #[test]
    fn more_than_anybody_chooses_between_is_anything() {
        let mut value = number(0);
        (1..100).for_each(|one| {
            value.join(&number(one));
        });
        assert_eq!(value, Value::Anything);
    }

    #[test]
    fn what_grows_for_long_is_anything_at_once_and_what_does_not_stays() {
        let mut value = number(3);
        assert!(!value.widen(&number(3)));
        assert_eq!(value, number(3));
        assert!(value.widen(&number(4)));
        assert_eq!(value, Value::Anything);
        assert!(!value.widen(&number(5)));
    }

    #[test]
    fn what_was_handed_over_is_no_number_once_it_was_added_to() {
        let entry = Value::One(Atom::Entry(Loc::Register(0)));
        assert_eq!(add(&entry, 0), entry);
        assert_eq!(add(&entry, 1), Value::Anything);
        assert_eq!(numbers(&add(&number(u64::MAX), 2)), Some(vec![1]));
    }
}
