//! What a line of a log says: literal text with captures between.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use memchr::memchr;
use serde::{Deserialize, Deserializer, de};

use super::folded;

/// What a line says: literal text, with captures `{name}` (a word), `{name:number}` and `{name:rest}` (anything)
/// between. `^` and `$` tie it to the ends of the line. It is taken apart where it is looked for: of thousands a log
/// shows a few.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// What stands between `^` and `$`.
    text: Cow<'static, str>,
    anchor: Range<usize>,
    starts: bool,
    ends: bool,
    /// Whether the lines are those of a log.
    of_log: bool,
}

/// What was captured, by name.
pub type Captures = BTreeMap<String, String>;

#[derive(Debug, Clone, Copy)]
enum Piece<'p> {
    Literal(&'p str),
    Capture { name: &'p str, kind: Kind },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Number,
    Rest,
}

impl Kind {
    fn takes(self, letter: char) -> bool {
        match self {
            Self::Word => !letter.is_whitespace() && !"\"'`‘’“”".contains(letter),
            Self::Number => letter.is_ascii_hexdigit() || letter == 'x',
            Self::Rest => true,
        }
    }

    fn is(self, text: &str) -> bool {
        match self {
            Self::Word | Self::Rest => !text.is_empty() && text.chars().all(|one| self.takes(one)),
            Self::Number => {
                let hex = text.strip_prefix("0x");
                let digits = |text: &str, is: fn(&u8) -> bool| {
                    !text.is_empty() && text.as_bytes().iter().all(is)
                };
                match hex {
                    Some(hex) => digits(hex, u8::is_ascii_hexdigit),
                    None => digits(text, u8::is_ascii_digit),
                }
            }
        }
    }
}

impl Pattern {
    /// Reads a pattern, or says what is wrong with it.
    pub fn parse(text: impl Into<Cow<'static, str>>) -> Result<Self, String> {
        let mut text = text.into();
        let (starts, ends) = (text.starts_with('^'), text.ends_with('$'));
        if starts || ends {
            let inside = usize::from(starts)..text.len() - usize::from(ends);
            text = match text {
                Cow::Borrowed(text) => text.get(inside).unwrap_or_default().into(),
                Cow::Owned(text) => text.get(inside).unwrap_or_default().to_owned().into(),
            };
        }
        let literals = pieces(&text)?.into_iter().filter_map(Piece::literal);
        let anchor =
            literals.max_by_key(|literal| literal.len()).ok_or("it has no literal text")?;
        let from = anchor.as_ptr() as usize - text.as_ptr() as usize;
        let anchor = from..from + anchor.len();
        Ok(Self { text, anchor, starts, ends, of_log: false })
    }

    /// Reads a pattern for the lines of logs. They are [`folded`], and what a line was written into may close behind
    /// its end.
    pub fn of_log(text: Cow<'static, str>) -> Result<Self, String> {
        let text = match folded(&text) {
            Cow::Owned(other) => other.into(),
            Cow::Borrowed(_) => text,
        };
        Ok(Self { of_log: true, ..Self::parse(text)? })
    }

    /// Its longest literal piece, which stands in every line that it matches.
    pub fn anchor(&self) -> &str {
        &self.text[self.anchor.clone()]
    }

    /// How much of what it matches is fixed, in bytes.
    pub fn weight(&self) -> usize {
        self.pieces().into_iter().filter_map(Piece::literal).map(str::len).sum()
    }

    /// Whether it captures something by a name.
    pub fn names(&self, wanted: &str) -> bool {
        let is_it = |one: &Piece<'_>| matches!(one, Piece::Capture { name, .. } if *name == wanted);
        self.pieces().iter().any(is_it)
    }

    fn pieces(&self) -> Vec<Piece<'_>> {
        // It was taken apart before, when it was read.
        pieces(&self.text).unwrap_or_default()
    }

    /// What it captures of a line, if the line says it.
    pub fn find(&self, line: &str) -> Option<Captures> {
        let line = line.trim_end();
        let pieces = self.pieces();
        match pieces.split_first()? {
            _ if self.starts => self.behind(&pieces, line, 0),
            (Piece::Literal(text), rest) => line
                .match_indices(text)
                .find_map(|(at, _)| self.behind(rest, line, at + text.len())),
            (Piece::Capture { name, kind }, rest) => {
                let Some((Piece::Literal(text), rest)) = rest.split_first() else { return None };
                line.match_indices(text).find_map(|(at, _)| {
                    let before = &line[..at];
                    let from = match kind {
                        Kind::Rest => 0,
                        kind => before.rfind(|one| !kind.takes(one)).map_or(0, |last| {
                            last + before[last..].chars().next().map_or(0, char::len_utf8)
                        }),
                    };
                    let value = Some(&before[from..]).filter(|value| kind.is(value))?;
                    let mut found = self.behind(rest, line, at + text.len())?;
                    found.insert((*name).to_owned(), value.trim().to_owned());
                    Some(found)
                })
            }
        }
    }

    /// Whether a line may have ended where this follows.
    fn may_end(&self, rest: &str) -> bool {
        !self.ends || rest.is_empty() || (self.of_log && rest.chars().all(closes))
    }

    /// What pieces capture of a line from a place on.
    fn behind(&self, pieces: &[Piece<'_>], line: &str, at: usize) -> Option<Captures> {
        let text = line.get(at..)?;
        match pieces.split_first() {
            None => self.may_end(text).then(Captures::new),
            Some((Piece::Literal(literal), rest)) => {
                text.starts_with(literal).then(|| self.behind(rest, line, at + literal.len()))?
            }
            Some((Piece::Capture { name, kind }, [])) => {
                let end = match kind {
                    Kind::Rest => text.len(),
                    kind => text.find(|one| !kind.takes(one)).unwrap_or(text.len()),
                };
                let value = match kind {
                    Kind::Word => text[..end].trim_end_matches(['.', ',', ':', ';', ')', ']']),
                    Kind::Number | Kind::Rest => text[..end].trim(),
                };
                let fits = kind.is(value) && self.may_end(&text[end..]);
                fits.then(|| Captures::from([((*name).to_owned(), value.to_owned())]))
            }
            Some((Piece::Capture { name, kind }, rest)) => {
                let Some(Piece::Literal(next)) = rest.first() else { return None };
                /// A line that says the same thing again and again says it once.
                const MOST: usize = 32;
                text.match_indices(next).take(MOST).find_map(|(len, _)| {
                    let value = Some(&text[..len]).filter(|value| kind.is(value))?;
                    let mut found = self.behind(rest, line, at + len)?;
                    found.entry((*name).to_owned()).or_insert_with(|| value.trim().to_owned());
                    Some(found)
                })
            }
        }
    }
}

/// Whether a letter only ends what a line was written into: a string, a list, the column of a table.
fn closes(letter: char) -> bool {
    letter.is_whitespace() || "\"',}]|│┃".contains(letter)
}

impl<'p> Piece<'p> {
    fn literal(self) -> Option<&'p str> {
        match self {
            Self::Literal(text) => Some(text),
            Self::Capture { .. } => None,
        }
    }
}

/// Takes a pattern apart, or says what is wrong with it.
fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let (mut all, mut rest) = (Vec::with_capacity(4), text);
    while let Some(at) = memchr(b'{', rest.as_bytes()) {
        let (literal, behind) = (&rest[..at], &rest[at + 1..]);
        if at > 0 {
            all.push(Piece::Literal(literal));
        }
        if let Some(after) = behind.strip_prefix('{') {
            all.push(Piece::Literal(&behind[..1]));
            rest = after;
            continue;
        }
        let end = behind.find('}').ok_or("a capture has no end")?;
        let (name, kind) = behind[..end].split_once(':').unwrap_or((&behind[..end], "word"));
        let kind = match kind {
            "word" => Kind::Word,
            "number" => Kind::Number,
            "rest" => Kind::Rest,
            other => return Err(format!("there is no capture of the kind {other:?}")),
        };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
            return Err(format!("{name:?} is no name of a capture"));
        }
        if matches!(all.last(), Some(Piece::Capture { .. })) {
            return Err("two captures stand side by side".to_owned());
        }
        all.push(Piece::Capture { name, kind });
        rest = &behind[end + 1..];
    }
    if !rest.is_empty() {
        all.push(Piece::Literal(rest));
    }
    Ok(all)
}

impl<'de: 'static> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(from)?.0;
        Self::of_log(text.clone()).map_err(|error| de::Error::custom(format!("{text:?}: {error}")))
    }
}

/// A text that is only copied where it was written with escapes.
#[derive(Deserialize)]
struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

/// Words with what was captured put in: `{program|the program}` is what was captured by that name, and else the
/// words behind the bar.
pub fn filled(words: &str, captures: &Captures) -> String {
    let (mut out, mut rest) = (String::with_capacity(words.len()), words);
    while let Some((name, other, before, behind)) = next(rest) {
        out.push_str(before);
        match (captures.get(name), other) {
            (Some(value), _) => out.push_str(value),
            (None, Some(other)) => out.push_str(other),
            (None, None) => {
                let _ = write!(out, "<{name}>");
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The names that words ask for, each with the words for where nothing was captured.
#[cfg(test)]
pub(super) fn asked(words: &str) -> Vec<(&str, Option<&str>)> {
    let (mut all, mut rest) = (Vec::new(), words);
    while let Some((name, other, _, behind)) = next(rest) {
        all.push((name, other));
        rest = behind;
    }
    all
}

/// The next name in words, the words for where it was not captured, and what stands before and behind. What is
/// no name in braces is left as it is, as `${HOME}` and `{{.Version}}` are.
fn next(words: &str) -> Option<(&str, Option<&str>, &str, &str)> {
    let mut from = 0;
    loop {
        let at = from + words[from..].find('{')?;
        let end = at + words[at..].find('}')?;
        let (name, other) = match words[at + 1..end].split_once('|') {
            Some((name, other)) => (name, Some(other)),
            None => (&words[at + 1..end], None),
        };
        let is_name =
            !name.is_empty() && name.bytes().all(|one| one.is_ascii_lowercase() || one == b'_');
        let is_free = !words[..at].ends_with(['$', '{']);
        if is_name && is_free {
            return Some((name, other, &words[..at], &words[end + 1..]));
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &'static str, line: &str) -> Option<Vec<String>> {
        let found = Pattern::parse(pattern).unwrap().find(line)?;
        Some(found.into_iter().map(|(name, value)| format!("{name}={value}")).collect())
    }

    fn is(pattern: &'static str, line: &str, captured: &[&str]) {
        let captured: Vec<String> = captured.iter().map(|&one| one.to_owned()).collect();
        assert_eq!(found(pattern, line), Some(captured), "{pattern} in {line}");
    }

    #[test]
    fn a_word_ends_where_the_next_text_begins() {
        is(
            "version `{version}' not found (required by {program})",
            "./x: /lib/libc.so.6: version `GLIBC_2.34' not found (required by ./x)",
            &["program=./x", "version=GLIBC_2.34"],
        );
        is(
            "exec: \"{tool}\": executable file not found in $PATH",
            "exec: \"gcc\": executable file not found in $PATH",
            &["tool=gcc"],
        );
    }

    #[test]
    fn a_pattern_may_begin_with_a_word_wherever_it_stands_in_a_line() {
        is(
            "{program}: cannot execute: required",
            "bash: line 1: ./x: cannot execute: required file",
            &["program=./x"],
        );
        assert_eq!(found("{program}: cannot execute", ": cannot execute"), None);
    }

    #[test]
    fn anchors_hold_it_to_the_ends_of_the_line() {
        is("^Killed$", "Killed\r\n", &[]);
        assert_eq!(found("^Killed$", "make: Killed"), None);
        assert_eq!(found("^Killed$", "Killed by 3"), None);
        is("^{program}: not found$", "./x: not found", &["program=./x"]);
    }

    #[test]
    fn numbers_are_digits_and_the_rest_is_anything() {
        is(
            "have {count:number} already; errno={errno:number})",
            "(have 22 already; errno=11)",
            &["count=22", "errno=11"],
        );
        assert_eq!(found("errno={errno:number})", "errno=EPERM)"), None);
        is("addr={addr:number} pc", "addr=0x0 pc", &["addr=0x0"]);
        is(
            "package {package}: {why:rest}",
            "package x: all that went wrong",
            &["package=x", "why=all that went wrong"],
        );
    }

    #[test]
    fn it_goes_back_where_the_first_try_is_none() {
        is("a {x:rest} b{n:number}$", "a 1 b 2 b3", &["n=3", "x=1 b 2"]);
    }

    #[test]
    fn words_get_what_was_captured_and_leave_other_braces_alone() {
        let captures = Captures::from([("program".to_owned(), "./x".to_owned())]);
        assert_eq!(
            filled("{program|the program} and {line|no line}", &captures),
            "./x and no line"
        );
        assert_eq!(filled("${HOME} {{.Version}} {A}", &captures), "${HOME} {{.Version}} {A}");
    }

    #[test]
    fn in_a_log_quotes_are_of_one_kind_and_what_a_line_stands_in_may_close() {
        let pattern = Pattern::of_log("^version `{version}' not found$".into()).unwrap();
        for line in ["version `1' not found", "version ‘1’ not found\"}", "version '1’ not found │"]
        {
            let found = pattern.find(&folded(line));
            assert_eq!(found.unwrap()["version"], "1", "{line}");
        }
        assert!(pattern.find("version '1' not found here").is_none());
        assert_eq!(found("^not found$", "not found\""), None);
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for bad in ["{a}", "{a}{b} text", "{a:thing} text", "open {a", ""] {
            assert!(Pattern::parse(bad).is_err(), "{bad}");
        }
    }
}
