//! The matrix: a row for each build, a column for each machine, families of machines beside each other. Each cell
//! says its verdict in a word; the sign and the colour are the style's.

use std::fmt::Write as _;

use landfall_facts::Verdict;

use super::board::{Board, Cell, Family, Machine};
use super::markup::{self, Text};
use crate::tr;

/// As many builds are better read as one strip for each family of machines.
const FEW: usize = 1;

/// Where the script tells of the pair that is chosen.
fn chosen() -> String {
    let label = tr!("The chosen pair");
    format!(
        "<div id=\"pair\" role=\"region\" aria-label=\"{label}\" tabindex=\"-1\" hidden></div>\n"
    )
}

/// What stands beside the heading.
pub(super) fn note(board: &Board<'_>) -> String {
    match (board.builds.as_slice(), board.machines.len()) {
        ([_], _) => String::new(),
        (many, machines) => {
            format!("{} × {}", markup::artifacts(many.len()), markup::machines(machines))
        }
    }
}

/// The matrix of all builds and machines.
pub(super) fn render(board: &Board<'_>) -> String {
    if board.builds.is_empty() {
        return String::new();
    }
    let mut out = legend(board);
    match board.builds.len() <= FEW && board.machines.len() > 1 {
        true => strips(&mut out, board),
        false => table(&mut out, board),
    }
    out.push_str(&chosen());
    out
}

/// The signs, and what they mean.
fn legend(board: &Board<'_>) -> String {
    let mut out = String::from("<p class=\"legend\">");
    for class in ["b", "u", "d", "r"] {
        if class != "d" || board.degraded > 0 {
            let word = word(class);
            let _ =
                write!(out, "<span><i class=\"{class}\" aria-hidden=\"true\"></i>{word}</span> ");
        }
    }
    let how = tr!("Choose a cell to see why.");
    let _ = writeln!(out, "<span class=\"how\">{how}</span></p>");
    out
}

fn table(out: &mut String, board: &Board<'_>) {
    let _ = write!(
        out,
        "<div class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n\
         <table class=\"matrix\" id=\"matrix\" style=\"--n:{}\">\n<caption>{}</caption>\n<thead>\n<tr><td></td>",
        tr!("Artifacts and machines"),
        board.machines.len(),
        tr!("Verdict of each artifact on each machine")
    );
    for family in &board.families {
        let (count, name) = (family.range().len(), Text(family.name));
        let _ = write!(out, "<th scope=\"colgroup\" colspan=\"{count}\"><span>{name}</span></th>");
    }
    let _ = write!(out, "</tr>\n<tr><th scope=\"col\" class=\"corner\">{}</th>", tr!("artifact"));
    for family in &board.families {
        heads(out, board, family);
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    for (subject, build) in board.builds.iter().enumerate() {
        let _ = write!(out, "<tr><th scope=\"row\">{}</th>", path(build));
        for family in &board.families {
            for machine in family.range() {
                let is_first = machine == family.range().start;
                out.push_str(&cell(board.cells.get(&(subject, machine)), is_first, "td", ""));
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

/// The heads of a family's columns. Its name lies above their releases, or stands upright with the first where it is
/// wider than they are.
fn heads(out: &mut String, board: &Board<'_>, family: &Family<'_>) {
    let long = |text: &str| text.chars().count();
    let machines = &board.machines[family.range()];
    // A letter takes a bit less than half of a column.
    let is_flat = long(family.name) * 43 <= machines.len() * 100;
    let highest = machines.iter().map(|machine| long(machine.release)).max().unwrap_or(0).min(26);
    for (at, machine) in machines.iter().enumerate() {
        let (name, family) = (Text(machine.name), Text(family.name));
        let first = if at == 0 { " class=\"first\"" } else { "" };
        let above = match (at, is_flat) {
            (0, true) => format!("<b aria-hidden=\"true\" style=\"--up:{highest}\">{family}</b>"),
            _ => String::new(),
        };
        let upright = match (at, is_flat) {
            (0, false) => format!("<b>{family}</b> "),
            _ => String::new(),
        };
        let release = match family.0 {
            _ if machine.name == machine.release => "",
            // Of a path its end tells more than its beginning; the whole stands in the title.
            "machine" | "rootfs" | "image" => end_of(machine.release),
            _ => machine.release,
        };
        let _ = write!(
            out,
            "<th scope=\"col\"{first} abbr=\"{name}\" title=\"{name}\">{above}<span>{upright}{}</span></th>",
            Text(release)
        );
    }
}

/// The last part of a path.
fn end_of(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().filter(|end| !end.is_empty()).unwrap_or(path)
}

/// A path whose last part weighs most.
fn path(name: &str) -> String {
    match name.rfind('/') {
        Some(at) => format!("<small>{}</small>{}", Text(&name[..=at]), Text(&name[at + 1..])),
        None => Text(name).to_string(),
    }
}

/// A row for each family, its releases one after the other.
fn strips(out: &mut String, board: &Board<'_>) {
    out.push_str("<dl class=\"strips\" id=\"matrix\">\n");
    for family in &board.families {
        let _ = write!(out, "<div><dt>{}</dt>", Text(family.name));
        for machine in family.range() {
            let Machine { name, release } = &board.machines[machine];
            // A family of its own has its name beside it already.
            let label = match *name == family.name {
                true => String::new(),
                false => format!("<span>{}</span> ", Text(release)),
            };
            out.push_str(&cell(board.cells.get(&(0, machine)), false, "dd", &label));
        }
        out.push_str("</div>\n");
    }
    out.push_str("</dl>\n");
}

/// A verdict in a word, after what it is of.
fn cell(cell: Option<&Cell>, is_first: bool, tag: &str, label: &str) -> String {
    let class = match cell {
        None => "n",
        Some(cell) => match (cell.verdict, cell.is_degraded) {
            (Verdict::Breaks, _) => "b",
            (Verdict::Unsure, _) => "u",
            (Verdict::Runs, true) => "d",
            (Verdict::Runs, false) => "r",
        },
    };
    let word = word(class);
    let first = if is_first { " first" } else { "" };
    match first.is_empty() {
        true => format!("<{tag} class={class}>{label}{word}</{tag}>"),
        false => format!("<{tag} class=\"{class}{first}\">{label}{word}</{tag}>"),
    }
}

/// What a class of cells says.
fn word(class: &str) -> String {
    match class {
        "b" => tr!("breaks"),
        "u" => tr!("unsure"),
        "d" => tr!("runs, but something fails"),
        "r" => tr!("runs"),
        _ => tr!("not asked"),
    }
}

/// Recipes, each with what follows for it.
pub(super) fn recipes(board: &Board<'_>) -> String {
    if board.recipes.is_empty() {
        return String::new();
    }
    let mut out = String::from("<ul class=\"recipes\" id=\"recipe-list\">\n");
    for (at, recipe) in board.recipes.iter().enumerate() {
        let pair = (board.builds.len() + at, board.machines.len());
        let label = format!("<span>{}</span> ", path(recipe));
        let _ = writeln!(out, "{}", cell(board.cells.get(&pair), false, "li", &label));
    }
    out.push_str("</ul>\n");
    if board.builds.is_empty() {
        out.push_str(&chosen());
    }
    out
}
