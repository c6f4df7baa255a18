//! Dockerfiles, as BuildKit reads them: instructions with their flags, words and here-documents.
//!
//! Broken lines are told and passed over. The grammar is that of
//! <https://docs.docker.com/reference/dockerfile/>.

use crate::shell::{self, Word};
use crate::{Masked, Span};

/// What a Dockerfile says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dockerfile {
    /// `# syntax=…`, `# escape=…` and `# check=…` at the top.
    pub directives: Vec<Directive>,
    /// The instructions, in order.
    pub instructions: Vec<Instruction>,
    /// The comments, with their `#`.
    pub comments: Vec<Span>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
}

/// A line at the top that speaks to the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Its name, in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The line.
    pub span: Span,
}

/// A place that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What is wrong with it.
    pub says: &'static str,
}

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Its name, in upper case: `FROM`, `RUN` …
    pub keyword: String,
    /// Whether it stands behind `ONBUILD`.
    pub is_on_build: bool,
    /// The flags before its words.
    pub flags: Vec<Flag>,
    /// What follows the flags.
    pub body: Masked,
    /// Its here-documents.
    pub heres: Vec<Here>,
    /// Where the keyword stands.
    pub keyword_span: Span,
    /// The whole, without here-documents.
    pub span: Span,
}

/// `--name=value`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Its name, without dashes.
    pub name: String,
    /// Its value.
    pub value: Option<Word>,
    /// The whole.
    pub span: Span,
}

/// A here-document of a `RUN` or `COPY` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// The word that ends it.
    pub name: String,
    /// Where its text stands, without the line that ends it.
    pub body: Span,
    /// Whether nothing is put in, for the word is quoted.
    pub is_plain: bool,
}

/// A name with a value, of `ENV` and `ARG`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The name.
    pub name: String,
    /// The value, if one is given.
    pub value: Option<Word>,
    /// The whole.
    pub span: Span,
}

impl Instruction {
    /// The flag of a name.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.name == name)
    }

    /// What follows the flags, split at white space as Docker does it.
    pub fn words(&self) -> Vec<Word> {
        shell::words(&self.body.text, self.body.start)
    }

    /// The elements of the JSON form, each with where it stands; `None` where it is not in that form.
    pub fn elements(&self) -> Option<Vec<(String, Span)>> {
        array(&self.body)
    }

    /// Names and values of `ENV` and `ARG`. The old form of `ENV` has one name, and all that follows is
    /// its value.
    pub fn pairs(&self) -> Vec<Pair> {
        let words = self.words();
        let first = words.first().map(|word| word.span);
        let text = |span: Span| span_text(&self.body, span);
        if self.keyword == "ENV"
            && let Some(first) = first
            && !text(first).contains('=')
        {
            let name = text(first).replace('\0', "");
            let mut values = words.into_iter().skip(1);
            let Some(mut value) = values.next() else {
                return vec![Pair { name, value: None, span: first }];
            };
            for more in values {
                value.parts.push(shell::Part::Text { text: " ".to_owned(), is_quoted: false });
                value.parts.extend(more.parts);
                value.span = value.span.to(more.span);
            }
            let span = first.to(value.span);
            return vec![Pair { name, value: Some(value), span }];
        }
        words.into_iter().map(|word| pair(word, text)).collect()
    }
}

/// A word that holds a name and, behind `=`, a value.
fn pair<'a>(mut word: Word, text: impl Fn(Span) -> &'a str) -> Pair {
    let span = word.span;
    let Some(shell::Part::Text { text: first, .. }) = word.parts.first_mut() else {
        return Pair { name: text(span).to_owned(), value: None, span };
    };
    let Some((name, rest)) = first.split_once('=') else {
        return Pair { name: first.clone(), value: None, span };
    };
    let (name, rest) = (name.to_owned(), rest.to_owned());
    *first = rest;
    let skipped = text(span).find('=').map_or(0, |at| at + 1);
    word.span.start += u32::try_from(skipped).unwrap_or(0);
    Pair { name, value: Some(word), span }
}

fn span_text(body: &Masked, span: Span) -> &str {
    let from = span.start.saturating_sub(body.start) as usize;
    let to = span.end.saturating_sub(body.start) as usize;
    body.text.get(from..to).unwrap_or_default()
}

/// The texts of a JSON array.
fn array(body: &Masked) -> Option<Vec<(String, Span)>> {
    let bytes = body.text.as_bytes();
    let blank = |byte: &u8| matches!(byte, 0 | b' ' | b'\t' | b'\r' | b'\n');
    let skip = |at: usize| at + bytes[at..].iter().take_while(|byte| blank(byte)).count();
    let mut at = skip(0);
    if bytes.get(at) != Some(&b'[') {
        return None;
    }
    at = skip(at + 1);
    let mut elements = Vec::new();
    if bytes.get(at) == Some(&b']') {
        return (skip(at + 1) == bytes.len()).then_some(elements);
    }
    loop {
        let from = at;
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        at += 1;
        loop {
            match bytes.get(at)? {
                b'\\' => at += 2,
                b'"' => break,
                _ => at += 1,
            }
        }
        at += 1;
        let quoted = body.text.get(from..at)?.replace('\0', "");
        let start = body.start as usize;
        elements.push((serde_json::from_str(&quoted).ok()?, Span::of(start + from..start + at)));
        at = skip(at);
        match bytes.get(at)? {
            b',' => at = skip(at + 1),
            b']' => return (skip(at + 1) == bytes.len()).then_some(elements),
            _ => return None,
        }
    }
}

/// Reads a Dockerfile.
pub fn read(text: &str) -> Dockerfile {
    let mut reader = Reader { text, at: 0, escape: b'\\', file: Dockerfile::default() };
    if text.starts_with('\u{feff}') {
        reader.at = '\u{feff}'.len_utf8();
    }
    reader.directives();
    while reader.at < text.len() {
        reader.instruction();
    }
    reader.file
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    escape: u8,
    file: Dockerfile,
}

impl<'a> Reader<'a> {
    /// The line that begins here, without its end, and passes it.
    fn line(&mut self) -> (usize, &'a str) {
        let from = self.at;
        let rest = &self.text[from..];
        let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        self.at = (from + length + 1).min(self.text.len());
        (from, rest[..length].trim_end_matches('\r'))
    }

    /// Directives stand before everything else, comments too.
    fn directives(&mut self) {
        loop {
            let before = self.at;
            let (from, line) = self.line();
            let said = line.trim_start().strip_prefix('#').and_then(|rest| rest.split_once('='));
            let is_name = |name: &str| {
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic())
            };
            let Some((name, value)) = said.filter(|(name, _)| is_name(name.trim())) else {
                self.at = before;
                return;
            };
            let name = name.trim().to_ascii_lowercase();
            let value = value.trim().to_owned();
            if !matches!(name.as_str(), "syntax" | "escape" | "check") {
                self.at = before;
                return;
            }
            if name == "escape" && value == "`" {
                self.escape = b'`';
            }
            let span = Span::of(from..from + line.len());
            self.file.directives.push(Directive { name, value, span });
        }
    }

    /// One instruction, or a comment, or an empty line.
    fn instruction(&mut self) {
        let (from, line) = self.line();
        let trimmed = line.trim_start();
        let begin = from + line.len() - trimmed.len();
        if trimmed.is_empty() {
            return;
        }
        if trimmed.starts_with('#') {
            self.file.comments.push(Span::of(begin..from + line.len()));
            return;
        }
        let mut text = String::new();
        self.take(begin, trimmed, &mut text);
        let end = begin + text.len();
        // What is written over lies where it lay: all bytes that are left out are NUL bytes.
        let whole = Masked { text, start: Span::of(begin..end).start };
        let Some((mut instruction, is_known)) = split(&whole, false) else { return };
        if !is_known {
            let says = "there is no such instruction";
            self.file.problems.push(Problem { span: instruction.keyword_span, says });
        }
        if matches!(instruction.keyword.as_str(), "RUN" | "COPY" | "ADD") {
            self.heres(&mut instruction);
        }
        self.file.instructions.push(instruction);
    }

    /// The first line of an instruction and those that continue it, with NUL bytes in the place of what
    /// does not count.
    fn take(&mut self, begin: usize, first: &str, text: &mut String) {
        let mut line = first;
        let mut start = begin;
        loop {
            // The ends of lines before this one.
            while begin + text.len() < start {
                text.push('\0');
            }
            let is_comment = !text.is_empty() && line.trim_start().starts_with('#');
            let is_empty = !text.is_empty() && line.trim().is_empty();
            let kept = line.trim_end_matches([' ', '\t']);
            let continued = kept.as_bytes().last() == Some(&self.escape);
            if is_comment {
                let blanks = line.len() - line.trim_start().len();
                self.file.comments.push(Span::of(start + blanks..start + line.len()));
                text.extend(std::iter::repeat_n('\0', line.len()));
            } else if is_empty {
                text.push_str(line);
            } else if continued {
                text.push_str(&kept[..kept.len() - 1]);
                text.extend(std::iter::repeat_n('\0', line.len() + 1 - kept.len()));
            } else {
                text.push_str(line);
                return;
            }
            if self.at >= self.text.len() {
                return;
            }
            (start, line) = self.line();
        }
    }

    /// The here-documents that the words of an instruction ask for.
    fn heres(&mut self, instruction: &mut Instruction) {
        if !instruction.body.text.contains("<<") {
            return;
        }
        let asked: Vec<(String, bool, bool)> = match instruction.keyword.as_str() {
            "RUN" if instruction.elements().is_none() => of_script(&instruction.body),
            "RUN" => Vec::new(),
            _ => instruction
                .words()
                .iter()
                .filter_map(|word| of_word(word, &instruction.body))
                .collect(),
        };
        for (name, is_plain, is_indented) in asked {
            let from = self.at;
            let end = loop {
                if self.at >= self.text.len() {
                    let says = "a here-document does not end";
                    self.file.problems.push(Problem { span: instruction.span, says });
                    break self.at;
                }
                let (start, line) = self.line();
                let line = if is_indented { line.trim_start_matches('\t') } else { line };
                if line == name {
                    break start;
                }
            };
            instruction.heres.push(Here { name, body: Span::of(from..end), is_plain });
        }
    }
}

/// The here-documents that a shell would read: their names, whether they are quoted, and whether tabs are
/// taken from their lines.
fn of_script(body: &Masked) -> Vec<(String, bool, bool)> {
    let mut found = Vec::new();
    shell::redirects(&shell::read(&body.text, body.start), &mut |redirect| {
        if let Some(here) = &redirect.here {
            let name = redirect.target.literal().unwrap_or_default();
            found.push((name, here.is_plain, redirect.operator == "<<-"));
        }
    });
    found
}

/// `<<NAME` as a word of `COPY` and `ADD`.
fn of_word(word: &Word, body: &Masked) -> Option<(String, bool, bool)> {
    let text = span_text(body, word.span).trim_matches('\0');
    let rest = text.strip_prefix("<<")?;
    let (rest, is_indented) = match rest.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let name = rest.trim_matches(['"', '\'']);
    Some((name.to_owned(), name.len() != rest.len(), is_indented))
        .filter(|(name, ..)| !name.is_empty())
}

/// Takes an instruction apart, and tells whether there is one of this name.
fn split(whole: &Masked, is_on_build: bool) -> Option<(Instruction, bool)> {
    let text = &whole.text;
    let blank = [' ', '\t', '\r', '\0'];
    let begin = text.len() - text.trim_start_matches(blank).len();
    let rest = &text[begin..];
    let length = rest.find(blank).unwrap_or(rest.len());
    if length == 0 {
        return None;
    }
    let keyword = rest[..length].to_ascii_uppercase();
    let start = whole.start as usize;
    let keyword_span = Span::of(start + begin..start + begin + length);
    let after = begin + length;
    let masked = |from: usize| Masked {
        text: text[from..].to_owned(),
        start: Span::of(start + from..start + from).start,
    };
    if keyword == "ONBUILD" && !is_on_build {
        return split(&masked(after), true);
    }
    let (flags, after) = flags(text, after, start);
    let is_known = KEYWORDS.contains(&keyword.as_str());
    let span = Span::of(start + begin..start + text.trim_end_matches(blank).len());
    let body = masked(after);
    let heres = Vec::new();
    Some((Instruction { keyword, is_on_build, flags, body, heres, keyword_span, span }, is_known))
}

/// The flags that begin at a place, and the place behind them.
fn flags(text: &str, mut at: usize, start: usize) -> (Vec<Flag>, usize) {
    let mut flags = Vec::new();
    let blank = [' ', '\t', '\r', '\0'];
    loop {
        let rest = &text[at..];
        let begin = at + rest.len() - rest.trim_start_matches(blank).len();
        if !text[begin..].starts_with("--") {
            return (flags, at);
        }
        let length = text[begin..].find(blank).unwrap_or(text.len() - begin);
        let flag = &text[begin + 2..begin + length];
        // Two dashes alone end the flags, as BuildKit has it.
        if flag.is_empty() {
            return (flags, begin + length);
        }
        let span = Span::of(start + begin..start + begin + length);
        let (name, value) = match flag.split_once('=') {
            Some((name, value)) => {
                let from = begin + 2 + name.len() + 1;
                let place = Span::of(start + from..start + from).start;
                (name, shell::words(value, place).into_iter().next())
            }
            None => (flag, None),
        };
        flags.push(Flag { name: name.to_owned(), value, span });
        at = begin + length;
    }
}

const KEYWORDS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

#[cfg(test)]
mod tests;
