//! Hears all rules on one case, or on a machine alone, and folds what they say into a report.

use std::collections::HashSet;

use landfall_facts::{
    AllowComment, Build, Doubt, Examination, Fine, Machine, Origin, Recipes, Report, Severity,
    Silenced, Unsure, Verdict, Why,
};

use crate::case::Case;
use crate::list::ALL;
use crate::recipes::Tree;
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
        started: machine.started.clone(),
    };
    for rule in ALL {
        if let Check::Pair(check) | Check::Order(check) = rule.check {
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
        started: Report::not_started(),
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

/// Hears every rule on the recipes of a project: one report for each file of which there is something to
/// tell, and one for each other.
pub fn judge_recipes(recipes: &Recipes, allowed: &[Allowed]) -> Vec<Report> {
    let tree = Tree { recipes };
    let mut reports: Vec<Report> = recipes.files.iter().map(|file| of_file(&file.path)).collect();
    for rule in ALL {
        let Check::Recipes(check) = rule.check else { continue };
        let mut heard: HashSet<(Origin, String)> = HashSet::new();
        for (place, answer) in check(&tree) {
            let (place, says) = match &answer {
                Ok(None) => continue,
                Ok(Some(finding)) => {
                    let own = finding.evidence.first().map(|first| first.origin.clone());
                    (own.unwrap_or(place), String::new())
                }
                Err(unsure) => (place, unsure.to_string()),
            };
            let Some(number) = file_of(recipes, &place) else { continue };
            // A Dockerfile is looked at for several platforms, and a place has one finding.
            if heard.contains(&(place.clone(), says.clone())) {
                continue;
            }
            let comment = recipes.files[number].allowed.iter().find(|comment| {
                comment.rule == rule.name && comment.reason.is_some() && covers(comment, &place)
            });
            let by_comment = comment
                .map(|comment| Allowed { rule: rule.name.to_owned(), by: comment.at.clone() });
            let allowed = by_comment.as_ref().map_or(allowed, std::slice::from_ref);
            heard.insert((place, says));
            hear(rule, answer, allowed, &mut reports[number]);
        }
    }
    for (file, report) in recipes.files.iter().zip(&mut reports) {
        // A piece that nobody understood may hold any fault.
        let broken = file.problems.first().map(|(says, at)| Why::new(format!("{at}: {says}")));
        if let Some(why) = file.unread.as_ref().or(broken.as_ref()) {
            let decides = |rule: &&Rule| {
                matches!(rule.check, Check::Recipes(_)) && rule.severity == Severity::Breaks
            };
            let rules = ALL.iter().filter(decides).map(|rule| rule.name).collect();
            report.doubts.push(Doubt { unsure: Unsure(why.clone()), rules });
            report.verdict = Verdict::Unsure;
        }
        decide(report);
    }
    reports
}

fn of_file(path: &str) -> Report {
    Report {
        build: path.to_owned(),
        file: path.to_owned(),
        slice: None,
        machine: "as written".to_owned(),
        verdict: Verdict::Runs,
        findings: Vec::new(),
        doubts: Vec::new(),
        silenced: Vec::new(),
        started: Report::not_started(),
    }
}

/// The file that a place is in.
fn file_of(recipes: &Recipes, place: &Origin) -> Option<usize> {
    let path = match place {
        Origin::Span { path, .. } => path,
        Origin::Line { path, .. } | Origin::Path(path) => path.as_str(),
        _ => return None,
    };
    recipes.files.iter().position(|file| &*file.path == path)
}

fn covers(comment: &AllowComment, place: &Origin) -> bool {
    let (from, to) = match place {
        Origin::Span { span, .. } => (span.line, span.end_line),
        Origin::Line { line, .. } => (*line, *line),
        _ => return true,
    };
    [comment.lines.0, comment.lines.1].iter().any(|line| (from..=to).contains(line))
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
                Some(doubt) if doubt.rules.contains(&rule.name) => {}
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
