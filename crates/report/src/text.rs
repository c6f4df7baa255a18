//! Findings for a terminal: what breaks, both sides, how to mend it. Colours are written; whoever
//! prints takes them out where they do not belong.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Doubt, Evidence, Finding, Report, Severity, Side, Verdict};

use crate::Gap;
use crate::language::{padded, tr};
use crate::tr;

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Evidence texts are lined up at this width where they are no longer.
const TEXT_WIDTH: usize = 46;

/// What stands before a line of a finding takes so many columns.
pub(crate) const LABEL: usize = 6;

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
        let head = tr!(
            "{build} on {machines}: {verdict}",
            build = format!("{BOLD}{}{BOLD:#}", self.build),
            machines = format!("{BOLD}{}{BOLD:#}", self.machines.join(", ")),
            verdict = format!("{style}{}{style:#}", tr(self.verdict.name())),
        );
        format!("{head}\n{}", self.told)
    }
}

/// That results are not there, or not whole.
pub fn gap(gap: &Gap) -> String {
    format!("{YELLOW}{}{YELLOW:#}: {}\n", tr!("unsure"), tr(&gap.to_string()))
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
        let silenced = tr!("silenced: {rule} ({by})", rule = silenced.rule, by = silenced.by);
        let _ = writeln!(out, "  {DIM}{silenced}{DIM:#}");
    }
}

/// What could not be looked at, and why.
pub(crate) fn doubt(out: &mut String, doubt: &Doubt, unsure: Style) {
    let (who, why) = (could_not_look(doubt), doubt.unsure.to_string());
    let _ = writeln!(out, "  {unsure}{}{unsure:#}: {who}: {}", tr!("unsure"), tr(&why));
}

/// "2 rules could not look", with the rule named where it is one.
pub(crate) fn could_not_look(doubt: &Doubt) -> String {
    match doubt.rules.as_slice() {
        [rule] => tr!("{rule} could not look", rule),
        rules => tr!("{count} rules could not look", count = rules.len()),
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

/// A finding of before that is none any more.
pub(crate) fn no_more(out: &mut String, finding: &Finding) {
    let (word, says, rule) = (tr!("no more"), tr(&finding.says), finding.rule);
    let _ = writeln!(out, "  {GREEN}{word}{GREEN:#}: {says} {DIM}[{rule}]{DIM:#}");
}

/// What is wrong, in one line.
pub(crate) fn headline(out: &mut String, finding: &Finding) {
    let colour = match (finding.severity, finding.preview) {
        (Severity::Breaks, false) => RED,
        (Severity::Breaks, true) | (Severity::Degrades, _) => YELLOW,
        (Severity::Note, _) => BOLD,
    };
    let (word, says) = (tr(word(finding)), tr(&finding.says));
    let _ = writeln!(out, "  {colour}{word}{colour:#}: {says} {DIM}[{}]{DIM:#}", finding.rule);
}

/// One thing that was seen, and where.
pub(crate) fn evidence(out: &mut String, evidence: &Evidence) {
    labelled(out, evidence.side.name(), evidence);
}

fn labelled(out: &mut String, label: &str, evidence: &Evidence) {
    let (label, text) = (padded(&tr(label), LABEL), padded(&tr(&evidence.text), TEXT_WIDTH));
    let origin = evidence.origin.to_string();
    let origin = tr(&origin);
    let _ = writeln!(out, "    {BOLD}{label}{BOLD:#} {text}  {DIM}{origin}{DIM:#}");
}

/// How a finding is mended.
pub(crate) fn mends(out: &mut String, finding: &Finding) {
    for (at, mend) in finding.mend.iter().enumerate() {
        let label = if at == 0 { tr!("mend") } else { String::new() };
        let label = padded(&label, LABEL);
        let _ = writeln!(out, "    {BOLD}{label}{BOLD:#} {PLAIN}{}{PLAIN:#}", tr(mend));
    }
    if let Some(fix) = &finding.fix {
        let command = if fix.is_safe { "landfall fix" } else { "landfall fix --unsafe" };
        let label = padded(&tr!("fix"), LABEL);
        let _ = writeln!(out, "    {BOLD}{label}{BOLD:#} `{command}`: {}", tr(&fix.says));
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
    let mut parts = vec![format!("{GREEN}{}{GREEN:#}", tr!("{runs} of {all} run", runs, all))];
    parts.extend(counted(breaks, unsure));
    let _ = writeln!(out, "\n{}", parts.join(&tr!(", ")));
}

/// How many break and how many are unsure, as far as any.
pub(crate) fn counted(breaks: usize, unsure: usize) -> Vec<String> {
    let breaks = (breaks > 0).then(|| format!("{RED}{}{RED:#}", tr!("{breaks} break", breaks)));
    let unsure =
        (unsure > 0).then(|| format!("{YELLOW}{}{YELLOW:#}", tr!("{unsure} unsure", unsure)));
    breaks.into_iter().chain(unsure).collect()
}
