//! Whatever is said in English is said in the other languages too: words of the program, causes of failures, manuals.
//! What rules say is held against their cases, beside those.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use landfall_report::sum::Sum;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("it is a folder") {
        let path = entry.expect("it can be read").path();
        match path.is_dir() {
            true => sources(&path, all),
            false => all.push(path),
        }
    }
}

/// What stands in `tr!("…")`.
fn words_of(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (at, call) in text.match_indices("tr!(") {
        // `include_str!` ends so, too.
        if text[..at].ends_with(|one: char| one == '_' || one.is_alphanumeric()) {
            continue;
        }
        // The macro itself.
        let Some(literal) = text[at + call.len()..].trim_start().strip_prefix('"') else {
            continue;
        };
        let (mut words, mut letters) = (String::new(), literal.chars());
        while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
            match (letter, letter == '\\') {
                (_, true) => match letters.next() {
                    Some('n') => words.push('\n'),
                    Some('\n') => {
                        let rest = letters.as_str().trim_start();
                        letters = rest.chars();
                    }
                    Some(other) => words.push(other),
                    None => {}
                },
                (letter, false) => words.push(letter),
            }
        }
        all.push(words);
    }
    all
}

#[test]
fn every_word_of_the_program_is_there() {
    let mut files = Vec::new();
    for part in ["report", "cli"] {
        sources(&root().join("crates").join(part).join("src"), &mut files);
    }
    let known = landfall_know::chinese();
    let mut missing = BTreeSet::new();
    let mut count = 0;
    for file in files.iter().filter(|file| !file.ends_with("language.rs")) {
        let Ok(text) = fs::read_to_string(file) else { continue };
        for words in words_of(&text) {
            count += 1;
            if known.words(&words).is_none() {
                missing.insert(words);
            }
        }
    }
    assert!(count > 20, "the calls are written otherwise");
    assert!(missing.is_empty(), "words.toml lacks:\n{}", listed(&missing));
}

#[test]
fn every_cause_of_a_failure_is_there() {
    let known = landfall_know::chinese();
    let mut missing = BTreeSet::new();
    for signature in landfall_know::signatures().expect("they are read") {
        let mut texts = vec![signature.summary.as_str()];
        texts.extend(signature.causes.iter().flat_map(landfall_know::Cause::sentences));
        let is_missing = |text: &&str| known.words(text).is_none();
        missing.extend(texts.into_iter().filter(is_missing).map(str::to_owned));
    }
    assert!(missing.is_empty(), "failures.toml lacks {}:\n{}", missing.len(), listed(&missing));
}

#[test]
fn every_manual_is_there_and_of_the_english_one_of_today() {
    let mut wrong = Vec::new();
    for rule in landfall_rules::ALL {
        let mut sum = Sum::default();
        sum.add(rule.prose().as_bytes());
        match rule.prose_in_chinese() {
            None => wrong.push(format!("{} is not there: <!-- {sum} -->", rule.name)),
            Some((_, made_of)) if made_of != sum.to_string() => {
                wrong.push(format!("{} is of another text: <!-- {sum} -->", rule.name));
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "crates/rules/zh-CN:\n{}", wrong.join("\n"));
}

#[test]
fn a_verdict_is_given_in_chinese_and_programs_read_the_same_as_before() {
    let dir = tempfile::tempdir().expect("there is a place for files");
    fs::write(
        dir.path().join("Dockerfile"),
        "FROM golang:1.22\nCOPY . .\nRUN go build -o /web .\n",
    )
    .expect("it is written");
    fs::write(dir.path().join("go.mod"), "module example.com/web\n\ngo 1.26.0\n")
        .expect("it is written");
    let said = |arguments: &[&str], variable: (&str, &str)| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
        command.args(["check", "Dockerfile"]).args(arguments).current_dir(dir.path());
        command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env(variable.0, variable.1);
        String::from_utf8(command.output().expect("it runs").stdout).expect("it is UTF-8")
    };
    let chinese = said(&["--lang", "zh-CN"], ("LANG", "C"));
    assert!(chinese.contains("go.mod 要求 Go 1.26.0"), "{chinese}");
    assert_eq!(chinese, said(&[], ("LANG", "zh_CN.UTF-8")));
    assert_eq!(said(&["--lang", "en"], ("LANG", "zh_CN.UTF-8")), said(&[], ("LANG", "C")));
    let json = ["--format", "json"];
    assert_eq!(said(&json, ("LANG", "zh_CN.UTF-8")), said(&json, ("LANG", "C")));
}

/// The headings of a page outside of its blocks, and the blocks with their fences.
fn headings_and_blocks(page: &str) -> (Vec<&str>, Vec<String>) {
    let (mut headings, mut blocks) = (Vec::new(), Vec::new());
    let mut block: Option<String> = None;
    for line in page.lines() {
        let fence = line.starts_with("```");
        match block.take() {
            Some(shown) if fence => blocks.push(format!("{shown}{line}\n")),
            Some(shown) => block = Some(format!("{shown}{line}\n")),
            None if fence => block = Some(format!("{line}\n")),
            None if line.starts_with('#') => headings.push(line),
            None => {}
        }
    }
    assert!(block.is_none(), "a block is not closed");
    (headings, blocks)
}

#[test]
fn the_chinese_readme_is_of_the_english_one_of_today() {
    let page = |name: &str| fs::read_to_string(root().join(name)).expect("it is there");
    let (english, chinese) = (page("README.md"), page("README.zh-CN.md"));
    let (of_english, shown_in_english) = headings_and_blocks(&english);
    let (of_chinese, mut shown_in_chinese) = headings_and_blocks(&chinese);
    assert_eq!(of_chinese.len(), of_english.len(), "{of_chinese:#?}\n{of_english:#?}");
    shown_in_chinese.retain(|block| !block.contains("--lang zh-CN"));
    assert_eq!(shown_in_chinese, shown_in_english, "the blocks stay as they are in README.md");
    let mut sum = Sum::default();
    sum.add(english.as_bytes());
    let end = format!("<!-- of README.md: {sum} -->");
    assert!(
        chinese.trim_end().ends_with(&end),
        "README.zh-CN.md is of another README.md; once it says the same, let it end with\n{end}"
    );
}

fn listed(missing: &BTreeSet<String>) -> String {
    missing.iter().map(|words| format!("{words:?} = \"\"\n")).collect()
}
