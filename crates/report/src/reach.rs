//! How far a build reaches: a line for each distribution, the releases on which it runs, breaks
//! or nobody knows, and on what it breaks.

use std::fmt::Write as _;

use anstyle::Style;
use landfall_facts::{Report, Severity, Verdict};

use crate::language::{padded, tr};
use crate::text::style;
use crate::{tally, tr};

/// A verdict takes so many columns.
const VERDICT: usize = 6;

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
                let (word, releases) = (padded(&tr(verdict.name()), VERDICT), releases.join(" "));
                let _ = write!(out, "  {name:width$}  {colour}{word}{colour:#}  {releases}");
                let _ = match reason.is_empty() {
                    true => writeln!(out),
                    false => writeln!(out, "  {DIM}{}{DIM:#}", tr(&reason)),
                };
            }
        }
    }
    let (runs, breaks, unsure) = tally(reports);
    let all = reports.len();
    let summary =
        tr!("{runs} of {all} run, {breaks} break, {unsure} unsure", runs, all, breaks, unsure);
    let _ = writeln!(out, "\n{summary}");
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

/// The releases of one verdict, those with the same reason together. Reasons that differ only in
/// what each release has are one, which tells that of each release in turn.
fn by_reason<'a>(reports: &[&'a Report], verdict: Verdict) -> Vec<(String, Vec<&'a str>)> {
    struct Row<'a> {
        says: String,
        own: Vec<String>,
        releases: Vec<&'a str>,
    }
    let mut rows: Vec<Row<'a>> = Vec::new();
    for report in reports.iter().filter(|report| report.verdict == verdict) {
        let release = report.machine.split_once(':').map_or("·", |(_, release)| release);
        let (says, own) = parted(without_name(&reason(report), &report.machine));
        match rows.iter_mut().find(|row| row.says == says) {
            Some(row) => {
                row.own.push(own);
                row.releases.push(release);
            }
            None => rows.push(Row { says, own: vec![own], releases: vec![release] }),
        }
    }
    let whole = |row: Row<'a>| {
        let mut own = row.own;
        if own.iter().all(|one| *one == own[0]) {
            own.truncate(1);
        }
        (row.says + &own.join(", "), row.releases)
    };
    rows.into_iter().map(whole).collect()
}

/// A text about a machine without the machine's name, which differs from row to row.
fn without_name(text: &str, name: &str) -> String {
    with_name_as(text, name, "it")
}

/// A text about a machine that is called otherwise in it.
pub(crate) fn with_name_as(text: &str, name: &str, otherwise: &str) -> String {
    // `arch` is no part of `architectures`, nor `scratch` of `libscratch.so`.
    let joins = |c: char| c.is_alphanumeric() || "-_./:".contains(c);
    let mut out = String::new();
    let mut told = 0;
    for (at, _) in text.match_indices(name) {
        let end = at + name.len();
        if !text[..at].ends_with(joins) && !text[end..].starts_with(joins) {
            out.push_str(&text[told..at]);
            out.push_str(otherwise);
            told = end;
        }
    }
    out.push_str(&text[told..]);
    out
}

/// A reason in two parts: up to what the machine has, and that. A list is not parted: in a row of
/// several nobody could tell whose is what.
fn parted(reason: String) -> (String, String) {
    for before in ["; it has ", "; it is "] {
        if let Some((says, own)) = reason.split_once(before)
            && !own.contains(',')
        {
            return (format!("{says}{before}"), own.to_owned());
        }
    }
    (reason, String::new())
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

#[cfg(test)]
mod tests {
    use landfall_facts::{Doubt, Finding, Unsure, Why};

    use super::*;

    fn report(machine: &str, verdict: Verdict) -> Report {
        Report {
            build: "app".to_owned(),
            file: "app".to_owned(),
            slice: None,
            machine: machine.to_owned(),
            verdict,
            findings: Vec::new(),
            doubts: Vec::new(),
            silenced: Vec::new(),
            started: Report::not_started(),
        }
    }

    fn breaks(machine: &str, rule: &'static str, says: &str) -> Report {
        let mut finding = Finding::new(says);
        (finding.rule, finding.severity) = (rule, Severity::Breaks);
        Report { findings: vec![finding], ..report(machine, Verdict::Breaks) }
    }

    fn rows(reports: &[Report], verdict: Verdict) -> Vec<String> {
        let rows = by_reason(&reports.iter().collect::<Vec<_>>(), verdict);
        rows.iter().map(|(reason, of)| format!("{}  {reason}", of.join(" "))).collect()
    }

    #[test]
    fn releases_that_lack_different_things_are_not_one_row() {
        let lacks = |machine: &str, what: &str| {
            breaks(machine, "library_not_there", &format!("{what} not in {machine}"))
        };
        let reports = [
            lacks("rocky:8", "liba.so.1 is"),
            lacks("rocky:9", "liba.so.1 and libb.so.1 are"),
            lacks("rocky:10", "liba.so.1 is"),
        ];
        assert_eq!(
            rows(&reports, Verdict::Breaks),
            ["8 10  liba.so.1 is not in it", "9  liba.so.1 and libb.so.1 are not in it"]
        );
    }

    #[test]
    fn what_each_release_has_instead_is_told_in_turn() {
        let needs = |machine: &str, has: &str| {
            let says = format!("pthread_create needs glibc 2.34; {machine} has {has}");
            breaks(machine, "newer_glibc_needed", &says)
        };
        let debian =
            [needs("debian:8", "2.19"), needs("debian:9", "2.24"), needs("debian:10", "2.28")];
        assert_eq!(
            rows(&debian, Verdict::Breaks),
            ["8 9 10  pthread_create needs glibc 2.34; it has 2.19, 2.24, 2.28"]
        );
        let centos = [needs("centos:8", "2.28"), needs("centos:stream8", "2.28")];
        assert_eq!(
            rows(&centos, Verdict::Breaks),
            ["8 stream8  pthread_create needs glibc 2.34; it has 2.28"]
        );
    }

    #[test]
    fn releases_that_nobody_knows_for_the_same_reason_are_one_row() {
        let unsure = |machine: &str| {
            let says = format!("{machine} may be set not to run 32-bit programs");
            let doubt = Doubt { unsure: Unsure(Why::new(says)), rules: vec!["wrong_architecture"] };
            Report { doubts: vec![doubt], ..report(machine, Verdict::Unsure) }
        };
        assert_eq!(
            rows(&[unsure("fedora:43"), unsure("fedora:44")], Verdict::Unsure),
            ["43 44  it may be set not to run 32-bit programs"]
        );
    }

    #[test]
    fn a_machine_named_like_a_part_of_a_word_leaves_the_word_whole() {
        let text = "distros.csv does not say the architectures of arch";
        assert_eq!(without_name(text, "arch"), "distros.csv does not say the architectures of it");
    }
}
