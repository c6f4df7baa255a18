//! What becomes of a program in every combination, as text and JSON.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Cell, Done, Matrix, Verdict};
use serde::Serialize;

use crate::json::{SCHEMA, print};
use crate::language::{padded, tr, width};
use crate::shell::quoted;
use crate::tr;

const BOLD: Style = Style::new().bold();

/// A line for each combination, then each reason once, with where it holds.
pub fn text(matrix: &Matrix) -> String {
    let mut out = String::new();
    let gos: BTreeSet<&str> = matrix.cells.iter().map(|cell| cell.go.as_str()).collect();
    let programs: BTreeSet<&str> = matrix.cells.iter().map(|cell| cell.program.as_str()).collect();
    let head = match (programs.len(), programs.first()) {
        (1, Some(program)) => (*program).to_owned(),
        (count, _) => tr!("{module} ({count} programs)", module = matrix.module, count),
    };
    let by: Vec<&str> = gos.iter().copied().collect();
    let (head, by, summary) = (format!("{BOLD}{head}{BOLD:#}"), by.join(", "), summary(matrix));
    let _ = writeln!(out, "{}", tr!("{what} by {by}: {summary}", what = head, by, summary));
    let table = Table {
        columns: columns(matrix, programs.len() > 1, gos.len() > 1),
        reasons: reasons(matrix),
    };
    table.write(matrix, &mut out);
    for (number, (reason, cells)) in table.reasons.iter().enumerate() {
        let _ = writeln!(out, "\n{BOLD}[{}]{BOLD:#} {}", number + 1, tr(reason));
        if cells.len() > 1 {
            let (some, all) = (cells.len(), matrix.cells.len());
            let _ = writeln!(out, "    {}", tr!("in {some} of {all} cells", some, all));
        }
    }
    if matrix.is_stopped {
        let _ = writeln!(out, "\n{}", tr!("stopped: what is not built is only foretold"));
    }
    out
}

/// How many of the combinations came to what, in one line.
pub fn summary(matrix: &Matrix) -> String {
    let count = |is: &dyn Fn(&Cell) -> bool| matrix.cells.iter().filter(|cell| is(cell)).count();
    let of = |verdict: Verdict| count(&|cell| cell.verdict() == verdict);
    let mut parts = match matrix.cells.len() {
        1 => vec![tr!("1 cell")],
        cells => vec![tr!("{cells} cells", cells)],
    };
    for verdict in [Verdict::Runs, Verdict::Breaks, Verdict::Unsure] {
        if of(verdict) > 0 {
            parts.push(tr(&format!("{} {}", of(verdict), verdict.name())).into_owned());
        }
    }
    let built = count(&|cell| cell.built != Done::Untried);
    if built > 0 {
        let foretold = count(&|cell| cell.built != Done::Untried && is_as_foretold(cell));
        parts.push(tr!("{foretold} of {built} built as foretold", foretold, built));
    }
    parts.join(&tr!(", "))
}

fn is_as_foretold(cell: &Cell) -> bool {
    match cell.predicted {
        Verdict::Runs => cell.built == Done::Yes,
        Verdict::Breaks => matches!(cell.built, Done::No(_)),
        Verdict::Unsure => false,
    }
}

/// What a cell shows in a column.
type Shown = Box<dyn Fn(&Cell) -> (String, Style)>;

/// A column: its head, and what a cell shows in it.
type Column = (String, Shown);

struct Table<'m> {
    columns: Vec<Column>,
    reasons: Vec<(&'m str, Vec<usize>)>,
}

impl Table<'_> {
    fn write(&self, matrix: &Matrix, out: &mut String) {
        let rows: Vec<Vec<(String, Style)>> = matrix
            .cells
            .iter()
            .map(|cell| self.columns.iter().map(|(_, shown)| shown(cell)).collect())
            .collect();
        let widest = |at: usize| {
            let cells = rows.iter().map(|row| width(&row[at].0));
            cells.chain([width(&self.columns[at].0)]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(widest).collect();
        out.push('\n');
        let heads = self.columns.iter().zip(&widths);
        let heads: Vec<String> = heads.map(|((head, _), columns)| padded(head, *columns)).collect();
        let _ = writeln!(out, "{BOLD}{}{BOLD:#}", heads.join("  ").trim_end());
        for (index, row) in rows.iter().enumerate() {
            let mut line = String::new();
            for ((text, style), columns) in row.iter().zip(&widths) {
                let gap = columns.saturating_sub(width(text));
                let _ = write!(line, "{style}{text}{style:#}{:gap$}  ", "");
            }
            let numbers: Vec<String> = self
                .reasons
                .iter()
                .enumerate()
                .filter(|(_, (_, cells))| cells.contains(&index))
                .map(|(number, _)| format!("[{}]", number + 1))
                .collect();
            let _ = writeln!(out, "{}", format!("{line}{}", numbers.join(" ")).trim_end());
        }
    }
}

fn columns(matrix: &Matrix, has_programs: bool, has_gos: bool) -> Vec<Column> {
    fn plain(show: impl Fn(&Cell) -> String + 'static) -> Shown {
        Box::new(move |cell| (show(cell), Style::new()))
    }
    fn of_done(
        show: impl Fn(&Cell) -> &Done + 'static,
        more: impl Fn(&Cell) -> String + 'static,
    ) -> Shown {
        Box::new(move |cell| {
            let done = show(cell);
            let (word, style) = worded(done);
            let more = if *done == Done::Untried { String::new() } else { more(cell) };
            (format!("{word}{more}"), style)
        })
    }
    let mut columns: Vec<Column> = Vec::new();
    if has_programs {
        columns.push((tr!("program"), plain(|cell| last(&cell.program).to_owned())));
    }
    columns.push((tr!("port"), plain(Cell::port)));
    columns.push(("cgo".into(), plain(|cell| if cell.has_cgo { tr!("on") } else { tr!("off") })));
    if has_gos {
        columns.push(("Go".into(), plain(|cell| cell.go.trim_start_matches("go").to_owned())));
    }
    columns.push((
        tr!("foretold"),
        Box::new(|cell| (tr(cell.predicted.name()).into_owned(), colour(cell.predicted))),
    ));
    let any = |of: &dyn Fn(&Cell) -> bool| matrix.cells.iter().any(of);
    if any(&|cell| cell.built != Done::Untried) {
        columns.push((tr!("built"), of_done(|cell| &cell.built, took)));
        columns.push((tr!("verified"), of_done(|cell| &cell.verified, |_| String::new())));
    }
    let targets = matrix.cells.iter().map(|cell| cell.targets.len()).max().unwrap_or(0);
    if targets > 0 {
        columns.push((
            tr!("targets"),
            Box::new(|cell| {
                let good = cell.targets.iter().filter(|(_, done)| *done == Done::Yes).count();
                let worst = cell.targets.iter().map(|(_, done)| done).max_by_key(|done| rank(done));
                match worst {
                    Some(worst) => {
                        (tr!("{good} of {all}", good, all = cell.targets.len()), worded(worst).1)
                    }
                    None => worded(&Done::Untried),
                }
            }),
        ));
    }
    if any(&|cell| cell.ran != Done::Untried) {
        columns.push((tr!("ran"), of_done(|cell| &cell.ran, |_| String::new())));
    }
    columns
}

fn took(cell: &Cell) -> String {
    match (cell.is_kept, cell.seconds) {
        (true, _) => tr!(" (kept)"),
        (false, Some(seconds)) => format!(" {seconds:.1} s"),
        (false, None) => String::new(),
    }
}

fn rank(done: &Done) -> u8 {
    match done {
        Done::Yes => 0,
        Done::Untried => 1,
        Done::Unsure(_) => 2,
        Done::No(_) => 3,
    }
}

fn worded(done: &Done) -> (String, Style) {
    let style = match done {
        Done::Untried => return ("–".to_owned(), Style::new().dimmed()),
        Done::Yes => AnsiColor::Green,
        Done::No(_) => AnsiColor::Red,
        Done::Unsure(_) => AnsiColor::Yellow,
    };
    (tr(done.word().unwrap_or_default()).into_owned(), style.on_default())
}

fn colour(verdict: Verdict) -> Style {
    let colour = match verdict {
        Verdict::Runs => AnsiColor::Green,
        Verdict::Unsure => AnsiColor::Yellow,
        Verdict::Breaks => AnsiColor::Red,
    };
    colour.on_default()
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Why something did not go well, each reason once, with the cells where it holds.
fn reasons(matrix: &Matrix) -> Vec<(&str, Vec<usize>)> {
    let mut all: Vec<(&str, Vec<usize>)> = Vec::new();
    for (index, cell) in matrix.cells.iter().enumerate() {
        let seen = cell.steps().filter_map(Done::why);
        let foretold = [cell.reason.as_str()].into_iter().filter(|reason| !reason.is_empty());
        for reason in foretold.chain(seen) {
            match all.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, cells)) if cells.last() == Some(&index) => {}
                Some((_, cells)) => cells.push(index),
                None => all.push((reason, vec![index])),
            }
        }
    }
    all
}

/// The commands of the combinations, as a shell takes them.
pub fn commands(matrix: &Matrix) -> String {
    let mut out = String::new();
    for cell in &matrix.cells {
        let (env, words) = &cell.command;
        let env = env.iter().map(|(name, value)| format!("{name}={}", quoted(value)));
        let words = words.iter().map(|word| quoted(word));
        let _ = writeln!(out, "{}", env.chain(words).collect::<Vec<_>>().join(" "));
    }
    out
}

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    module: &'a str,
    stopped: bool,
    cells: Vec<JsonCell<'a>>,
}

#[derive(Serialize)]
struct JsonCell<'a> {
    os: &'a str,
    arch: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'a str>,
    cgo: bool,
    go: &'a str,
    program: &'a str,
    predicted: &'static str,
    reason: &'a str,
    env: Vec<String>,
    command: &'a [String],
    built: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    kept: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    verified: Option<bool>,
    targets: Vec<JsonTarget<'a>>,
    ran: Option<bool>,
    /// Of each step that did not go well, or of which that is not known.
    reasons: Vec<JsonReason<'a>>,
    verdict: &'static str,
}

#[derive(Serialize)]
struct JsonTarget<'a> {
    target: &'a str,
    runs: Option<bool>,
}

#[derive(Serialize)]
struct JsonReason<'a> {
    step: &'a str,
    unsure: bool,
    why: &'a str,
}

/// The combinations for programs. Of a step that nobody took, and of one of which nobody knows, it is null.
pub fn json(matrix: &Matrix) -> String {
    print(&Json {
        schema: SCHEMA,
        module: &matrix.module,
        stopped: matrix.is_stopped,
        cells: matrix.cells.iter().map(json_cell).collect(),
    })
}

fn json_cell(cell: &Cell) -> JsonCell<'_> {
    let targets = cell.targets.iter().map(|(target, done)| (target.as_str(), done));
    let steps = [("built", &cell.built), ("verified", &cell.verified)].into_iter();
    let steps = steps.chain(targets.clone()).chain([("ran", &cell.ran)]);
    let reasons: Vec<JsonReason<'_>> = steps
        .filter_map(|(step, done)| {
            let unsure = matches!(done, Done::Unsure(_));
            Some(JsonReason { step, unsure, why: done.why()? })
        })
        .collect();
    let first = reasons.first().map(|first| first.why).unwrap_or_default();
    JsonCell {
        os: &cell.os,
        arch: &cell.arch,
        level: cell.level.as_deref(),
        cgo: cell.has_cgo,
        go: &cell.go,
        program: &cell.program,
        predicted: cell.predicted.name(),
        reason: if cell.reason.is_empty() { first } else { &cell.reason },
        env: cell.command.0.iter().map(|(name, value)| format!("{name}={value}")).collect(),
        command: &cell.command.1,
        built: well(&cell.built),
        seconds: cell.seconds,
        kept: cell.is_kept,
        product: cell.product.as_ref().map(|(file, _)| file.as_str()),
        bytes: cell.product.as_ref().map(|(_, bytes)| *bytes),
        verified: well(&cell.verified),
        targets: targets.map(|(target, done)| JsonTarget { target, runs: well(done) }).collect(),
        ran: well(&cell.ran),
        reasons,
        verdict: cell.verdict().name(),
    }
}

fn well(done: &Done) -> Option<bool> {
    match done {
        Done::Yes => Some(true),
        Done::No(_) => Some(false),
        Done::Untried | Done::Unsure(_) => None,
    }
}
