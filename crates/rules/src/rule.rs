//! A rule: a name, a manual and a check. The manual is the doc comment of the rule's file.

use landfall_facts::{Finding, Machine, Origin, Severity, Unsure};

use crate::case::Case;
use crate::chinese;
use crate::recipes::{Answers, Tree};

/// What a check answers: a finding, silence, or what it could not look at.
pub type Answer = Result<Option<Finding>, Unsure>;

/// What a look at a machine alone comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Something is wrong.
    Fault(Finding),
    /// It is as it should be: what is, and where that was learned.
    Fine(String, Origin),
    /// It is not asked of this machine.
    Nothing,
}

/// What a check of a machine alone answers: what it came to, or what it could not look at.
pub type Look = Result<Told, Unsure>;

/// What a rule looks at.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// A build and a machine.
    Pair(fn(&Case<'_>) -> Answer),
    /// A build and what was asked of it.
    Order(fn(&Case<'_>) -> Answer),
    /// A machine that builds Go and runs what it builds.
    Machine(fn(&Machine) -> Look),
    /// The recipes of a project.
    Recipes(fn(&Tree<'_>) -> Answers),
}

/// A way in which a build breaks on a machine, or a machine is not fit for Go.
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
    pub(crate) check: Check,
}

impl Rule {
    /// The manual without the space that each line of a doc comment starts with.
    pub fn text(&self) -> String {
        let unindented = |line: &'static str| line.strip_prefix(' ').unwrap_or(line);
        self.manual.lines().flat_map(|line| [unindented(line), "\n"]).collect()
    }

    /// The manual in simplified Chinese, whose examples are those of the English one.
    pub fn text_in_chinese(&self) -> Option<String> {
        let text = chinese::manual(self.name)?;
        Some(format!("{}\n\n{}", text.trim_end(), self.parts().1))
    }

    /// What people read of the manual in simplified Chinese, and the sum of the English it was made of.
    pub fn prose_in_chinese(&self) -> Option<(&'static str, &'static str)> {
        Some((chinese::manual(self.name)?, chinese::made_of(self.name)?))
    }

    /// The manual without its examples: what there is to put into another language.
    pub fn prose(&self) -> String {
        self.parts().0
    }

    /// The prose and the examples.
    fn parts(&self) -> (String, String) {
        let (mut prose, mut examples, mut is_example) = (String::new(), String::new(), false);
        for line in self.text().lines() {
            let is_fence = line.starts_with("```");
            is_example |= line.starts_with("```case");
            let part = if is_example { &mut examples } else { &mut prose };
            part.extend([line, "\n"]);
            is_example &= !is_fence || line.starts_with("```case");
        }
        (prose.trim_end().to_owned() + "\n", examples)
    }

    /// Whether it looks at a machine alone.
    pub fn is_of_machine(&self) -> bool {
        matches!(self.check, Check::Machine(_))
    }

    /// Whether it holds a build against what was asked of it.
    pub fn is_of_order(&self) -> bool {
        matches!(self.check, Check::Order(_))
    }

    /// Whether it looks at recipes.
    pub fn is_of_recipes(&self) -> bool {
        matches!(self.check, Check::Recipes(_))
    }

    /// The first sentence of the manual.
    pub fn summary(&self) -> &'static str {
        self.manual.lines().next().unwrap_or_default().trim()
    }
}

/// Declares the rule of a file: its manual, its name, its weight, `of a machine` where it looks at no
/// build, `of an order` where it holds a build against what was asked of it, `of recipes` where it looks at recipes, and `preview` where no real failure has proven it yet.
macro_rules! rule {
    ($(#[doc = $line:literal])+ $name:ident: $severity:ident of a machine $(, $preview:ident)?) => {
        pub(crate) const RULE: $crate::rule::Rule = $crate::rule::Rule {
            name: stringify!($name),
            manual: concat!($($line, "\n"),+),
            severity: ::landfall_facts::Severity::$severity,
            preview: $crate::rule::rule!(@preview $($preview)?),
            check: $crate::rule::Check::Machine(check),
        };
    };
    ($(#[doc = $line:literal])+ $name:ident: $severity:ident of an order $(, $preview:ident)?) => {
        pub(crate) const RULE: $crate::rule::Rule = $crate::rule::Rule {
            name: stringify!($name),
            manual: concat!($($line, "\n"),+),
            severity: ::landfall_facts::Severity::$severity,
            preview: $crate::rule::rule!(@preview $($preview)?),
            check: $crate::rule::Check::Order(check),
        };
    };
    ($(#[doc = $line:literal])+ $name:ident: $severity:ident of recipes $(, $preview:ident)?) => {
        pub(crate) const RULE: $crate::rule::Rule = $crate::rule::Rule {
            name: stringify!($name),
            manual: concat!($($line, "\n"),+),
            severity: ::landfall_facts::Severity::$severity,
            preview: $crate::rule::rule!(@preview $($preview)?),
            check: $crate::rule::Check::Recipes(check),
        };
    };
    ($(#[doc = $line:literal])+ $name:ident: $severity:ident $(, $preview:ident)?) => {
        pub(crate) const RULE: $crate::rule::Rule = $crate::rule::Rule {
            name: stringify!($name),
            manual: concat!($($line, "\n"),+),
            severity: ::landfall_facts::Severity::$severity,
            preview: $crate::rule::rule!(@preview $($preview)?),
            check: $crate::rule::Check::Pair(check),
        };
    };
    (@preview) => { false };
    (@preview preview) => { true };
}

pub(crate) use rule;
