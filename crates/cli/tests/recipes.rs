//! The cases in the manuals of rules on recipes: files as people write them, read by the program's own
//! readers, and held against all rules on recipes.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops")]

#[path = "../../rules/tests/english/mod.rs"]
mod english;

use std::collections::BTreeMap;
use std::path::Path;

use landfall_facts::{Finding, Origin, Verdict};
use landfall_probe::recipes::{self, FoundText};
use landfall_rules::{ALL, Rule, judge_recipes};

/// A case: files, and what is said of them.
#[derive(Default)]
struct Case {
    files: Vec<(String, String)>,
    finds: Vec<String>,
    unsure: Vec<String>,
    also: Vec<String>,
}

impl Case {
    /// Reads a case in the form of Go's txtar: `-- NAME --`, and what follows up to the next.
    fn read(text: &str) -> Self {
        let mut sections: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            let name = line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
            match (name, sections.last_mut()) {
                (Some(name), _) => sections.push((name.to_owned(), String::new())),
                (None, Some((_, body))) => {
                    body.push_str(line);
                    body.push('\n');
                }
                (None, None) => panic!("a case begins with `-- NAME --`: {line:?}"),
            }
        }
        let mut case = Self::default();
        for (name, body) in sections {
            let lines = || body.lines().map(str::to_owned).collect();
            match name.as_str() {
                "finds" => case.finds = lines(),
                "unsure" => case.unsure = lines(),
                "also" => case.also = lines(),
                _ => case.files.push((name, body)),
            }
        }
        case
    }

    fn reports(&self) -> Vec<landfall_facts::Report> {
        let found = |(path, text): &(String, String)| {
            FoundText::new(path, text).unwrap_or_else(|| panic!("{path} is no recipe"))
        };
        let recipes = recipes::read(self.files.iter().map(found).collect());
        for file in &recipes.files {
            assert_eq!(file.problems, [], "{}", file.path);
        }
        judge_recipes(&recipes, &[])
    }
}

fn cases_of(rule: &Rule) -> Vec<Case> {
    let text = rule.text();
    let mut cases = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once("```case\n") {
        let (case, behind) = after.split_once("\n```").expect("a case ends");
        cases.push(Case::read(case));
        rest = behind;
    }
    cases
}

fn of_recipes() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().filter(|rule| rule.is_of_recipes())
}

/// `FILE:LINE: what it says`
fn told(finding: &Finding) -> String {
    let (path, line) = finding.line().unwrap_or_else(|| panic!("{} shows no line", finding.says));
    format!("{path}:{line}: {}", finding.says)
}

#[test]
fn every_case_of_every_manual_holds_against_all_rules_on_recipes() {
    let mut wrong = Vec::new();
    for rule in of_recipes() {
        for case in cases_of(rule) {
            let reports = case.reports();
            let findings = || reports.iter().flat_map(|report| &report.findings);
            let own: Vec<String> =
                findings().filter(|one| one.rule == rule.name).map(told).collect();
            let unsure: Vec<String> = reports
                .iter()
                .flat_map(|report| report.doubts.iter().map(move |doubt| (report, doubt)))
                .filter(|(_, doubt)| doubt.rules.contains(&rule.name))
                .map(|(report, doubt)| format!("{}: {}", report.build, doubt.unsure))
                .collect();
            let files = || {
                let text = |(name, text): &(String, String)| format!("-- {name} --\n{text}");
                case.files.iter().map(text).collect::<String>()
            };
            if own != case.finds || unsure != case.unsure {
                wrong.push(format!(
                    "{}:\n{}  manual: {:?} unsure {:?}\n  rule:   {own:?} unsure {unsure:?}",
                    rule.name,
                    files(),
                    case.finds,
                    case.unsure
                ));
            }
            let mut others: BTreeMap<&str, String> = BTreeMap::new();
            for one in findings().filter(|one| one.rule != rule.name) {
                others.entry(one.rule).or_insert_with(|| told(one));
            }
            for name in &case.also {
                if others.remove(name.as_str()).is_none() {
                    wrong.push(format!("{}:\n{}  {name} says nothing", rule.name, files()));
                }
            }
            if !others.is_empty() {
                wrong.push(format!("{}:\n{}  not under also: {others:?}", rule.name, files()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn all_that_rules_on_recipes_say_in_cases_is_said_in_chinese() {
    let mut unspoken = Vec::new();
    for rule in of_recipes() {
        for case in cases_of(rule) {
            let reports = case.reports();
            let findings = reports.iter().flat_map(|report| &report.findings);
            let own = findings.filter(|finding| finding.rule == rule.name);
            unspoken.extend(english::unspoken(
                own.flat_map(english::said).map(|text| (rule.name, text)),
            ));
        }
    }
    unspoken.dedup();
    assert!(unspoken.is_empty(), "crates/know/data/zh-CN lacks:\n{}", unspoken.join("\n"));
}

#[test]
fn every_rule_on_recipes_shows_when_it_speaks_when_it_is_silent_and_when_it_cannot_look() {
    for rule in of_recipes() {
        let cases = cases_of(rule);
        assert!(cases.iter().any(|case| !case.finds.is_empty()), "{} finds nothing", rule.name);
        assert!(cases.iter().any(|case| !case.unsure.is_empty()), "{} is never unsure", rule.name);
        let is_silent = |case: &Case| case.finds.is_empty() && case.unsure.is_empty();
        assert!(cases.iter().any(is_silent), "{} is never silent", rule.name);
    }
}

/// A thread of a public tracker, as `owner/repo#123`, or a page of documentation.
#[test]
fn every_rule_on_recipes_says_whom_it_hurt() {
    let is_thread = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.split_once('#').is_some_and(|(repository, number)| {
            repository.split('/').count() == 2 && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    for rule in of_recipes() {
        let text = rule.text();
        let cites = text.split_whitespace().any(is_thread)
            || ["https://", "written in", "Written in"].iter().any(|word| text.contains(word));
        assert!(cites, "{} cites nobody", rule.name);
    }
}

#[test]
fn a_rule_on_recipes_not_yet_proven_breaks_nothing() {
    for rule in of_recipes().filter(|rule| rule.preview) {
        for case in
            cases_of(rule).iter().filter(|case| !case.finds.is_empty() && case.also.is_empty())
        {
            let breaks = case.reports().iter().any(|report| report.verdict == Verdict::Breaks);
            assert!(!breaks, "{}", rule.name);
        }
    }
}

#[test]
fn a_comment_with_a_reason_silences_a_rule_where_it_stands() {
    let text = |comment: &str| {
        format!(
            "FROM golang:1.26 AS a\n{comment}\nARG TARGETARCH=amd64\nRUN GOARCH=$TARGETARCH go build .\n"
        )
    };
    let found = |comment: &str| {
        let case =
            Case { files: vec![("Dockerfile".to_owned(), text(comment))], ..Case::default() };
        let report = case.reports().remove(0);
        let is_meant = |name: &str| name == "platform_argument_overridden";
        let finds = report.findings.iter().any(|one| is_meant(one.rule));
        let silenced =
            report.silenced.iter().find(|one| is_meant(one.rule)).map(|one| one.by.clone());
        (finds, silenced)
    };
    let (finds, by) =
        found("# landfall: allow platform_argument_overridden because it is for amd64 alone");
    assert!(!finds);
    assert!(matches!(by, Some(Origin::Span { span, .. }) if span.line == 2), "{by:?}");
    assert!(found("# landfall: allow platform_argument_overridden").0, "there is no reason");
    assert!(found("# landfall: allow no_ca_certificates because of it").0);
}

/// What somebody read by hand: where it is wrong it says why, and it is right in 95 of 100.
#[test]
fn findings_on_real_projects_are_right_in_95_of_100() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../truth/recipes.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    let mut right = 0;
    for row in &rows {
        let [_, _, line, rule, is_right, why] = row.as_slice() else { panic!("{row:?}") };
        assert!(line.parse::<u32>().is_ok(), "{row:?}");
        let is_of_recipes = |one: &&Rule| one.name == *rule && one.is_of_recipes();
        assert!(ALL.iter().any(|one| is_of_recipes(&one)), "{rule} is no rule");
        match *is_right {
            "yes" => right += 1,
            "no" => assert!(!why.is_empty(), "{row:?} does not say why"),
            _ => panic!("{row:?}"),
        }
    }
    assert!(rows.len() >= 200 && right * 100 >= rows.len() * 95, "{right} of {}", rows.len());
}
