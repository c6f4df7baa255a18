//! A report as one page that opens in a browser: the answer, the matrix of artifacts and machines, each finding told
//! once with all of its machines, and the manual of each rule that speaks. It needs no network and no other file,
//! and without scripts it only loses its filters.

mod board;
mod calls;
mod differences;
mod findings;
mod folded;
mod markup;
mod matrix;
mod packages;
mod places;
mod rules;
mod size;

use std::fmt::Write as _;

use landfall_facts::{Anatomy, Comparison, PackageGraph, Report, Verdict};

use crate::Unseen;
use crate::sarif::RuleText;
use board::Board;
pub use calls::Course;
use folded::Folded;
use markup::{Text, counted, number};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");
/// The SHA-256 of the script, in base64: no other one may run in the page. A test holds it.
const SCRIPT_HASH: &str = include_str!("html/page.js.sha256");

/// All that a page shows.
pub struct Page<'a> {
    /// Each build on each machine.
    pub pairs: &'a [Report],
    /// What is said of recipes as they are written.
    pub recipes: &'a [Report],
    /// What could not be looked at.
    pub unseen: Unseen<'a>,
    /// The version of landfall.
    pub version: &'a str,
    /// What a rule says of itself.
    pub rule: &'a dyn Fn(&str) -> Option<RuleText<'static>>,
    /// A line of a file, counted from 1, if it can be shown.
    pub line: &'a dyn Fn(&str, u32) -> Option<String>,
    /// What was looked at for the page alone.
    pub more: &'a More,
}

/// What a page tells besides verdicts.
#[derive(Debug, Default)]
pub struct More {
    /// What artifacts are made of, each with its name.
    pub sizes: Vec<(String, Anatomy)>,
    /// What leads to cgo in modules.
    pub graphs: Vec<PackageGraph>,
    /// Machines that were held against each other.
    pub comparisons: Vec<Comparison>,
    /// What programs were seen to call.
    pub courses: Vec<Course>,
}

/// The whole page.
pub fn render(page: &Page<'_>) -> String {
    let board = Board::new(page.pairs, page.recipes);
    let folded = Folded::new(page, &board);
    let sections = sections(page, &board, &folded);
    let mut out = String::new();
    head(&mut out, page, &board);
    answer(&mut out, page, &board);
    contents(&mut out, &sections);
    out.push_str("<main>\n");
    controls(&mut out, &board, &folded);
    for section in &sections {
        let Section { id, name, body, note } = section;
        let _ = write!(
            out,
            "<section id=\"{id}\" aria-labelledby=\"h-{id}\">\n<h2 id=\"h-{id}\">{name}\
             <small>{note}</small></h2>\n{body}</section>\n"
        );
    }
    let _ = write!(
        out,
        "</main>\n<footer><p>Written by landfall {}. This file needs no network and no other file.</p></footer>\n\
         <script>{SCRIPT}</script>\n</body>\n</html>\n",
        Text(page.version)
    );
    out
}

/// A part of the page that has a heading.
struct Section {
    id: &'static str,
    name: &'static str,
    /// What stands small beside its name.
    note: String,
    body: String,
}

/// The parts of which there is something to show.
fn sections(page: &Page<'_>, board: &Board<'_>, folded: &Folded<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut add = |id, name, note: String, body: String| {
        if !body.is_empty() {
            sections.push(Section { id, name, note, body });
        }
    };
    add("unseen", "Not looked at", String::new(), unseen(page));
    add("reach", "Reach", matrix::note(board), matrix::render(board));
    add("recipes", "Recipes", String::new(), matrix::recipes(board));
    let note = match folded.cards.len() {
        0 => String::new(),
        many => format!("{}, each told once", counted(many, "finding", "findings")),
    };
    add("findings", "Findings", note, findings::render(page, board, folded));
    let note = counted(folded.doubts.len(), "reason", "reasons");
    add("doubts", "Doubts", note, findings::doubts(board, folded));
    add("silenced", "Silenced", String::new(), findings::silenced(board, folded));
    add(
        "differences",
        "Machines compared",
        String::new(),
        differences::render(&page.more.comparisons),
    );
    add("cgo", "What leads to cgo", String::new(), packages::render(&page.more.graphs));
    add("calls", "System calls seen", String::new(), calls::render(&page.more.courses));
    add("size", "Size", String::new(), size::render(&page.more.sizes));
    let (count, body) = rules::render(page, folded);
    add("rules", "Rules that speak", counted(count, "rule", "rules"), body);
    sections
}

fn head(out: &mut String, page: &Page<'_>, board: &Board<'_>) {
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        SCRIPT_HASH.trim()
    );
    let [runs, unsure, breaks] = board.tally.map(number);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"generator\" content=\"landfall {}\">\n\
         <title>{breaks} break, {unsure} unsure, {runs} run · landfall</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n",
        Text(page.version)
    );
}

/// What comes out, before anything else.
fn answer(out: &mut String, page: &Page<'_>, board: &Board<'_>) {
    let [runs, unsure, breaks] = board.tally;
    let _ = write!(
        out,
        "<header>\n<div class=\"top\"><p class=\"brand\">landfall</p>\
         <button type=\"button\" id=\"scheme\" hidden>Colours: <b>as the system</b></button></div>\n<h1>{}</h1>\n",
        Text(&sentence(page, board))
    );
    let of_tile = |verdict: Verdict, count: usize, word: &str, more: String| {
        format!(
            "<li><label class=\"tile {0}\"><input type=\"checkbox\" name=\"verdict\" value=\"{0}\" checked>\
             <b>{1}</b> <span>{word}</span>{more}</label></li>",
            verdict.name(),
            number(count)
        )
    };
    let degraded = match board.degraded {
        0 => String::new(),
        count => format!(" <small>{} with something that fails</small>", number(count)),
    };
    let _ = write!(
        out,
        "<ul class=\"tiles\">\n{}\n{}\n{}\n</ul>\n{}</header>\n",
        of_tile(
            Verdict::Breaks,
            breaks,
            if breaks == 1 { "breaks" } else { "break" },
            String::new()
        ),
        of_tile(Verdict::Unsure, unsure, "unsure", String::new()),
        of_tile(Verdict::Runs, runs, if runs == 1 { "runs" } else { "run" }, degraded),
        share(board.tally),
    );
}

/// The answer in a sentence.
fn sentence(page: &Page<'_>, board: &Board<'_>) -> String {
    let [runs, unsure, breaks] = board.tally;
    let all = runs + unsure + breaks;
    let failed = page.unseen.failures.len() + page.unseen.gaps.len();
    if all == 0 {
        return match failed {
            0 => "Nothing was judged.".to_owned(),
            _ => "Nothing could be judged.".to_owned(),
        };
    }
    let what = match (page.pairs, page.recipes) {
        ([one], []) => return format!("{} on {}: {}", one.build, one.machine, one.verdict),
        ([], recipes) => counted(recipes.len(), "recipe", "recipes"),
        (_, recipes) => {
            let builds = match board.builds.as_slice() {
                [one] => (*one).to_owned(),
                many => counted(many.len(), "artifact", "artifacts"),
            };
            let machines = match board.machines.as_slice() {
                [one] => one.name.to_owned(),
                many => counted(many.len(), "machine", "machines"),
            };
            match recipes.len() {
                0 => format!("{builds} on {machines}"),
                many => format!("{builds} on {machines}, {}", counted(many, "recipe", "recipes")),
            }
        }
    };
    let ends = match (breaks, unsure) {
        (0, 0) if failed > 0 => "what could be judged runs".to_owned(),
        (0, 0) => "everything runs".to_owned(),
        (0, some) => format!("nothing is known to break, {} unsure", number(some)),
        (some, _) if some == all => "nothing runs".to_owned(),
        (1, _) => format!("1 of {} breaks", number(all)),
        (some, _) => format!("{} of {} break", number(some), number(all)),
    };
    format!("{what}: {ends}")
}

/// The three parts of all as a strip. The numbers stand beside it, so it says nothing of its own.
fn share([runs, unsure, breaks]: [usize; 3]) -> String {
    let all = runs + unsure + breaks;
    if all == 0 {
        return String::new();
    }
    let mut out = String::from(
        "<svg class=\"share\" viewBox=\"0 0 1000 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
    );
    let mut x = 0;
    for (class, count) in [("b", breaks), ("u", unsure), ("r", runs)] {
        let end = x + count;
        let (from, to) = (x * 1000 / all, end * 1000 / all);
        let width = if count > 0 { (to - from).max(2) } else { 0 };
        let _ =
            write!(out, "<rect class=\"{class}\" x=\"{from}\" width=\"{width}\" height=\"6\"/>");
        x = end;
    }
    out.push_str("</svg>\n");
    out
}

fn contents(out: &mut String, sections: &[Section]) {
    if sections.len() < 2 {
        return;
    }
    out.push_str("<nav aria-label=\"Contents\"><ul>");
    for Section { id, name, .. } in sections {
        let _ = write!(out, "<li><a href=\"#{id}\">{name}</a></li>");
    }
    out.push_str("</ul></nav>\n");
}

/// What narrows the page down. It works by the script alone, which shows it.
fn controls(out: &mut String, board: &Board<'_>, folded: &Folded<'_>) {
    out.push_str(
        "<form id=\"filter\" role=\"search\" hidden>\n<label class=\"q\">Find \
         <input type=\"search\" name=\"q\" placeholder=\"any text\" autocomplete=\"off\" spellcheck=\"false\"></label>\n",
    );
    let mut choice = |name: &str, label: &str, options: String| {
        let _ = writeln!(
            out,
            "<label>{label} <select name=\"{name}\"><option value=\"\">any</option>{options}</select></label>"
        );
    };
    let option = |name: &str| format!("<option>{}</option>", Text(name));
    choice("rule", "Rule", folded.rules().iter().map(|rule| option(rule)).collect());
    let recipes = board.recipes.iter().copied();
    let subjects = board.builds.iter().copied().chain(recipes);
    choice("artifact", "Artifact", subjects.map(option).collect());
    let of_family = |family: &board::Family<'_>| {
        let machines = &board.machines[family.range()];
        let options: String = machines.iter().map(|one| option(one.name)).collect();
        format!("<optgroup label=\"{}\">{options}</optgroup>", Text(family.name))
    };
    choice("machine", "Machine", board.families.iter().map(of_family).collect());
    out.push_str(
        "<button type=\"reset\">Clear</button>\n<p id=\"shown\" role=\"status\"></p>\n</form>\n",
    );
}

/// Files and shards of which nobody knows what they would say.
fn unseen(page: &Page<'_>) -> String {
    let failures = page.unseen.failures.iter();
    let failures = failures.map(|one| format!("<b>{}</b> {}", Text(&one.path), Text(&one.message)));
    let gaps = page.unseen.gaps.iter().map(|gap| Text(&gap.message).to_string());
    let lines: Vec<String> = failures.chain(gaps).collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!("<ul class=\"unseen\"><li>{}</li></ul>\n", lines.join("</li>\n<li>")),
    }
}
