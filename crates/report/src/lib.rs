//! A report as text, JSON, SARIF, annotations and a page. It renders what it is given and judges nothing.

pub mod audit;
pub mod baseline;
pub mod builds;
pub mod compare;
pub mod concise;
mod conditions;
pub mod crash;
pub mod doctor;
pub mod explanation;
pub mod github;
pub mod graph;
pub mod html;
pub mod images;
pub mod inspection;
pub mod json;
pub mod kept;
pub mod language;
pub mod lines;
pub mod matrix;
pub mod ports;
pub mod profiles;
pub mod reach;
pub mod recipes;
pub mod sarif;
mod shell;
pub mod sum;
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

/// Results that are not there, or not whole: nobody knows what they would say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The shard they are of, counted from 1, if that is known.
    pub shard: Option<u32>,
    /// The file that is not as it should be, if there is one.
    pub file: Option<String>,
    /// What is wrong, ending with what the reader can do.
    pub message: String,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// What of a run could not be looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unseen<'a> {
    /// Files.
    pub failures: &'a [Failure],
    /// Results of shards.
    pub gaps: &'a [Gap],
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
