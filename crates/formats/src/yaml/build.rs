//! Puts the events of the parser together to nodes, and counts bytes where it counts characters.

use super::{Node, Problem, Style, Value, Yaml};
use crate::Span;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Nodes within nodes: whoever walks through them may call himself so often.
const DEEPEST: usize = 200;

/// A file that is broken more often than that is no YAML.
const MOST_BREAKS: usize = 16;

/// So many line breaks are taken out of a file that is no longer than this, each for another reading of it.
const MOST_JOINED: usize = 64;
const LONGEST_JOINED: usize = 1 << 17;
/// So many bytes are read anew for that.
const MOST_READ_ANEW: usize = 1 << 20;

pub(super) fn read(text: &str) -> Yaml {
    let joins = if text.len() > LONGEST_JOINED { 0 } else { MOST_JOINED };
    joined(text, joins).unwrap_or_else(|| joined(text, 0).unwrap_or_default())
}

/// Reads a text out of which so many line breaks may be taken. `None` where that does not mend it.
fn joined(text: &str, mut joins: usize) -> Option<Yaml> {
    let mut yaml = Yaml::default();
    let mut scalars = Vec::new();
    let mut from = 0;
    let mut lenient = Cow::Borrowed(text);
    let mut breaks = 0;
    let mut read_anew = 0;
    while breaks < MOST_BREAKS {
        let mut builder = Builder::new(&lenient, from);
        let broken = builder.run();
        let mended = broken.as_ref().filter(|_| joins > 0).map(|one| as_go_reads(&lenient, one));
        match mended {
            Some(Some(mended)) => {
                read_anew += broken.map_or(0, |one| one.span.start as usize - from);
                joins = if read_anew < MOST_READ_ANEW { joins - 1 } else { 0 };
                lenient = Cow::Owned(mended);
                continue;
            }
            Some(None) if matches!(lenient, Cow::Owned(_)) => return None,
            _ => {}
        }
        breaks += 1;
        builder.close_all();
        scalars.append(&mut builder.scalars);
        yaml.problems.append(&mut builder.problems);
        let goes_on = from > 0 && !text.get(from..).is_some_and(|rest| rest.starts_with("---"));
        join(&mut yaml.documents, builder.documents, goes_on);
        let Some(problem) = broken else { break };
        let after = problem.span.start as usize;
        yaml.problems.push(problem);
        match next_key(text, from, after) {
            Some(next) => from = next,
            None => break,
        }
    }
    yaml.comments = comments(text, &scalars);
    Some(yaml)
}

/// The same text with spaces for a line break that the readers of Go and Python do not mind: what stands in
/// quotes or brackets may be indented less than what it belongs to, as `]` often is.
fn as_go_reads(text: &str, problem: &Problem) -> Option<String> {
    let at = problem.span.start as usize;
    let range = match problem.says.as_str() {
        "invalid indentation in quoted scalar" => at..quoted_end(text, at),
        "invalid indentation" | "invalid indentation in flow construct" => {
            let before = text.get(..at)?.trim_end().len();
            let line = text.get(..before)?.rsplit('\n').next()?;
            // Behind a comment nothing can be put.
            (!line.contains('#')).then_some(before..at)?
        }
        _ => return None,
    };
    let piece = text.get(range.clone())?;
    let spaces = piece.replace(['\n', '\r'], " ");
    (spaces != piece).then(|| [&text[..range.start], &spaces, &text[range.end..]].concat())
}

/// The byte behind the quote that ends a scalar.
fn quoted_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let Some(quote) = bytes.get(start) else { return start };
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'\\' if *quote == b'"' => 2,
            b'\'' if *quote == b'\'' && bytes.get(at + 1) == Some(quote) => 2,
            _ if byte == quote => return at + 1,
            _ => 1,
        };
    }
    bytes.len()
}

/// Adds what was read after a break: keys to the mapping that the break cut short.
fn join(documents: &mut Vec<Node>, more: Vec<Node>, goes_on: bool) {
    for (at, node) in more.into_iter().enumerate() {
        let broken = documents.last_mut().filter(|_| goes_on && at == 0);
        if let (Value::Mapping(new), Some(Node { span, value: Value::Mapping(old), .. })) =
            (&node.value, broken)
        {
            *old = old.iter().chain(new.iter()).cloned().collect();
            *span = span.to(node.span);
        } else {
            documents.push(node);
        }
    }
}

/// The next line that starts with a key or a document, from a place on or, where it was begun from
/// there already, behind its line.
fn next_key(text: &str, begun: usize, place: usize) -> Option<usize> {
    let mut at = place.max(begun);
    let is_line = text.get(..at).is_some_and(|before| before.ends_with('\n'));
    let mut is_new = is_line && at > begun;
    for line in text.get(at..)?.split_inclusive('\n') {
        let starts = line.starts_with(|c: char| c.is_alphanumeric() || "_\"'".contains(c));
        let is_key = starts && (line.contains(": ") || line.trim_end().ends_with(':'));
        if is_new && (is_key || line.trim_end() == "---") {
            return Some(at);
        }
        is_new = true;
        at += line.len();
    }
    None
}

/// From each `#` that is at the start of a line or behind white space, and in no scalar.
fn comments(text: &str, scalars: &[Range<usize>]) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut comments = Vec::new();
    let mut scalars = scalars.iter().peekable();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'#', rest)) {
        let place = at + found;
        at = place + 1;
        while scalars.next_if(|scalar| scalar.end <= place).is_some() {}
        if let Some(scalar) = scalars.peek().filter(|scalar| scalar.start <= place) {
            at = scalar.end;
        } else if place == 0 || bytes[place - 1].is_ascii_whitespace() {
            let rest = &bytes[place..];
            let len = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            comments.push(Span::of(place..place + len));
            at = place + len;
        }
    }
    comments
}

/// Which byte a character stands at, by its number.
struct Places {
    /// The byte of every 64th character; `None` for a text whose characters are bytes.
    marks: Option<Vec<usize>>,
}

impl Places {
    const STEP: usize = 64;

    fn of(text: &str) -> Self {
        let marks = || text.char_indices().step_by(Self::STEP).map(|(at, _)| at).collect();
        Self { marks: (!text.is_ascii()).then(marks) }
    }

    fn byte(&self, text: &str, number: usize) -> usize {
        let Some(marks) = &self.marks else { return number.min(text.len()) };
        let Some(mark) = marks.get(number / Self::STEP) else { return text.len() };
        let rest = text.get(*mark..).unwrap_or_default();
        let found = rest.char_indices().nth(number % Self::STEP);
        found.map_or(text.len(), |(at, _)| mark + at)
    }
}

/// A sequence or mapping that is not at its end.
struct Open {
    start: usize,
    is_mapping: bool,
    anchor: usize,
    tag: Option<String>,
    /// Its items, or its keys and what they hold in turn.
    nodes: Vec<Node>,
    /// How deep the deepest of them is.
    height: usize,
}

struct Builder<'t> {
    text: &'t str,
    /// Where the text that is parsed begins in the whole.
    base: usize,
    places: Places,
    open: Vec<Open>,
    /// What has a name, and how deep it is.
    anchors: HashMap<usize, (Arc<Node>, usize)>,
    /// The byte behind the last thing that was written.
    last: usize,
    scalars: Vec<Range<usize>>,
    documents: Vec<Node>,
    problems: Vec<Problem>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, base: usize) -> Self {
        Self {
            text,
            base,
            places: Places::of(text.get(base..).unwrap_or_default()),
            open: Vec::new(),
            anchors: HashMap::new(),
            last: base,
            scalars: Vec::new(),
            documents: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Reads to the end, or to what breaks the file.
    fn run(&mut self) -> Option<Problem> {
        let rest = self.text.get(self.base..).unwrap_or_default();
        let mut parser = Parser::new_from_str(rest).keep_tags(true);
        while let Some(event) = parser.next_event() {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let at = self.byte(error.marker());
                    return Some(Problem { span: Span::of(at..at), says: error.info().to_owned() });
                }
            };
            let range = self.byte(&span.start)..self.byte(&span.end);
            if self.open.len() > DEEPEST {
                let says = format!("more than {DEEPEST} nodes stand within each other");
                return Some(Problem { span: Span::of(range), says });
            }
            self.take(event, range);
        }
        None
    }

    fn byte(&self, mark: &Marker) -> usize {
        let rest = self.text.get(self.base..).unwrap_or_default();
        self.base + self.places.byte(rest, mark.index())
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.map(|tag| shown(&tag));
                self.scalar(&text, style, anchor, tag, range);
            }
            Event::Alias(anchor) => self.alias(anchor, range),
            Event::SequenceStart(anchor, tag) => {
                self.start(false, anchor, tag.map(|tag| shown(&tag)), range);
            }
            Event::MappingStart(anchor, tag) => {
                self.start(true, anchor, tag.map(|tag| shown(&tag)), range);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                // The end of a block is told with the place of what comes after it.
                if matches!(self.text.get(range.clone()), Some("]" | "}")) {
                    self.last = self.last.max(range.end);
                }
                self.close();
            }
            Event::DocumentStart(true) | Event::DocumentEnd => {
                if matches!(self.text.get(range.clone()), Some("---" | "...")) {
                    self.last = self.last.max(range.end);
                }
            }
            Event::DocumentStart(false)
            | Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd => {}
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<String>,
        range: Range<usize>,
    ) {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        let has_properties = anchor > 0 || tag.is_some();
        let start = if has_properties { self.behind_properties(range.start) } else { range.start };
        let range = match style {
            Style::Literal | Style::Folded => {
                self.lines(range, has_properties, text.trim_ascii().is_empty())
            }
            Style::Plain if text.is_empty() && has_properties => range.end..range.end,
            Style::Plain if text.is_empty() => self.left_out(),
            Style::Plain => start.min(range.end)..self.trimmed_end(&range),
            Style::Single | Style::Double => {
                // The parser tells it with the comment after it.
                start..quoted_end(self.text, start)
            }
        };
        self.last = self.last.max(range.end);
        if !range.is_empty() {
            self.scalars.push(range.clone());
        }
        let value = Value::Scalar { text: text.into(), style };
        self.add(Node { span: Span::of(range), tag, value }, anchor, 0);
    }

    /// The end of a plain scalar, which the parser may tell with white space behind it.
    fn trimmed_end(&self, range: &Range<usize>) -> usize {
        let piece = self.text.get(range.clone()).unwrap_or_default();
        range.start + piece.trim_end_matches([' ', '\t', '\n', '\r']).len()
    }

    /// The lines of a block scalar, which the parser tells without the indentation of the first.
    fn lines(&self, range: Range<usize>, has_properties: bool, is_empty: bool) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let line_end = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            memchr::memchr(b'\n', rest).map_or(bytes.len(), |at| from + at + 1)
        };
        let header = if has_properties {
            self.behind_properties(range.start)
        } else if is_empty && matches!(bytes.get(range.start), Some(b'|' | b'>')) {
            // One at the end of the file is told with its header.
            range.start
        } else {
            let before = self.text.get(..range.start).unwrap_or_default();
            let line = before.rfind('\n').map_or("", |at| &before[..at]);
            line.trim_end().len()
        };
        let start = line_end(header);
        let lines = self.text.get(start..range.end).unwrap_or_default();
        let used = lines.trim_end_matches([' ', '\t', '\n', '\r']).len();
        let end = if used == 0 { start } else { line_end(start + used).min(range.end) };
        start..end.max(start)
    }

    /// Where a node would stand that was left out: behind the colon or the dash before it.
    fn left_out(&self) -> Range<usize> {
        let rest = self.text.get(self.last..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r', ',']).len();
        let at = match rest.as_bytes().get(blank) {
            Some(b':' | b'-' | b'?') => self.last + blank + 1,
            _ => self.last,
        };
        at..at
    }

    /// The first byte that belongs to no anchor, tag or comment.
    fn behind_properties(&self, from: usize) -> usize {
        let mut at = from;
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            let end = match rest.as_bytes().first() {
                Some(b'&' | b'!') => rest.find(|c: char| c.is_whitespace() || ",[]{}".contains(c)),
                Some(b'#') => rest.find('\n'),
                Some(b' ' | b'\t' | b'\n' | b'\r') => Some(1),
                _ => return at,
            };
            at += end.unwrap_or(rest.len());
        }
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) {
        self.last = self.last.max(range.end);
        let name = self.text.get(range.start + 1..range.end).unwrap_or_default().to_owned();
        let named = self.anchors.get(&anchor);
        let span = Span::of(range);
        let (of, height) = match named {
            Some((of, height)) if *height < DEEPEST => (Some(Arc::clone(of)), height + 1),
            Some(_) => {
                let says = format!("*{name} stands for more than {DEEPEST} nodes in each other");
                self.problems.push(Problem { span, says });
                (None, 0)
            }
            None => (None, 0),
        };
        self.add(Node { span, tag: None, value: Value::Alias { name, of } }, 0, height);
    }

    fn start(&mut self, is_mapping: bool, anchor: usize, tag: Option<String>, range: Range<usize>) {
        let has_properties = anchor > 0 || tag.is_some();
        let start = if has_properties { self.behind_properties(range.start) } else { range.start };
        let is_flow = matches!(self.text.as_bytes().get(start), Some(b'[' | b'{'));
        self.last = self.last.max(if is_flow { start + 1 } else { start });
        self.open.push(Open { start, is_mapping, anchor, tag, nodes: Vec::new(), height: 0 });
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let value = if open.is_mapping {
            Value::Mapping(self.pairs(open.nodes).into())
        } else {
            Value::Sequence(open.nodes.into())
        };
        let span = Span::of(open.start..self.last.max(open.start));
        self.add(Node { span, tag: open.tag, value }, open.anchor, open.height + 1);
    }

    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.close();
        }
    }

    /// Keys with what they hold. The last may be without, where the file is broken behind it.
    fn pairs(&self, nodes: Vec<Node>) -> Vec<(Node, Node)> {
        let mut pairs = Vec::with_capacity(nodes.len().div_ceil(2));
        let mut nodes = nodes.into_iter();
        while let Some(key) = nodes.next() {
            let value = nodes.next().unwrap_or_else(|| Node {
                span: Span { start: key.span.end, end: key.span.end },
                tag: None,
                value: Value::Scalar { text: "".into(), style: Style::Plain },
            });
            pairs.push((key, value));
        }
        pairs
    }

    fn add(&mut self, node: Node, anchor: usize, height: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, (Arc::new(node.clone()), height));
        }
        match self.open.last_mut() {
            Some(open) => {
                open.height = open.height.max(height);
                open.nodes.push(node);
            }
            None => self.documents.push(node),
        }
    }
}

/// A tag as it is written.
fn shown(tag: &saphyr_parser::Tag) -> String {
    if tag.is_yaml_core_schema() {
        format!("!!{}", tag.suffix)
    } else {
        format!("{}{}", tag.handle, tag.suffix)
    }
}
