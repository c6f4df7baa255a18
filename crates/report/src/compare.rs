//! In what two machines differ: what matters first, and what only differs if that is asked for.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Comparison, Difference, Fact, Finding, Plain, Severity};
use serde::Serialize;

use crate::language::tr;
use crate::{json, text, tr};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Names of a list that are shown before the rest is counted.
const MOST: usize = 6;

/// A comparison for a terminal; with `all` what only differs is shown too, and what is not known.
pub fn render(comparison: &Comparison, all: bool) -> String {
    let mut out = String::new();
    let Comparison { from, to, differences, together, doubts, unseen, alike } = comparison;
    let (from, to) = (format!("{BOLD}{from}{BOLD:#}"), format!("{BOLD}{to}{BOLD:#}"));
    let (differ, unseen_count) = (differences.len(), unseen.len());
    let head = tr!(
        "{from} and {to}: {differ} differ, {alike} are alike, {unseen} are not known of one",
        from,
        to,
        differ,
        alike,
        unseen = unseen_count
    );
    let _ = writeln!(out, "{head}");
    let (matter, only): (Vec<_>, Vec<_>) =
        differences.iter().partition(|one| one.weight().is_some());
    for one in matter {
        let colour = match (one.weight(), one.brings.is_empty()) {
            (_, true) => GREEN,
            (Some(Severity::Breaks), false) => RED,
            (_, false) => YELLOW,
        };
        let word = match (one.weight(), one.brings.is_empty()) {
            (_, true) => "mends",
            (weight, false) => weight.map_or("", Severity::name),
        };
        let _ = writeln!(out, "{colour}{}{colour:#}: {}", tr(word), told(one));
        for finding in &one.brings {
            text::finding(&mut out, finding);
        }
        for finding in &one.mends {
            text::no_more(&mut out, finding);
        }
    }
    if !together.is_empty() {
        let _ = writeln!(out, "{BOLD}{}{BOLD:#}", tr!("by several of these together"));
    }
    for finding in together {
        text::finding(&mut out, finding);
    }
    for doubt in doubts {
        text::doubt(&mut out, doubt, YELLOW);
    }
    if all {
        for one in &only {
            let _ = writeln!(out, "{DIM}{}{DIM:#}: {}", tr!("differs"), told(one));
        }
        for (name, why) in unseen {
            let why = tr(&why.to_string()).into_owned();
            let _ = writeln!(out, "{DIM}{}{DIM:#}: {name}: {why}", tr!("not known"));
        }
    } else if !only.is_empty() || !unseen.is_empty() {
        let only = only.len();
        let told =
            tr!("{only} differ and change nothing that landfall knows of; --all shows them", only);
        let _ = writeln!(out, "{told}");
    }
    out
}

/// A fact's name, what it was, and what it is.
fn told(one: &Difference) -> String {
    format!("{BOLD}{}{BOLD:#}  {}", one.name, told_plainly(one))
}

/// What a fact was, and what it is.
pub(crate) fn told_plainly(one: &Difference) -> String {
    if let (Fact::Known(Plain::List(before), _), Fact::Known(Plain::List(after), _)) =
        (&one.from, &one.to)
    {
        let (gone, new) = (without(before, after), without(after, before));
        let parts = [(tr!("without"), gone), (tr!("with"), new)];
        let parts = parts.iter().filter(|(_, names)| !names.is_empty());
        let parts: Vec<String> =
            parts.map(|(word, names)| format!("{word} {}", listed(names))).collect();
        return parts.join("; ");
    }
    format!("{} → {}", shown(&one.from), shown(&one.to))
}

fn without<'n>(these: &'n [String], others: &[String]) -> Vec<&'n str> {
    these.iter().filter(|name| !others.contains(name)).map(String::as_str).collect()
}

fn listed(names: &[&str]) -> String {
    match names.len().checked_sub(MOST) {
        Some(rest @ 1..) => tr!("{names} and {rest} more", names = names[..MOST].join(", "), rest),
        _ => names.join(", "),
    }
}

fn shown(fact: &Fact<Plain>) -> String {
    match fact {
        Fact::Known(Plain::Flag(flag), _) => flag.to_string(),
        Fact::Known(Plain::Number(number), _) => number.to_string(),
        Fact::Known(Plain::Text(text), _) => text.clone(),
        Fact::Known(Plain::List(names), _) => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            if names.is_empty() { tr!("none") } else { listed(&names) }
        }
        Fact::Absent(_) => tr!("none"),
        Fact::Unknown(_) => "?".to_owned(),
    }
}

/// A comparison as JSON.
pub fn json(comparison: &Comparison) -> String {
    json::print(&Compared {
        schema: json::SCHEMA,
        from: &comparison.from,
        to: &comparison.to,
        alike: comparison.alike,
        differences: comparison.differences.iter().map(Differing::of).collect(),
        together: findings(&comparison.together),
        unsure: comparison.doubts.iter().map(json::Doubt::of).collect(),
        unknown: comparison.unseen.iter().map(|(name, why)| Unseen { name, why }).collect(),
    })
}

#[derive(Serialize)]
struct Compared<'a> {
    schema: u32,
    from: &'a str,
    to: &'a str,
    alike: usize,
    differences: Vec<Differing<'a>>,
    together: Vec<json::Finding<'a>>,
    unsure: Vec<json::Doubt<'a>>,
    unknown: Vec<Unseen<'a>>,
}

#[derive(Serialize)]
struct Differing<'a> {
    from: json::Told,
    to: json::Told,
    weight: Option<&'static str>,
    brings: Vec<json::Finding<'a>>,
    mends: Vec<json::Finding<'a>>,
}

impl<'a> Differing<'a> {
    fn of(one: &'a Difference) -> Self {
        Self {
            from: json::Told::of(&one.name, one.from.clone()),
            to: json::Told::of(&one.name, one.to.clone()),
            weight: one.weight().map(Severity::name),
            brings: findings(&one.brings),
            mends: findings(&one.mends),
        }
    }
}

fn findings(all: &[Finding]) -> Vec<json::Finding<'_>> {
    all.iter().map(json::Finding::of).collect()
}

#[derive(Serialize)]
struct Unseen<'a> {
    name: &'a str,
    why: &'a str,
}
