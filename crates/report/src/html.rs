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

use std::collections::BTreeMap;
use std::fmt::Write as _;

use landfall_facts::{Anatomy, Comparison, PackageGraph, Report, Verdict};

use crate::Unseen;
use crate::language::{self, tr};
use crate::sarif::RuleText;
use crate::tr;
use board::Board;
pub use calls::Course;
use folded::Folded;
use markup::{Text, number};

const STYLE: &str = include_str!("html/page.css");
/// What is set otherwise where Chinese is read.
const STYLE_IN_CHINESE: &str = include_str!("html/chinese.css");
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
        "</main>\n<footer><p>{}</p></footer>\n\
         <script>{SCRIPT}</script>\n</body>\n</html>\n",
        tr!(
            "Written by landfall {version}. This file needs no network and no other file.",
            version = Text(page.version)
        )
    );
    out
}

/// A part of the page that has a heading.
struct Section {
    id: &'static str,
    name: String,
    /// What stands small beside its name.
    note: String,
    body: String,
}

/// The parts of which there is something to show.
fn sections(page: &Page<'_>, board: &Board<'_>, folded: &Folded<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut add = |id, name: String, note: String, body: String| {
        if !body.is_empty() {
            sections.push(Section { id, name, note, body });
        }
    };
    add("unseen", tr!("Not looked at"), String::new(), unseen(page));
    add("reach", tr!("Reach"), matrix::note(board), matrix::render(board));
    add("recipes", tr!("Recipes"), String::new(), matrix::recipes(board));
    let note = match folded.cards.len() {
        0 => String::new(),
        many => tr!("{findings}, each told once", findings = markup::findings(many)),
    };
    add("findings", tr!("Findings"), note, findings::render(page, board, folded));
    let note = markup::reasons(folded.doubts.len());
    add("doubts", tr!("Doubts"), note, findings::doubts(board, folded));
    add("silenced", tr!("Silenced"), String::new(), findings::silenced(board, folded));
    add(
        "differences",
        tr!("Machines compared"),
        String::new(),
        differences::render(&page.more.comparisons),
    );
    add("cgo", tr!("What leads to cgo"), String::new(), packages::render(&page.more.graphs));
    add("calls", tr!("System calls seen"), String::new(), calls::render(&page.more.courses));
    add("size", tr!("Size"), String::new(), size::render(&page.more.sizes));
    let (count, body) = rules::render(page, folded);
    add("rules", tr!("Rules that speak"), markup::rules(count), body);
    sections
}

fn head(out: &mut String, page: &Page<'_>, board: &Board<'_>) {
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        SCRIPT_HASH.trim()
    );
    let [runs, unsure, breaks] = board.tally.map(number);
    let tag = language::tag();
    let (words, style) = match tag {
        "en" => (String::new(), ""),
        _ => (format!(" data-words=\"{}\"", Text(&script_words())), STYLE_IN_CHINESE),
    };
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"{tag}\"{words}>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"generator\" content=\"landfall {}\">\n\
         <title>{}</title>\n\
         <style>{STYLE}{style}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#findings\">{}</a>\n",
        Text(page.version),
        tr!("{breaks} break, {unsure} unsure, {runs} run · landfall", breaks, unsure, runs),
        tr!("Skip to the findings")
    );
}

/// What the script says, in the language that is spoken, by what it is in the script. A test holds the script against it.
fn script_words() -> String {
    let words = [
        ("as the system", tr!("as the system")),
        ("light", tr!("light")),
        ("dark", tr!("dark")),
        ("as written", tr!("as written")),
        ("{pairs}, {findings}", tr!("{pairs}, {findings}")),
        (
            "{some} of {pairs}, {shown} of {findings}",
            tr!("{some} of {pairs}, {shown} of {findings}"),
        ),
        ("1 pair", tr!("1 pair")),
        ("{count} pairs", tr!("{count} pairs")),
        ("1 finding", tr!("1 finding")),
        ("{count} findings", tr!("{count} findings")),
        ("breaks", tr!("breaks")),
        ("unsure", tr!("unsure")),
        ("runs, but something fails", tr!("runs, but something fails")),
        ("runs", tr!("runs")),
        ("Close", tr!("Close")),
        ("{subject} on {machine}", tr!("{subject} on {machine}")),
        ("{subject} on {machine}: {verdict}", tr!("{subject} on {machine}: {verdict}")),
        ("Where else", tr!("Where else")),
        ("{rule}, and where else", tr!("{rule}, and where else")),
        (
            "No rule found anything, and every rule could look.",
            tr!("No rule found anything, and every rule could look."),
        ),
    ];
    let words: BTreeMap<&str, String> = words.into_iter().collect();
    // Texts cannot fail to be written.
    serde_json::to_string(&words).unwrap_or_default()
}

/// What comes out, before anything else.
fn answer(out: &mut String, page: &Page<'_>, board: &Board<'_>) {
    let [runs, unsure, breaks] = board.tally;
    let _ = write!(
        out,
        "<header>\n<div class=\"top\"><p class=\"brand\">landfall</p>\
         <button type=\"button\" id=\"scheme\" hidden>{}</button></div>\n<h1>{}</h1>\n",
        tr!("Colours: {scheme}", scheme = format!("<b>{}</b>", tr!("as the system"))),
        Text(&sentence(page, board))
    );
    let of_tile = |verdict: Verdict, count: usize, word: String, more: String| {
        format!(
            "<li><label class=\"tile {0}\"><input type=\"checkbox\" name=\"verdict\" value=\"{0}\" checked>\
             <b>{1}</b> <span>{word}</span>{more}</label></li>",
            verdict.name(),
            number(count)
        )
    };
    let degraded = match board.degraded {
        0 => String::new(),
        count => {
            let told = tr!("{count} with something that fails", count = number(count));
            format!(" <small>{told}</small>")
        }
    };
    let _ = write!(
        out,
        "<ul class=\"tiles\">\n{}\n{}\n{}\n</ul>\n{}</header>\n",
        of_tile(
            Verdict::Breaks,
            breaks,
            if breaks == 1 { tr!("breaks") } else { tr!("break") },
            String::new()
        ),
        of_tile(Verdict::Unsure, unsure, tr!("unsure"), String::new()),
        of_tile(Verdict::Runs, runs, if runs == 1 { tr!("runs") } else { tr!("run") }, degraded),
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
            0 => tr!("Nothing was judged."),
            _ => tr!("Nothing could be judged."),
        };
    }
    let what = match (page.pairs, page.recipes) {
        ([one], []) => {
            return tr!(
                "{what} on {machine}: {verdict}",
                what = one.build,
                machine = one.machine,
                verdict = tr(one.verdict.name())
            );
        }
        ([], recipes) => markup::recipes(recipes.len()),
        (_, recipes) => {
            let builds = match board.builds.as_slice() {
                [one] => (*one).to_owned(),
                many => markup::artifacts(many.len()),
            };
            let machines = match board.machines.as_slice() {
                [one] => one.name.to_owned(),
                many => markup::machines(many.len()),
            };
            match recipes.len() {
                0 => tr!("{subjects} on {machines}", subjects = builds, machines),
                many => tr!(
                    "{subjects} on {machines}, {recipes}",
                    subjects = builds,
                    machines,
                    recipes = markup::recipes(many)
                ),
            }
        }
    };
    let ends = match (breaks, unsure) {
        (0, 0) if failed > 0 => tr!("what could be judged runs"),
        (0, 0) => tr!("everything runs"),
        (0, some) => tr!("nothing is known to break, {count} unsure", count = number(some)),
        (some, _) if some == all => tr!("nothing runs"),
        (1, _) => tr!("1 of {all} breaks", all = number(all)),
        (some, _) => tr!("{some} of {all} break", some = number(some), all = number(all)),
    };
    tr!("{what}: {ends}", what, ends)
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
    let _ = write!(out, "<nav aria-label=\"{}\"><ul>", tr!("Contents"));
    for Section { id, name, .. } in sections {
        let _ = write!(out, "<li><a href=\"#{id}\">{name}</a></li>");
    }
    out.push_str("</ul></nav>\n");
}

/// What narrows the page down. It works by the script alone, which shows it.
fn controls(out: &mut String, board: &Board<'_>, folded: &Folded<'_>) {
    let _ = writeln!(
        out,
        "<form id=\"filter\" role=\"search\" hidden>\n<label class=\"q\">{} \
         <input type=\"search\" name=\"q\" placeholder=\"{}\" autocomplete=\"off\" spellcheck=\"false\"></label>",
        tr!("Find"),
        tr!("any text")
    );
    let any = tr!("any");
    let mut choice = |name: &str, label: String, options: String| {
        let _ = writeln!(
            out,
            "<label>{label} <select name=\"{name}\"><option value=\"\">{any}</option>{options}</select></label>"
        );
    };
    let option = |name: &str| format!("<option>{}</option>", Text(name));
    choice("rule", tr!("Rule"), folded.rules().iter().map(|rule| option(rule)).collect());
    let recipes = board.recipes.iter().copied();
    let subjects = board.builds.iter().copied().chain(recipes);
    choice("artifact", tr!("Artifact"), subjects.map(option).collect());
    let of_family = |family: &board::Family<'_>| {
        let machines = &board.machines[family.range()];
        let options: String = machines.iter().map(|one| option(one.name)).collect();
        format!("<optgroup label=\"{}\">{options}</optgroup>", Text(family.name))
    };
    choice("machine", tr!("Machine"), board.families.iter().map(of_family).collect());
    let clear = tr!("Clear");
    let _ = writeln!(
        out,
        "<button type=\"reset\">{clear}</button>\n<p id=\"shown\" role=\"status\"></p>\n</form>"
    );
}

/// Files and shards of which nobody knows what they would say.
fn unseen(page: &Page<'_>) -> String {
    let failures = page.unseen.failures.iter();
    let failures =
        failures.map(|one| format!("<b>{}</b> {}", Text(&one.path), Text(&tr(&one.message))));
    let gaps = page.unseen.gaps.iter().map(|gap| Text(&tr(&gap.message)).to_string());
    let lines: Vec<String> = failures.chain(gaps).collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!("<ul class=\"unseen\"><li>{}</li></ul>\n", lines.join("</li>\n<li>")),
    }
}
