//! What libseccomp makes of several rules for one call (`db_rule_add` in src/db.c).

use std::collections::BTreeMap;

use landfall_facts::{Action, ArgumentTest, Clause, Compare, Why};

use super::Doubt;

/// The rules of a filter, by the number of the call.
#[derive(Default)]
pub(super) struct Rules(BTreeMap<u32, Merged>);

/// The rules of one call.
enum Merged {
    /// A rule without arguments: it takes the place of those with arguments that are there before it, and those
    /// that come behind it are passed over.
    Always(Action),
    /// Rules with arguments.
    Clauses(Vec<Clause>),
}

impl Rules {
    /// Puts a rule in.
    pub(super) fn add(&mut self, number: u32, mut tests: Vec<ArgumentTest>, action: Action) {
        // A mask of nothing fits always, and no instruction is made of it.
        tests.retain(|test| test.compare != Compare::MaskedEqual(0));
        let rules = self.0.entry(number).or_insert_with(|| Merged::Clauses(Vec::new()));
        let Merged::Clauses(clauses) = rules else { return };
        if tests.is_empty() {
            *rules = Merged::Always(action);
            return;
        }
        let clause = Clause { arguments: tests, action };
        if !clauses.contains(&clause) {
            clauses.push(clause);
        }
    }

    /// The clauses of each call, and the calls of which libseccomp's own order decides.
    pub(super) fn merged(self) -> (BTreeMap<u32, Vec<Clause>>, Option<Doubt>) {
        let mut calls = BTreeMap::new();
        let mut unclear = std::collections::BTreeSet::new();
        for (number, rules) in self.0 {
            let mut clauses = match rules {
                Merged::Always(action) => vec![Clause { arguments: Vec::new(), action }],
                Merged::Clauses(clauses) => clauses,
            };
            let is_ordered = put_in_order(&mut clauses);
            let is_clear = |(at, one): (usize, &Clause)| {
                let mut others = clauses.iter().enumerate().filter(|(other, _)| *other != at);
                others.all(|(_, other)| {
                    let is_same = one.action == other.action
                        || is_ordered && is_asked_in_turn(one, other)
                        || never_both(one, other);
                    is_same && !hides(one, other)
                })
            };
            // It compares two halves of such a number, and several rules share the upper one.
            let is_wide = |test: &ArgumentTest| test.value > u64::from(u32::MAX);
            let has_wide = clauses.iter().flat_map(|clause| &clause.arguments).any(is_wide);
            if has_wide && clauses.len() > 1 || !clauses.iter().enumerate().all(is_clear) {
                unclear.insert(number);
            }
            calls.insert(number, clauses);
        }
        let why = "several rules fit the same arguments, and libseccomp puts them in its own order";
        let doubt = Doubt { why: Why::new(why), calls: unclear };
        (calls, Some(doubt).filter(|doubt| !doubt.calls.is_empty()))
    }
}

/// Puts clauses in the order in which libseccomp asks, where that is plain: all look at one argument first,
/// whether it is a number or is not, and the larger number comes first (`_db_chain_lt`). Else false.
fn put_in_order(clauses: &mut [Clause]) -> bool {
    for clause in clauses.iter_mut() {
        clause.arguments.sort_by_key(|test| test.index);
    }
    let first = |clause: &Clause| clause.arguments.first().copied();
    let is_plain = |test: ArgumentTest| {
        matches!(test.compare, Compare::Equal | Compare::NotEqual)
            && test.value <= u64::from(u32::MAX)
    };
    let Some(index) = clauses.first().and_then(first).map(|test| test.index) else { return false };
    let mut firsts = clauses.iter().map(first);
    if !firsts.all(|test| test.is_some_and(|test| test.index == index && is_plain(test))) {
        return false;
    }
    clauses.sort_by_key(|clause| std::cmp::Reverse(first(clause).map(|test| test.value)));
    true
}

/// Whether two clauses in that order are asked in that order: those that begin with the same number share a node
/// of the tree, and so do all that begin with "is not" in its upper half.
fn is_asked_in_turn(one: &Clause, other: &Clause) -> bool {
    let (Some(one), Some(other)) = (one.arguments.first(), other.arguments.first()) else {
        return false;
    };
    let is_not = |test: &ArgumentTest| test.compare == Compare::NotEqual;
    one.value != other.value && !(is_not(one) && is_not(other))
}

/// Whether a clause can keep another from being asked: where its first test fits and a later one does not, the
/// default decides, and no clause beside it is asked (`_gen_bpf_chain`).
fn hides(one: &Clause, other: &Clause) -> bool {
    let [first, _, ..] = &one.arguments[..] else { return false };
    let shares = other.arguments.first() == Some(first);
    // A later argument is asked for first.
    if other.arguments.first().is_some_and(|test| test.index > first.index) {
        return false;
    }
    let begin = Clause { arguments: vec![*first], action: one.action };
    !shares && !never_both(&begin, other)
}

/// Whether surely no call fits both: one wants a value that the other does not take.
fn never_both(one: &Clause, other: &Clause) -> bool {
    let refuses = |all: &[ArgumentTest], wanted: &ArgumentTest| {
        wanted.compare == Compare::Equal
            && all.iter().any(|test| test.index == wanted.index && !fits(test, wanted.value))
    };
    one.arguments.iter().any(|wanted| refuses(&other.arguments, wanted))
        || other.arguments.iter().any(|wanted| refuses(&one.arguments, wanted))
}

/// Whether a value passes a test.
fn fits(test: &ArgumentTest, value: u64) -> bool {
    match test.compare {
        Compare::Equal => value == test.value,
        Compare::NotEqual => value != test.value,
        Compare::Less => value < test.value,
        Compare::LessOrEqual => value <= test.value,
        Compare::Greater => value > test.value,
        Compare::GreaterOrEqual => value >= test.value,
        Compare::MaskedEqual(mask) => value & mask == test.value,
    }
}

/// A call through which another can be made, as `socketcall`.
pub(super) struct Through {
    /// Its number.
    pub(super) call: u32,
    /// Its first argument then.
    pub(super) number: u64,
}

impl Through {
    /// The tests of a rule as they are put on it: what was said of the first argument is lost (`abi_rule_add`).
    pub(super) fn tests(&self, tests: &[ArgumentTest]) -> Vec<ArgumentTest> {
        let first = ArgumentTest { index: 0, compare: Compare::Equal, value: self.number };
        let others = tests.iter().filter(|test| test.index != 0).copied();
        std::iter::once(first).chain(others).collect()
    }
}
