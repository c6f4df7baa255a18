//! GNU make's files: assignments, exports, rules and their recipes, with where everything stands.
//!
//! Nothing is expanded and no condition is decided: what is said in every branch is read, and each
//! item knows its branch. The grammar is that of <https://www.gnu.org/software/make/manual/>.

mod line;
mod parse;
mod recipe;

use crate::{Masked, Span};

pub use recipe::script;

/// What a Makefile says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Makefile {
    /// What it says, in its order.
    pub items: Vec<Item>,
    /// The branches that items stand in.
    pub conditions: Vec<Condition>,
    /// The comments, from their `#` to the end of their line. Those in recipes are the shell's.
    pub comments: Vec<Span>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
}

/// One thing that a Makefile says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it stands, a rule with its recipe.
    pub span: Span,
    /// The branch that it stands in, among `conditions`; `None` where it always holds.
    pub condition: Option<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `GOOS := linux`, also of one target.
    Assignment(Assignment),
    /// `export` or `unexport`, with names or without.
    Export(Export),
    /// `target: prerequisites` and a recipe.
    Rule(Rule),
    /// `include`
    Include(Include),
    /// A line that says something only when it is expanded, for example `$(eval …)`.
    Expansion,
}

/// A branch: `ifeq`, `ifneq`, `ifdef`, `ifndef` or `else`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The line that opens it.
    pub span: Span,
    /// Whether it is the `else` of another, with a condition of its own or without.
    pub is_else: bool,
    /// The branch around it.
    pub under: Option<usize>,
}

/// A word, not expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// For example `GOOS` or `$(BIN)/web`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A variable gets a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: Word,
    /// How it gets it.
    pub operator: Operator,
    /// The value, not expanded and without white space around it. Lines that go on are joined with
    /// a space, those between `define` and `endef` are kept.
    pub value: String,
    /// Where the value stands.
    pub value_span: Span,
    /// Whether it is written with `define`.
    pub is_define: bool,
    /// Whether `export` or `unexport` stands before it.
    pub exports: Option<bool>,
    /// Whether `override` stands before it.
    pub overrides: bool,
    /// Whether `private` stands before it.
    pub is_private: bool,
    /// The targets that it is for; none where it is for all.
    pub targets: Vec<Word>,
}

/// How a variable gets its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `=`: expanded when it is used.
    Recursive,
    /// `:=` and `::=`: expanded at once.
    Simple,
    /// `:::=`: expanded at once, and again when it is used.
    Immediate,
    /// `?=`: only where it has none.
    Default,
    /// `+=`: behind the one that it has.
    Append,
    /// `!=`: what a command prints.
    Shell,
}

/// Variables that go to commands, or no longer do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The variables; all where none is named.
    pub names: Vec<Word>,
    /// Whether it is no `unexport`.
    pub exports: bool,
}

/// What is made from what, and how. Targets with a meaning, such as `.PHONY`, are rules as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// What is made.
    pub targets: Vec<Word>,
    /// What it is made from.
    pub prerequisites: Vec<Word>,
    /// What has to be there before: behind the `|`.
    pub order_only: Vec<Word>,
    /// The pattern in the middle of `targets: pattern: prerequisites`.
    pub pattern: Vec<Word>,
    /// Whether it is written with `::`.
    pub is_double: bool,
    /// How it is made.
    pub recipe: Vec<RecipeLine>,
}

/// One line of a recipe, which a shell of its own runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipeLine {
    /// Where it stands, from its tab to the end of the last line that it goes on in.
    pub span: Span,
    /// The command as the shell sees it, with make's own parts covered: the tab, the prefixes and
    /// the backslashes at the ends of lines say nothing, `$$` is a `$` behind nothing, and what
    /// make expands is a reference.
    pub script: Masked,
    /// The branch that it stands in, among `conditions`.
    pub condition: Option<usize>,
    /// `@`: it is not printed.
    pub is_silent: bool,
    /// `-`: it may fail.
    pub may_fail: bool,
    /// `+`: it runs even under `make -n`.
    pub runs_always: bool,
}

/// Other files that are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include {
    /// The files.
    pub files: Vec<Word>,
    /// `-include` and `sinclude`: they may be missing.
    pub is_optional: bool,
}

/// What could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// Why.
    pub says: &'static str,
}

/// What a text says.
pub fn read(text: &str) -> Makefile {
    parse::read(text)
}

impl Makefile {
    /// The branches that something stands in, the innermost first.
    pub fn branches(&self, condition: Option<usize>) -> impl Iterator<Item = &Condition> {
        let first = condition.and_then(|at| self.conditions.get(at));
        std::iter::successors(first, |inner| self.conditions.get(inner.under?))
    }
}

#[cfg(test)]
mod tests;
