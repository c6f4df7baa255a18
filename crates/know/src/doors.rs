//! Ways out of a container or into the kernel that a seccomp profile should keep shut.

use landfall_facts::{Origin, Weight};

use crate::table::{Row, rows};

/// A door, and how it is tried.
#[derive(Debug, Clone)]
pub struct Door {
    /// What it is.
    pub name: &'static str,
    /// The call.
    pub call: &'static str,
    /// The arguments that it is tried with.
    pub tries: [u64; 6],
    /// The capability that the kernel asks for, and where it has to be held.
    pub needs: Option<(&'static str, Reach)>,
    /// How much it weighs if it is open.
    pub weight: Weight,
    /// Why it should be shut.
    pub why: &'static str,
    /// How to shut it.
    pub mend: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// The row.
    pub origin: Origin,
}

/// Where a capability has to be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// In a user namespace that a process makes for itself.
    Own,
    /// In the first one.
    Host,
}

/// Every door.
pub fn doors() -> impl Iterator<Item = Door> {
    rows("profile-doors.csv").filter_map(door)
}

fn door(row: &'static Row) -> Option<Door> {
    let weight = [Weight::High, Weight::Medium, Weight::Low];
    let needs = Some(row.get("needs")).filter(|needs| !needs.is_empty());
    let reach = if row.get("where") == "own" { Reach::Own } else { Reach::Host };
    let mut tries = [0; 6];
    for word in row.words("tries") {
        let (index, value) = word.split_once('=')?;
        *tries.get_mut(index.parse::<usize>().ok()?)? = number(value)?;
    }
    Some(Door {
        name: row.get("door"),
        call: row.get("call"),
        tries,
        needs: needs.map(|needs| (needs, reach)),
        weight: weight.into_iter().find(|one| one.name() == row.get("severity"))?,
        why: row.get("why"),
        mend: row.get("mend"),
        source: row.get("from"),
        origin: row.origin(),
    })
}

fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use landfall_facts::Arch;

    use super::*;
    use crate::{capabilities, syscall_number};

    #[test]
    fn every_row_is_a_door_that_can_be_tried() {
        assert_eq!(doors().count(), rows("profile-doors.csv").count());
        for door in doors() {
            assert!(syscall_number(Arch::Amd64, door.call).is_some(), "{door:?}");
            if let Some((needs, _)) = door.needs {
                assert!(capabilities().any(|known| known == needs), "{door:?}");
            }
        }
    }
}
