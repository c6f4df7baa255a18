//! Here-documents: their texts begin on the next line, and are put in their places at the end.

use super::reader::Reader;
use super::{Command, Here, Kind, Part, Redirect, Statement, Word};
use crate::Span;

/// A here-document that was asked for: the word that ends it, whether tabs are taken from its lines, and
/// its place among all.
pub(super) struct Waiting {
    word: String,
    is_indented: bool,
    place: usize,
}

impl Reader<'_> {
    /// Takes note that the text of a here-document begins on the next line. Until it is read, its span
    /// is its number.
    pub(super) fn ask(&mut self, operator: &str, target: &Word) -> Here {
        let is_plain =
            target.parts.iter().any(|part| matches!(part, Part::Text { is_quoted: true, .. }));
        let place = self.asked;
        self.asked += 1;
        self.heres.push(Span::default());
        let word = target.literal().unwrap_or_else(|| target.span.text(self.text).to_owned());
        self.waiting.push(Waiting { word, is_indented: operator == "<<-", place });
        Here { body: Span::of(place..place), is_plain }
    }

    /// Passes the end of a line, and the here-documents that begin behind it.
    pub(super) fn new_line(&mut self) {
        self.at += 1;
        for waiting in std::mem::take(&mut self.waiting) {
            let from = self.at;
            loop {
                let rest = self.rest();
                if rest.is_empty() {
                    self.heres[waiting.place] = self.span(from, self.at);
                    break;
                }
                let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
                let line = rest[..length].trim_end_matches(['\n', '\r']);
                let line = line.trim_start_matches('\0');
                let line = if waiting.is_indented { line.trim_start_matches('\t') } else { line };
                if line == waiting.word {
                    self.heres[waiting.place] = self.span(from, self.at);
                    self.at += length;
                    break;
                }
                self.at += length;
            }
        }
    }
}

/// Tells every redirection, in order.
pub(super) fn redirects(list: &[Statement], tell: &mut dyn FnMut(&Redirect)) {
    let pipelines = list.iter().flat_map(|statement| &statement.pipelines);
    for command in pipelines.flat_map(|(_, pipeline)| &pipeline.commands) {
        redirects_of(command, tell);
    }
}

fn redirects_of(command: &Command, tell: &mut dyn FnMut(&Redirect)) {
    match &command.kind {
        Kind::Subshell(list) | Kind::Group(list) => redirects(list, tell),
        Kind::If(branches, otherwise) => {
            for (condition, then) in branches {
                redirects(condition, tell);
                redirects(then, tell);
            }
            redirects(otherwise, tell);
        }
        Kind::While(condition, body) => {
            redirects(condition, tell);
            redirects(body, tell);
        }
        Kind::For(_, _, body) => redirects(body, tell),
        Kind::Case(_, bodies) => bodies.iter().for_each(|body| redirects(body, tell)),
        Kind::Function(_, body) => redirects_of(body, tell),
        Kind::Simple(_) | Kind::Test => {}
    }
    command.redirects.iter().for_each(tell);
}

/// Puts the texts of here-documents in the places that asked for them.
pub(super) fn fill(list: &mut [Statement], heres: &[Span]) {
    for statement in list {
        for (_, pipeline) in &mut statement.pipelines {
            for command in &mut pipeline.commands {
                fill_command(command, heres);
            }
        }
    }
}

fn fill_command(command: &mut Command, heres: &[Span]) {
    for redirect in &mut command.redirects {
        if let Some(here) = &mut redirect.here {
            here.body = heres.get(here.body.start as usize).copied().unwrap_or_default();
        }
        fill_word(&mut redirect.target, heres);
    }
    match &mut command.kind {
        Kind::Simple(simple) => {
            simple.assignments.iter_mut().for_each(|one| fill_word(&mut one.value, heres));
            simple.words.iter_mut().for_each(|word| fill_word(word, heres));
        }
        Kind::Subshell(list) | Kind::Group(list) => fill(list, heres),
        Kind::If(branches, otherwise) => {
            for (condition, then) in branches {
                fill(condition, heres);
                fill(then, heres);
            }
            fill(otherwise, heres);
        }
        Kind::While(condition, body) => {
            fill(condition, heres);
            fill(body, heres);
        }
        Kind::For(_, _, body) => fill(body, heres),
        Kind::Case(_, bodies) => bodies.iter_mut().for_each(|body| fill(body, heres)),
        Kind::Function(_, body) => fill_command(body, heres),
        Kind::Test => {}
    }
}

fn fill_word(word: &mut Word, heres: &[Span]) {
    for part in &mut word.parts {
        if let Part::Output(list) = part {
            fill(list, heres);
        }
    }
}
