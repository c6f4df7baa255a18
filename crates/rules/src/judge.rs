//! Hears all rules on one case, or on a machine alone, and folds what they say into a report.

use landfall_facts::{
    Build, Doubt, Examination, Fine, Machine, Origin, Report, Severity, Silenced, Verdict,
};

use crate::case::Case;
use crate::list::ALL;
use crate::rule::{Answer, Check, Rule, Told};

/// A rule that the user does not want to hear, and where they said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The rule's name.
    pub rule: String,
    /// Where it was allowed.
    pub by: Origin,
}

/// Hears every rule on a build and a machine.
///
/// Only rules that can break a build decide: what one of them could not look at makes the pair
/// unsure, and so does a finding of one that is not yet proven.
pub fn judge(build: &Build, machine: &Machine, allowed: &[Allowed]) -> Report {
    let case = Case::new(build, machine);
    let mut report = Report {
        build: build.name.clone(),
        file: build.file.clone(),
        slice: build.slice,
        machine: machine.name.clone(),
        verdict: Verdict::Runs,
        findings: Vec::new(),
        doubts: Vec::new(),
        silenced: Vec::new(),
    };
    for rule in ALL {
        if let Check::Pair(check) = rule.check {
            hear(rule, check(&case), allowed, &mut report);
        }
    }
    decide(&mut report);
    report
}

/// Hears every rule that looks at a machine alone: whether it is fit to build Go and to run what it
/// builds.
pub fn examine(machine: &Machine, allowed: &[Allowed]) -> Examination {
    let mut report = Report {
        build: "go".to_owned(),
        file: "go".to_owned(),
        slice: None,
        machine: machine.name.clone(),
        verdict: Verdict::Runs,
        findings: Vec::new(),
        doubts: Vec::new(),
        silenced: Vec::new(),
    };
    let mut fine = Vec::new();
    for rule in ALL {
        let Check::Machine(check) = rule.check else { continue };
        let answer = match check(machine) {
            Ok(Told::Fault(finding)) => Ok(Some(finding)),
            Ok(Told::Fine(says, origin)) => {
                fine.push(Fine { rule: rule.name, says, origin });
                Ok(None)
            }
            Ok(Told::Nothing) => Ok(None),
            Err(unsure) => Err(unsure),
        };
        hear(rule, answer, allowed, &mut report);
    }
    decide(&mut report);
    Examination { report, fine }
}

fn hear(rule: &'static Rule, answer: Answer, allowed: &[Allowed], report: &mut Report) {
    let allowed = allowed.iter().find(|allowed| allowed.rule == rule.name);
    match answer {
        Ok(None) => {}
        Ok(Some(mut finding)) => match allowed {
            Some(allowed) => {
                report.silenced.push(Silenced { rule: rule.name, by: allowed.by.clone() })
            }
            None => {
                finding.rule = rule.name;
                finding.severity = rule.severity;
                finding.preview = rule.preview;
                report.findings.push(finding);
            }
        },
        Err(unsure) => {
            if let Some(allowed) = allowed {
                report.silenced.push(Silenced { rule: rule.name, by: allowed.by.clone() });
                return;
            }
            if rule.severity == Severity::Breaks {
                report.verdict = Verdict::Unsure;
            }
            match report.doubts.iter_mut().find(|doubt| doubt.unsure == unsure) {
                Some(doubt) => doubt.rules.push(rule.name),
                None => report.doubts.push(Doubt { unsure, rules: vec![rule.name] }),
            }
        }
    }
}

/// Takes the verdict from what was heard, and puts first what decides.
fn decide(report: &mut Report) {
    let breaking = || report.findings.iter().filter(|finding| finding.severity == Severity::Breaks);
    if breaking().any(|finding| !finding.preview) {
        report.verdict = Verdict::Breaks;
    } else if breaking().next().is_some() {
        report.verdict = Verdict::Unsure;
    }
    let decides =
        |rule: &str| ALL.iter().any(|one| one.name == rule && one.severity == Severity::Breaks);
    report.doubts.sort_by_key(|doubt| !doubt.rules.iter().any(|rule| decides(rule)));
    report.findings.sort_by_key(|finding| (finding.severity, finding.preview));
}
