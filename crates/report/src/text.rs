//! Findings for a terminal: what breaks, both sides, how to mend it. Colours are written; whoever
//! prints takes them out where they do not belong.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Doubt, Evidence, Finding, Report, Severity, Side, Verdict};

use crate::tally;

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Evidence texts are lined up at this width where they are no longer.
const TEXT_WIDTH: usize = 46;

/// All reports, each pair with its findings, and a line that sums them up. Machines on which the same is to be
/// said of a build stand in one line.
pub fn render(reports: &[Report]) -> String {
    let mut out = String::new();
    let mut rest = reports;
    while let Some(first) = rest.first() {
        let told = body(first);
        let is_alike = |other: &&Report| {
            (&other.build, other.verdict) == (&first.build, first.verdict) && body(other) == told
        };
        let alike = 1 + rest[1..].iter().take_while(is_alike).count();
        head(&mut out, &rest[..alike]);
        out.push_str(&told);
        rest = &rest[alike..];
    }
    if reports.len() > 1 {
        summary(&mut out, reports);
    }
    out
}

/// The colour of a verdict.
pub(crate) fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Runs => GREEN,
        Verdict::Unsure => YELLOW,
        Verdict::Breaks => RED,
    }
}

/// A build, the machines that the same is said of, and the verdict.
fn head(out: &mut String, alike: &[Report]) {
    let Some(first) = alike.first() else { return };
    let verdict = style(first.verdict);
    let machines: Vec<&str> = alike.iter().map(|report| report.machine.as_str()).collect();
    let _ = writeln!(
        out,
        "{BOLD}{}{BOLD:#} on {BOLD}{}{BOLD:#}: {verdict}{}{verdict:#}",
        first.build,
        machines.join(", "),
        first.verdict
    );
}

/// What is said of a pair below its verdict.
fn body(report: &Report) -> String {
    let mut out = String::new();
    for one in &report.findings {
        finding(&mut out, one);
    }
    rest(&mut out, report);
    out
}

/// What could not be looked at, and what nobody wanted to hear.
pub(crate) fn rest(out: &mut String, report: &Report) {
    // It matters most where it decides.
    for doubt in &report.doubts {
        self::doubt(out, doubt, if report.verdict == Verdict::Unsure { YELLOW } else { DIM });
    }
    for silenced in &report.silenced {
        let _ = writeln!(out, "  {DIM}silenced: {} ({}){DIM:#}", silenced.rule, silenced.by);
    }
}

/// What could not be looked at, and why.
pub(crate) fn doubt(out: &mut String, doubt: &Doubt, unsure: Style) {
    let _ =
        writeln!(out, "  {unsure}unsure{unsure:#}: {}: {}", could_not_look(doubt), doubt.unsure);
}

/// "2 rules could not look", with the rule named where it is one.
pub(crate) fn could_not_look(doubt: &Doubt) -> String {
    match doubt.rules.as_slice() {
        [one] => format!("{one} could not look"),
        rules => format!("{} rules could not look", rules.len()),
    }
}

/// A finding with its two sides, and how it is mended.
pub(crate) fn finding(out: &mut String, finding: &Finding) {
    headline(out, finding);
    for side in [Side::Needs, Side::Has] {
        let of_side = finding.evidence.iter().filter(|evidence| evidence.side == side);
        for (at, one) in of_side.enumerate() {
            labelled(out, if at == 0 { side.name() } else { "" }, one);
        }
    }
    mends(out, finding);
}

/// What is wrong, in one line.
pub(crate) fn headline(out: &mut String, finding: &Finding) {
    let colour = match (finding.severity, finding.preview) {
        (Severity::Breaks, false) => RED,
        (Severity::Breaks, true) | (Severity::Degrades, _) => YELLOW,
        (Severity::Note, _) => BOLD,
    };
    let word = word(finding);
    let _ = writeln!(
        out,
        "  {colour}{word}{colour:#}: {} {DIM}[{}]{DIM:#}",
        finding.says, finding.rule
    );
}

/// One thing that was seen, and where.
pub(crate) fn evidence(out: &mut String, evidence: &Evidence) {
    labelled(out, evidence.side.name(), evidence);
}

fn labelled(out: &mut String, label: &str, evidence: &Evidence) {
    let pad = TEXT_WIDTH.saturating_sub(evidence.text.chars().count());
    let _ = writeln!(
        out,
        "    {BOLD}{label:<6}{BOLD:#} {}{:pad$}  {DIM}{}{DIM:#}",
        evidence.text, "", evidence.origin
    );
}

/// How a finding is mended.
pub(crate) fn mends(out: &mut String, finding: &Finding) {
    for (at, mend) in finding.mend.iter().enumerate() {
        let label = if at == 0 { "mend" } else { "" };
        let _ = writeln!(out, "    {BOLD}{label:<6}{BOLD:#} {PLAIN}{mend}{PLAIN:#}");
    }
    if let Some(fix) = &finding.fix {
        let command = if fix.is_safe { "landfall fix" } else { "landfall fix --unsafe" };
        let _ = writeln!(out, "    {BOLD}fix{BOLD:#}    `{command}`: {}", fix.says);
    }
}

/// How a finding's weight is said: a rule not yet proven only suspects.
pub(crate) fn word(finding: &Finding) -> &'static str {
    match (finding.severity, finding.preview) {
        (Severity::Breaks, true) => "may break",
        (severity, _) => severity.name(),
    }
}

fn summary(out: &mut String, reports: &[Report]) {
    let (runs, breaks, unsure) = tally(reports);
    let all = reports.len();
    let mut parts = vec![format!("{GREEN}{runs} of {all} run{GREEN:#}")];
    if breaks > 0 {
        parts.push(format!("{RED}{breaks} break{RED:#}"));
    }
    if unsure > 0 {
        parts.push(format!("{YELLOW}{unsure} unsure{YELLOW:#}"));
    }
    let _ = writeln!(out, "\n{}", parts.join(", "));
}
