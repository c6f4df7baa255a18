//! What becomes of a module on every port, as text and JSON.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{CgoSwitch, Port, PortObstacle, PortOutcome, PortRow, PortTable};
use serde::Serialize;

use crate::conditions::in_words;
use crate::json::{print, standard};
use crate::language::{padded, tr};
use crate::tr;

const BOLD: Style = Style::new().bold();
/// How many groups of obstacles are shown unless all are asked for.
const MOST_GROUPS: usize = 12;
/// How many names of a group are shown.
const MOST_NAMES: usize = 6;

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What a screen or two can hold.
    Short,
    /// Every obstacle.
    All,
}

/// Obstacles that are told in one breath: of one package, one kind and the same ports.
struct Group<'a> {
    first: &'a PortObstacle,
    names: Vec<&'a str>,
    members: BTreeSet<usize>,
}

/// The obstacles, those nearest to a program first.
fn groups(table: &PortTable) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (index, obstacle) in table.obstacles.iter().enumerate() {
        let is_same = |group: &&mut Group<'_>| {
            let (first, one) = (&group.first.what, &obstacle.what);
            first.kind == one.kind && first.way == one.way && group.first.rows == obstacle.rows
        };
        match groups.iter_mut().find(is_same) {
            Some(group) => {
                group.names.push(&obstacle.what.name);
                group.members.insert(index);
            }
            None => groups.push(Group {
                first: obstacle,
                names: vec![&obstacle.what.name],
                members: [index].into(),
            }),
        }
    }
    let order = |group: &Group<'_>| {
        let what = &group.first.what;
        let is_import = matches!(what.kind, "needs_cgo" | "excluded");
        (what.is_doubt, !is_import, what.way.len(), usize::MAX - group.names.len())
    };
    groups.sort_by_key(order);
    groups
}

impl Group<'_> {
    fn write(&self, out: &mut String, table: &PortTable, number: usize) {
        let Self { first: PortObstacle { what: first, rows: here }, names, .. } = self;
        let outcome = if first.is_doubt { PortOutcome::Unsure } else { PortOutcome::Breaks };
        let (style, word) = (colour(outcome), tr(outcome.name()));
        let says = match (first.kind, names.len()) {
            (_, 1) => tr(&first.says).into_owned(),
            // As the compiler says it.
            ("undefined", more) => {
                let shown = &names[..more.min(MOST_NAMES)];
                let rest = more - shown.len();
                let rest = if rest > 0 { tr!(" and {rest} more", rest) } else { String::new() };
                format!("undefined: {}{rest}", shown.join(", "))
            }
            (_, more) => {
                tr!("{says} (and {more} more such)", says = tr(&first.says), more = more - 1)
            }
        };
        let _ = writeln!(out, "\n{style}{word}{style:#} [{}] {BOLD}{says}{BOLD:#}", number + 1);
        if let Some((path, line)) = &first.place {
            labelled(out, &tr!("at"), &format!("{path}:{line}"));
        }
        labelled(out, &tr!("why"), &tr(&first.because));
        labelled(out, &tr!("by"), &first.way.join(" → "));
        labelled(out, &tr!("where"), &rows(table, here));
    }
}

/// A line about an obstacle.
fn labelled(out: &mut String, label: &str, text: &str) {
    let _ = writeln!(out, "  {} {text}", padded(label, 6));
}

/// The table for a terminal: a line a port, then what stops it and what changes, each once.
pub fn text(table: &PortTable, detail: Detail) -> String {
    let mut out = String::new();
    let groups = groups(table);
    let what = match table.subjects.as_slice() {
        [only] => only.clone(),
        all if table.are_programs => {
            tr!("{module} ({count} programs)", module = table.module, count = all.len())
        }
        all => tr!("{module} ({count} packages)", module = table.module, count = all.len()),
    };
    let (what, release, count) = (format!("{BOLD}{what}{BOLD:#}"), table.release, table.packages);
    let head = match count {
        1 => tr!("{what} by Go 1.{release}: 1 package", what, release),
        _ => tr!("{what} by Go 1.{release}: {count} packages", what, release, count),
    };
    let _ = writeln!(out, "{head}");
    let (port, without) = (padded(&tr!("port"), 18), padded(&tr!("without cgo"), 31));
    let with = tr!("with cgo and a C compiler");
    let _ = writeln!(out, "\n{BOLD}{port}{without}{with}{BOLD:#}");
    for (os, arch) in ports(table) {
        let cell = |has_cgo: bool| {
            let of = |row: &&PortRow| row.os == os && row.arch == arch && row.has_cgo == has_cgo;
            table.ports.iter().find(of).map(|row| cell(table, &groups, row))
        };
        let (without, with) = (cell(false), cell(true).unwrap_or(("–".to_owned(), Style::new())));
        let (without, style) = without.unwrap_or(("–".to_owned(), Style::new()));
        let (with, with_style) = with;
        let port = format!("{os}/{arch}");
        let _ = writeln!(
            out,
            "{port:<18}{style}{}{style:#} {with_style}{with}{with_style:#}",
            padded(&without, 30)
        );
    }
    let shown = if detail == Detail::All { groups.len() } else { MOST_GROUPS.min(groups.len()) };
    for (number, group) in groups.iter().take(shown).enumerate() {
        group.write(&mut out, table, number);
    }
    if shown < groups.len() {
        let more = tr!("and {more} more; --all shows them", more = groups.len() - shown);
        let _ = writeln!(out, "\n{more}");
    }
    if !table.switches.is_empty() {
        let _ = writeln!(out, "\n{BOLD}{}{BOLD:#}", tr!("what cgo makes different"));
    }
    for switch in &table.switches {
        let home = match switch.home.as_str() {
            "" => tr!("this module"),
            "std" => tr!("standard library"),
            home => home.to_owned(),
        };
        let _ = writeln!(out, "  {BOLD}{}{BOLD:#}  {home}", switch.package);
        for (word, files) in [(tr!("without"), &switch.without), (tr!("with"), &switch.with)] {
            if !files.is_empty() {
                let _ = writeln!(out, "    {}{}", padded(&word, 8), shortened(files));
            }
        }
        if let Some(means) = &switch.means {
            let _ = writeln!(out, "    {}{}", padded(&tr!("so"), 8), tr(means));
        }
        if switch.way.len() > 1 {
            let _ = writeln!(out, "    {}{}", padded(&tr!("by"), 8), switch.way.join(" → "));
        }
        let _ = writeln!(out, "    {}{}", padded(&tr!("where"), 8), rows(table, &switch.rows));
    }
    out
}

/// One cell: the verdict, and by which numbers it is explained.
fn cell(table: &PortTable, groups: &[Group<'_>], row: &PortRow) -> (String, Style) {
    let numbers = |is_doubt: bool| {
        let is_here = |(number, group): (usize, &Group<'_>)| {
            let is_here = row.obstacles.iter().any(|one| group.members.contains(one));
            (is_here && group.first.what.is_doubt == is_doubt).then_some(number + 1)
        };
        let all: Vec<usize> = groups.iter().enumerate().filter_map(is_here).collect();
        let shown: Vec<String> = all.iter().take(3).map(ToString::to_string).collect();
        let more = if all.len() > 3 { format!(" +{}", all.len() - 3) } else { String::new() };
        format!("[{}{more}]", shown.join(" "))
    };
    let text = match row.outcome {
        PortOutcome::Empty => tr!("no file is for it"),
        PortOutcome::Builds => tr!("builds"),
        PortOutcome::Changes => {
            let packages = row.switches.iter().map(|one| last(&table.switches[*one]));
            let packages: Vec<&str> = packages.collect();
            match packages.len() {
                0..=2 => tr!("changes {packages}", packages = packages.join(", ")),
                more => {
                    let (package, more) = (packages[0], more - 1);
                    tr!("changes {package} and {more} more", package, more)
                }
            }
        }
        PortOutcome::Breaks | PortOutcome::Unsure => {
            let part = match (row.stopped.len(), row.subjects.len()) {
                (0, _) => String::new(),
                (stopped, all) if stopped == all => String::new(),
                (stopped, all) => tr!(" {stopped} of {all}", stopped, all),
            };
            let numbers = numbers(row.outcome == PortOutcome::Unsure);
            format!("{}{part} {numbers}", tr(row.outcome.name()))
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

fn rows(table: &PortTable, rows: &[usize]) -> String {
    let port =
        |row: &PortRow| Port { os: row.os.clone(), arch: row.arch.clone(), has_cgo: row.has_cgo };
    tr(&in_words(&table.ports.iter().map(port).collect::<Vec<_>>(), rows)).into_owned()
}

fn shortened(files: &[String]) -> String {
    match files.len() {
        0..=4 => files.join(" "),
        more => tr!("{files} and {more} more", files = files[..3].join(" "), more = more - 3),
    }
}

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    module: &'a str,
    go: String,
    standard: &'static str,
    subjects: &'a [String],
    packages: usize,
    ports: Vec<JsonPort<'a>>,
    obstacles: Vec<Obstacle<'a>>,
    switches: Vec<Switch<'a>>,
}

#[derive(Serialize)]
struct JsonPort<'a> {
    os: &'a str,
    arch: &'a str,
    cgo: bool,
    outcome: &'static str,
    subjects: &'a [usize],
    stopped: &'a [usize],
    unsure: &'a [usize],
    obstacles: &'a [usize],
    switches: &'a [usize],
}

#[derive(Serialize)]
struct Obstacle<'a> {
    kind: &'static str,
    name: &'a str,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    means: Option<&'a str>,
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
        standard: standard(table.is_tabled),
        subjects: &table.subjects,
        packages: table.packages,
        ports: table.ports.iter().map(of_row).collect(),
        obstacles: table.obstacles.iter().map(of_obstacle).collect(),
        switches: table.switches.iter().map(of_switch).collect(),
    })
}

fn of_row(row: &PortRow) -> JsonPort<'_> {
    JsonPort {
        os: &row.os,
        arch: &row.arch,
        cgo: row.has_cgo,
        outcome: row.outcome.name(),
        subjects: &row.subjects,
        stopped: &row.stopped,
        unsure: &row.unsure,
        obstacles: &row.obstacles,
        switches: &row.switches,
    }
}

fn of_obstacle(PortObstacle { what: obstacle, .. }: &PortObstacle) -> Obstacle<'_> {
    Obstacle {
        kind: obstacle.kind,
        name: &obstacle.name,
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
        means: switch.means.as_deref(),
        with: &switch.with,
        without: &switch.without,
        way: &switch.way,
    }
}
