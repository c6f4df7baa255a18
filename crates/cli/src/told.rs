//! Results that come one after the other, of a shard or of all of them, in each form: of many one at a time is held.

use std::io::{self, Write as _};
use std::slice;

use landfall_facts::{Report, Verdict};
use landfall_report::html::More;
use landfall_report::lines::{At, Lines, Told};
use landfall_report::sarif::Used;
use landfall_report::{Failure, Gap, Unseen, concise, github, json, sarif, text};

use crate::args::Format;
use crate::output::{VERSION, rule_text};
use crate::page;
use crate::place;
use crate::sink::Sink;

/// The third number of where something stands, of what is no artifact: it tells in which order failures are told.
pub(crate) const MODULES: u64 = 1 << 32;

/// The same of recipes, which come last.
pub(crate) const OF_RECIPES: u64 = 2 << 32;

/// What has to be known of all results before the first can be told.
#[derive(Default)]
pub(crate) struct Facts {
    used: Used,
    failures: Vec<(u64, Failure)>,
    /// Whether something runs, is unsure, breaks.
    seen: [bool; 3],
}

impl Facts {
    pub(crate) fn note(&mut self, [_, _, order]: At, told: &Told) {
        match told {
            Told::Pair(report) | Told::Recipe(report, ..) => {
                self.seen[report.verdict as usize] = true;
                self.used.note(report);
            }
            Told::Failure(failure) => {
                // The number of a machine tells nothing of a file.
                let order = if order < MODULES { 0 } else { order };
                self.failures.push((order, failure.clone()));
            }
        }
    }

    /// What could not be looked at: artifacts, then modules, then recipes.
    pub(crate) fn failures(&self) -> Vec<Failure> {
        let mut failures: Vec<&(u64, Failure)> = self.failures.iter().collect();
        failures.sort_by_key(|(order, _)| *order);
        failures.into_iter().map(|(_, failure)| failure.clone()).collect()
    }

    /// Whether nothing was told at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.failures.is_empty() && self.seen == [false; 3]
    }

    /// The exit code: as that of a check, and unsure where results are missing.
    pub(crate) fn code(&self, gaps: &[Gap]) -> i32 {
        let seen = |verdict: Verdict| self.seen[verdict as usize];
        if !self.failures.is_empty() {
            3
        } else if seen(Verdict::Breaks) {
            1
        } else if seen(Verdict::Unsure) || !gaps.is_empty() {
            2
        } else {
            0
        }
    }
}

/// Writes results that `facts` has noted before.
pub(crate) fn write(
    results: impl Iterator<Item = Told>,
    format: Format,
    facts: &Facts,
    gaps: &[Gap],
    sink: &mut Sink,
) -> io::Result<()> {
    let root = place::root();
    let place = |file: &str| place::of(file, root.as_deref());
    let failures = facts.failures();
    let unseen = Unseen { failures: &failures, gaps };
    match format {
        Format::Text => text_of(results, gaps, sink),
        Format::Concise => {
            sink.text(&concise::render(&[], &failures))?;
            for gap in gaps {
                sink.text(&format!("unsure: {gap}\n"))?;
            }
            let mut each = results.filter_map(of_note);
            each.try_for_each(|report| sink.text(&concise::render(slice::from_ref(&report), &[])))
        }
        Format::Github => {
            sink.text(&github::render(&[], &failures, place))?;
            for gap in gaps {
                sink.text(&github::gap(gap))?;
            }
            let mut each = results.filter_map(of_note);
            each.try_for_each(|report| {
                sink.text(&github::render(slice::from_ref(&report), &[], place))
            })
        }
        Format::Json => {
            let reports = results.filter_map(|told| match told {
                Told::Pair(report) | Told::Recipe(report, ..) => Some(report),
                Told::Failure(_) => None,
            });
            json::write_verdicts(reports, unseen, sink)
        }
        Format::Sarif => {
            let reports = results.filter_map(of_note);
            sarif::write(reports, &facts.used, unseen, VERSION, place, rule_text, sink)
        }
        Format::Html => page_of(results, unseen, sink),
    }
}

/// A page tells each thing once, so it has to hear all of them before.
fn page_of(
    results: impl Iterator<Item = Told>,
    unseen: Unseen<'_>,
    sink: &mut Sink,
) -> io::Result<()> {
    let (mut pairs, mut recipes, mut lines) = (Vec::new(), Vec::new(), Lines::new());
    for told in results {
        match told {
            Told::Pair(report) => pairs.push(report),
            Told::Recipe(report, _, shown) => {
                lines.extend(shown);
                recipes.extend(Some(report).filter(tells));
            }
            Told::Failure(_) => {}
        }
    }
    let line = |path: &str, line| lines.get(&(path.to_owned(), line)).cloned();
    sink.write_all(page::render(&pairs, &recipes, unseen, &line, &More::default()).as_bytes())
}

/// Of a tree with a thousand scripts those matter of which there is something to tell.
fn of_note(told: Told) -> Option<Report> {
    match told {
        Told::Pair(report) => Some(report),
        Told::Recipe(report, ..) => Some(report).filter(tells),
        Told::Failure(_) => None,
    }
}

fn tells(report: &Report) -> bool {
    report.verdict != Verdict::Runs || !(report.findings.is_empty() && report.silenced.is_empty())
}

/// Pairs as they come, then the recipes, and what is missing.
fn text_of(results: impl Iterator<Item = Told>, gaps: &[Gap], sink: &mut Sink) -> io::Result<()> {
    let mut telling = text::Telling::default();
    let mut has_pairs = false;
    let (mut recipes, mut kinds, mut lines) = (Vec::new(), Vec::new(), Lines::new());
    for told in results {
        match told {
            Told::Pair(report) => {
                has_pairs = true;
                sink.text(&telling.add(&report))?;
            }
            Told::Recipe(report, kind, shown) => {
                kinds.push(kind);
                lines.extend(shown);
                recipes.extend(Some(report).filter(tells));
            }
            Told::Failure(_) => {}
        }
    }
    sink.text(&telling.end())?;
    if !kinds.is_empty() {
        let line = |path: &str, line| lines.get(&(path.to_owned(), line)).cloned();
        let gap = if has_pairs { "\n" } else { "" };
        sink.text(gap)?;
        sink.text(&landfall_report::recipes::render(&recipes, &kinds, line))?;
    }
    for gap in gaps {
        sink.text(&text::gap(gap))?;
    }
    sink.flush()
}
