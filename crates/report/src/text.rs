//! Findings for a terminal: what breaks, both sides, how to mend it. Colours are written; whoever
//! prints takes them out where they do not belong.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Doubt, Evidence, Finding, Report, Severity, Side, Verdict};

use crate::Gap;

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
    let mut telling = Telling::default();
    let mut out: String = reports.iter().map(|report| telling.add(report)).collect();
    out.push_str(&telling.end());
    out
}

/// The same of reports that come one after the other.
#[derive(Debug, Default)]
pub struct Telling {
    alike: Option<Alike>,
    tally: [usize; 3],
}

/// Machines of which the same is to be said.
#[derive(Debug)]
struct Alike {
    build: String,
    machines: Vec<String>,
    verdict: Verdict,
    told: String,
}

impl Telling {
    /// Takes the next report, and gives what can be said for it: of those before it, once it is not like them.
    pub fn add(&mut self, report: &Report) -> String {
        self.tally[report.verdict as usize] += 1;
        let told = body(report);
        let machine = report.machine.clone();
        match &mut self.alike {
            Some(alike)
                if (&alike.build, alike.verdict) == (&report.build, report.verdict)
                    && alike.told == told =>
            {
                alike.machines.push(machine);
                String::new()
            }
            before => {
                let build = report.build.clone();
                let next = Alike { build, machines: vec![machine], verdict: report.verdict, told };
                before.replace(next).map_or(String::new(), Alike::text)
            }
        }
    }

    /// What is left to say once there is no other.
    pub fn end(self) -> String {
        let mut out = self.alike.map_or(String::new(), Alike::text);
        if self.tally.iter().sum::<usize>() > 1 {
            summary(&mut out, self.tally);
        }
        out
    }
}

impl Alike {
    /// A build, the machines that the same is said of, the verdict, and what is said.
    fn text(self) -> String {
        let style = style(self.verdict);
        format!(
            "{BOLD}{}{BOLD:#} on {BOLD}{}{BOLD:#}: {style}{}{style:#}\n{}",
            self.build,
            self.machines.join(", "),
            self.verdict,
            self.told
        )
    }
}

/// That results are not there, or not whole.
pub fn gap(gap: &Gap) -> String {
    format!("{YELLOW}unsure{YELLOW:#}: {gap}\n")
}

/// The colour of a verdict.
pub(crate) fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Runs => GREEN,
        Verdict::Unsure => YELLOW,
        Verdict::Breaks => RED,
    }
}

/// What is said of a pair below its verdict.
fn body(report: &Report) -> String {
    let mut out = String::new();
    // A start that did not end well has a finding, and one that could not be tried a doubt.
    if let Some(started) = report.started.known().filter(|started| started.ran()) {
        let by = started.by.as_ref().map(|by| format!(", by {by}")).unwrap_or_default();
        let said = started.said.as_ref().map(|said| format!(": {said}")).unwrap_or_default();
        let _ = writeln!(
            out,
            "  {GREEN}ran{GREEN:#}: `{}` {}{by}{DIM}{said}{DIM:#}",
            started.command, started.ended
        );
    }
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

fn summary(out: &mut String, tally: [usize; 3]) {
    let count = |verdict: Verdict| tally[verdict as usize];
    let (runs, breaks, unsure) =
        (count(Verdict::Runs), count(Verdict::Breaks), count(Verdict::Unsure));
    let all = runs + breaks + unsure;
    let mut parts = vec![format!("{GREEN}{runs} of {all} run{GREEN:#}")];
    if breaks > 0 {
        parts.push(format!("{RED}{breaks} break{RED:#}"));
    }
    if unsure > 0 {
        parts.push(format!("{YELLOW}{unsure} unsure{YELLOW:#}"));
    }
    let _ = writeln!(out, "\n{}", parts.join(", "));
}
