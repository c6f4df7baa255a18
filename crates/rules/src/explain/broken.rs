//! Lines that a terminal, a form or a mail broke: what they may have said before.

/// What is longer was written by programs, and they break no lines.
const SHORT: usize = 16 << 10;

/// Nothing that people look at a log in is narrower.
const NARROWEST: usize = 60;

/// What begins with so many bytes as the line before was said by the same program of the same file.
const ALIKE: usize = 8;

/// No message is broken into more lines than this.
const MOST: usize = 4;

/// The lines of a log, as long as it is short.
#[derive(Clone, Default)]
pub(super) struct Short {
    pub(super) lines: Vec<String>,
    bytes: usize,
    /// Where each log ends, if there are several.
    ends: Vec<usize>,
}

impl Short {
    pub(super) fn add(&mut self, line: &str) {
        self.bytes += line.len() + 1;
        match self.bytes {
            0..=SHORT => self.lines.push(line.to_owned()),
            _ => self.lines.clear(),
        }
    }

    /// What comes next is another log.
    pub(super) fn end(&mut self) {
        self.ends.push(self.lines.len());
    }

    /// What lines may have said that begin with one: the fewest first, and joined as a terminal breaks them and as
    /// a mail does.
    pub(super) fn wholes(&self, from: usize) -> impl Iterator<Item = String> {
        let end = self.ends.iter().find(|end| **end > from).map_or(self.lines.len(), |end| *end);
        let lines = &self.lines[from..end];
        let may_go_on = |pair: &&[String]| goes_on(&pair[0], pair[1].trim_start());
        let broken = lines.windows(2).take(MOST - 1).take_while(may_go_on).count();
        let parts = lines.iter().take(broken + 1).take_while(|it| !it.trim().is_empty());
        let parts: Vec<&str> = parts.map(|part| part.trim()).collect();
        let counts = 2..=parts.len();
        counts.flat_map(move |count| ["", " "].map(|between| parts[..count].join(between)))
    }
}

/// Whether a line may be the rest of the last: its first word would not have fitted there, and it is no message of
/// its own.
fn goes_on(last: &str, line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    let same = last.trim_start().bytes().zip(line.bytes()).take_while(|(one, other)| one == other);
    let names_a_line = [".go:", ".c:", ".h:"].iter().any(|ending| word.contains(ending));
    // What a logger wrote as one line was many, and whole.
    let is_whole = last.contains('\n') || line.contains('\n');
    let is_own = names_a_line || word == "#" || same.count() >= ALIKE;
    last.len() + word.len() >= NARROWEST && !is_whole && !is_own
}
