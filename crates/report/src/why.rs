//! What leads from a module's programs to something, as text and JSON.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{CallStep, CallWay, EntryWays, Fact, Port, SourceAnswer};
use serde::Serialize;

use crate::conditions::in_words;
use crate::json::print;

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
        "std" => ", of the standard library".to_owned(),
        home => format!(", of {home}"),
    };
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}{home}", answer.subject);
    let holds = match answer.holds.is_empty() {
        true => "no port: no program is built with it".to_owned(),
        false => in_words(&answer.ports, &answer.holds),
    };
    let _ = writeln!(out, "  holds on  {holds}");
    for (number, (file, condition)) in answer.conditions.iter().enumerate() {
        let word = if number == 0 { "by" } else { "" };
        let _ = writeln!(out, "  {word:<8}  {file}: {condition}");
    }
    if let Some((with, without)) = &answer.means {
        let _ = writeln!(out, "  with cgo  {with}");
        let _ = writeln!(out, "  without   {without}");
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
        let programs = if more == 1 { "program" } else { "programs" };
        let _ = writeln!(out, "\nand {more} more {programs}; --all shows them");
    }
    if answer.entries.is_empty() {
        let _ = writeln!(out, "\nno program of {} imports it on {platform}", answer.module);
    } else if answer.others > 0 {
        let programs = if answer.others == 1 { "program does" } else { "programs do" };
        let _ = writeln!(out, "\n{} other {programs} not import it", answer.others);
    }
    if let [first, rest @ ..] = answer.unseen.as_slice() {
        let more = match rest.len() {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let _ = writeln!(out, "\ncould not be looked into: {first}{more}");
    }
    out
}

fn write_entry(out: &mut String, entry: &EntryWays, platform: &str) {
    let _ = writeln!(out, "\n{BOLD}{}{BOLD:#} on {platform}", entry.program);
    let _ = writeln!(out, "  imports   {}", entry.imports.join(" → "));
    if entry.calls.is_empty() {
        let _ = writeln!(out, "  calls     nothing of it: it is only imported");
    }
    for way in &entry.calls {
        let width = way.steps.iter().map(|step| step.name.chars().count()).max().unwrap_or(0);
        let sure = if way.is_exact() { "" } else { ", which is possible" };
        let steps = match way.steps.len().saturating_sub(1) {
            1 => "1 step".to_owned(),
            more => format!("{more} steps"),
        };
        let _ = writeln!(out, "  calls     {steps}{sure}");
        for (number, step) in way.steps.iter().enumerate() {
            let arrow = if number == 0 { " " } else { "→" };
            let place =
                step.place.as_ref().map_or(String::new(), |it| format!("{}:{}", it.0, it.1));
            let doubt = match step.is_exact {
                true => String::new(),
                false => format!("  {DOUBT}possible{DOUBT:#}"),
            };
            let pad = width - step.name.chars().count();
            let line = format!("    {arrow} {}{:pad$}  {place}{doubt}", step.name, "");
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
            let _ = writeln!(out, "  linker    {} steps, by {origin}\n      {first}", rest.len());
            rest.iter().try_for_each(|step| writeln!(out, "    → {step}"))
        }
        Fact::Absent(origin) => writeln!(out, "  linker    it is not linked in, by {origin}"),
        Fact::Unknown(why) => writeln!(out, "  linker    could not be asked: {why}"),
    };
}

fn port(port: &Port) -> String {
    let cgo = if port.has_cgo { "with" } else { "without" };
    format!("{}/{} {cgo} cgo", port.os, port.arch)
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
