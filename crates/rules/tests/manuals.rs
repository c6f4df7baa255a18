//! The manuals are the tests: each `case` block of each rule is run against all rules, and the
//! list of rules and the documentation are written from the same files.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "this is no rule: it reads the rules' own files"
)]

mod cases;
mod english;

use std::fs;
use std::path::{Path, PathBuf};

use landfall_facts::Verdict;
use landfall_rules::{ALL, Rule, examine, judge};

use cases::Case;

fn cases_of(rule: &Rule) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut block: Option<String> = None;
    for line in rule.manual.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match (&mut block, line) {
            (None, "```case") => block = Some(String::new()),
            (Some(text), "```") => {
                cases.push(
                    Case::read(text)
                        .unwrap_or_else(|error| panic!("{}: {error}\n{text}", rule.name)),
                );
                block = None;
            }
            (Some(text), line) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, _) => {}
        }
    }
    assert!(block.is_none(), "{}: a case block does not end", rule.name);
    cases
}

#[test]
fn every_case_of_every_manual_holds_against_all_rules() {
    let mut wrong = Vec::new();
    // The cases of rules on recipes are files, which the program's own readers read: their test is its.
    for rule in ALL.iter().filter(|rule| !rule.is_of_recipes()) {
        for case in cases_of(rule) {
            let is_of_machine = rule.is_of_machine();
            let mut said: Vec<(&str, String)> = Vec::new();
            let report = match is_of_machine {
                true => {
                    let examination = examine(&case.machine, &[]);
                    // What is fine need not be told in each case.
                    let fine = examination.fine.iter().filter(|_| !case.says.is_empty());
                    let own = fine.filter(|fine| fine.rule == rule.name);
                    said.extend(own.map(|fine| (fine.rule, format!("fine: {}", fine.says))));
                    examination.report
                }
                false => judge(&case.build, &case.machine, &[]),
            };
            said.extend(
                report
                    .findings
                    .iter()
                    .map(|finding| (finding.rule, format!("finds: {}", finding.says))),
            );
            for doubt in &report.doubts {
                // A case speaks of few facts of a machine, and of the others nothing is known.
                let rules = doubt.rules.iter().filter(|name| !is_of_machine || **name == rule.name);
                said.extend(rules.map(|rule| (*rule, format!("unsure: {}", doubt.unsure))));
            }
            let of_rule: Vec<_> = said
                .iter()
                .filter(|(name, _)| *name == rule.name)
                .map(|(_, says)| says.clone())
                .collect();
            if of_rule != case.says {
                wrong.push(format!(
                    "{}:\n{}\n  manual: {:?}\n  rule:   {of_rule:?}",
                    rule.name, case.text, case.says
                ));
            }
            let is_silent = |name: &&String| !said.iter().any(|(said, _)| said == name);
            if let Some(name) = case.also.iter().find(is_silent) {
                wrong.push(format!("{}:\n{}\n  {name} says nothing", rule.name, case.text));
            }
            let others: Vec<_> = said
                .iter()
                .filter(|(name, _)| *name != rule.name && !case.also.contains(&(*name).to_owned()))
                .collect();
            if !others.is_empty() {
                wrong.push(format!(
                    "{}:\n{}\n  not named under also: {others:?}",
                    rule.name, case.text
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_that_rules_say_in_cases_is_said_in_chinese() {
    let mut unspoken = Vec::new();
    for rule in ALL.iter().filter(|rule| !rule.is_of_recipes()) {
        for case in cases_of(rule) {
            let (report, fine) = match rule.is_of_machine() {
                true => {
                    let examination = examine(&case.machine, &[]);
                    (examination.report, examination.fine)
                }
                false => (judge(&case.build, &case.machine, &[]), Vec::new()),
            };
            let own = report.findings.iter().filter(|finding| finding.rule == rule.name);
            let said: Vec<&str> = own.flat_map(english::said).collect();
            let fine = fine.iter().filter(|fine| fine.rule == rule.name);
            let said = said.into_iter().chain(fine.map(|fine| fine.says.as_str()));
            unspoken.extend(english::unspoken(said.map(|text| (rule.name, text))));
        }
    }
    unspoken.dedup();
    assert!(unspoken.is_empty(), "crates/know/data/zh-CN lacks:\n{}", unspoken.join("\n"));
}

#[test]
fn every_rule_shows_when_it_speaks_when_it_is_silent_and_when_it_cannot_look() {
    for rule in ALL.iter().filter(|rule| !rule.is_of_recipes()) {
        let cases = cases_of(rule);
        let speaks = |start: &str| {
            cases.iter().any(|case| case.says.iter().any(|says| says.starts_with(start)))
        };
        assert!(speaks("unsure:"), "{} has no case that is unsure", rule.name);
        let is_silent = |case: &Case| case.says.iter().all(|says| says.starts_with("fine:"));
        assert!(cases.iter().any(is_silent), "{} has no silent case", rule.name);
        // Two rules know only doubts.
        let doubts_only = ["not_a_program", "packed_program"].contains(&rule.name);
        assert_eq!(
            speaks("finds:"),
            !doubts_only,
            "{} has no case that finds something",
            rule.name
        );
    }
}

#[test]
fn a_rule_not_yet_proven_makes_a_pair_unsure_and_never_broken() {
    for rule in ALL.iter().filter(|rule| rule.preview && !rule.is_of_recipes()) {
        for case in cases_of(rule)
            .iter()
            .filter(|case| case.says.iter().any(|says| says.starts_with("finds:")))
        {
            let verdict = match rule.is_of_machine() {
                true => examine(&case.machine, &[]).report.verdict,
                false => judge(&case.build, &case.machine, &[]).verdict,
            };
            assert_eq!(verdict, Verdict::Unsure, "{}", rule.name);
        }
    }
}

#[test]
fn every_proven_rule_says_where_it_was_seen_to_be_right() {
    let table = fs::read_to_string(root().join("truth/rules.csv")).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    // Two rules know only doubts, and nothing breaks on them.
    let doubts_only = ["not_a_program", "packed_program"];
    for rule in ALL.iter().filter(|rule| !rule.preview && !doubts_only.contains(&rule.name)) {
        let row = rows.iter().find(|row| row[0] == rule.name);
        let row = row
            .unwrap_or_else(|| panic!("truth/rules.csv does not say where {} was seen", rule.name));
        assert!(row.len() == 4 && row.iter().all(|field| !field.is_empty()), "{row:?}");
    }
    for row in rows {
        assert!(
            landfall_rules::find(row[0]).is_some_and(|rule| !rule.preview),
            "{} is no proven rule",
            row[0]
        );
    }
}

#[test]
fn a_silenced_rule_is_counted_and_does_not_decide() {
    let rule = landfall_rules::find("wrong_architecture").unwrap();
    let case = cases_of(rule).into_iter().find(|case| !case.says.is_empty()).unwrap();
    let by = landfall_facts::Origin::Word("--allow wrong_architecture".into());
    let allowed = [landfall_rules::Allowed { rule: rule.name.into(), by }];
    let report = judge(&case.build, &case.machine, &allowed);
    assert_eq!(report.verdict, Verdict::Runs);
    assert_eq!(report.silenced.len(), 1);
    // So is one that could not look.
    let unsure = cases_of(rule)
        .into_iter()
        .find(|case| judge(&case.build, &case.machine, &[]).verdict == Verdict::Unsure)
        .unwrap();
    let report = judge(&unsure.build, &unsure.machine, &allowed);
    assert_eq!((report.verdict, report.silenced.len()), (Verdict::Runs, 1));
}

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Holds a file against what it should be, or writes it if `UPDATE` is set.
fn written(path: &Path, text: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let there = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        there,
        text,
        "{} is stale; UPDATE=1 cargo test -p landfall-rules writes it",
        path.display()
    );
}

#[test]
fn the_list_of_rules_has_every_file() {
    let folder = root().join("crates/rules/src/list");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.strip_suffix(".rs").unwrap().to_owned())
        .collect();
    names.sort();
    let mods: String = names.iter().map(|name| format!("mod {name};\n")).collect();
    let list: String = names.iter().map(|name| format!("    {name}::RULE,\n")).collect();
    let text = format!(
        "//! Every rule. Written by a test from the files beside it: `UPDATE=1 cargo test -p landfall-rules`.\n\nuse crate::rule::Rule;\n\n{mods}\n/// Every rule, by name.\npub const ALL: &[Rule] = &[\n{list}];\n"
    );
    written(&root().join("crates/rules/src/list.rs"), &text);
}

#[test]
fn the_list_of_chinese_manuals_has_every_file() {
    let folder = root().join("crates/rules/zh-CN");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names
        .map(|name| name.into_string().unwrap().strip_suffix(".md").unwrap().to_owned())
        .collect();
    names.sort();
    let line =
        |name: &String| format!("    ({name:?}, include_str!(\"../../zh-CN/{name}.md\")),\n");
    let list: String = names.iter().map(line).collect();
    let text = format!(
        "//! Every manual in simplified Chinese. Written by a test from the files: `UPDATE=1 cargo test -p landfall-rules`.\n\n#[rustfmt::skip]\npub(super) const ALL: &[(&str, &str)] = &[\n{list}];\n"
    );
    written(&root().join("crates/rules/src/chinese/list.rs"), &text);
}

#[test]
fn the_documentation_says_what_the_manuals_say() {
    let mut index = String::from(
        "# Rules\n\nOne page a rule, written from the rule's own file. `landfall rule NAME` shows the same.\n",
    );
    let folder = root().join("docs/rules");
    for rule in ALL {
        let text = rule.text();
        let weight = weight(rule);
        written(
            &folder.join(format!("{}.md", rule.name)),
            &format!("# {}\n\nWeight: {weight}.\n\n{text}", rule.name),
        );
    }
    type Kind = (&'static str, fn(&Rule) -> bool);
    let kinds: [Kind; 3] = [
        ("A build and a machine (`landfall check`)", |rule| {
            !rule.is_of_machine() && !rule.is_of_recipes()
        }),
        ("Recipes (`landfall check DIR`)", Rule::is_of_recipes),
        ("A machine alone (`landfall doctor`)", Rule::is_of_machine),
    ];
    for (what, is_meant) in kinds {
        index.push_str(&format!("\n## {what}\n\n| rule | weight | |\n|---|---|---|\n"));
        for rule in ALL.iter().filter(|rule| is_meant(rule)) {
            let (name, weight) = (rule.name, weight(rule));
            index.push_str(&format!("| [{name}]({name}.md) | {weight} | {} |\n", rule.summary()));
        }
    }
    written(&folder.join("README.md"), &index);
    let pages = fs::read_dir(&folder).unwrap().count();
    assert_eq!(pages, ALL.len() + 1, "docs/rules has a page without a rule");
}

fn weight(rule: &Rule) -> String {
    let preview = if rule.preview { ", preview" } else { "" };
    format!("{}{preview}", rule.severity)
}
