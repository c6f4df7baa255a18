//! Shell scripts, as `sh` and `bash` read them: what is run, in what order, and under which conditions.
//!
//! Broken pieces are told and passed over: the rest of a script is worth reading all the same. The
//! grammar is that of POSIX (<https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html>)
//! with what bash adds.

mod cursor;
mod here;
mod reader;
mod words;

#[cfg(test)]
mod tests;

use crate::Span;

/// What a script says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// What is run, in order.
    pub list: Vec<Statement>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
    /// The comments, with their `#`.
    pub comments: Vec<Span>,
}

/// A place that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What is wrong with it.
    pub says: &'static str,
}

/// Pipelines joined by `&&` and `||`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The first, and each other with what joins it to the one before.
    pub pipelines: Vec<(Join, Pipeline)>,
    /// Whether it runs in the background, after `&`.
    pub in_background: bool,
}

/// What joins a pipeline to the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// Nothing: it is the first.
    First,
    /// `&&`
    And,
    /// `||`
    Or,
}

/// Commands joined by `|`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// Whether `!` stands before it.
    pub is_negated: bool,
    /// The commands.
    pub commands: Vec<Command>,
    /// The whole.
    pub span: Span,
}

/// One command with its redirections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What it is.
    pub kind: Kind,
    /// Where its input and output go.
    pub redirects: Vec<Redirect>,
    /// The whole.
    pub span: Span,
}

/// What a command is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Assignments and words: a program or built-in with its arguments.
    Simple(Simple),
    /// `( … )`
    Subshell(Vec<Statement>),
    /// `{ …; }`
    Group(Vec<Statement>),
    /// `if`: each condition with what follows it, and what stands after `else`.
    If(Vec<(Vec<Statement>, Vec<Statement>)>, Vec<Statement>),
    /// `while` and `until`: a condition and a body.
    While(Vec<Statement>, Vec<Statement>),
    /// `for` and `select`: a name, its values, and a body.
    For(String, Vec<Word>, Vec<Statement>),
    /// `case`: the word, and the bodies.
    Case(Word, Vec<Vec<Statement>>),
    /// A function: its name and body.
    Function(String, Box<Command>),
    /// `[[ … ]]` or `(( … ))`
    Test,
}

/// Assignments and words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Simple {
    /// What stands before the words.
    pub assignments: Vec<Assignment>,
    /// The program and its arguments.
    pub words: Vec<Word>,
}

/// `NAME=value`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The name.
    pub name: String,
    /// Whether it is `+=`.
    pub is_added: bool,
    /// The value; that of an array cannot be told.
    pub value: Word,
    /// The whole.
    pub span: Span,
}

/// What a shell takes for one word before it puts anything in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// Its pieces.
    pub parts: Vec<Part>,
    /// Where it stands, with its quotes.
    pub span: Span,
}

impl Word {
    /// The text of a word into which nothing is put; `None` where something is.
    pub fn literal(&self) -> Option<String> {
        let mut all = String::new();
        for part in &self.parts {
            match part {
                Part::Text { text, .. } => all.push_str(text),
                _ => return None,
            }
        }
        Some(all)
    }
}

/// A piece of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A text.
    Text {
        /// Without quotes and backslashes.
        text: String,
        /// Whether it stands in quotes.
        is_quoted: bool,
    },
    /// A variable: `$NAME` or `${NAME…}`.
    Variable(Variable),
    /// `$( … )` or `` ` … ` ``
    Output(Vec<Statement>),
    /// What another language puts in before the shell sees it: the name that a Makefile or a workflow
    /// has for it.
    Foreign(Foreign),
    /// What is computed in a way that is not followed: `$(( … ))`, an array, `<( … )`.
    Other,
}

/// A variable that is put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name, or a digit or sign.
    pub name: String,
    /// What is done to it.
    pub change: Change,
    /// Whether it stands in quotes.
    pub is_quoted: bool,
    /// The whole.
    pub span: Span,
}

/// What is done to a variable's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// `${NAME:-word}` and `${NAME:=word}`: the word where it is empty or not set.
    OrElse(Word),
    /// `${NAME:+word}`: the word where it is set.
    IfSet(Word),
    /// `${NAME:?word}`: an error where it is not set.
    OrFail,
    /// `${NAME#pattern}` or `${NAME##pattern}`, of a pattern that is a text.
    Without {
        /// What is taken from the beginning.
        prefix: String,
    },
    /// `${NAME%pattern}` and `${NAME%%pattern}`, of a pattern that is a text.
    WithoutEnd {
        /// What is taken from the end.
        suffix: String,
    },
    /// Another one.
    Other,
}

/// A reference of another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Foreign {
    /// Of a Makefile: a variable's name, or question marks.
    Make(String),
    /// Of a workflow: what stands between `${{` and `}}`.
    Expression(String),
}

/// Where input comes from or output goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The operator: `<`, `>`, `>>`, `>|`, `<>`, `<&`, `>&`, `&>`, `&>>`, `<<`, `<<-` or `<<<`.
    pub operator: &'static str,
    /// The file descriptor, where one is said.
    pub descriptor: Option<u8>,
    /// The word behind it.
    pub target: Word,
    /// The text of a here-document.
    pub here: Option<Here>,
}

/// The text of a here-document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// Where the text stands, without the line that ends it.
    pub body: Span,
    /// Whether nothing is put in, for the word that ends it is quoted.
    pub is_plain: bool,
}

/// Reads a script that begins at a byte of a file. Places are places in the file. Of what NUL and `0x01`
/// mean, [`crate::Masked`] tells.
pub fn read(text: &str, start: u32) -> Script {
    reader::Reader::new(text, start).script()
}

/// Splits a text at white space, as a shell would, but for signs that only a shell knows: `;`, `&`, `|`, `(`,
/// `)`, `<` and `>` are letters like others.
pub fn words(text: &str, start: u32) -> Vec<Word> {
    reader::Reader::new(text, start).all_words()
}

/// Tells every redirection of a script, in order.
pub fn redirects(script: &Script, tell: &mut dyn FnMut(&Redirect)) {
    here::redirects(&script.list, tell);
}
