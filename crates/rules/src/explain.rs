//! From the text of a failure to its cause: each line is held against the texts of all signatures in one pass, and
//! what was found is put in order by how much it says.

mod broken;
mod search;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use aho_corasick::BuildError;
use landfall_facts::{Certainty, Clue, Explained, Origin, Report};
use landfall_know::{
    Captures, Cause, Pattern, Signature, Text, filled, folded, installing, words_near,
};

use broken::Short;
use search::{Hit, Lines, Means, Search};

/// How many lines away something may stand that counts for a text or against it.
const NEAR: usize = 25;

/// What has no more lines than this was picked by somebody who means it.
const FEW: usize = 3;

/// So many different cases of one text are kept; of the others only that they were there.
const MOST_CASES: usize = 8;

/// So many lines are remembered that are a text, or speak for it or against it.
const MOST_LINES: usize = 1024;

/// Looks for the texts of signatures in the lines of a log. One that has seen none yet is got ready once, and
/// copied for each of many logs.
#[derive(Clone)]
pub struct Explainer<'a> {
    signatures: &'a [Signature],
    /// Each text, with its signature.
    texts: Vec<(usize, &'a Text)>,
    search: Arc<Search<'a>>,
    /// The lines that have what speaks for texts or against them, as far as such a text stands near.
    seen: BTreeMap<&'a str, Beside<()>>,
    /// The lines that are the other line of each text, as far as that stands near.
    others: BTreeMap<usize, Beside<Captures>>,
    found: BTreeMap<(usize, Captures), Found>,
    /// How many lines there were, and how many of them said anything.
    lines: usize,
    spoken: usize,
    /// Those that were not looked at yet.
    waiting: Lines,
    /// The lines themselves, as long as they are few.
    short: Short,
}

/// Lines that count only where a text stands near: the others are forgotten, however many there are.
#[derive(Clone)]
struct Beside<T> {
    /// The last ones, which a text may still come near to.
    recent: VecDeque<(usize, T)>,
    /// Those that a text stands near.
    kept: Vec<(usize, T)>,
    /// The last line that such a text was in.
    hit: Option<usize>,
}

impl<T> Default for Beside<T> {
    fn default() -> Self {
        Self { recent: VecDeque::new(), kept: Vec::new(), hit: None }
    }
}

impl<T> Beside<T> {
    /// A line that counts.
    fn see(&mut self, line: usize, what: T) {
        if self.hit.is_some_and(|hit| line - hit <= NEAR) {
            self.keep((line, what));
            return;
        }
        while self.recent.front().is_some_and(|(at, _)| line - at > NEAR) {
            self.recent.pop_front();
        }
        self.recent.push_back((line, what));
    }

    /// A line that is a text.
    fn hit(&mut self, line: usize) {
        self.hit = Some(line);
        for one in std::mem::take(&mut self.recent) {
            if line - one.0 <= NEAR {
                self.keep(one);
            }
        }
    }

    fn keep(&mut self, one: (usize, T)) {
        if self.kept.len() < MOST_LINES {
            self.kept.push(one);
        }
    }

    /// The one nearest to a line.
    fn nearest(&self, line: usize) -> Option<&T> {
        let near = self.kept.iter().filter(|(at, _)| at.abs_diff(line) <= NEAR);
        near.min_by_key(|(at, _)| at.abs_diff(line)).map(|(_, what)| what)
    }
}

/// A line that is a text of a signature.
#[derive(Clone)]
struct Found {
    lines: VecDeque<usize>,
    text: String,
    times: usize,
}

impl<'a> Explainer<'a> {
    /// Gets ready to look for these signatures.
    pub fn new(signatures: &'a [Signature]) -> Result<Self, BuildError> {
        let texts: Vec<(usize, &Text)> = signatures
            .iter()
            .enumerate()
            .flat_map(|(index, one)| one.texts.iter().map(move |text| (index, text)))
            .collect();
        let mut literals: Vec<(&str, Means<'_>)> = Vec::with_capacity(3 * texts.len());
        for (index, (_, text)) in texts.iter().enumerate() {
            literals.push((text.is.anchor(), Means::Is(index)));
            literals.extend(text.with.iter().map(|with| (with.anchor(), Means::With(index))));
        }
        // One text after the other asks for the same.
        let same = |one: &Text, other: &Text| one.near == other.near && one.unless == other.unless;
        let mut asked: Vec<&str> = texts
            .chunk_by(|(_, one), (_, other)| same(one, other))
            .flat_map(|alike| alike[0].1.around())
            .collect();
        asked.sort_unstable();
        asked.dedup();
        for word in asked {
            let before = literals.len();
            literals.extend(words_near(word).map(|one| (one, Means::Context(word))));
            if literals.len() == before {
                literals.push((word, Means::Context(word)));
            }
        }
        Ok(Self {
            signatures,
            texts,
            search: Arc::new(Search::new(literals)?),
            seen: BTreeMap::new(),
            others: BTreeMap::new(),
            found: BTreeMap::new(),
            lines: 0,
            spoken: 0,
            waiting: Lines::default(),
            short: Short::default(),
        })
    }

    /// Takes the next line, without its colours; `message` answers where in a line the message begins, behind what
    /// the program that wrote the log put before it. All lines are looked at when the log has ended.
    pub fn line(&mut self, line: &str, message: impl Fn(&str) -> &str) {
        self.lines += 1;
        self.spoken += usize::from(line.bytes().any(|byte| byte > b' '));
        // What a logger wrote as one line may have been many.
        line.split('\n').for_each(|line| self.waiting.add(self.lines, line));
        self.short.add(line);
        if self.waiting.are_enough() {
            self.look(message);
        }
    }

    /// Looks at the lines that wait.
    fn look(&mut self, message: impl Fn(&str) -> &str) {
        let lines = std::mem::take(&mut self.waiting);
        for (place, hits) in self.search.clone().lines(&lines) {
            let (number, line) = lines.get(place);
            self.take((number, line), line, hits, &message);
        }
    }

    /// A log has ended. One that was short is looked at once more: its lines may have been broken, and say together
    /// what none of them says.
    pub fn end(&mut self, message: impl Fn(&str) -> &str) {
        self.look(&message);
        if self.short.lines.is_empty() {
            return;
        }
        let short = std::mem::take(&mut self.short);
        let mut said = self.said();
        self.found.clear();
        self.seen.clear();
        self.others.clear();
        for (at, line) in short.lines.iter().enumerate() {
            for line in line.split('\n') {
                self.take((at + 1, line), line, self.search.line(line), &message);
                // A message begins with a small letter or a capital one, as whoever hands it on likes it.
                if let Some(other) = begun_otherwise(message(line)) {
                    self.take((at + 1, line), &other, self.unsaid(&other, &said), &message);
                }
            }
            for whole in short.wholes(at) {
                self.take((at + 1, &whole), &whole, self.unsaid(&whole, &said), &message);
                said.append(&mut self.said());
            }
        }
        self.short = short;
        self.short.end();
    }

    /// The texts that were found.
    fn said(&self) -> BTreeSet<usize> {
        self.found.keys().map(|(text, _)| *text).collect()
    }

    /// What stands in a line as it may have been, but for the texts that a line as it is has said.
    fn unsaid(&self, line: &str, said: &BTreeSet<usize>) -> Vec<Hit<'a>> {
        let mut hits = self.search.line(line);
        hits.retain(|(means, _)| !matches!(means, Means::Is(text) if said.contains(text)));
        hits
    }

    /// Takes from a line what stands in it as it is read.
    fn take(
        &mut self,
        (number, written): (usize, &str),
        read: &str,
        hits: Vec<Hit<'a>>,
        message: &impl Fn(&str) -> &str,
    ) {
        let line = &*folded(read);
        for (means, at) in hits {
            match means {
                Means::Context(asked) => self.seen.entry(asked).or_default().see(number, ()),
                Means::With(text) => {
                    let with = self.texts[text].1.with.as_ref();
                    if let Some(found) = with.and_then(|with| captured(with, line, at, message)) {
                        self.others.entry(text).or_default().see(number, found);
                    }
                }
                Means::Is(text) => {
                    if let Some(found) = captured(&self.texts[text].1.is, line, at, message) {
                        self.add(text, found, (number, message(written)));
                    }
                }
            }
        }
    }

    fn add(&mut self, text: usize, captures: Captures, (number, line): (usize, &str)) {
        let (_, asks) = self.texts[text];
        for word in asks.around() {
            self.seen.entry(word).or_default().hit(number);
        }
        if asks.with.is_some() {
            self.others.entry(text).or_default().hit(number);
        }
        let cases =
            self.found.range((text, Captures::new())..).take_while(|((of, _), _)| *of == text);
        if cases.count() >= MOST_CASES && !self.found.contains_key(&(text, captures.clone())) {
            return;
        }
        let found = self.found.entry((text, captures)).or_insert_with(|| Found {
            lines: VecDeque::new(),
            text: shown(line),
            times: 0,
        });
        found.times += 1;
        if found.lines.len() < MOST_LINES {
            found.lines.push_back(number);
        }
    }

    /// The rules that could confirm what was found, each once.
    pub fn rules(&self) -> Vec<&'a str> {
        let of = self.found.keys().map(|(text, _)| self.texts[*text].0);
        let causes = of.flat_map(|signature| &*self.signatures[signature].causes);
        let rules: BTreeSet<&str> =
            causes.flat_map(|cause| &cause.rules).map(String::as_str).collect();
        rules.into_iter().collect()
    }

    /// What was captured by a name.
    pub fn captured(&self, name: &str) -> impl Iterator<Item = &str> {
        self.found.keys().filter_map(move |(_, captures)| captures.get(name).map(String::as_str))
    }

    /// What was found, the best first.
    pub fn finish(&self, looked: &Looked) -> Vec<Explained> {
        let mut ranked: Vec<(Rank, Explained)> = Vec::new();
        for ((index, captures), found) in &self.found {
            let (of, text) = self.texts[*index];
            let signature = &self.signatures[of];
            let Some((line, captures, certainty)) = self.case(*index, text, captures, found) else {
                continue;
            };
            // That something failed is no cause.
            let certainty = match signature.general {
                true => Certainty::Possible,
                false => certainty,
            };
            let weight = text.is.weight() + text.with.as_ref().map_or(0, Pattern::weight);
            for (place, cause) in signature.causes.iter().enumerate() {
                let mut one = explained(signature, text, cause, &captures);
                (one.certainty, one.line, one.text, one.times) =
                    (certainty, line, found.text.clone(), found.times);
                one.place = place_in(&found.text);
                let refuted = looked.weigh(cause, &mut one);
                let rank = Rank {
                    general: signature.general,
                    follows: false,
                    refuted,
                    unsure: Certainty::Sure as u8 - one.certainty as u8,
                    later: place,
                    lighter: usize::MAX - weight,
                    line,
                };
                ranked.push((rank, one));
            }
        }
        let names: BTreeSet<&str> = ranked.iter().map(|(_, one)| one.signature.as_str()).collect();
        let follows: BTreeMap<&str, &[String]> =
            self.signatures.iter().map(|one| (one.name.as_str(), one.follows.as_slice())).collect();
        let after: Vec<bool> = ranked
            .iter()
            .map(|(_, one)| {
                let leads = follows.get(one.signature.as_str()).copied().unwrap_or_default();
                leads.iter().any(|name| names.contains(name.as_str()))
            })
            .collect();
        ranked.iter_mut().zip(after).for_each(|((rank, _), follows)| rank.follows = follows);
        ranked.sort_by_key(|(rank, _)| *rank);
        // Several texts of a signature may fit what one line says, each with names of its own.
        let (mut told, mut placed) = (BTreeSet::new(), BTreeSet::new());
        ranked.retain(|(rank, one)| {
            placed.insert((one.signature.clone(), rank.later, rank.line, one.text.clone()))
                && told.insert((one.signature.clone(), one.says.clone()))
        });
        ranked.into_iter().map(|(_, one)| one).collect()
    }

    /// Whether a text counts where it was found: its line, all that was captured, and how much that says.
    fn case(
        &self,
        index: usize,
        text: &Text,
        captures: &Captures,
        found: &Found,
    ) -> Option<(usize, Captures, Certainty)> {
        let is_near = |word: &str, line: usize| {
            self.seen.get(word).is_some_and(|seen| seen.nearest(line).is_some())
        };
        let of_line = |line: &usize| {
            if text.unless.iter().any(|word| is_near(word, *line)) {
                return None;
            }
            let is_backed =
                !text.near.is_empty() && text.near.iter().any(|word| is_near(word, *line));
            let mut captures = captures.clone();
            if text.with.is_some() {
                let other = self.others.get(&index)?.nearest(*line)?;
                for (name, value) in other {
                    captures.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
            let counts = match (text.weak, text.near.is_empty()) {
                (false, is_free) => is_free || is_backed,
                // Who picked a few lines left out what stood near them.
                (true, _) => is_backed || self.spoken <= FEW,
            };
            let certainty = match text.weak && !is_backed {
                true => Certainty::Possible,
                false => Certainty::Likely,
            };
            counts.then_some((*line, captures, certainty))
        };
        found.lines.iter().find_map(of_line)
    }
}

/// In what order causes are told: the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    general: bool,
    refuted: bool,
    unsure: u8,
    follows: bool,
    later: usize,
    lighter: usize,
    line: usize,
}

/// What was looked at besides the text.
#[derive(Debug, Default)]
pub struct Looked {
    /// What rules said of it.
    pub reports: Vec<Report>,
    /// Whether the build that failed was looked at, on the machine that it failed on: only then it counts that a rule
    /// on builds is silent.
    pub at_build: bool,
    /// The same of that machine alone.
    pub at_machine: bool,
    /// The same of the recipes that it comes from.
    pub at_recipes: bool,
}

impl Looked {
    /// Adds to a cause what speaks for it; whether all that could confirm it was looked at and is silent.
    fn weigh(&self, cause: &Cause, one: &mut Explained) -> bool {
        let findings = self.reports.iter().flat_map(|report| &report.findings);
        let speaks = |rule: &str| cause.rules.iter().any(|name| name == rule);
        for finding in findings.filter(|finding| speaks(finding.rule)) {
            one.certainty = Certainty::Sure;
            for it in &finding.evidence {
                let clue = Clue { text: it.text.clone(), origin: it.origin.clone() };
                // The same may be found for several machines.
                if !one.evidence.contains(&clue) {
                    one.evidence.push(clue);
                }
            }
        }
        let is_heard = |name: &String| match crate::find(name) {
            Some(rule) if rule.is_of_machine() => self.at_machine,
            Some(rule) if rule.is_of_recipes() => self.at_recipes,
            Some(_) => self.at_build,
            None => false,
        };
        let is_refuted = one.certainty != Certainty::Sure
            && !cause.rules.is_empty()
            && cause.rules.iter().all(is_heard)
            && self.reports.iter().all(|report| report.doubts.is_empty());
        if is_refuted {
            let text = format!("looked for, and not found: {}", cause.rules.join(", "));
            let origin = Origin::Nature("the rules of landfall".to_owned());
            one.evidence.push(Clue { text, origin });
        }
        is_refuted
    }
}

/// What a pattern captures of a line that has its anchor at a place. Of a line without an end only what stands
/// around it is looked at.
fn captured<'l>(
    pattern: &Pattern,
    line: &'l str,
    at: usize,
    message: &impl Fn(&'l str) -> &'l str,
) -> Option<Captures> {
    /// No message of a compiler or a kernel is longer.
    const AROUND: usize = 2 << 10;
    if line.len() <= 2 * AROUND {
        return pattern.find(message(line)).or_else(|| pattern.find(line));
    }
    let edge = |mut place: usize| {
        while !line.is_char_boundary(place) {
            place -= 1;
        }
        place
    };
    let (from, to) = (edge(at.saturating_sub(AROUND)), edge((at + AROUND).min(line.len())));
    pattern.find(&line[from..to])
}

/// A message with a small first letter in the place of a capital one, or the other way round.
fn begun_otherwise(message: &str) -> Option<String> {
    let (first, rest) = message.split_at_checked(1)?;
    let first = char::from(*first.as_bytes().first()?);
    let other = match first.is_ascii_uppercase() {
        true => first.to_ascii_lowercase(),
        false => first.to_ascii_uppercase(),
    };
    (other != first).then(|| format!("{other}{rest}"))
}

/// The file of Go source and the line in it that a message names.
fn place_in(message: &str) -> Option<(String, u32)> {
    let (before, behind) = message.split_once(".go:")?;
    let is_between = |one: char| one.is_whitespace() || "\"'`(".contains(one);
    let file = before.rsplit(is_between).next()?;
    let end = behind.find(|one: char| !one.is_ascii_digit()).unwrap_or(behind.len());
    Some((format!("{file}.go"), behind[..end].parse().ok()?))
}

/// As much of a line as is shown.
fn shown(line: &str) -> String {
    const LONGEST: usize = 400;
    let line = line.trim();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

fn explained(signature: &Signature, text: &Text, cause: &Cause, captures: &Captures) -> Explained {
    let all = |words: &[String]| words.iter().map(|one| filled(one, captures)).collect();
    let (do_not, source) = (cause.do_not.iter(), signature.source(text));
    let mut mend = cause.packages.map_or_else(Vec::new, |by| installing(by, captures));
    mend.extend(cause.mend.iter().map(|one| filled(one, captures)));
    Explained {
        signature: signature.name.clone(),
        summary: filled(&signature.summary, captures),
        certainty: Certainty::Possible,
        line: 0,
        text: String::new(),
        place: None,
        times: 0,
        says: filled(&cause.says, captures),
        evidence: Vec::new(),
        mend,
        prove: all(&cause.prove),
        do_not: do_not.map(|it| (filled(&it.what, captures), filled(&it.why, captures))).collect(),
        from: source.into_iter().chain(cause.from.iter().cloned()).collect(),
    }
}
