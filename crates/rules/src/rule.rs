//! A rule: a name, a manual and a check. The manual is the doc comment of the rule's file.

use landfall_facts::{Finding, Severity, Unsure};

use crate::case::Case;

/// What a check answers: a finding, silence, or what it could not look at.
pub type Answer = Result<Option<Finding>, Unsure>;

/// A way in which a build breaks on a machine.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its name: the fault, so that it reads well after "allow".
    pub name: &'static str,
    /// Its manual, in Markdown, as the doc comment has it.
    pub manual: &'static str,
    /// How much its findings weigh.
    pub severity: Severity,
    /// Whether it is still to be proven on a real failure.
    pub preview: bool,
    pub(crate) check: fn(&Case<'_>) -> Answer,
}

impl Rule {
    /// The manual without the space that each line of a doc comment starts with.
    pub fn text(&self) -> String {
        let unindented = |line: &'static str| line.strip_prefix(' ').unwrap_or(line);
        self.manual.lines().flat_map(|line| [unindented(line), "\n"]).collect()
    }

    /// The first sentence of the manual.
    pub fn summary(&self) -> &'static str {
        self.manual.lines().next().unwrap_or_default().trim()
    }
}

/// Declares the rule of a file: its manual, its name, its weight, and `preview` where no real
/// failure has proven it yet.
macro_rules! rule {
    ($(#[doc = $line:literal])+ $name:ident: $severity:ident $(, $preview:ident)?) => {
        pub(crate) const RULE: $crate::rule::Rule = $crate::rule::Rule {
            name: stringify!($name),
            manual: concat!($($line, "\n"),+),
            severity: ::landfall_facts::Severity::$severity,
            preview: $crate::rule::rule!(@preview $($preview)?),
            check,
        };
    };
    (@preview) => { false };
    (@preview preview) => { true };
}

pub(crate) use rule;
