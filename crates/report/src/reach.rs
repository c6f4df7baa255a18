//! How far a build reaches: a line for each distribution, the releases on which it runs, breaks
//! or nobody knows, and on what it breaks.

use std::fmt::Write as _;

use anstyle::Style;
use landfall_facts::{Report, Severity, Verdict};

use crate::tally;
use crate::text::style;

/// The table of one build, whose reports come in the order of the machines.
pub fn render(build: &str, about: &str, reports: &[Report]) -> String {
    const BOLD: Style = Style::new().bold();
    const DIM: Style = Style::new().dimmed();
    let mut out = String::new();
    let _ = writeln!(out, "{BOLD}{build}{BOLD:#}  {about}");
    let groups = groups(reports);
    let width = groups.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, reports) in &groups {
        let mut first = true;
        for verdict in [Verdict::Runs, Verdict::Unsure, Verdict::Breaks] {
            for (reason, releases) in by_reason(reports, verdict) {
                let name = if first { name } else { "" };
                first = false;
                let colour = style(verdict);
                let _ = write!(
                    out,
                    "  {name:width$}  {colour}{verdict:<6}{colour:#}  {}",
                    releases.join(" ")
                );
                let _ = match reason.is_empty() {
                    true => writeln!(out),
                    false => writeln!(out, "  {DIM}{reason}{DIM:#}"),
                };
            }
        }
    }
    let (runs, breaks, unsure) = tally(reports);
    let _ = writeln!(out, "\n{runs} of {} run, {breaks} break, {unsure} unsure", reports.len());
    out
}

/// Reports by the distribution's name, in the order in which the names first come.
fn groups(reports: &[Report]) -> Vec<(&str, Vec<&Report>)> {
    let mut groups: Vec<(&str, Vec<&Report>)> = Vec::new();
    for report in reports {
        let name = report.machine.split(':').next().unwrap_or(&report.machine);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, of_name)) => of_name.push(report),
            None => groups.push((name, vec![report])),
        }
    }
    groups
}

/// The releases of one verdict, those with the same reason together.
fn by_reason<'a>(reports: &[&'a Report], verdict: Verdict) -> Vec<(String, Vec<&'a str>)> {
    let mut all: Vec<(String, &'a str, Vec<&'a str>)> = Vec::new();
    for report in reports.iter().filter(|report| report.verdict == verdict) {
        let release = report.machine.split_once(':').map_or("·", |(_, release)| release);
        let reason = reason(report);
        // A reason that differs by the release's own name and numbers only is the same reason.
        let rule = report.findings.first().map_or("", |finding| finding.rule);
        match all
            .iter_mut()
            .find(|(known, of_rule, _)| *known == reason || (!rule.is_empty() && *of_rule == rule))
        {
            Some((_, _, releases)) => releases.push(release),
            None => all.push((reason, rule, vec![release])),
        }
    }
    all.into_iter().map(|(reason, _, releases)| (reason, releases)).collect()
}

fn reason(report: &Report) -> String {
    let breaking = report.findings.iter().find(|finding| finding.severity == Severity::Breaks);
    match (report.verdict, breaking, report.doubts.first()) {
        (Verdict::Runs, ..) => {
            let degrades: Vec<&str> = report
                .findings
                .iter()
                .filter(|finding| finding.severity == Severity::Degrades)
                .map(|finding| finding.rule)
                .collect();
            degrades.join(" ")
        }
        (_, Some(finding), _) => finding.says.clone(),
        (_, None, Some(doubt)) => doubt.unsure.to_string(),
        (_, None, None) => String::new(),
    }
}
