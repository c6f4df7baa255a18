//! Commands, and how they are joined.

use crate::Span;

use super::here::{Waiting, fill};
use super::{
    Assignment, Command, Join, Kind, Part, Pipeline, Redirect, Script, Simple, Statement, Word,
};

/// Nobody writes deeper than this, and what does is read as far as this.
const DEEPEST: usize = 60;
/// No index of an array that anybody writes is longer.
const LONGEST_INDEX: usize = 1024;

/// A script being read.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) start: u32,
    /// The next byte.
    pub(super) at: usize,
    /// The byte after the last that is to be read.
    pub(super) end: usize,
    depth: usize,
    /// Whether signs that only a shell knows are letters like others.
    pub(super) is_words: bool,
    /// Here-documents whose text begins on the next line: the word that ends each, whether tabs are
    /// taken from its lines, and the span to fill in.
    pub(super) waiting: Vec<Waiting>,
    /// The texts of here-documents, in the order in which they were asked for.
    pub(super) heres: Vec<Span>,
    pub(super) asked: usize,
    pub(super) script: Script,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, start: u32) -> Self {
        Self {
            text,
            start,
            at: 0,
            end: text.len(),
            depth: 0,
            is_words: false,
            waiting: Vec::new(),
            heres: Vec::new(),
            asked: 0,
            script: Script::default(),
        }
    }

    /// The whole script.
    pub(super) fn script(mut self) -> Script {
        let mut list = Vec::new();
        loop {
            self.statements(&mut list);
            if self.peek().is_none() {
                break;
            }
            // A word or sign that ends what was never begun.
            let from = self.at;
            let word = self.plain_word().len();
            self.at += word.max(1);
            while !self.text.is_char_boundary(self.at) {
                self.at += 1;
            }
            self.problem(from, "this ends something that was not begun");
        }
        let heres = std::mem::take(&mut self.heres);
        fill(&mut list, &heres);
        self.script.list = list;
        self.script
    }

    /// The whole text as words.
    pub(super) fn all_words(mut self) -> Vec<Word> {
        self.is_words = true;
        let mut words = Vec::new();
        while let Some(byte) = self.peek() {
            match byte {
                0 | b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                _ => words.push(self.word()),
            }
        }
        words
    }

    /// A piece of the text read as a script of its own.
    pub(super) fn inside(&mut self, from: usize, to: usize) -> Vec<Statement> {
        let mut list = Vec::new();
        let (at, end) = (self.at, self.end);
        if self.go_deeper() {
            (self.at, self.end) = (from, to);
            self.statements(&mut list);
            self.come_back();
            (self.at, self.end) = (at, end);
        }
        list
    }

    /// What is run up to a closing sign, and the sign.
    pub(super) fn within(&mut self, closing: u8) -> Vec<Statement> {
        let from = self.at;
        let mut list = Vec::new();
        if !self.go_deeper() {
            return list;
        }
        loop {
            self.statements(&mut list);
            match self.peek() {
                Some(byte) if byte == closing => {
                    self.at += 1;
                    break;
                }
                None => {
                    self.problem(from, "a parenthesis is not closed");
                    break;
                }
                Some(_) => {
                    let stray = self.at;
                    self.at += self.plain_word().len().max(1);
                    self.reach_boundary();
                    self.problem(stray, "this ends something that was not begun");
                }
            }
        }
        self.come_back();
        list
    }

    /// Takes note that what follows is nested one deeper. Where that is deeper than anybody writes, it is a
    /// problem, and the rest is passed.
    pub(super) fn go_deeper(&mut self) -> bool {
        if self.depth < DEEPEST {
            self.depth += 1;
            return true;
        }
        self.problem(self.at, "this is nested too deeply");
        self.at = self.end;
        false
    }

    pub(super) fn come_back(&mut self) {
        self.depth -= 1;
    }

    /// Statements up to a word or sign that none begins with.
    fn statements(&mut self, list: &mut Vec<Statement>) {
        loop {
            self.skip_to_command();
            match self.peek() {
                None | Some(b')') => return,
                Some(b';' | b'&' | b'|') => {
                    if self.rest().starts_with(";;") || self.rest().starts_with(";&") {
                        return;
                    }
                    // A lone separator runs nothing.
                    self.at += 1;
                    continue;
                }
                Some(_) => {}
            }
            if ENDS.contains(&self.plain_word()) {
                return;
            }
            let before = self.at;
            if let Some(statement) = self.statement() {
                list.push(statement);
            }
            if self.at == before {
                self.problem(before, "this could not be read");
                self.at += 1;
                self.reach_boundary();
            }
        }
    }

    fn statement(&mut self) -> Option<Statement> {
        let mut pipelines = Vec::new();
        let mut join = Join::First;
        loop {
            match self.pipeline() {
                Some(pipeline) => pipelines.push((join, pipeline)),
                None if pipelines.is_empty() => return None,
                None => break,
            }
            self.skip_blanks();
            join = match self.rest().as_bytes() {
                [b'&', b'&', ..] => Join::And,
                [b'|', b'|', ..] => Join::Or,
                _ => break,
            };
            self.at += 2;
            self.skip_to_command();
        }
        let rest = self.rest().as_bytes();
        let in_background = rest.first() == Some(&b'&');
        let is_separated = rest.first() == Some(&b';') && !matches!(rest.get(1), Some(b';' | b'&'));
        self.at += usize::from(in_background || is_separated);
        Some(Statement { pipelines, in_background })
    }

    fn pipeline(&mut self) -> Option<Pipeline> {
        let from = self.at;
        let mut is_negated = false;
        while let word @ ("!" | "time") = self.plain_word() {
            is_negated ^= word == "!";
            self.at += word.len();
            self.skip_blanks();
        }
        let mut commands = Vec::new();
        while let Some(command) = self.command() {
            commands.push(command);
            self.skip_blanks();
            match self.rest().as_bytes() {
                [b'|', b'|', ..] => break,
                [b'|', b'&', ..] => self.at += 2,
                [b'|', ..] => self.at += 1,
                _ => break,
            }
            self.skip_to_command();
        }
        let span = self.span(from, self.at);
        (!commands.is_empty()).then_some(Pipeline { is_negated, commands, span })
    }

    fn command(&mut self) -> Option<Command> {
        let from = self.at;
        if !self.go_deeper() {
            return None;
        }
        let mut redirects = Vec::new();
        let kind = self.kind(&mut redirects);
        self.come_back();
        let kind = kind?;
        if !matches!(kind, Kind::Simple(_)) {
            while let Some(redirect) = self.redirect() {
                redirects.push(redirect);
            }
        }
        Some(Command { kind, redirects, span: self.span(from, self.at) })
    }

    fn kind(&mut self, redirects: &mut Vec<Redirect>) -> Option<Kind> {
        if self.peek() == Some(b'(') {
            if self.peek_at(1) == Some(b'(') && self.sum_length().is_some() {
                self.pass_sum();
                return Some(Kind::Test);
            }
            self.at += 1;
            return Some(Kind::Subshell(self.within(b')')));
        }
        let word = self.plain_word();
        let length = word.len();
        match word {
            "{" => {
                self.at += length;
                Some(Kind::Group(self.body(&["}"])))
            }
            "if" => {
                self.at += length;
                Some(self.branches())
            }
            "while" | "until" => {
                self.at += length;
                let condition = self.body(&["do"]);
                Some(Kind::While(condition, self.body(&["done"])))
            }
            "for" | "select" => {
                self.at += length;
                Some(self.for_each())
            }
            "case" => {
                self.at += length;
                Some(self.cases())
            }
            "[[" => {
                self.pass_test();
                Some(Kind::Test)
            }
            "function" => {
                self.at += length;
                self.skip_blanks();
                let name = self.plain_word().to_owned();
                self.at += name.len();
                self.skip_blanks();
                if self.rest().starts_with("()") {
                    self.at += 2;
                }
                self.function(name)
            }
            _ => self.simple(redirects),
        }
    }

    /// Statements up to a word that ends them, and the word.
    fn body(&mut self, ends: &[&str]) -> Vec<Statement> {
        self.body_to(ends).0
    }

    fn body_to(&mut self, ends: &[&str]) -> (Vec<Statement>, &'a str) {
        let from = self.at;
        let mut list = Vec::new();
        self.statements(&mut list);
        let word = self.plain_word();
        if ends.contains(&word) {
            self.at += word.len();
            return (list, word);
        }
        self.problem(from, "what is begun here does not end");
        (list, "")
    }

    fn branches(&mut self) -> Kind {
        let mut branches = Vec::new();
        let mut otherwise = Vec::new();
        loop {
            let condition = self.body(&["then"]);
            let (then, end) = self.body_to(&["elif", "else", "fi"]);
            branches.push((condition, then));
            match end {
                "elif" => {}
                "else" => {
                    otherwise = self.body(&["fi"]);
                    break;
                }
                _ => break,
            }
        }
        Kind::If(branches, otherwise)
    }

    fn for_each(&mut self) -> Kind {
        self.skip_blanks();
        let mut values = Vec::new();
        let mut name = String::new();
        if self.rest().starts_with("((") && self.sum_length().is_some() {
            self.pass_sum();
        } else {
            name = self.plain_word().to_owned();
            self.at += name.len();
            self.skip_to_command();
            if self.plain_word() == "in" {
                self.at += 2;
                loop {
                    self.skip_blanks();
                    let word = self.word();
                    if word.parts.is_empty() {
                        break;
                    }
                    values.push(word);
                }
            }
        }
        self.skip_separators();
        let word = self.plain_word();
        let end = match word {
            "do" => "done",
            "{" => "}",
            _ => {
                self.problem(self.at, "a loop has no body");
                return Kind::For(name, values, Vec::new());
            }
        };
        self.at += word.len();
        Kind::For(name, values, self.body(&[end]))
    }

    fn cases(&mut self) -> Kind {
        self.skip_blanks();
        let word = self.word();
        self.skip_to_command();
        let mut bodies = Vec::new();
        if self.plain_word() == "in" {
            self.at += 2;
        } else {
            self.problem(self.at, "a case has no `in`");
            return Kind::Case(word, bodies);
        }
        loop {
            self.skip_to_command();
            if self.plain_word() == "esac" {
                self.at += 4;
                break;
            }
            if self.peek().is_none() {
                self.problem(self.at, "a case does not end");
                break;
            }
            let before = self.at;
            self.pattern();
            let mut list = Vec::new();
            self.statements(&mut list);
            bodies.push(list);
            for end in [";;&", ";;", ";&"] {
                if self.rest().starts_with(end) {
                    self.at += end.len();
                    break;
                }
            }
            if self.at == before {
                self.at += 1;
                self.reach_boundary();
            }
        }
        Kind::Case(word, bodies)
    }

    /// The patterns of a case, and the parenthesis behind them.
    pub(super) fn pattern(&mut self) {
        if !self.go_deeper() {
            return;
        }
        if self.peek() == Some(b'(') {
            self.at += 1;
        }
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b')') => {
                    self.at += 1;
                    break;
                }
                Some(b'|') => self.at += 1,
                // Patterns of bash: @(a|b).
                Some(b'(') => {
                    self.at += 1;
                    self.pattern();
                }
                None | Some(b'\n' | b';' | b'&') => break,
                Some(_) => {
                    let before = self.at;
                    self.word();
                    if self.at == before {
                        self.at += 1;
                    }
                }
            }
        }
        self.come_back();
    }

    fn function(&mut self, name: String) -> Option<Kind> {
        self.skip_to_command();
        let body = self.command()?;
        Some(Kind::Function(name, Box::new(body)))
    }

    fn simple(&mut self, redirects: &mut Vec<Redirect>) -> Option<Kind> {
        let mut simple = Simple::default();
        let from = self.at;
        loop {
            self.skip_blanks();
            if let Some(redirect) = self.redirect() {
                redirects.push(redirect);
                continue;
            }
            if simple.words.is_empty()
                && let Some(assignment) = self.assignment()
            {
                simple.assignments.push(assignment);
                continue;
            }
            let before = self.at;
            let word = self.word();
            if !word.parts.is_empty() {
                simple.words.push(word);
                continue;
            }
            if self.at != before {
                continue;
            }
            let is_name = simple.words.len() == 1 && simple.assignments.is_empty();
            match self.peek() {
                Some(b'(') if is_name => {
                    if let Some(close) = self.rest().find(')')
                        && self.rest()[1..close].trim_matches([' ', '\0']).is_empty()
                    {
                        self.at += close + 1;
                        let name = simple.words.first().and_then(Word::literal)?;
                        return self.function(name);
                    }
                    // An array behind `declare`, or nothing that a shell reads.
                    self.at += 1;
                    self.within(b')');
                }
                Some(b'(') => {
                    self.at += 1;
                    self.within(b')');
                }
                _ => break,
            }
        }
        let is_empty = simple.words.is_empty() && simple.assignments.is_empty();
        if is_empty && redirects.is_empty() && self.at == from {
            return None;
        }
        Some(Kind::Simple(simple))
    }

    fn assignment(&mut self) -> Option<Assignment> {
        let from = self.at;
        let rest = self.rest();
        let length = rest.bytes().take_while(|b| *b == b'_' || b.is_ascii_alphanumeric()).count();
        if length == 0 || rest.as_bytes()[0].is_ascii_digit() {
            return None;
        }
        let name = rest[..length].to_owned();
        let mut after = length;
        if rest.as_bytes().get(after) == Some(&b'[') {
            let index = &rest.as_bytes()[after..rest.len().min(after + LONGEST_INDEX)];
            after += memchr::memchr2(b']', b'\n', index)? + 1;
        }
        let is_added = rest.as_bytes().get(after) == Some(&b'+');
        after += usize::from(is_added);
        if rest.as_bytes().get(after) != Some(&b'=') {
            return None;
        }
        self.at += after + 1;
        let value = match self.peek() {
            Some(b'(') => {
                let open = self.at;
                self.at += 1;
                self.elements();
                Word { parts: vec![Part::Other], span: self.span(open, self.at) }
            }
            _ => self.word(),
        };
        let is_whole = after == length + usize::from(is_added);
        let value = if is_whole { value } else { Word { parts: vec![Part::Other], ..value } };
        Some(Assignment { name, is_added, value, span: self.span(from, self.at) })
    }

    /// The words of an array, and the parenthesis behind them.
    fn elements(&mut self) {
        loop {
            self.skip_separators();
            match self.peek() {
                None => return,
                Some(b')') => {
                    self.at += 1;
                    return;
                }
                Some(_) => {
                    let before = self.at;
                    self.word();
                    if self.at == before {
                        self.at += 1;
                    }
                }
            }
        }
    }

    fn redirect(&mut self) -> Option<Redirect> {
        self.skip_blanks();
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let operator = OPERATORS.into_iter().find(|one| rest[digits..].starts_with(one))?;
        let is_process = operator.len() == 1 && rest.as_bytes().get(digits + 1) == Some(&b'(');
        if is_process {
            return None;
        }
        let descriptor = rest[..digits].parse().ok();
        self.at += digits + operator.len();
        self.skip_blanks();
        let target = self.word();
        let here = matches!(operator, "<<" | "<<-").then(|| self.ask(operator, &target));
        Some(Redirect { operator, descriptor, target, here })
    }

    /// Passes `[[ … ]]`.
    fn pass_test(&mut self) {
        let from = self.at;
        self.at += 2;
        loop {
            self.skip_separators();
            if self.rest().starts_with("]]") {
                self.at += 2;
                return;
            }
            let before = self.at;
            self.word();
            if self.at == before {
                if self.peek().is_none() {
                    self.problem(from, "a test is not closed");
                    return;
                }
                self.at += 1;
                self.reach_boundary();
            }
        }
    }
}

/// Words that end what another word begins.
const ENDS: [&str; 8] = ["then", "elif", "else", "fi", "do", "done", "esac", "}"];

const OPERATORS: [&str; 12] =
    ["&>>", "&>", "<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">"];
