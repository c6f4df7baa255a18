//! What a Makefile says of its variables all over: those that are meant for targets, and those that are used.

use std::collections::{BTreeMap, BTreeSet};

use landfall_formats::makefile::{Assignment, Item, Kind, Rule};

/// The variables that are said for targets: of each target the assignments, and whether they stand under a condition.
pub(super) struct ForTargets<'a>(BTreeMap<&'a str, Vec<(usize, &'a Assignment, bool)>>);

impl<'a> ForTargets<'a> {
    pub(super) fn of(items: &'a [Item]) -> Self {
        let mut all: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (at, item) in items.iter().enumerate() {
            let Kind::Assignment(one) = &item.kind else { continue };
            for target in &one.targets {
                all.entry(&target.text).or_default().push((at, one, item.condition.is_some()));
            }
        }
        Self(all)
    }

    /// Those for the targets of a rule, in their order.
    pub(super) fn of_rule(&self, rule: &Rule) -> Vec<(&'a Assignment, bool)> {
        let all = rule.targets.iter().filter_map(|target| self.0.get(&*target.text)).flatten();
        let in_order: BTreeMap<usize, (&Assignment, bool)> =
            all.map(|(at, one, is_conditional)| (*at, (*one, *is_conditional))).collect();
        in_order.into_values().collect()
    }
}

/// What a text refers to as variables, and what it names to a shell by `name=$`.
pub(super) struct Uses<'a>(BTreeSet<&'a str>);

impl<'a> Uses<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut all = BTreeSet::new();
        for (at, _) in text.match_indices('$') {
            let behind = &text[at + 1..];
            let name = behind.strip_prefix(['(', '{']).unwrap_or(behind);
            let end = name.find(|one| !is_of_name(one)).unwrap_or(name.len());
            all.insert(&name[..end]);
            if let Some(named) = text[..at].strip_suffix('=') {
                all.insert(&named[named.trim_end_matches(is_of_name).len()..]);
            }
        }
        Self(all)
    }

    /// Whether it does so with a variable, or one whose name begins so. A name with odd letters was not looked for, and
    /// counts as used.
    pub(super) fn has(&self, name: &str) -> bool {
        let is_there = self.0.range(name..).next().is_some_and(|one| one.starts_with(name));
        is_there || !name.chars().all(is_of_name)
    }
}

/// Whether a letter can stand in the name of a variable.
fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || "_.-%".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_used_by_make_or_by_a_shell() {
        let uses = Uses::of("a:\n\t$(ONE) ${TWO:x=y} $$THREE-x FOUR=$$(pwd) go\n# FIVE\n");
        for name in ["ONE", "TWO", "THREE", "FOUR"] {
            assert!(uses.has(name), "{name}");
        }
        assert!(!uses.has("FIVE") && uses.has("with/slash"));
    }
}
