//! Where something is so: on which machines, of which builds. Written once for people and once for the script.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::board::Board;
use super::markup::{self, Text};
use crate::tr;

/// Pairs of a subject and a machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Places(BTreeSet<(usize, usize)>);

impl Places {
    pub(super) fn add(&mut self, pair: (usize, usize)) {
        self.0.insert(pair);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, usize)> {
        self.0.iter().copied()
    }

    pub(super) fn subjects(&self) -> BTreeSet<usize> {
        self.0.iter().map(|(subject, _)| *subject).collect()
    }

    pub(super) fn machines(&self) -> BTreeSet<usize> {
        self.0.iter().map(|(_, machine)| *machine).collect()
    }

    /// What is left of these on some machines, or of some subjects.
    fn only(&self, keep: impl Fn(usize, usize) -> bool) -> Self {
        Self(self.0.iter().copied().filter(|(subject, machine)| keep(*subject, *machine)).collect())
    }

    /// Subjects that stand on the same machines, together.
    fn blocks(&self) -> Vec<(Vec<usize>, Vec<usize>)> {
        let mut machines: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (subject, machine) in &self.0 {
            machines.entry(*subject).or_default().push(*machine);
        }
        let mut blocks: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
        let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        for (subject, machines) in machines {
            let at = *known.entry(machines.clone()).or_insert_with(|| {
                blocks.push((Vec::new(), machines));
                blocks.len() - 1
            });
            blocks[at].0.push(subject);
        }
        blocks
    }

    /// For the script: `0-2,7:3,5;8:1`, subjects before their machines.
    pub(super) fn written(&self) -> String {
        let blocks = self.blocks();
        let blocks: Vec<String> = blocks
            .iter()
            .map(|(subjects, machines)| format!("{}:{}", ranges(subjects), ranges(machines)))
            .collect();
        blocks.join(";")
    }

    /// For the script, of a part of `all`: by the subjects alone or the machines alone where these tell it, and
    /// nothing where it is all.
    pub(super) fn written_in(&self, all: &Self) -> String {
        match self.among(all) {
            Among::All => String::new(),
            Among::Subjects(subjects) => format!("s{}", ranges(&subjects)),
            Among::Machines(machines) => format!("m{}", ranges(&machines)),
            Among::Pairs => self.written(),
        }
    }

    fn among(&self, all: &Self) -> Among {
        if self == all {
            return Among::All;
        }
        let (subjects, machines) = (self.subjects(), self.machines());
        if *self == all.only(|subject, _| subjects.contains(&subject)) {
            Among::Subjects(subjects.into_iter().collect())
        } else if *self == all.only(|_, machine| machines.contains(&machine)) {
            Among::Machines(machines.into_iter().collect())
        } else {
            Among::Pairs
        }
    }

    /// For people, of a part of `all`: whose it is; empty where it is of all.
    pub(super) fn told_in(&self, all: &Self, board: &Board<'_>) -> String {
        match self.among(all) {
            Among::All => String::new(),
            Among::Subjects(subjects) => told_subjects(&subjects, board),
            Among::Machines(machines) => told_machines(&machines, board),
            Among::Pairs => self
                .blocks()
                .iter()
                .map(|(subjects, machines)| {
                    let subjects = told_subjects(subjects, board);
                    tr!(
                        "{subjects} on {machines}",
                        subjects,
                        machines = told_machines(machines, board)
                    )
                })
                .collect::<Vec<_>>()
                .join(&tr!("; ")),
        }
    }

    /// For people, as rows of a table: subjects, and their machines.
    pub(super) fn rows(&self, board: &Board<'_>) -> String {
        let mut out = String::new();
        for (subjects, machines) in self.blocks() {
            let machines = told_machines(&machines, board);
            let _ = writeln!(
                out,
                "<tr><td>{}</td><td>{machines}</td></tr>",
                told_subjects(&subjects, board)
            );
        }
        out
    }

    /// "3 artifacts on 12 machines", with the name where it is one.
    pub(super) fn summed(&self, board: &Board<'_>) -> String {
        let (subjects, machines) = (self.subjects(), self.machines());
        let is_one = |count: usize| count == 1;
        let first = |set: &BTreeSet<usize>| set.first().copied().unwrap_or_default();
        let of = match subjects.len() {
            one if is_one(one) => Text(board.subject(first(&subjects))).to_string(),
            many if subjects.iter().all(|one| *one >= board.builds.len()) => markup::recipes(many),
            many => markup::artifacts(many),
        };
        if machines.iter().all(|one| *one == board.machines.len()) {
            return of;
        }
        let on = match machines.len() {
            one if is_one(one) => Text(&board.machine(first(&machines))).to_string(),
            many => markup::machines(many),
        };
        if board.builds.len() == 1 && board.recipes.is_empty() {
            on
        } else {
            tr!("{subjects} on {machines}", subjects = of, machines = on)
        }
    }
}

enum Among {
    All,
    Subjects(Vec<usize>),
    Machines(Vec<usize>),
    Pairs,
}

/// Numbers in order, those that follow each other as `3-7`.
fn ranges(numbers: &[usize]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < numbers.len() {
        let mut last = at;
        while last + 1 < numbers.len() && numbers[last + 1] == numbers[last] + 1 {
            last += 1;
        }
        let comma = if out.is_empty() { "" } else { "," };
        let _ = match last - at {
            0 => write!(out, "{comma}{}", numbers[at]),
            _ => write!(out, "{comma}{}-{}", numbers[at], numbers[last]),
        };
        at = last + 1;
    }
    out
}

fn told_subjects(subjects: &[usize], board: &Board<'_>) -> String {
    let all = board.builds.len();
    if all > 2 && subjects.len() == all && subjects.iter().all(|one| *one < all) {
        return tr!("all {all} artifacts", all);
    }
    let names: Vec<String> =
        subjects.iter().map(|one| Text(board.subject(*one)).to_string()).collect();
    names.join(&tr!(", "))
}

/// Machines by family: `debian 8 9 10`.
pub(super) fn told_machines(machines: &[usize], board: &Board<'_>) -> String {
    let all = board.machines.len();
    if all > 2 && machines.len() == all && machines.iter().all(|one| *one < all) {
        return tr!("all {all} machines", all);
    }
    let mut told: Vec<String> = Vec::new();
    let mut rest = machines;
    while let Some(first) = rest.first() {
        let Some(family) = board.family(*first) else {
            told.push(board.machine(*first));
            rest = &rest[1..];
            continue;
        };
        let count = rest.iter().take_while(|one| family.range().contains(one)).count();
        let (of_family, others) = rest.split_at(count);
        let mut text = format!("<b>{}</b>", Text(family.name));
        for one in of_family {
            let machine = &board.machines[*one];
            if machine.name != family.name {
                let _ = write!(text, " {}", Text(machine.release));
            }
        }
        told.push(text);
        rest = others;
    }
    told.join(&tr!(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(pairs: &[(usize, usize)]) -> Places {
        Places(pairs.iter().copied().collect())
    }

    #[test]
    fn subjects_on_the_same_machines_are_written_together() {
        let all = places(&[(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3), (4, 0)]);
        assert_eq!(all.written(), "0-1:1-3;4:0");
    }

    #[test]
    fn a_part_is_told_by_what_tells_it_alone() {
        let all = places(&[(0, 1), (0, 2), (1, 1), (1, 2)]);
        assert_eq!(all.written_in(&all), "");
        assert_eq!(places(&[(1, 1), (1, 2)]).written_in(&all), "s1");
        assert_eq!(places(&[(0, 2), (1, 2)]).written_in(&all), "m2");
        assert_eq!(places(&[(0, 1), (1, 2)]).written_in(&all), "0:1;1:2");
    }
}
