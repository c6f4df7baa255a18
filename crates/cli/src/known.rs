//! A list of findings that are known: they are counted and do not decide, and only new ones are heard.

use std::fs;
use std::path::Path;

use landfall_facts::{Finding, Origin, Report, Severity, Silenced, Verdict};

use crate::output::say;
use crate::written;

const HEAD: &str = "\
# Findings that are known: `landfall check --known` counts them and hears new ones alone.
# Written by `landfall check --write-known`. A line that is taken out is heard again.
";

/// Takes the findings out of reports that a file lists, and says how many of its lines are of none.
pub(crate) fn silence(reports: &mut [Report], file: &Path) -> Result<(), String> {
    let shown = file.display().to_string();
    let text = fs::read_to_string(file)
        .map_err(|error| format!("could not read {shown}: {}", landfall_probe::plain(&error)))?;
    let mut lines: Vec<(u32, &str)> = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty())
        .collect();
    for report in reports.iter_mut() {
        let (file, machine) = (report.file.clone(), report.machine.clone());
        let silenced = &mut report.silenced;
        report.findings.retain(|finding| {
            let own = line(&file, &machine, finding);
            let Some(at) = lines.iter().position(|(_, line)| *line == own) else { return true };
            let (line, _) = lines.remove(at);
            let by = Origin::Line { path: shown.clone(), line };
            silenced.push(Silenced { rule: finding.rule, by });
            false
        });
        decide(report);
    }
    if !lines.is_empty() {
        say(&format!(
            "{} of the findings in {shown} are gone: --write-known writes it anew",
            lines.len()
        ));
    }
    Ok(())
}

/// Writes down all findings of reports.
pub(crate) fn write(reports: &[Report], file: &Path) -> Result<usize, String> {
    let mut lines: Vec<String> = reports
        .iter()
        .flat_map(|report| {
            report.findings.iter().map(|finding| line(&report.file, &report.machine, finding))
        })
        .collect();
    lines.sort();
    let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    written::write(file, format!("{HEAD}{text}"))?;
    Ok(lines.len())
}

/// A finding as a line: what stays the same where lines are put before it.
fn line(file: &str, machine: &str, finding: &Finding) -> String {
    let says = finding.says.replace(['\n', '\t'], " ");
    format!("{}\t{file}\t{machine}\t{says}", finding.rule)
}

/// The verdict of a report from which findings were taken.
fn decide(report: &mut Report) {
    let breaks = |proven: bool| {
        report.findings.iter().any(|one| one.severity == Severity::Breaks && one.preview != proven)
    };
    report.verdict = match (breaks(true), breaks(false), report.doubts.is_empty()) {
        (true, ..) => Verdict::Breaks,
        (false, true, _) => Verdict::Unsure,
        (false, false, true) => Verdict::Runs,
        // Whether a doubt decides was settled when the rules were heard.
        (false, false, false) if report.verdict == Verdict::Breaks => Verdict::Unsure,
        (false, false, false) => report.verdict,
    };
}
