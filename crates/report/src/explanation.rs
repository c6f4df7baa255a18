//! What a failure's text says of its cause, for people and for programs.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Certainty, Explained};
use serde::Serialize;

use crate::json::{SCHEMA, print};
use crate::language::{padded, tr, wrapped};
use crate::text::LABEL;
use crate::tr;

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DOUBT: Style = AnsiColor::Yellow.on_default();

/// What stands before what belongs to a cause.
const INDENT: usize = 9;

/// The width of a terminal that nobody made wider.
const WIDTH: usize = 80;

/// The causes for a terminal, the best first and so many at most.
pub fn text(causes: &[Explained], most: usize) -> String {
    let mut out = String::new();
    for (index, cause) in causes.iter().take(most).enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let before = index.checked_sub(1).and_then(|before| causes.get(before));
        told(&mut out, cause, before.is_some_and(|before| before.signature == cause.signature));
    }
    if causes.len() > most {
        let more =
            tr!("{left} more with --most {all}", left = causes.len() - most, all = causes.len());
        let _ = writeln!(out, "\n{FAINT}{more}{FAINT:#}");
    }
    out
}

fn told(out: &mut String, cause: &Explained, again: bool) {
    let style = match cause.certainty {
        Certainty::Possible => DOUBT,
        Certainty::Likely | Certainty::Sure => BAD,
    };
    let name = match again {
        true => tr!("or"),
        false => tr(cause.certainty.name()).into_owned(),
    };
    let (name, summary) = (padded(&name, INDENT - 1), tr(&cause.summary));
    let _ = writeln!(
        out,
        "{style}{name}{style:#} {BOLD}{summary}{BOLD:#}  {FAINT}{}{FAINT:#}",
        cause.signature
    );
    if !again {
        let (says, line, times) = (&cause.text, cause.line, cause.times);
        let says = match times {
            0 | 1 => tr!("{says} (line {line})", says, line),
            times => tr!("{says} (line {line}, {times} times)", says, line, times),
        };
        part(out, &tr!("says"), &says);
    }
    part(out, &tr!("why"), &tr(&cause.says));
    for clue in &cause.evidence {
        part(out, &tr!("seen"), &format!("{} ({})", tr(&clue.text), clue.origin));
    }
    cause.mend.iter().for_each(|mend| part(out, &tr!("mend"), &tr(mend)));
    cause.prove.iter().for_each(|prove| part(out, &tr!("prove"), &tr(prove)));
    for (what, why) in &cause.do_not {
        part(out, &tr!("not"), &tr!("{what}: {why}", what = tr(what), why = tr(why)));
    }
    if let Some(from) = cause.from.iter().find(|from| from.starts_with("http")) {
        let see = padded(&tr!("see"), LABEL);
        let _ = writeln!(out, "  {FAINT}{see} {from}{FAINT:#}");
    }
}

/// A part of a cause, in lines that fit.
fn part(out: &mut String, name: &str, text: &str) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = wrapped(&text, WIDTH - INDENT - 1).join(&format!("\n{:INDENT$}", ""));
    let _ = writeln!(out, "  {FAINT}{}{FAINT:#} {lines}", padded(name, LABEL));
}

/// The same for programs; an empty list where nothing is known.
pub fn json(causes: &[Explained]) -> String {
    print(&Causes { schema: SCHEMA, causes: causes.iter().map(Cause::of).collect() })
}

#[derive(Serialize)]
struct Causes<'a> {
    schema: u32,
    causes: Vec<Cause<'a>>,
}

#[derive(Serialize)]
struct Cause<'a> {
    signature: &'a str,
    certainty: &'static str,
    summary: &'a str,
    line: usize,
    text: &'a str,
    times: usize,
    cause: &'a str,
    evidence: Vec<Clue<'a>>,
    mend: &'a [String],
    prove: &'a [String],
    do_not: Vec<DoNot<'a>>,
    from: &'a [String],
}

#[derive(Serialize)]
struct Clue<'a> {
    text: &'a str,
    origin: String,
}

#[derive(Serialize)]
struct DoNot<'a> {
    what: &'a str,
    why: &'a str,
}

impl<'a> Cause<'a> {
    fn of(one: &'a Explained) -> Self {
        let clues = one.evidence.iter();
        let do_not = one.do_not.iter();
        Self {
            signature: &one.signature,
            certainty: one.certainty.name(),
            summary: &one.summary,
            line: one.line,
            text: &one.text,
            times: one.times,
            cause: &one.says,
            evidence: clues
                .map(|it| Clue { text: &it.text, origin: it.origin.to_string() })
                .collect(),
            mend: &one.mend,
            prove: &one.prove,
            do_not: do_not.map(|(what, why)| DoNot { what, why }).collect(),
            from: &one.from,
        }
    }
}
