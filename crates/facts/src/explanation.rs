//! What a failure's text says of its cause.

use crate::Origin;

/// How sure a cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// The text says little by itself.
    Possible,
    /// The text is that of this fault.
    Likely,
    /// What was looked at besides confirms it.
    Sure,
}

impl Certainty {
    /// `possible`, `likely` or `sure`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }
}

/// A cause of a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The fault.
    pub signature: String,
    /// What happened, in a clause.
    pub summary: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// The line that says it, counted from 1.
    pub line: usize,
    /// What that line says.
    pub text: String,
    /// The file and the line of source that it names, as it names them.
    pub place: Option<(String, u32)>,
    /// How often it is said.
    pub times: usize,
    /// What happened and why.
    pub says: String,
    /// What else speaks for it, or against it.
    pub evidence: Vec<Clue>,
    /// How it is mended, the safest first.
    pub mend: Vec<String>,
    /// Commands that prove it.
    pub prove: Vec<String>,
    /// Popular remedies that are none, each with the reason.
    pub do_not: Vec<(String, String)>,
    /// Where this is written.
    pub from: Vec<String>,
}

/// What was seen that speaks for a cause, or against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clue {
    /// What was seen.
    pub text: String,
    /// Where.
    pub origin: Origin,
}
