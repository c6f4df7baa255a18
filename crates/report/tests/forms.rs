//! What every form of a report has to tell, whichever a reader chooses.

use std::borrow::Cow;

use landfall_facts::{Doubt, Finding, Report, Severity, Unsure, Verdict, Why};
use landfall_report::sarif::RuleText;
use landfall_report::{Failure, Place, concise, github, json, sarif, text};

/// One report in each of the forms, with the form's name.
fn forms(reports: &[Report], failures: &[Failure]) -> [(&'static str, String); 5] {
    let rule =
        |_: &str| Some(RuleText { summary: "A rule.".into(), manual: Cow::Borrowed("A manual.") });
    let place = |file: &str| Place::Below(format!("below/{file}"));
    [
        ("text", text::render(reports)),
        ("concise", concise::render(reports, failures)),
        ("json", json::verdicts(reports, failures)),
        ("sarif", sarif::render(reports, failures, "0.0.0", place, rule)),
        ("github", github::render(reports, failures, place)),
    ]
}

/// One slice of a fat file on a machine that could not be looked into, with a finding besides.
fn unsure() -> Report {
    let mut finding = Finding::new("srv has no time zones");
    finding.rule = "no_time_zones";
    finding.severity = Severity::Degrades;
    let doubt = Doubt {
        unsure: Unsure(Why::new("nobody may read the shelf")),
        rules: vec!["library_not_there"],
    };
    Report {
        build: "app (arm64)".to_owned(),
        file: "app".to_owned(),
        slice: Some("arm64"),
        machine: "srv".to_owned(),
        verdict: Verdict::Unsure,
        findings: vec![finding],
        doubts: vec![doubt],
        silenced: Vec::new(),
        started: Report::not_started(),
    }
}

#[test]
fn a_doubt_that_decides_is_told_beside_a_finding_that_does_not() {
    for (form, told) in forms(&[unsure()], &[]) {
        assert!(told.contains("srv has no time zones"), "{form}: {told}");
        assert!(told.contains("nobody may read the shelf"), "{form}: {told}");
    }
}

/// Text has it on standard error, where people look.
#[test]
fn a_file_that_could_not_be_looked_at_is_told_to_programs() {
    let failure = Failure { path: "dist/app".to_owned(), message: "it is empty".to_owned() };
    for (form, told) in forms(&[], &[failure]).into_iter().filter(|(form, _)| *form != "text") {
        assert!(told.contains("dist/app"), "{form}: {told}");
        assert!(told.contains("it is empty"), "{form}: {told}");
    }
}

#[test]
fn a_slice_is_marked_at_its_file() {
    let told: Vec<(&str, String)> = forms(&[unsure()], &[]).into_iter().collect();
    let of = |form: &str| &told.iter().find(|(name, _)| *name == form).unwrap().1;
    assert!(of("github").lines().all(|line| line.contains(" file=below/app,")), "{}", of("github"));
    assert!(of("sarif").contains(r#""uri": "below/app""#), "{}", of("sarif"));
}
