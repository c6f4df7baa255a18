//! What is wrong with recipes, for a terminal: each file of which there is something to tell, the lines
//! that show it, and how many files were read.

use std::fmt::Write as _;

use anstyle::Style;
use landfall_facts::{Origin, RecipeKind, Report, Side, Verdict};

use crate::language::tr;
use crate::{text, tr};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The reports of files, and how many of each kind were read. `line` gives a line of a file, counted from
/// 1.
pub fn render(
    reports: &[Report],
    kinds: &[RecipeKind],
    line: impl Fn(&str, u32) -> Option<String>,
) -> String {
    let mut out = String::new();
    for report in reports {
        let is_silent = report.findings.is_empty() && report.verdict == Verdict::Runs;
        if is_silent && report.silenced.is_empty() {
            continue;
        }
        let style = text::style(report.verdict);
        let verdict = tr(report.verdict.name());
        let _ = writeln!(out, "{BOLD}{}{BOLD:#}: {style}{verdict}{style:#}", report.build);
        for finding in &report.findings {
            text::headline(&mut out, finding);
            let order = |side: Side| match side {
                Side::Has => 0,
                Side::Needs => 1,
            };
            let mut evidence: Vec<_> = finding.evidence.iter().collect();
            evidence.sort_by_key(|one| order(one.side));
            for one in evidence {
                text::evidence(&mut out, one);
                let shown = match &one.origin {
                    Origin::Span { path, span } => Some((&**path, span.line)),
                    Origin::Line { path, line } => Some((path.as_str(), *line)),
                    _ => None,
                };
                if let Some((path, number)) = shown
                    && let Some(text) = line(path, number)
                {
                    let _ = writeln!(out, "           {DIM}{number:>4} | {}{DIM:#}", short(&text));
                }
            }
            text::mends(&mut out, finding);
        }
        text::rest(&mut out, report);
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let _ = writeln!(out, "{}", summary(reports, kinds));
    out
}

/// No line of a terminal holds more.
const LONGEST: usize = 100;

fn short(line: &str) -> String {
    let line = line.trim_end().replace('\t', "    ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// `read 3 Dockerfiles, 12 scripts: 1 breaks, 2 unsure`
fn summary(reports: &[Report], kinds: &[RecipeKind]) -> String {
    let mut sorted = kinds.to_vec();
    sorted.sort();
    let mut parts = Vec::new();
    for group in sorted.chunk_by(|a, b| a == b) {
        let (one, several) = group[0].names();
        parts.push(match group.len() {
            1 => tr(&format!("1 {one}")).into_owned(),
            many => tr(&format!("{many} {several}")).into_owned(),
        });
    }
    let count = |verdict| reports.iter().filter(|report| report.verdict == verdict).count();
    let (breaks, unsure) = (count(Verdict::Breaks), count(Verdict::Unsure));
    let mut tally = text::counted(breaks, unsure);
    if tally.is_empty() {
        tally.push(tr!("nothing in them breaks"));
    }
    tr!("read {files}: {tally}", files = parts.join(&tr!(", ")), tally = tally.join(&tr!(", ")))
}
