//! What breaks, the evidence from both sides, how it is mended, and what follows for the pair.

use std::fmt;
use std::sync::Arc;

use crate::{Fact, Origin, RealStart, Unsure};

/// Whether a build runs on a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Every rule could look, and none says that it breaks.
    Runs,
    /// Something could not be looked at, or a rule not yet proven says that it breaks.
    Unsure,
    /// A proven rule says that it breaks.
    Breaks,
}

impl Verdict {
    /// `runs`, `unsure` or `breaks`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Runs => "runs",
            Self::Unsure => "unsure",
            Self::Breaks => "breaks",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How much a finding weighs. Only `Breaks` decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The build does not run.
    Breaks,
    /// It starts, and something it can do fails.
    Degrades,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// `breaks`, `degrades` or `note`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaks => "breaks",
            Self::Degrades => "degrades",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Which side of a pair a piece of evidence comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The build asks for it.
    Needs,
    /// The machine gives it, or does not.
    Has,
}

impl Side {
    /// `needs` or `has`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Needs => "needs",
            Self::Has => "has",
        }
    }
}

/// One thing that was seen, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Whose it is.
    pub side: Side,
    /// What was seen.
    pub text: String,
    /// Where.
    pub origin: Origin,
}

/// What is as it should be on a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fine {
    /// The rule that looked.
    pub rule: &'static str,
    /// What is so.
    pub says: String,
    /// Where that was learned.
    pub origin: Origin,
}

/// What became of looking at a machine alone.
#[derive(Debug, Clone)]
pub struct Examination {
    /// What is wrong there, and what could not be looked at.
    pub report: Report,
    /// What is as it should be.
    pub fine: Vec<Fine>,
}

/// What breaks, shown from both sides, with how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that speaks.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Whether the rule is still to be proven on a real failure: it then makes a pair unsure only.
    pub preview: bool,
    /// What breaks, in one line.
    pub says: String,
    /// What was seen, both sides.
    pub evidence: Vec<Evidence>,
    /// How to mend it, the best first.
    pub mend: Vec<String>,
    /// What to write in the place of what, where that mends it.
    pub fix: Option<Fix>,
}

/// A change of files that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in one line.
    pub says: String,
    /// Whether nothing that works today can work otherwise afterwards.
    pub is_safe: bool,
    /// What is written where. No two touch.
    pub edits: Vec<Edit>,
}

/// A piece of a file, and what is to stand there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file, as the user would name it.
    pub path: Arc<str>,
    /// The first byte of the piece, and the byte behind its last.
    pub bytes: (u32, u32),
    /// The new text.
    pub text: String,
}

impl Edit {
    /// A text in the place of a piece; `None` where the origin is no piece of a file.
    pub fn replace(origin: &Origin, text: impl Into<String>) -> Option<Self> {
        let Origin::Span { path, span } = origin else { return None };
        Some(Self { path: path.clone(), bytes: span.bytes, text: text.into() })
    }

    /// A text before a piece.
    pub fn before(origin: &Origin, text: impl Into<String>) -> Option<Self> {
        let edit = Self::replace(origin, text)?;
        Some(Self { bytes: (edit.bytes.0, edit.bytes.0), ..edit })
    }

    /// A text behind a piece.
    pub fn behind(origin: &Origin, text: impl Into<String>) -> Option<Self> {
        let edit = Self::replace(origin, text)?;
        Some(Self { bytes: (edit.bytes.1, edit.bytes.1), ..edit })
    }
}

impl Finding {
    /// A finding that says this. The rule's name and weight are filled in where rules are judged.
    pub fn new(says: impl Into<String>) -> Self {
        Self {
            rule: "",
            severity: Severity::Note,
            preview: false,
            says: says.into(),
            evidence: Vec::new(),
            mend: Vec::new(),
            fix: None,
        }
    }

    /// Adds what the build asks for.
    #[must_use]
    pub fn needs(self, text: impl Into<String>, origin: &Origin) -> Self {
        self.shown(Side::Needs, text, origin)
    }

    /// Adds what the machine has instead.
    #[must_use]
    pub fn has(self, text: impl Into<String>, origin: &Origin) -> Self {
        self.shown(Side::Has, text, origin)
    }

    /// Adds a way to mend it, after those already there.
    #[must_use]
    pub fn mend(mut self, how: impl Into<String>) -> Self {
        self.mend.push(how.into());
        self
    }

    /// Says what to write where so that it is mended and nothing that works today can work otherwise. Without
    /// an edit there is none.
    #[must_use]
    pub fn fixed_by(self, says: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        self.with_fix(says.into(), true, edits.into_iter().collect())
    }

    /// Says what to write where so that it is mended; what else that changes somebody has to look at.
    #[must_use]
    pub fn perhaps_fixed_by(
        self,
        says: impl Into<String>,
        edits: impl IntoIterator<Item = Edit>,
    ) -> Self {
        self.with_fix(says.into(), false, edits.into_iter().collect())
    }

    fn with_fix(mut self, says: String, is_safe: bool, edits: Vec<Edit>) -> Self {
        if !edits.is_empty() {
            self.fix = Some(Fix { says, is_safe, edits });
        }
        self
    }

    /// The line of a file in which it is seen first, if a line shows it.
    pub fn line(&self) -> Option<(&str, u32)> {
        self.evidence.iter().find_map(|evidence| match &evidence.origin {
            Origin::Line { path, line } => Some((path.as_str(), *line)),
            Origin::Span { path, span } => Some((&**path, span.line)),
            _ => None,
        })
    }

    fn shown(mut self, side: Side, text: impl Into<String>, origin: &Origin) -> Self {
        self.evidence.push(Evidence { side, text: text.into(), origin: origin.clone() });
        self
    }
}

/// A finding that a user chose not to hear, counted but not decisive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silenced {
    /// The rule.
    pub rule: &'static str,
    /// Where it was silenced.
    pub by: Origin,
}

/// One reason for which rules could not look, and which.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Doubt {
    /// The reason.
    pub unsure: Unsure,
    /// The rules that it kept from looking, by name.
    pub rules: Vec<&'static str>,
}

/// All that a renderer may know of one build on one machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The build, as the user named it; a slice of a fat file says which.
    pub build: String,
    /// The build's file alone, as the user named it.
    pub file: String,
    /// The slice of a fat file.
    pub slice: Option<&'static str>,
    /// The machine, as the user named it.
    pub machine: String,
    /// What follows.
    pub verdict: Verdict,
    /// What breaks, the heaviest first.
    pub findings: Vec<Finding>,
    /// What could not be looked at, equal reasons folded.
    pub doubts: Vec<Doubt>,
    /// What was silenced.
    pub silenced: Vec<Silenced>,
    /// What came of really starting it there.
    pub started: Fact<Box<RealStart>>,
}

impl Report {
    /// That nobody asked for it to be started.
    pub fn not_started() -> Fact<Box<RealStart>> {
        Fact::Absent(Origin::Nature("nobody asked for it".to_owned()))
    }
}
