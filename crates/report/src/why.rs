//! What leads from a module's programs to something, as text and JSON.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{CallStep, CallWay, EntryWays, Fact, Port, SourceAnswer};
use serde::Serialize;

use crate::conditions::in_words;
use crate::json::print;
use crate::language::{padded, tr, width};
use crate::tr;

const BOLD: Style = Style::new().bold();
const DOUBT: Style = AnsiColor::Yellow.on_default();
/// How many programs and ways are shown unless all are asked for.
pub const MOST_PROGRAMS: usize = 3;

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The nearest programs, and the best way of each.
    Short,
    /// Every program, and every way.
    All,
}

/// The answer for a terminal.
pub fn text(answer: &SourceAnswer, detail: Detail) -> String {
    let mut out = String::new();
    let home = match answer.home.as_str() {
        "" => String::new(),
        "std" => tr!(", of the standard library"),
        home => tr!(", of {home}", home),
    };
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}{home}", answer.subject);
    let holds = match answer.holds.is_empty() {
        true => tr!("no port: no program is built with it"),
        false => tr(&in_words(&answer.ports, &answer.holds)).into_owned(),
    };
    labelled(&mut out, &tr!("holds on"), &holds);
    for (number, (file, condition)) in answer.conditions.iter().enumerate() {
        let word = if number == 0 { tr!("by") } else { String::new() };
        labelled(&mut out, &word, &format!("{file}: {condition}"));
    }
    if let Some((with, without)) = &answer.means {
        labelled(&mut out, &tr!("with cgo"), &tr(with));
        labelled(&mut out, &tr!("without"), &tr(without));
    }
    let platform = port(&answer.ports[answer.platform]);
    let shown = match detail {
        Detail::All => answer.entries.len(),
        Detail::Short => MOST_PROGRAMS.min(answer.entries.len()),
    };
    for entry in &answer.entries[..shown] {
        write_entry(&mut out, entry, &platform);
    }
    if shown < answer.entries.len() {
        let more = answer.entries.len() - shown;
        let more = match more {
            1 => tr!("and 1 more program; --all shows it"),
            _ => tr!("and {more} more programs; --all shows them", more),
        };
        let _ = writeln!(out, "\n{more}");
    }
    if answer.entries.is_empty() {
        let module = &answer.module;
        let none = tr!("no program of {module} imports it on {platform}", module, platform);
        let _ = writeln!(out, "\n{none}");
    } else if answer.others > 0 {
        let others = match answer.others {
            1 => tr!("1 other program does not import it"),
            count => tr!("{count} other programs do not import it", count),
        };
        let _ = writeln!(out, "\n{others}");
    }
    if let [first, rest @ ..] = answer.unseen.as_slice() {
        let more = match rest.len() {
            0 => String::new(),
            more => tr!(", and {more} more", more),
        };
        let first = tr(first);
        let _ = writeln!(out, "\n{}", tr!("could not be looked into: {first}{more}", first, more));
    }
    out
}

fn write_entry(out: &mut String, entry: &EntryWays, platform: &str) {
    let program = format!("{BOLD}{}{BOLD:#}", entry.program);
    let _ = writeln!(out, "\n{}", tr!("{program} on {platform}", program, platform));
    labelled(out, &tr!("imports"), &entry.imports.join(" → "));
    if entry.calls.is_empty() {
        labelled(out, &tr!("calls"), &tr!("nothing of it: it is only imported"));
    }
    for way in &entry.calls {
        let columns = way.steps.iter().map(|step| width(&step.name)).max().unwrap_or(0);
        let steps = match (way.steps.len().saturating_sub(1), way.is_exact()) {
            (1, true) => tr!("1 step"),
            (1, false) => tr!("1 step, which is possible"),
            (count, true) => tr!("{count} steps", count),
            (count, false) => tr!("{count} steps, which is possible", count),
        };
        labelled(out, &tr!("calls"), &steps);
        for (number, step) in way.steps.iter().enumerate() {
            let arrow = if number == 0 { " " } else { "→" };
            let place =
                step.place.as_ref().map_or(String::new(), |it| format!("{}:{}", it.0, it.1));
            let doubt = match step.is_exact {
                true => String::new(),
                false => format!("  {DOUBT}{}{DOUBT:#}", tr!("possible")),
            };
            let line = format!("    {arrow} {}  {place}{doubt}", padded(&step.name, columns));
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    if let Some(linked) = &entry.linked {
        write_linked(out, linked);
    }
}

/// What the Go linker says, which leaves nothing open.
fn write_linked(out: &mut String, linked: &Fact<Vec<String>>) {
    let _ = match linked {
        Fact::Known(way, origin) => {
            let (first, rest) = way.split_first().map_or(("", &[][..]), |(it, rest)| (it, rest));
            labelled(
                out,
                &tr!("linker"),
                &tr!("{count} steps, by {origin}", count = rest.len(), origin),
            );
            let _ = writeln!(out, "      {first}");
            rest.iter().try_for_each(|step| writeln!(out, "    → {step}"))
        }
        Fact::Absent(origin) => {
            labelled(out, &tr!("linker"), &tr!("it is not linked in, by {origin}", origin));
            Ok(())
        }
        Fact::Unknown(why) => {
            let why = tr(&why.to_string()).into_owned();
            labelled(out, &tr!("linker"), &tr!("could not be asked: {why}", why));
            Ok(())
        }
    };
}

fn port(port: &Port) -> String {
    let (os, arch) = (&port.os, &port.arch);
    match port.has_cgo {
        true => tr!("{os}/{arch} with cgo", os, arch),
        false => tr!("{os}/{arch} without cgo", os, arch),
    }
}

/// A line of an answer.
fn labelled(out: &mut String, label: &str, text: &str) {
    let _ = writeln!(out, "  {}  {text}", padded(label, 8));
}

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    module: &'a str,
    subject: &'a str,
    kind: &'static str,
    home: &'a str,
    platform: JsonPort<'a>,
    holds: Vec<JsonPort<'a>>,
    conditions: Vec<Condition<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_cgo: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    without_cgo: Option<&'a str>,
    programs: Vec<Entry<'a>>,
    other_programs: usize,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    callers: &'a [String],
    unseen: &'a [String],
}

#[derive(Serialize)]
struct JsonPort<'a> {
    os: &'a str,
    arch: &'a str,
    cgo: bool,
}

#[derive(Serialize)]
struct Condition<'a> {
    file: &'a str,
    says: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    program: &'a str,
    imports: &'a [String],
    calls: Vec<Way<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    linker: Option<Linked<'a>>,
}

#[derive(Serialize)]
struct Linked<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    is_linked: Option<bool>,
    symbols: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
}

impl<'a> Linked<'a> {
    fn of(linked: &'a Fact<Vec<String>>) -> Self {
        let (is_linked, symbols, unknown) = match linked {
            Fact::Known(way, _) => (Some(true), way.as_slice(), None),
            Fact::Absent(_) => (Some(false), &[][..], None),
            Fact::Unknown(why) => (None, &[][..], Some(why.to_string())),
        };
        Self { is_linked, symbols, unknown }
    }
}

#[derive(Serialize)]
struct Way<'a> {
    certainty: &'static str,
    steps: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    certainty: &'static str,
}

/// The answer for programs.
pub fn json(answer: &SourceAnswer) -> String {
    let means = answer.means.as_ref();
    let conditions = answer.conditions.iter();
    print(&Json {
        schema: 1,
        module: &answer.module,
        subject: &answer.subject,
        kind: answer.kind,
        home: &answer.home,
        platform: of_port(&answer.ports[answer.platform]),
        holds: answer.holds.iter().map(|place| of_port(&answer.ports[*place])).collect(),
        conditions: conditions.map(|(file, says)| Condition { file, says }).collect(),
        with_cgo: means.map(|means| means.0.as_str()),
        without_cgo: means.map(|means| means.1.as_str()),
        programs: answer.entries.iter().map(of_entry).collect(),
        other_programs: answer.others,
        callers: &answer.callers,
        unseen: &answer.unseen,
    })
}

fn of_port(port: &Port) -> JsonPort<'_> {
    JsonPort { os: &port.os, arch: &port.arch, cgo: port.has_cgo }
}

fn of_entry(entry: &EntryWays) -> Entry<'_> {
    Entry {
        program: &entry.program,
        imports: &entry.imports,
        calls: entry.calls.iter().map(of_way).collect(),
        linker: entry.linked.as_ref().map(Linked::of),
    }
}

fn of_way(way: &CallWay) -> Way<'_> {
    Way { certainty: certainty(way.is_exact()), steps: way.steps.iter().map(of_step).collect() }
}

fn of_step(step: &CallStep) -> Step<'_> {
    Step {
        name: &step.name,
        file: step.place.as_ref().map(|(file, _)| file.as_str()),
        line: step.place.as_ref().map(|(_, line)| *line),
        certainty: certainty(step.is_exact),
    }
}

fn certainty(is_exact: bool) -> &'static str {
    if is_exact { "exact" } else { "possible" }
}
