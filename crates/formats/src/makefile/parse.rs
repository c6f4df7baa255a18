//! Goes through the lines of a Makefile and says what each of them is.

use super::line::{Definition, Line, definition, end_of, operator};
use super::{
    Assignment, Condition, Export, Include, Item, Kind, Makefile, Operator, Problem, Rule, Word,
    recipe,
};
use crate::Span;
use std::ops::Range;

pub(super) fn read(text: &str) -> Makefile {
    let mut reader = Reader {
        text,
        at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 },
        prefix: '\t',
        rule: None,
        inside: Vec::new(),
        file: Makefile::default(),
    };
    while reader.at < text.len() {
        reader.line();
    }
    for condition in reader.inside {
        let span = reader.file.conditions.get(condition).map_or_else(Span::default, |it| it.span);
        reader.file.problems.push(Problem { span, says: "a condition has no endif" });
    }
    reader.file
}

struct Reader<'t> {
    text: &'t str,
    /// The start of the next line.
    at: usize,
    /// What a line of a recipe starts with.
    prefix: char,
    /// The rule, among the items, that a recipe would be of.
    rule: Option<usize>,
    /// The branches around the next line.
    inside: Vec<usize>,
    file: Makefile,
}

/// What stands before an assignment.
#[derive(Default)]
struct Modifiers {
    exports: Option<bool>,
    overrides: bool,
    is_private: bool,
    is_define: bool,
    undefines: bool,
}

impl<'t> Reader<'t> {
    fn line(&mut self) {
        let start = self.at;
        let (end, next) = end_of(self.text, start);
        self.at = next;
        let rest = self.text.get(start..).unwrap_or_default();
        if let (true, Some(rule)) = (rest.starts_with(self.prefix), self.rule) {
            self.recipe(rule, Span::of(start..end));
            return;
        }
        let line = Line::of(self.text, start..end);
        let comment = line.find(0..line.text.len(), |byte| byte == b'#');
        let content = line.trimmed(0..comment.unwrap_or(line.text.len()));
        if let Some(comment) = comment {
            self.file.comments.push(line.span(comment..line.text.len()));
        }
        if !content.is_empty() {
            self.statement(&line, content);
        }
    }

    fn recipe(&mut self, rule: usize, span: Span) {
        let mut line = recipe::read(self.text, span, self.prefix, &mut self.file.problems);
        line.condition = self.inside.last().copied();
        if let Some(Item { span: whole, kind: Kind::Rule(rule), .. }) =
            self.file.items.get_mut(rule)
        {
            *whole = whole.to(span);
            rule.recipe.push(line);
        }
    }

    fn statement(&mut self, line: &Line<'t>, content: Range<usize>) {
        let (modifiers, rest) = modifiers(line, content.clone());
        let first = line.first(content.clone());
        let behind = line.trimmed(first.end..content.end);
        if modifiers.is_define {
            self.define(line, content, modifiers, rest);
        } else if let Some(found) = definition(line, rest) {
            self.assign(line, content, modifiers, found, Vec::new());
        } else if !self.branch(line, content.clone()) {
            let before = self.rule.take();
            match line.get(first) {
                // Make stops there, or never reads the line: what follows goes on with the rule.
                "$(error" | "${error" if !self.inside.is_empty() => self.rule = before,
                "undefine" | "vpath" | "load" | "-load" => {}
                _ if modifiers.undefines => {}
                word @ ("export" | "unexport") => {
                    let names = line.words(behind);
                    let export = Export { names, exports: word == "export" };
                    self.add(line.span(content), Kind::Export(export));
                }
                word @ ("include" | "-include" | "sinclude") => {
                    let include =
                        Include { files: line.words(behind), is_optional: word != "include" };
                    self.add(line.span(content), Kind::Include(include));
                }
                _ => self.rule(line, content),
            }
        }
    }

    fn add(&mut self, span: Span, kind: Kind) {
        let condition = self.inside.last().copied();
        self.file.items.push(Item { span, condition, kind });
    }

    fn problem(&mut self, span: Span, says: &'static str) {
        self.file.problems.push(Problem { span, says });
    }

    fn assign(
        &mut self,
        line: &Line<'t>,
        content: Range<usize>,
        modifiers: Modifiers,
        found: Definition,
        targets: Vec<Word>,
    ) {
        let value_span = line.span(found.value);
        let value = joined(value_span.text(self.text));
        let name = line.get(found.name.clone()).to_owned();
        if name == ".RECIPEPREFIX" {
            self.prefix = value.chars().next().unwrap_or('\t');
        }
        self.rule = None;
        let assignment = Assignment {
            name: Word { text: name, span: line.span(found.name) },
            operator: found.operator,
            value,
            value_span,
            is_define: false,
            exports: modifiers.exports,
            overrides: modifiers.overrides,
            is_private: modifiers.is_private,
            targets,
        };
        self.add(line.span(content), Kind::Assignment(assignment));
    }

    /// `define` and the lines up to its `endef`.
    fn define(
        &mut self,
        line: &Line<'t>,
        content: Range<usize>,
        modifiers: Modifiers,
        rest: Range<usize>,
    ) {
        self.rule = None;
        let (name, operator) = match definition(line, rest.clone()) {
            Some(found) => (found.name, found.operator),
            None => (rest, Operator::Recursive),
        };
        let head = line.span(content);
        let (body, end) = self.body(head);
        let assignment = Assignment {
            name: Word { text: line.get(name.clone()).to_owned(), span: line.span(name) },
            operator,
            value: body.text(self.text).to_owned(),
            value_span: body,
            is_define: true,
            exports: modifiers.exports,
            overrides: modifiers.overrides,
            is_private: modifiers.is_private,
            targets: Vec::new(),
        };
        self.add(head.to(end), Kind::Assignment(assignment));
    }

    /// The lines of a `define`, without the last break, and its `endef`.
    fn body(&mut self, head: Span) -> (Span, Span) {
        let start = self.at;
        let mut depth = 1_usize;
        while self.at < self.text.len() {
            let from = self.at;
            let (end, next) = end_of(self.text, from);
            self.at = next;
            let line = self.text.get(from..end).unwrap_or_default();
            if line.starts_with(self.prefix) {
                continue;
            }
            let word = line.trim_ascii_start();
            let word = word.split(|c: char| c.is_ascii_whitespace() || c == '#').next();
            match word {
                Some("define") => depth += 1,
                Some("endef") => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let lines = self.text.get(start..from).unwrap_or_default();
                let lines = lines.strip_suffix('\n').unwrap_or(lines);
                let lines = lines.strip_suffix('\r').unwrap_or(lines);
                return (Span::of(start..start + lines.len()), Span::of(from..end));
            }
        }
        self.problem(head, "a define has no endef");
        let end = self.text.len();
        (Span::of(start..end), Span::of(end..end))
    }

    /// Whether a line is a condition, or its `else` or `endif`. A recipe may go on behind it.
    fn branch(&mut self, line: &Line<'t>, content: Range<usize>) -> bool {
        let span = line.span(content.clone());
        let under = match line.get(line.first(content)) {
            "ifeq" | "ifneq" | "ifdef" | "ifndef" => self.inside.last().copied(),
            "endif" => {
                if self.inside.pop().is_none() {
                    self.problem(span, "an endif has no condition");
                }
                return true;
            }
            "else" => {
                let Some(closed) = self.inside.pop() else {
                    self.problem(span, "an else has no condition");
                    return true;
                };
                let under = self.file.conditions.get(closed).and_then(|closed| closed.under);
                self.open(Condition { span, is_else: true, under });
                return true;
            }
            _ => return false,
        };
        self.open(Condition { span, is_else: false, under });
        true
    }

    fn open(&mut self, condition: Condition) {
        self.inside.push(self.file.conditions.len());
        self.file.conditions.push(condition);
    }

    /// `targets: prerequisites`, an assignment for targets, or what make first has to expand.
    fn rule(&mut self, line: &Line<'t>, content: Range<usize>) {
        let colon = line.find(content.clone(), |byte| b":;=".contains(&byte));
        let Some(colon) = colon.filter(|at| line.get(*at..*at + 1) == ":") else {
            let span = line.span(content.clone());
            if line.get(content).contains('$') {
                self.add(span, Kind::Expansion);
            } else if self.inside.is_empty() {
                // In a branch that is not taken, make reads over any text.
                self.problem(span, "a line is a rule, an assignment or a directive");
            }
            return;
        };
        let is_double = line.get(colon + 1..colon + 2) == ":";
        let from = colon + 1 + usize::from(is_double);
        let grouped = line.get(content.start..colon).ends_with('&');
        let targets = line.words(content.start..colon - usize::from(grouped));
        let rest = line.trimmed(from.min(content.end)..content.end);
        let semicolon = line.find(rest.clone(), |byte| byte == b';');
        let (modifiers, tail) = modifiers(line, rest.start..semicolon.unwrap_or(rest.end));
        if definition(line, tail.clone()).is_some() {
            if let Some(found) = definition(line, tail.start..rest.end) {
                self.assign(line, content, modifiers, found, targets);
            }
            return;
        }
        let rule = Rule { targets, is_double, ..self.sources(line, rest.start..tail.end) };
        self.rule = Some(self.file.items.len());
        self.add(line.span(content.start..semicolon.unwrap_or(content.end)), Kind::Rule(rule));
        if let (Some(semicolon), Some(rule)) = (semicolon, self.rule) {
            // What looked like a comment is of the command.
            let command = line.span(semicolon + 1..line.text.len());
            self.file.comments.pop_if(|comment| comment.start >= command.start);
            self.recipe(rule, command);
        }
    }

    /// What stands behind the colon of a rule.
    fn sources(&self, line: &Line<'t>, rest: Range<usize>) -> Rule {
        let mut rule = Rule::default();
        let bar = line.find(rest.clone(), |byte| byte == b'|');
        let mut normal = rest.start..bar.unwrap_or(rest.end);
        if let Some(colon) = line.find(normal.clone(), |byte| byte == b':') {
            rule.pattern = line.words(normal.start..colon);
            normal.start = colon + 1;
        }
        rule.prerequisites = line.words(normal);
        if let Some(bar) = bar {
            rule.order_only = line.words(bar + 1..rest.end);
        }
        rule
    }
}

/// The words before an assignment that say more about it, and the range behind them.
fn modifiers(line: &Line<'_>, range: Range<usize>) -> (Modifiers, Range<usize>) {
    let mut modifiers = Modifiers::default();
    let mut rest = line.trimmed(range);
    loop {
        let word = line.first(rest.clone());
        let behind = line.trimmed(word.end..rest.end);
        let next = line.get(behind.clone());
        // A variable or a target may be called like that.
        let is_name = operator(next.as_bytes()).is_some() || next.starts_with(':');
        if is_name || behind.is_empty() {
            return (modifiers, rest);
        }
        match line.get(word) {
            "export" => modifiers.exports = Some(true),
            "unexport" => modifiers.exports = Some(false),
            "override" => modifiers.overrides = true,
            "private" => modifiers.is_private = true,
            "define" => modifiers.is_define = true,
            "undefine" => modifiers.undefines = true,
            _ => return (modifiers, rest),
        }
        rest = behind;
        if modifiers.is_define || modifiers.undefines {
            return (modifiers, rest);
        }
    }
}

/// A value in one line, as make joins its lines.
fn joined(value: &str) -> String {
    let mut joined = String::with_capacity(value.len());
    for (number, line) in value.split('\n').enumerate() {
        if number > 0 {
            let len = joined.trim_end_matches('\r').len();
            joined.truncate(len);
            joined.truncate(joined.strip_suffix('\\').unwrap_or(&joined).len());
            joined.truncate(joined.trim_ascii_end().len());
            joined.push(' ');
        }
        joined.push_str(if number > 0 { line.trim_ascii_start() } else { line });
    }
    joined
}
