//! What a Makefile says of variables and targets. Its commands are among all runs.

use crate::{Fact, Origin};

/// A Makefile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Makefile {
    /// Its file, among all files.
    pub file: usize,
    /// Every assignment, in order.
    pub variables: Vec<MakeVariable>,
    /// What is made, in order.
    pub targets: Vec<MakeTarget>,
    /// References of one letter that more letters follow: of `$GOOS` make expands `$G`.
    pub short_references: Vec<(String, Origin)>,
    /// What `.PHONY` names.
    pub phony: Vec<String>,
    /// Whether it reads other files.
    pub includes: bool,
    /// Whether a recipe is one shell: `.ONESHELL`.
    pub is_one_shell: bool,
    /// Whether every variable goes to the commands: `export` alone, or `.EXPORT_ALL_VARIABLES`.
    pub exports_all: bool,
}

/// An assignment of a Makefile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakeVariable {
    /// The variable.
    pub name: String,
    /// Its value when the whole file is read.
    pub value: Fact<String>,
    /// Whether programs see it.
    pub is_exported: bool,
    /// Whether the Makefile speaks of it anywhere else.
    pub is_used: bool,
    /// Whether it stands under a condition.
    pub is_conditional: bool,
    /// Whether it counts only where nothing else says a value: `?=`.
    pub is_default: bool,
    /// The targets that it is for; none where it is for all.
    pub targets: Vec<String>,
    /// The assignment.
    pub at: Origin,
    /// Its name.
    pub name_at: Origin,
}

/// A rule of a Makefile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakeTarget {
    /// What is made, not expanded.
    pub names: Vec<(String, Origin)>,
    /// Whether it is made from something.
    pub has_prerequisites: bool,
    /// The first of its shells, and the one behind the last.
    pub shells: (usize, usize),
    /// Whether a failure of each of its shells is passed over: `-` before the line.
    pub forgiven: Vec<bool>,
}
