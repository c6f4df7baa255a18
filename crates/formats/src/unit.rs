//! systemd's unit files and drop-ins: their sections, and every assignment with its place.
//!
//! The grammar is that of systemd.syntax(7). A key that is given twice is kept twice, and an empty
//! value, which for many keys empties the list so far, is kept as any other.

use crate::Span;
use std::ops::Range;

/// What a unit file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    /// The sections in their order. One that is opened twice is here twice.
    pub sections: Vec<Section>,
    /// The comments, from their first character to the end of their line.
    pub comments: Vec<Span>,
    /// What systemd would pass over with a warning.
    pub problems: Vec<Problem>,
}

/// From one header to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name, for example `Service`.
    pub name: String,
    /// The header, with its brackets.
    pub span: Span,
    /// Its assignments.
    pub entries: Vec<Entry>,
}

/// An assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// For example `ExecStart`.
    pub key: String,
    /// All that it was given, in one line and without white space around it. Quotes, escapes and
    /// `%` are as they were.
    pub value: String,
    /// From its key to the end of its value.
    pub span: Span,
    /// Where its key stands.
    pub key_span: Span,
    /// Where its value stands, over all its lines.
    pub value_span: Span,
    /// From which byte of the value on the file is read from which of its bytes.
    pieces: Vec<(usize, usize)>,
}

/// What could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// Why.
    pub says: &'static str,
}

/// What a unit file, or a drop-in, says.
pub fn read(text: &str) -> Unit {
    let mut unit = Unit::default();
    let mut said = Said::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let (line, start) = match line.strip_prefix('\u{feff}') {
            Some(line) => (line, start + '\u{feff}'.len_utf8()),
            None => (line, start),
        };
        let line = line.trim_end_matches(['\n', '\r']);
        let content = line.trim_start_matches(WHITE);
        if content.starts_with(['#', ';']) {
            let from = start + line.len() - content.len();
            unit.comments.push(Span::of(from..start + line.len()));
        } else if let Some(line) = continued(line) {
            said.add(line, start);
            said.text.push(' ');
        } else {
            said.add(line, start);
            unit.take(&std::mem::take(&mut said));
        }
    }
    unit.take(&said);
    unit
}

/// What systemd takes for white space.
const WHITE: [char; 4] = [' ', '\t', '\n', '\r'];

/// A line without its last backslash, where that asks for the next one.
fn continued(line: &str) -> Option<&str> {
    let slashes = line.bytes().rev().take_while(|byte| *byte == b'\\').count();
    if slashes % 2 == 1 { line.get(..line.len() - 1) } else { None }
}

/// Lines that were put together to one.
#[derive(Default)]
struct Said {
    text: String,
    /// From which byte of the text on the file is read from which of its bytes.
    pieces: Vec<(usize, usize)>,
}

impl Said {
    fn add(&mut self, line: &str, at: usize) {
        self.pieces.push((self.text.len(), at));
        self.text.push_str(line);
    }

    fn span(&self, range: Range<usize>) -> Span {
        place(&self.pieces, range)
    }
}

/// Where a range of a text stands in the file that the text was put together from.
fn place(pieces: &[(usize, usize)], range: Range<usize>) -> Span {
    let of = |at: usize| {
        let behind = pieces.partition_point(|(from, _)| *from <= at);
        let piece = behind.checked_sub(1).and_then(|last| pieces.get(last));
        piece.map_or(at, |(from, file)| file + (at - from))
    };
    let start = of(range.start);
    // The end is the byte behind the last, which may be of an earlier piece than the next one.
    let end = if range.is_empty() { start } else { of(range.end - 1) + 1 };
    Span::of(start..end)
}

impl Unit {
    /// Every value that a section gives to a key, in the order of the file.
    pub fn all<'u>(&'u self, section: &'u str, key: &'u str) -> impl Iterator<Item = &'u Entry> {
        let sections = self.sections.iter().filter(move |found| found.name == section);
        sections.flat_map(|found| &found.entries).filter(move |entry| entry.key == key)
    }

    fn take(&mut self, said: &Said) {
        let range = trimmed(&said.text, 0..said.text.len());
        let Some(text) = said.text.get(range.clone()).filter(|text| !text.is_empty()) else {
            return;
        };
        let span = said.span(range.clone());
        let problem = if let Some(header) = text.strip_prefix('[') {
            match header.strip_suffix(']') {
                Some(name) => {
                    let name = name.to_owned();
                    self.sections.push(Section { name, span, entries: Vec::new() });
                    return;
                }
                None => "a section's header ends with ]",
            }
        } else {
            match (entry(said, range), self.sections.last_mut()) {
                (Ok(entry), Some(section)) => {
                    section.entries.push(entry);
                    return;
                }
                (Ok(_), None) => "an assignment belongs into a section",
                (Err(problem), _) => problem,
            }
        };
        self.problems.push(Problem { span, says: problem });
    }
}

fn entry(said: &Said, line: Range<usize>) -> Result<Entry, &'static str> {
    let text = said.text.get(line.clone()).unwrap_or_default();
    let equals = line.start + text.find('=').ok_or("an assignment is written KEY=VALUE")?;
    let key = trimmed(&said.text, line.start..equals);
    if key.is_empty() {
        return Err("an assignment has a key before its =");
    }
    let value = trimmed(&said.text, equals + 1..line.end);
    let of = |range: &Range<usize>| said.text.get(range.clone()).unwrap_or_default().to_owned();
    let first = said.pieces.partition_point(|(from, _)| *from <= value.start).saturating_sub(1);
    let pieces = said.pieces.iter().skip(first).map(|(from, file)| {
        let cut = value.start.saturating_sub(*from);
        (from.saturating_sub(value.start), file + cut)
    });
    Ok(Entry {
        key: of(&key),
        value: of(&value),
        span: said.span(line.clone()),
        key_span: said.span(key),
        value_span: said.span(value.clone()),
        pieces: pieces.collect(),
    })
}

/// A range without the white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = text.get(range.clone()).unwrap_or_default();
    let front = piece.len() - piece.trim_start_matches(WHITE).len();
    let start = range.start + front;
    start..start + piece.trim_matches(WHITE).len()
}

impl Entry {
    /// Where a range of the value's bytes, such as one that `words` gives, stands in the file.
    pub fn place(&self, range: Range<usize>) -> Span {
        place(&self.pieces, range)
    }
}

/// The words of a value, without their quotes and escapes, and where each stands in it.
///
/// An escape that systemd does not know stays as it is, and a quote that does not end, ends with
/// the value.
pub fn words(value: &str) -> Vec<(String, Range<usize>)> {
    let mut words = Vec::new();
    let mut rest = value.trim_start_matches(WHITE);
    while !rest.is_empty() {
        let (word, len) = word(rest);
        let start = value.len() - rest.len();
        words.push((word, start..start + len));
        rest = rest.get(len..).unwrap_or_default().trim_start_matches(WHITE);
    }
    words
}

/// The word at the start of a text, and its length with quotes and escapes.
fn word(text: &str) -> (String, usize) {
    let mut word = Vec::new();
    let mut quote = None;
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at).copied() {
        let mut len = 1;
        match (byte, quote) {
            (b'\\', _) => len = unescape(&text.as_bytes()[at..], &mut word),
            (b'\'' | b'"', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            (b' ' | b'\t' | b'\n' | b'\r', None) => break,
            _ => word.push(byte),
        }
        at += len;
    }
    (String::from_utf8_lossy(&word).into_owned(), at)
}

/// Adds what an escape stands for and returns its length.
fn unescape(escape: &[u8], word: &mut Vec<u8>) -> usize {
    let simple = match escape.get(1) {
        Some(b'a') => 7,
        Some(b'b') => 8,
        Some(b'f') => 12,
        Some(b'n') => b'\n',
        Some(b'r') => b'\r',
        Some(b't') => b'\t',
        Some(b'v') => 11,
        Some(b's') => b' ',
        Some(same @ (b'\\' | b'"' | b'\'')) => *same,
        Some(b'x') => return numbered(escape, 2..4, 16, word),
        Some(b'u') => return numbered(escape, 2..6, 16, word),
        Some(b'U') => return numbered(escape, 2..10, 16, word),
        Some(b'0'..=b'7') => return numbered(escape, 1..4, 8, word),
        _ => {
            word.push(b'\\');
            return 1;
        }
    };
    word.push(simple);
    2
}

/// A byte or a character by its number: `\x41`, `\101`, `\u00e9`.
fn numbered(escape: &[u8], digits: Range<usize>, radix: u32, word: &mut Vec<u8>) -> usize {
    let end = digits.end;
    let text = escape.get(digits).and_then(|digits| std::str::from_utf8(digits).ok());
    let digits = text.filter(|text| text.chars().all(|c| c.is_digit(radix)));
    let number = digits.and_then(|text| u32::from_str_radix(text, radix).ok());
    match (number.map(u8::try_from), number.and_then(char::from_u32)) {
        (Some(Ok(byte)), _) if byte != 0 && end == 4 => word.push(byte),
        (Some(_), Some(c)) if c != '\0' && end > 4 => {
            word.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        _ => {
            word.push(b'\\');
            return 1;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: &str = "\u{feff}# the web\n[Unit]\nDescription = A web, é  \n\n[Service]\n\
        ExecStart=/usr/bin/web \\\n# of its own\n    --listen \":80 81\" \\\n\t-v\n\
        Environment=A=1\nEnvironment=\n; done\n[Install]\r\nWantedBy=x.target\r\n";

    #[test]
    fn everything_stands_where_it_says() {
        let unit = read(WEB);
        assert_eq!(unit.problems, []);
        let names: Vec<_> = unit.sections.iter().map(|section| &*section.name).collect();
        assert_eq!(names, ["Unit", "Service", "Install"]);
        let entry = &unit.sections[0].entries[0];
        assert_eq!((&*entry.key, &*entry.value), ("Description", "A web, é"));
        assert_eq!(entry.span.text(WEB), "Description = A web, é");
        assert_eq!(entry.key_span.text(WEB), "Description");
        assert_eq!(entry.value_span.text(WEB), "A web, é");
        assert_eq!(unit.sections[2].span.text(WEB), "[Install]");
        assert_eq!(unit.sections[2].entries[0].value, "x.target");
    }

    #[test]
    fn a_comment_inside_a_continuation_is_skipped() {
        let unit = read(WEB);
        let entry = unit.all("Service", "ExecStart").next().unwrap();
        assert_eq!(entry.value, "/usr/bin/web      --listen \":80 81\"  \t-v");
        let comments: Vec<_> = unit.comments.iter().map(|span| span.text(WEB)).collect();
        assert_eq!(comments, ["# the web", "# of its own", "; done"]);
    }

    #[test]
    fn a_word_of_a_value_of_many_lines_is_found_in_the_file() {
        let unit = read(WEB);
        let entry = unit.all("Service", "ExecStart").next().unwrap();
        let words: Vec<_> = words(&entry.value)
            .into_iter()
            .map(|(word, at)| (word, entry.place(at).text(WEB)))
            .collect();
        let said = |word: &str, text: &'static str| (word.to_owned(), text);
        assert_eq!(
            words,
            [
                said("/usr/bin/web", "/usr/bin/web"),
                said("--listen", "--listen"),
                said(":80 81", "\":80 81\""),
                said("-v", "-v"),
            ]
        );
    }

    #[test]
    fn an_empty_value_is_kept_since_it_empties_a_list() {
        let unit = read(WEB);
        let values: Vec<_> =
            unit.all("Service", "Environment").map(|entry| &*entry.value).collect();
        assert_eq!(values, ["A=1", ""]);
    }

    #[test]
    fn two_backslashes_end_a_line() {
        let unit = read("[A]\na=1\\\\\nb=2\\\n");
        let entries = &unit.sections[0].entries;
        assert_eq!((&*entries[0].value, &*entries[1].value), ("1\\\\", "2"));
    }

    #[test]
    fn what_systemd_would_pass_over_is_told() {
        let text = "early=1\n[Service\n[Unit]\nno equals\n=3\ngood=1";
        let unit = read(text);
        let places: Vec<_> = unit.problems.iter().map(|found| found.span.text(text)).collect();
        assert_eq!(places, ["early=1", "[Service", "no equals", "=3"]);
        assert_eq!(unit.sections[0].entries[0].value, "1");
    }

    #[test]
    fn words_lose_their_quotes_and_escapes() {
        let all = |value: &str| words(value).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        assert_eq!(all(r#"a "b c" 'd "e' f\x20g "h"i"#), ["a", "b c", "d \"e", "f g", "hi"]);
        assert_eq!(all(r"\s\t\101\u00e9\U0001f600 \q \x4 ''"), [" \tAé😀", r"\q", r"\x4", ""]);
        assert_eq!(all("\"open end"), ["open end"]);
        assert_eq!(all(" \t "), [""; 0]);
    }

    #[test]
    fn any_text_is_an_answer() {
        for (cut, _) in WEB.char_indices() {
            let _ = read(&WEB[..cut]);
            let mut bytes = WEB.as_bytes().to_vec();
            for flip in [b'\\', b'\n', b'[', b'=', 0, 0xff, bytes[cut] ^ 1] {
                bytes[cut] = flip;
                let text = String::from_utf8_lossy(&bytes);
                for entry in read(&text).sections.iter().flat_map(|section| &section.entries) {
                    assert!(text.get(entry.span.range()).is_some());
                    for (_, at) in words(&entry.value) {
                        assert!(text.get(entry.place(at).range()).is_some());
                    }
                }
            }
        }
    }

    #[test]
    fn a_megabyte_of_continuations_is_one_value() {
        let text = format!("[A]\na=1{}", "\\\n".repeat(500_000));
        assert_eq!(read(&text).sections[0].entries[0].value, "1");
        assert!(read(&"\\\n#\n".repeat(250_000)).sections.is_empty());
    }
}
