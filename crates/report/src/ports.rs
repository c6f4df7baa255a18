//! What becomes of a module on every port, as text and JSON.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{CgoSwitch, PortObstacle, PortOutcome, PortRow, PortTable};
use serde::Serialize;

use crate::json::print;

const BOLD: Style = Style::new().bold();

/// The table for a terminal: a line a port, then what stops it and what changes, each once.
pub fn text(table: &PortTable) -> String {
    let mut out = String::new();
    let what = match table.subjects.as_slice() {
        [only] => only.clone(),
        all => format!("{} ({} programs or packages)", table.module, all.len()),
    };
    let _ = writeln!(
        out,
        "{BOLD}{what}{BOLD:#} by Go 1.{}: {} packages",
        table.release, table.packages
    );
    let _ = writeln!(out, "\n{BOLD}{:<18}{:<31}with cgo{BOLD:#}", "port", "without cgo");
    for (os, arch) in ports(table) {
        let cell = |has_cgo: bool| {
            let of = |row: &&PortRow| row.os == os && row.arch == arch && row.has_cgo == has_cgo;
            table.ports.iter().find(of).map(|row| cell(table, row))
        };
        let (without, with) = (cell(false), cell(true).unwrap_or(("–".to_owned(), Style::new())));
        let (without, style) = without.unwrap_or(("–".to_owned(), Style::new()));
        let (with, with_style) = with;
        let port = format!("{os}/{arch}");
        let _ = writeln!(
            out,
            "{port:<18}{style}{without:<31}{style:#}{with_style}{with}{with_style:#}"
        );
    }
    for (number, obstacle) in table.obstacles.iter().enumerate() {
        let word = if obstacle.is_doubt { "unsure" } else { "breaks" };
        let style =
            colour(if obstacle.is_doubt { PortOutcome::Unsure } else { PortOutcome::Breaks });
        let _ = writeln!(
            out,
            "\n{style}{word}{style:#} [{}] {BOLD}{}{BOLD:#}",
            number + 1,
            obstacle.says
        );
        if let Some((path, line)) = &obstacle.place {
            let _ = writeln!(out, "  at     {path}:{line}");
        }
        let _ = writeln!(out, "  why    {}", obstacle.because);
        if obstacle.way.len() > 1 {
            let _ = writeln!(out, "  by     {}", obstacle.way.join(" → "));
        }
        let _ = writeln!(out, "  where  {}", rows(table, &obstacle.rows));
    }
    if !table.switches.is_empty() {
        let _ = writeln!(out, "\n{BOLD}what cgo makes different{BOLD:#}");
    }
    for switch in &table.switches {
        let home = match switch.home.as_str() {
            "" => "this module",
            "std" => "standard library",
            home => home,
        };
        let _ = writeln!(out, "  {BOLD}{}{BOLD:#}  {home}", switch.package);
        for (word, files) in [("without", &switch.without), ("with", &switch.with)] {
            if !files.is_empty() {
                let _ = writeln!(out, "    {word:<8}{}", shortened(files));
            }
        }
        if switch.way.len() > 1 {
            let _ = writeln!(out, "    by      {}", switch.way.join(" → "));
        }
        let _ = writeln!(out, "    where   {}", rows(table, &switch.rows));
    }
    out
}

/// One cell: the verdict, and by which numbers it is explained.
fn cell(table: &PortTable, row: &PortRow) -> (String, Style) {
    let numbers = |all: &[usize]| {
        let shown: Vec<String> = all.iter().take(4).map(|one| (one + 1).to_string()).collect();
        let more = if all.len() > 4 { format!(" +{}", all.len() - 4) } else { String::new() };
        format!("[{}{more}]", shown.join(" "))
    };
    let text = match row.outcome {
        PortOutcome::Empty => "no file is for it".to_owned(),
        PortOutcome::Builds => "builds".to_owned(),
        PortOutcome::Changes => {
            let packages = row.switches.iter().map(|one| last(&table.switches[*one]));
            let packages: Vec<&str> = packages.collect();
            match packages.len() {
                0..=2 => format!("changes {}", packages.join(", ")),
                more => format!("changes {} and {} more", packages[0], more - 1),
            }
        }
        PortOutcome::Breaks | PortOutcome::Unsure => {
            let is_doubt = row.outcome == PortOutcome::Unsure;
            let of_kind = |one: &usize| table.obstacles[*one].is_doubt == is_doubt;
            let obstacles: Vec<usize> = row.obstacles.iter().copied().filter(of_kind).collect();
            let part = match row.stopped {
                0 => String::new(),
                stopped if stopped == row.subjects => String::new(),
                stopped => format!(" {stopped} of {}", row.subjects),
            };
            format!("{}{part} {}", row.outcome.name(), numbers(&obstacles))
        }
    };
    (text, colour(row.outcome))
}

fn last(switch: &CgoSwitch) -> &str {
    match switch.home.as_str() {
        "std" => &switch.package,
        _ => switch.package.rsplit('/').next().unwrap_or(&switch.package),
    }
}

fn colour(outcome: PortOutcome) -> Style {
    let colour = match outcome {
        PortOutcome::Builds => AnsiColor::Green,
        PortOutcome::Changes | PortOutcome::Unsure => AnsiColor::Yellow,
        PortOutcome::Breaks => AnsiColor::Red,
        PortOutcome::Empty => return Style::new().dimmed(),
    };
    colour.on_default()
}

fn ports(table: &PortTable) -> Vec<(&str, &str)> {
    let mut seen = BTreeSet::new();
    let all = table.ports.iter().map(|row| (row.os.as_str(), row.arch.as_str()));
    all.filter(|port| seen.insert(*port)).collect()
}

/// Rows in few words: a system of which all ports are among them goes by its name alone.
fn rows(table: &PortTable, rows: &[usize]) -> String {
    let mut parts = Vec::new();
    for (has_cgo, words) in [(false, "without cgo"), (true, "with cgo")] {
        let of = |row: &&PortRow| row.has_cgo == has_cgo;
        let all: Vec<&PortRow> = table.ports.iter().filter(of).collect();
        let here: Vec<&PortRow> = rows.iter().map(|row| &table.ports[*row]).filter(of).collect();
        if here.is_empty() {
            continue;
        }
        if here.len() == all.len() {
            parts.push(format!("every port {words}"));
            continue;
        }
        let mut names = Vec::new();
        let systems: BTreeSet<&str> = here.iter().map(|row| row.os.as_str()).collect();
        for system in systems {
            let arches = |rows: &[&PortRow]| {
                let of = rows.iter().filter(|row| row.os == system);
                of.map(|row| row.arch.clone()).collect::<Vec<_>>()
            };
            let (here, all) = (arches(&here), arches(&all));
            match here.len() == all.len() && all.len() > 1 {
                true => names.push(system.to_owned()),
                false => names.extend(here.iter().map(|arch| format!("{system}/{arch}"))),
            }
        }
        parts.push(format!("{} {words}", names.join(" ")));
    }
    if let [one, other] = parts.as_slice()
        && let (Some(one), Some(other)) =
            (one.strip_suffix(" without cgo"), other.strip_suffix(" with cgo"))
        && one == other
    {
        return format!("{one}, with cgo and without");
    }
    parts.join("; ")
}

fn shortened(files: &[String]) -> String {
    match files.len() {
        0..=4 => files.join(" "),
        more => format!("{} and {} more", files[..3].join(" "), more - 3),
    }
}

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    module: &'a str,
    go: String,
    subjects: &'a [String],
    packages: usize,
    ports: Vec<Port<'a>>,
    obstacles: Vec<Obstacle<'a>>,
    switches: Vec<Switch<'a>>,
}

#[derive(Serialize)]
struct Port<'a> {
    os: &'a str,
    arch: &'a str,
    cgo: bool,
    outcome: &'static str,
    subjects: usize,
    stopped: usize,
    obstacles: &'a [usize],
    switches: &'a [usize],
}

#[derive(Serialize)]
struct Obstacle<'a> {
    kind: &'static str,
    says: &'a str,
    because: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    way: &'a [String],
    certain: bool,
}

#[derive(Serialize)]
struct Switch<'a> {
    package: &'a str,
    home: &'a str,
    with: &'a [String],
    without: &'a [String],
    way: &'a [String],
}

/// The table for programs: a row's `obstacles` and `switches` are places in the lists beside it.
pub fn json(table: &PortTable) -> String {
    print(&Json {
        schema: 1,
        module: &table.module,
        go: format!("1.{}", table.release),
        subjects: &table.subjects,
        packages: table.packages,
        ports: table.ports.iter().map(of_row).collect(),
        obstacles: table.obstacles.iter().map(of_obstacle).collect(),
        switches: table.switches.iter().map(of_switch).collect(),
    })
}

fn of_row(row: &PortRow) -> Port<'_> {
    Port {
        os: &row.os,
        arch: &row.arch,
        cgo: row.has_cgo,
        outcome: row.outcome.name(),
        subjects: row.subjects,
        stopped: row.stopped,
        obstacles: &row.obstacles,
        switches: &row.switches,
    }
}

fn of_obstacle(obstacle: &PortObstacle) -> Obstacle<'_> {
    Obstacle {
        kind: obstacle.kind,
        says: &obstacle.says,
        because: &obstacle.because,
        file: obstacle.place.as_ref().map(|(path, _)| path.as_str()),
        line: obstacle.place.as_ref().map(|(_, line)| *line),
        way: &obstacle.way,
        certain: !obstacle.is_doubt,
    }
}

fn of_switch(switch: &CgoSwitch) -> Switch<'_> {
    Switch {
        package: &switch.package,
        home: &switch.home,
        with: &switch.with,
        without: &switch.without,
        way: &switch.way,
    }
}
