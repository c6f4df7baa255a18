//! `landfall fix`: writes what mends findings in recipes, and reads them again to prove it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use landfall_facts::{Edit, Finding, Fix, Report};
use landfall_probe::recipes::{self, FoundText};
use landfall_rules::{Allowed, judge_recipes};
use similar::TextDiff;

use crate::args::FixArgs;
use crate::config;
use crate::output::{Output, could_not_work, exit_code, say, say_failures};
use crate::written;
use landfall_report::language::tr;
use landfall_report::tr;

pub(crate) fn run(args: &FixArgs, output: &Output) -> i32 {
    let allowed = match config::allowed(&args.allow) {
        Ok(allowed) => allowed,
        Err(error) => return could_not_work(&error),
    };
    let paths = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths.clone() };
    let (named, dirs) = crate::recipes::part(&paths);
    if let Some(path) = dirs.iter().find(|path| !path.is_dir()) {
        return could_not_work(&format!("could not fix {}: it is no recipe", path.display()));
    }
    let Some(judged) = crate::recipes::judged(&dirs, &named, &allowed) else {
        return output.finish("there is no recipe here\n", 0);
    };
    say_failures(&judged.failures);
    let meant: BTreeSet<String> = judged.reports.iter().map(|report| report.file.clone()).collect();
    let mended = mend(judged.found, &meant, args.r#unsafe, &allowed);
    let mut told = String::new();
    for done in &mended.done {
        told.push_str(&format!("{}\n", tr(&done.to_string())));
    }
    for (path, (old, new)) in &mended.changed {
        if args.diff {
            told.push_str(&diff(path, old, new));
        } else if let Err(error) = put(path, old, new) {
            return could_not_work(&error);
        }
    }
    let left = mended.reports.iter().flat_map(|report| &report.findings);
    let unsafe_left = left.filter(|one| one.fix.as_ref().is_some_and(|fix| !fix.is_safe)).count();
    if unsafe_left > 0 && !args.r#unsafe {
        say(&format!("{unsafe_left} more with --unsafe: look at what they change"));
    }
    if mended.done.is_empty() {
        told.push_str(&format!("{}\n", tr!("nothing to fix")));
    }
    let code = match args.diff {
        true => i32::from(!mended.changed.is_empty()),
        false => exit_code(&mended.reports, &judged.failures),
    };
    output.finish(&told, code)
}

/// What became of some recipes.
struct Mended {
    /// One line for each finding that is gone.
    done: Vec<String>,
    /// The texts before and after.
    changed: BTreeMap<String, (String, String)>,
    /// What the rules say of the new texts.
    reports: Vec<Report>,
}

/// Applies one fix after the other. One is kept only if its finding is gone afterwards and no new one
/// came.
fn mend(
    mut texts: Vec<FoundText>,
    meant: &BTreeSet<String>,
    all: bool,
    allowed: &[Allowed],
) -> Mended {
    let before: BTreeMap<String, String> =
        texts.iter().map(|found| (found.path.clone(), found.text.clone())).collect();
    let judge = |texts: &[FoundText]| -> Vec<Report> {
        let reports = judge_recipes(&recipes::read(texts.to_vec()), allowed);
        reports.into_iter().filter(|report| meant.contains(&report.file)).collect()
    };
    let mut reports = judge(&texts);
    let mut done = Vec::new();
    let mut refused: BTreeSet<String> = BTreeSet::new();
    while let Some((key, finding, fix)) = next(&reports, all, &refused) {
        let changed = with(&texts, &fix);
        let after = changed.as_ref().map(|texts| judge(texts));
        match (changed, after) {
            (Some(changed), Some(after)) if is_proven(&reports, &after, &finding) => {
                let (path, line) = finding.line().unwrap_or_default();
                done.push(format!("{path}:{line}: {} [{}]", fix.says, finding.rule));
                texts = changed;
                reports = after;
            }
            _ => {
                refused.insert(key);
            }
        }
    }
    let changed = texts
        .into_iter()
        .filter_map(|found| {
            let old = before.get(&found.path)?;
            (*old != found.text).then(|| (found.path, (old.clone(), found.text)))
        })
        .collect();
    Mended { done, changed, reports }
}

/// The next finding with a fix that was not refused.
fn next(
    reports: &[Report],
    all: bool,
    refused: &BTreeSet<String>,
) -> Option<(String, Finding, Fix)> {
    let findings = reports.iter().flat_map(|report| &report.findings);
    findings
        .filter_map(|finding| {
            let fix = finding.fix.as_ref().filter(|fix| fix.is_safe || all)?;
            let key = format!("{} {:?}", finding.rule, finding.line());
            Some((key, finding, fix))
        })
        .find(|(key, ..)| !refused.contains(key))
        .map(|(key, finding, fix)| (key, finding.clone(), fix.clone()))
}

/// The texts with the edits of a fix; `None` where one is of no text, or two touch.
fn with(texts: &[FoundText], fix: &Fix) -> Option<Vec<FoundText>> {
    let mut texts = texts.to_vec();
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| (edit.path.clone(), std::cmp::Reverse(edit.bytes)));
    let touches =
        |pair: &[&Edit]| pair[0].path == pair[1].path && pair[1].bytes.1 > pair[0].bytes.0;
    if edits.windows(2).any(touches) {
        return None;
    }
    for edit in edits {
        let found = texts.iter_mut().find(|found| *found.path == *edit.path)?;
        let range = edit.bytes.0 as usize..edit.bytes.1 as usize;
        found.text.get(range.clone())?;
        found.text.replace_range(range, &edit.text);
    }
    Some(texts)
}

/// Whether a finding is gone, and every other was there before.
fn is_proven(before: &[Report], after: &[Report], mended: &Finding) -> bool {
    let count = |reports: &[Report]| {
        let mut all: BTreeMap<(String, &'static str, String), i32> = BTreeMap::new();
        for report in reports {
            for one in &report.findings {
                *all.entry((report.file.clone(), one.rule, one.says.clone())).or_default() += 1;
            }
        }
        all
    };
    let (before, after) = (count(before), count(after));
    let of = |all: &BTreeMap<(String, &'static str, String), i32>| -> i32 {
        all.iter().filter(|((_, rule, _), _)| *rule == mended.rule).map(|(_, count)| count).sum()
    };
    let is_new = |(key, count): (&(String, &'static str, String), &i32)| {
        before.get(key).copied().unwrap_or_default() < *count
    };
    of(&after) < of(&before) && !after.iter().any(is_new)
}

/// Writes a file, if it is still what was read.
fn put(path: &str, old: &str, new: &str) -> Result<(), String> {
    let file = Path::new(path);
    let there = fs::read(file)
        .map_err(|error| format!("could not read {path}: {}", landfall_probe::plain(&error)))?;
    if there != old.as_bytes() {
        return Err(format!(
            "could not fix {path}: it is not UTF-8, or somebody changed it meanwhile; run it again"
        ));
    }
    written::write(file, new)
}

fn diff(path: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    diff.unified_diff()
        .context_radius(3)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string()
}
