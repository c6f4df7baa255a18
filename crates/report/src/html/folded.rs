//! What is said of many machines, said once: findings that differ only in the machine's name and in what it has
//! instead are one card, and so are doubts that differ only in that name.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use landfall_facts::{Doubt, Finding, Origin, Severity, Side, Verdict};

use super::Page;
use super::board::Board;
use super::places::Places;
use crate::reach::with_name_as;
use crate::sum::Sum;

/// Stands in texts where a machine is named. No text of a rule holds it.
pub(super) const NAME: char = '\u{1}';
/// The same where it is told what machines have instead.
pub(super) const OWN: char = '\u{2}';

/// All that is said, each thing once.
pub(super) struct Folded<'a> {
    /// Findings, the heaviest first, and those of more pairs before others.
    pub(super) cards: Vec<Card<'a>>,
    /// What could not be looked at, what decides most pairs first.
    pub(super) doubts: Vec<Doubted>,
    /// What was silenced: the rule, by whom, where.
    pub(super) silenced: Ordered<(&'static str, String), Places>,
}

/// A finding, with all the pairs on which it is so.
pub(super) struct Card<'a> {
    pub(super) id: String,
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) preview: bool,
    /// What breaks, up to what each machine has instead.
    pub(super) says: String,
    pub(super) all: Places,
    /// What machines have instead, where that is told.
    pub(super) instead: Ordered<String, Places>,
    /// What was seen, of each side: its text, where, and on which pairs.
    pub(super) needs: Ordered<String, Ordered<Seen<'a>, Places>>,
    pub(super) has: Ordered<String, Ordered<Seen<'a>, Places>>,
    /// How it is mended: in which place that was told, and how.
    pub(super) mends: Ordered<(usize, String), Places>,
    /// What `landfall fix` would do, and whether it is safe.
    pub(super) fixes: Ordered<(String, bool), Places>,
}

/// Where something was seen: its origin as it is told, and itself where a line can be shown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Seen<'a> {
    pub(super) told: String,
    pub(super) origin: Option<&'a Origin>,
}

/// A reason for which rules could not look, with all the pairs of which it is so.
pub(super) struct Doubted {
    pub(super) id: String,
    pub(super) reason: String,
    pub(super) rules: BTreeSet<&'static str>,
    pub(super) all: Places,
    /// How many pairs are unsure for it, and not broken anyway.
    pub(super) decides: usize,
}

/// Things by their keys, in the order in which the keys first came.
pub(super) struct Ordered<K, V> {
    numbers: HashMap<K, usize>,
    pub(super) list: Vec<(K, V)>,
}

impl<K: Eq + Hash + Clone, V: Default> Ordered<K, V> {
    fn new() -> Self {
        Self { numbers: HashMap::new(), list: Vec::new() }
    }

    fn of(&mut self, key: K) -> &mut V {
        let at = *self.numbers.entry(key).or_insert_with_key(|key| {
            self.list.push((key.clone(), V::default()));
            self.list.len() - 1
        });
        &mut self.list[at].1
    }
}

impl<K: Eq + Hash + Clone, V: Default> Default for Ordered<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

type Key = (&'static str, Severity, bool, String);

impl<'a> Folded<'a> {
    pub(super) fn new(page: &Page<'a>, board: &Board<'a>) -> Self {
        let mut cards: Ordered<Key, Option<Card<'a>>> = Ordered::new();
        let mut doubts: Ordered<String, Option<Doubted>> = Ordered::new();
        let mut silenced: Ordered<(&'static str, String), Places> = Ordered::new();
        let pairs = page.pairs.iter().map(|one| (false, one));
        for (is_recipe, report) in pairs.chain(page.recipes.iter().map(|one| (true, one))) {
            let pair = board.pair(is_recipe, report);
            let machine = if is_recipe { "" } else { report.machine.as_str() };
            for finding in &report.findings {
                let (says, instead) = parted(unnamed(&finding.says, machine));
                let key = (finding.rule, finding.severity, finding.preview, says);
                let card = cards.of(key.clone()).get_or_insert_with(|| Card::new(key));
                card.add(finding, machine, instead, pair);
            }
            for doubt in &report.doubts {
                let reason = unnamed(&doubt.unsure.to_string(), machine);
                let doubted = doubts.of(reason.clone()).get_or_insert_with(|| Doubted::new(reason));
                doubted.add(doubt, pair, report.verdict);
            }
            for one in &report.silenced {
                silenced.of((one.rule, one.by.to_string())).add(pair);
            }
        }
        let mut cards: Vec<Card<'a>> =
            cards.list.into_iter().filter_map(|(_, card)| card).collect();
        cards.sort_by_key(|card| {
            let is_doubtful = card.severity == Severity::Breaks && card.preview;
            (card.severity, is_doubtful, usize::MAX - card.all.len())
        });
        let mut doubts: Vec<Doubted> =
            doubts.list.into_iter().filter_map(|(_, doubt)| doubt).collect();
        doubts.sort_by_key(|doubt| (usize::MAX - doubt.decides, usize::MAX - doubt.all.len()));
        apart(cards.iter_mut().map(|card| &mut card.id));
        apart(doubts.iter_mut().map(|doubt| &mut doubt.id));
        Self { cards, doubts, silenced }
    }

    /// The rules that say or doubt something, by name.
    pub(super) fn rules(&self) -> BTreeSet<&'static str> {
        let silenced = self.silenced.list.iter().map(|((rule, _), _)| *rule);
        let doubted = self.doubts.iter().flat_map(|doubt| doubt.rules.iter().copied());
        self.cards.iter().map(|card| card.rule).chain(silenced).chain(doubted).collect()
    }
}

impl<'a> Card<'a> {
    fn new((rule, severity, preview, says): Key) -> Self {
        Self {
            id: id(rule, &[severity.name(), &says]),
            rule,
            severity,
            preview,
            says,
            all: Places::default(),
            instead: Ordered::new(),
            needs: Ordered::new(),
            has: Ordered::new(),
            mends: Ordered::new(),
            fixes: Ordered::new(),
        }
    }

    fn add(&mut self, finding: &'a Finding, machine: &str, instead: String, pair: (usize, usize)) {
        self.all.add(pair);
        self.instead.of(instead).add(pair);
        for one in &finding.evidence {
            let side = match one.side {
                Side::Needs => &mut self.needs,
                Side::Has => &mut self.has,
            };
            let is_shown = matches!(one.origin, Origin::Line { .. } | Origin::Span { .. });
            let seen = Seen {
                told: unnamed(&one.origin.to_string(), machine),
                origin: is_shown.then_some(&one.origin),
            };
            side.of(unnamed(&one.text, machine)).of(seen).add(pair);
        }
        for (place, mend) in finding.mend.iter().enumerate() {
            self.mends.of((place, unnamed(mend, machine))).add(pair);
        }
        if let Some(fix) = &finding.fix {
            self.fixes.of((fix.says.clone(), fix.is_safe)).add(pair);
        }
    }

    /// `breaks`, `unsure` for a rule that is still to be proven, `degrades` or `note`.
    pub(super) fn weight(&self) -> &'static str {
        match (self.severity, self.preview) {
            (Severity::Breaks, true) => Verdict::Unsure.name(),
            (severity, _) => severity.name(),
        }
    }
}

impl Doubted {
    fn new(reason: String) -> Self {
        Self {
            id: id("doubt", &[&reason]),
            reason,
            rules: BTreeSet::new(),
            all: Places::default(),
            decides: 0,
        }
    }

    fn add(&mut self, doubt: &Doubt, pair: (usize, usize), verdict: Verdict) {
        self.rules.extend(doubt.rules.iter().copied());
        self.all.add(pair);
        self.decides += usize::from(verdict == Verdict::Unsure);
    }
}

/// A name that a link may keep: it is the same in every report that says the same.
fn id(name: &str, says: &[&str]) -> String {
    let mut sum = Sum::default();
    says.iter().for_each(|text| sum.add_text(text));
    format!("{name}-{}", &sum.to_string()[..8])
}

/// Sees to it that no two are called the same.
fn apart<'i>(ids: impl Iterator<Item = &'i mut String>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for id in ids {
        let count = seen.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            *id = format!("{id}-{count}");
        }
    }
}

/// A text with a mark in the place of the machine's name.
fn unnamed(text: &str, machine: &str) -> String {
    // Whoever writes the mark itself gets no name for it.
    let text = text.replace([NAME, OWN], "\u{fffd}");
    match machine {
        "" => text,
        machine => with_name_as(&text, machine, NAME.encode_utf8(&mut [0; 4])),
    }
}

/// What is said, up to what the machine has instead, and that.
fn parted(says: String) -> (String, String) {
    for word in ["has", "is"] {
        if let Some((before, own)) = says.split_once(&format!("; {NAME} {word} "))
            // In a row of several nobody could tell whose is what.
            && !own.contains([',', NAME])
        {
            return (format!("{before}; {NAME} {word} "), own.to_owned());
        }
    }
    (says, String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_machine_has_instead_is_parted_from_what_is_said() {
        let says = unnamed("x needs glibc 2.34; debian:11 has 2.31", "debian:11");
        assert_eq!(parted(says), ("x needs glibc 2.34; \u{1} has ".to_owned(), "2.31".to_owned()));
        let says = unnamed("liba is not in debian:11", "debian:11");
        assert_eq!(parted(says), ("liba is not in \u{1}".to_owned(), String::new()));
    }

    #[test]
    fn names_of_cards_are_told_apart() {
        let mut ids = ["a".to_owned(), "a".to_owned(), "b".to_owned()];
        apart(ids.iter_mut());
        assert_eq!(ids, ["a", "a-2", "b"]);
    }
}
