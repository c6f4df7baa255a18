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
}

impl Short {
    pub(super) fn add(&mut self, line: &str) {
        self.bytes += line.len() + 1;
        match self.bytes {
            0..=SHORT => self.lines.push(line.to_owned()),
            _ => self.lines.clear(),
        }
    }

    /// What lines may have said that begin with one: the fewest first, and joined as a terminal breaks them and as
    /// a mail does.
    pub(super) fn wholes(&self, from: usize) -> impl Iterator<Item = String> {
        let may_go_on = |pair: &&[String]| goes_on(&pair[0], pair[1].trim_start());
        let broken = self.lines[from..].windows(2).take(MOST - 1).take_while(may_go_on).count();
        let parts =
            self.lines[from..].iter().take(broken + 1).take_while(|it| !it.trim().is_empty());
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
    last.len() + word.len() >= NARROWEST && same.count() < ALIKE && !names_a_line && word != "#"
}
