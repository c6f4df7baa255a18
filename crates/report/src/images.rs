//! An artifact on many images, as a table and as JSON.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Fact, Report, Severity, Verdict};
use serde::Serialize;

use crate::Failure;
use crate::json::{self, SCHEMA};
use crate::language::{padded, tr, width};
use crate::text::style;
use crate::tr;

/// What is foretold takes so many columns.
const FORETOLD: usize = 8;

/// What an image gives.
#[derive(Debug, Clone)]
pub struct Given {
    /// GOOS.
    pub os: Option<String>,
    /// GOARCH.
    pub arch: Option<String>,
    /// The C library that its own loader is of.
    pub libc: Fact<String>,
    /// The version of that.
    pub version: Option<String>,
}

/// An image, and what is said of a build there.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// What it gives.
    pub given: Given,
    /// What is said of the build.
    pub report: &'a Report,
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The table of one build.
pub fn text(build: &str, about: &str, rows: &[Row<'_>]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{BOLD}{build}{BOLD:#}  {about}\n");
    let is_started = rows.iter().any(|row| !matches!(row.report.started, Fact::Absent(_)));
    let cells: Vec<[String; 3]> =
        rows.iter().map(|row| [name(row), platform(row), libc(row)]).collect();
    let heads = [tr!("image"), tr!("platform"), tr!("C library")];
    let widest = |at: usize| {
        let all = cells.iter().map(|cells| width(&cells[at]));
        all.chain([width(&heads[at])]).max().unwrap_or(0)
    };
    let widths = [widest(0), widest(1), widest(2)];
    let head: String =
        heads.iter().zip(widths).map(|(head, columns)| padded(head, columns) + "  ").collect();
    // What was foretold and what was seen stand side by side.
    let verdicts = match is_started {
        true => format!("{}  {}", padded(&tr!("foretold"), FORETOLD), tr!("ran")),
        false => tr!("verdict"),
    };
    let _ = writeln!(out, "{BOLD}{head}{verdicts}{BOLD:#}");
    for (row, cells) in rows.iter().zip(&cells) {
        for (cell, columns) in cells.iter().zip(widths) {
            let _ = write!(out, "{}  ", padded(cell, columns));
        }
        let (foretold, (ran, of_ran)) = (foretold(row.report), ran(row.report));
        let (last, columns, of_last) = match is_started {
            true => (ran, 6, of_ran),
            false => (foretold.name(), 7, style(foretold)),
        };
        if is_started {
            let colour = style(foretold);
            let word = padded(&tr(foretold.name()), FORETOLD);
            let _ = write!(out, "{colour}{word}{colour:#}  ");
        }
        let last = tr(last);
        let _ = match reason(row.report) {
            reason if reason.is_empty() => writeln!(out, "{of_last}{last}{of_last:#}"),
            reason => {
                let (last, reason) = (padded(&last, columns), tr(&reason));
                writeln!(out, "{of_last}{last}{of_last:#}  {DIM}{reason}{DIM:#}")
            }
        };
    }
    let count = |verdict| rows.iter().filter(|row| row.report.verdict == verdict).count();
    let [runs, breaks, unsure] = [Verdict::Runs, Verdict::Breaks, Verdict::Unsure].map(count);
    let all = rows.len();
    let summary =
        tr!("{runs} of {all} run, {breaks} break, {unsure} unsure", runs, all, breaks, unsure);
    let _ = writeln!(out, "\n{summary}");
    let belied: Vec<String> = rows.iter().filter(|row| is_belied(row.report)).map(name).collect();
    if !belied.is_empty() {
        let images = belied.join(", ");
        let _ = writeln!(out, "{}", tr!("not as foretold: {images}", images));
    }
    out
}

fn name(row: &Row<'_>) -> String {
    row.report.machine.trim_start_matches("image:").to_owned()
}

fn platform(row: &Row<'_>) -> String {
    let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "?".to_owned());
    format!("{}/{}", word(&row.given.os), word(&row.given.arch))
}

fn libc(row: &Row<'_>) -> String {
    match (&row.given.libc, &row.given.version) {
        (Fact::Known(libc, _), Some(version)) => format!("{libc} {version}"),
        (Fact::Known(libc, _), None) => libc.clone(),
        (Fact::Absent(_), _) => tr!("none"),
        (Fact::Unknown(_), _) => "?".to_owned(),
    }
}

/// What the rules say that have not seen it start.
fn foretold(report: &Report) -> Verdict {
    report.started.known().map_or(report.verdict, |started| started.foretold)
}

fn ran(report: &Report) -> (&'static str, Style) {
    let unsure = AnsiColor::Yellow.on_default();
    match &report.started {
        Fact::Known(started, _) if started.untried().is_some() => ("unsure", unsure),
        Fact::Known(started, _) if started.ran() => ("yes", AnsiColor::Green.on_default()),
        Fact::Known(..) => ("no", AnsiColor::Red.on_default()),
        Fact::Unknown(_) => ("unsure", unsure),
        Fact::Absent(_) => ("–", DIM),
    }
}

fn is_belied(report: &Report) -> bool {
    report.started.known().is_some_and(|started| started.belies())
}

/// The first reason: why it breaks, why that is not known, or what else is not as it could be.
fn reason(report: &Report) -> String {
    let first = |severity| report.findings.iter().find(|one| one.severity == severity);
    let breaks = first(Severity::Breaks).map(|one| one.says.clone());
    let doubt = report.doubts.first().map(|doubt| doubt.unsure.to_string());
    let degrades = || first(Severity::Degrades).map(|one| one.says.clone());
    let reason = match report.verdict {
        Verdict::Breaks => breaks,
        Verdict::Unsure => breaks.or(doubt),
        Verdict::Runs => degrades(),
    };
    // The name of the image stands in its row already.
    reason.unwrap_or_default().replace(&report.machine, "it")
}

#[derive(Serialize)]
struct Images<'a> {
    schema: u32,
    machines: Vec<Machine<'a>>,
    verdicts: Vec<json::Verdict<'a>>,
    errors: Vec<json::Error<'a>>,
}

/// What an image gives, for programs.
#[derive(Serialize)]
struct Machine<'a> {
    target: &'a str,
    os: Option<&'a str>,
    arch: Option<&'a str>,
    libc: Option<&'a str>,
    version: Option<&'a str>,
}

impl<'a> Machine<'a> {
    fn of(row: &'a Row<'a>) -> Self {
        Self {
            target: &row.report.machine,
            os: row.given.os.as_deref(),
            arch: row.given.arch.as_deref(),
            libc: match &row.given.libc {
                Fact::Known(libc, _) => Some(libc),
                Fact::Absent(_) => Some("none"),
                Fact::Unknown(_) => None,
            },
            version: row.given.version.as_deref(),
        }
    }
}

/// The verdicts, as `landfall check` has them, and what each image gives.
pub fn json(rows: &[Row<'_>], failures: &[Failure]) -> String {
    json::print(&Images {
        schema: SCHEMA,
        machines: rows.iter().map(Machine::of).collect(),
        verdicts: rows.iter().map(|row| json::Verdict::of(row.report)).collect(),
        errors: json::errors(failures),
    })
}
