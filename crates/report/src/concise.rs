//! One line a finding, for grep and for eyes that know the rules.

use std::fmt::Write as _;

use landfall_facts::{Report, Verdict};

use crate::Failure;
use crate::text::{could_not_look, word};

/// `build: machine: weight: message [rule]`, after the file and line where one shows it, and a line for each pair without a finding and each
/// file that could not be looked at.
pub fn render(reports: &[Report], failures: &[Failure]) -> String {
    let mut out = String::new();
    for failure in failures {
        let _ = writeln!(out, "{}: could not look: {}", failure.path, failure.message);
    }
    for report in reports {
        let pair = format!("{}: {}", report.build, report.machine);
        if report.findings.is_empty() && report.verdict == Verdict::Runs {
            let _ = writeln!(out, "{pair}: runs");
        }
        for finding in &report.findings {
            let at =
                finding.line().map_or(String::new(), |(path, line)| format!("{path}:{line}: "));
            let word = word(finding);
            let _ = writeln!(out, "{at}{pair}: {word}: {} [{}]", finding.says, finding.rule);
        }
        for doubt in &report.doubts {
            let _ = writeln!(out, "{pair}: unsure: {}: {}", could_not_look(doubt), doubt.unsure);
        }
    }
    out
}
