//! A report as text, JSON, SARIF and annotations. It renders what it is given and judges nothing.

pub mod audit;
pub mod baseline;
pub mod compare;
pub mod concise;
mod conditions;
pub mod crash;
pub mod doctor;
pub mod explanation;
pub mod github;
pub mod graph;
pub mod inspection;
pub mod json;
pub mod matrix;
pub mod ports;
pub mod profiles;
pub mod reach;
pub mod recipes;
pub mod sarif;
pub mod syscalls;
pub mod text;
pub mod watched;
pub mod why;

use std::fmt;

use landfall_facts::{Report, Verdict};

/// A file that could not be looked at, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The file, as the user named it.
    pub path: String,
    /// What is wrong, ending with what the reader can do.
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not look at {}: {}", self.path, self.message)
    }
}

/// Where a file lies, however its path was typed, with `/` between its folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Below the root that a reader of the report has too.
    Below(String),
    /// Anywhere else, as a whole path.
    Elsewhere(String),
}

/// How many pairs run, break and are unsure, in that order.
fn tally(reports: &[Report]) -> (usize, usize, usize) {
    let count = |verdict| reports.iter().filter(|report| report.verdict == verdict).count();
    (count(Verdict::Runs), count(Verdict::Breaks), count(Verdict::Unsure))
}

/// Whether a pair is unsure for something that nobody could look at. What was found besides says
/// nothing of that.
fn is_doubtful(report: &Report) -> bool {
    report.verdict == Verdict::Unsure && !report.doubts.is_empty()
}
