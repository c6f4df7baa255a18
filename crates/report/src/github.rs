//! Annotations for GitHub workflows: commands on standard output that mark a file.

use std::fmt::Write as _;

use landfall_facts::{Report, Severity};

use crate::sarif::span;
use crate::text::word;
use crate::{Failure, Gap, Place, is_doubtful};

/// A workflow command for each finding, a warning for each doubt of a pair that is unsure, and an
/// error for each file that could not be looked at. `place` tells where a file lies that the user
/// named.
pub fn render(reports: &[Report], failures: &[Failure], place: impl Fn(&str) -> Place) -> String {
    let mut out = String::new();
    for failure in failures {
        let _ = writeln!(
            out,
            "::error file={},title=landfall::{}",
            file(&failure.path, &place),
            data(&failure.to_string())
        );
    }
    for report in reports {
        let file = file(&report.file, &place);
        for finding in &report.findings {
            let command = match (finding.severity, finding.preview) {
                (Severity::Breaks, false) => "error",
                (Severity::Breaks, true) | (Severity::Degrades, _) => "warning",
                (Severity::Note, _) => "notice",
            };
            let mend = finding.mend.first().map_or(String::new(), |mend| format!("\nmend: {mend}"));
            let text = format!(
                "{} on {}: {}: {}{mend}",
                report.build,
                report.machine,
                word(finding),
                finding.says
            );
            let at = match (span(finding), finding.line()) {
                (Some((path, span)), _) => format!(
                    "{},line={},endLine={},col={}",
                    self::file(path, &place),
                    span.line,
                    span.end_line,
                    span.column
                ),
                (None, Some((path, line))) => format!("{},line={line}", self::file(path, &place)),
                (None, None) => file.clone(),
            };
            let _ = writeln!(
                out,
                "::{command} file={at},title=landfall {}::{}",
                property(finding.rule),
                data(&text)
            );
        }
        if is_doubtful(report) {
            for doubt in &report.doubts {
                let text =
                    format!("{} on {}: unsure: {}", report.build, report.machine, doubt.unsure);
                let _ =
                    writeln!(out, "::warning file={file},title=landfall unsure::{}", data(&text));
            }
        }
    }
    out
}

/// A command for results that are not there, or not whole.
pub fn gap(gap: &Gap) -> String {
    format!("::error title=landfall::{}\n", data(&gap.to_string()))
}

/// A file as a property, from where the annotations are read.
fn file(named: &str, place: impl Fn(&str) -> Place) -> String {
    match place(named) {
        Place::Below(path) | Place::Elsewhere(path) => property(&path),
    }
}

/// A value of a command's properties, escaped as the runner reads it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A command's message, escaped as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(property("a:b,c%d\n"), "a%3Ab%2Cc%25d%0A");
        assert_eq!(data("50%: a, b"), "50%25: a, b");
    }
}
