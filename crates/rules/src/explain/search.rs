//! Where in the lines of a log the literals of texts stand: one pass over each line, whatever is looked for.

use std::ops::Range;
use std::thread;

use aho_corasick::{AhoCorasick, BuildError};
use landfall_know::folded;

/// What a literal text in a line can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Means<'a> {
    /// The line may be the text of a signature.
    Is(usize),
    /// It may be the other line of such a text.
    With(usize),
    /// It speaks for texts, or against them, that ask for this.
    Context(&'a str),
}

/// What stands in a line, and where.
pub(super) type Hit<'a> = (Means<'a>, usize);

/// Literals to look for.
pub(super) struct Search<'a> {
    /// In their order.
    literals: Vec<(&'a str, Means<'a>)>,
    /// Of each beginning that is looked for, the literals that begin so.
    beginnings: Vec<Range<usize>>,
    automaton: AhoCorasick,
}

impl<'a> Search<'a> {
    pub(super) fn new(mut literals: Vec<(&'a str, Means<'a>)>) -> Result<Self, BuildError> {
        literals.sort_unstable();
        let mut beginnings: Vec<Range<usize>> = Vec::new();
        for (at, (literal, _)) in literals.iter().enumerate() {
            match beginnings.last_mut() {
                Some(last) if beginning(literals[last.start].0) == beginning(literal) => {
                    last.end = at + 1;
                }
                _ => beginnings.push(at..at + 1),
            }
        }
        let patterns = beginnings.iter().map(|of| beginning(literals[of.start].0));
        // A deeper state is seldom met, and a start would be spent on making it fast.
        let automaton = AhoCorasick::builder().dense_depth(1).build(patterns)?;
        Ok(Self { literals, beginnings, automaton })
    }

    /// Each literal that stands in a line once; but of what must begin a word, the first that does.
    pub(super) fn line(&self, written: &str) -> Vec<Hit<'a>> {
        let line = &*folded(written);
        let mut hits: Vec<Hit<'a>> = Vec::new();
        for hit in self.automaton.find_overlapping_iter(line) {
            let of = &self.literals[self.beginnings[hit.pattern().as_usize()].clone()];
            for &(_, means) in standing(of, hit.len(), &line.as_bytes()[hit.start()..]) {
                // `go build` stands in `cargo build`, and says nothing of Go there.
                let counts = match means {
                    Means::Context(_) => begins_word(line, hit.start()),
                    Means::With(_) | Means::Is(_) => true,
                };
                if counts && hits.iter().all(|(known, _)| *known != means) {
                    hits.push((means, hit.start()));
                }
            }
        }
        hits
    }

    /// The lines that have any, by their place, each with what stands in it. Of many lines one half is looked at
    /// beside the other: somebody waits.
    pub(super) fn lines(&self, lines: &Lines) -> Vec<(usize, Vec<Hit<'a>>)> {
        /// To look at fewer bytes takes no longer than to start a thread.
        const FEW: usize = 1 << 15;
        let look = |places: Range<usize>| -> Vec<(usize, Vec<Hit<'a>>)> {
            let all = places.map(|place| (place, self.line(lines.get(place).1)));
            all.filter(|(_, hits)| !hits.is_empty()).collect()
        };
        if lines.text.len() < FEW {
            return look(0..lines.ends.len());
        }
        let half = lines.ends.partition_point(|(_, end)| *end < lines.text.len() / 2);
        thread::scope(|scope| {
            let second = || look(half..lines.ends.len());
            let beside = thread::Builder::new().spawn_scoped(scope, second);
            let mut all = look(0..half);
            // Who may have no thread looks at one half after the other.
            all.append(
                &mut beside.ok().and_then(|beside| beside.join().ok()).unwrap_or_else(second),
            );
            all
        })
    }
}

/// Lines that are looked at together.
#[derive(Clone, Default)]
pub(super) struct Lines {
    text: String,
    /// Of each the number of the line of the log that it is of, and where it ends.
    ends: Vec<(usize, usize)>,
}

impl Lines {
    pub(super) fn add(&mut self, number: usize, line: &str) {
        self.text.push_str(line);
        self.ends.push((number, self.text.len()));
    }

    /// Whether they are as many as are kept.
    pub(super) fn are_enough(&self) -> bool {
        const MOST: usize = 1 << 18;
        self.text.len() >= MOST || self.ends.len() >= MOST
    }

    /// One of them, and the number of the line of the log that it is of.
    pub(super) fn get(&self, place: usize) -> (usize, &str) {
        let (number, end) = self.ends[place];
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before].1);
        (number, &self.text[start..end])
    }
}

/// As much of a literal as is looked for everywhere: the whole is looked for where that is found. A start would
/// else be spent on the ends of long texts that no log has.
fn beginning(literal: &str) -> &str {
    const ENOUGH: usize = 8;
    let end = literal.char_indices().map(|(at, _)| at).find(|at| *at >= ENOUGH);
    &literal[..end.unwrap_or(literal.len())]
}

/// Those of sorted literals that a text begins with, where it begins with as many bytes as they all do.
fn standing<'l, T>(
    mut literals: &'l [(&'l str, T)],
    mut same: usize,
    text: &[u8],
) -> impl Iterator<Item = &'l (&'l str, T)> {
    std::iter::from_fn(move || {
        loop {
            let (first, others) = literals.split_first()?;
            // Those that end here come before those that go on.
            if first.0.len() == same {
                literals = others;
                return Some(first);
            }
            let next = text.get(same)?;
            let byte = |(literal, _): &(&str, T)| literal.as_bytes()[same];
            literals = &literals[literals.partition_point(|one| byte(one) < *next)..];
            literals = &literals[..literals.partition_point(|one| byte(one) == *next)];
            same += 1;
        }
    })
}

/// Whether what stands at a place of a line is no later part of a word.
fn begins_word(line: &str, at: usize) -> bool {
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = line.as_bytes();
    !is_letter(bytes.get(at)) || !is_letter(at.checked_sub(1).and_then(|before| bytes.get(before)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_literals_that_a_text_begins_with_stand_there() {
        let words = ["cannot", "cannot find", "cannot find -l", "cannot find it", "cannot open"];
        let literals = words.map(|word| (word, ()));
        let found = |text: &str| -> Vec<&str> {
            standing(&literals, 6, text.as_bytes()).map(|(word, ())| *word).collect()
        };
        assert_eq!(found("cannot find -lm"), ["cannot", "cannot find", "cannot find -l"]);
        assert_eq!(found("cannot find i"), ["cannot", "cannot find"]);
        assert_eq!(found("cannot"), ["cannot"]);
    }

    #[test]
    fn many_lines_have_what_each_of_them_has() {
        let literals = vec![("not there", Means::Is(0)), ("go build", Means::Context("go build"))];
        let search = Search::new(literals).unwrap();
        let mut lines = Lines::default();
        let all: Vec<String> = (0..9_000)
            .map(|at| match at % 3 {
                0 => format!("{at}: it is not there"),
                1 => format!("{at}: go build and cargo build"),
                _ => format!("{at}: cargo build"),
            })
            .collect();
        for (at, line) in all.iter().enumerate() {
            lines.add(at + 1, line);
        }
        let found = search.lines(&lines);
        assert_eq!(found.len(), 6_000);
        for (place, hits) in found {
            assert_eq!(lines.get(place), (place + 1, &*all[place]));
            assert_eq!(hits, search.line(&all[place]));
        }
    }
}
