//! Findings as cards that unfold: what breaks, both sides of the evidence, how it is mended, and where it is so.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use landfall_facts::Origin;

use super::Page;
use super::board::Board;
use super::folded::{Card, Doubted, Folded, NAME, OWN, Ordered, Seen};
use super::markup::{self, Text, number};
use super::places::Places;
use crate::language::{joins, tr};
use crate::tr;

/// So many places of one thing are shown at once; the others are folded.
const AT_ONCE: usize = 3;
/// So many values that machines have instead stand in a headline.
const INSTEAD: usize = 5;
/// No line of a file is shown further, in characters.
const LONGEST: usize = 160;

/// All findings.
pub(super) fn render(page: &Page<'_>, board: &Board<'_>, folded: &Folded<'_>) -> String {
    if folded.cards.is_empty() {
        let is_empty = board.cells.is_empty();
        let says =
            if is_empty { tr!("Nothing was judged.") } else { tr!("No rule found anything.") };
        return format!("<p class=\"none\" id=\"none\">{says}</p>\n");
    }
    let none = tr!("No finding fits the filter.");
    let mut out = format!("<p class=\"none\" id=\"none\" hidden>{none}</p>\n");
    for card in &folded.cards {
        self::card(&mut out, page, board, card);
    }
    out
}

fn card(out: &mut String, page: &Page<'_>, board: &Board<'_>, card: &Card<'_>) {
    let weight = card.weight();
    let preview = match card.preview {
        true => format!(" <em>{}</em>", tr!("still to be proven")),
        false => String::new(),
    };
    let machine = machine_of(&card.all, board);
    let _ = write!(
        out,
        "<details class=\"card {weight}\" id=\"{}\" data-rule=\"{}\" data-at=\"{}\">\n\
         <summary><span class=\"mark\">{}</span> <span class=\"says\">{}</span> \
         <span class=\"of\"><code>{}</code>{preview} · {}</span></summary>\n<div class=\"body\">\n",
        card.id,
        card.rule,
        card.all.written(),
        tr(weight),
        headline(card, &machine),
        card.rule,
        card.all.summed(board),
    );
    out.push_str("<div class=\"sides\">\n");
    for (name, side) in [(tr!("Needs"), &card.needs), (tr!("Has"), &card.has)] {
        if !side.list.is_empty() {
            let _ = writeln!(out, "<div class=\"side\"><h3>{name}</h3>");
            let evidence = Evidence { page, board, card, machine: &machine };
            evidence.write(out, side);
            out.push_str("</div>\n");
        }
    }
    out.push_str("</div>\n");
    mends(out, board, card, &machine);
    let _ = write!(
        out,
        "<h3>{}</h3>\n<div class=\"scroll\"><table class=\"where\"><tbody>\n{}</tbody></table></div>\n\
         <p class=\"links\"><a href=\"#rule-{rule}\">{}</a> <a href=\"#{}\">{}</a></p>\n\
         </div>\n</details>\n",
        tr!("Where"),
        card.all.rows(board),
        tr!("What {rule} means", rule = card.rule),
        card.id,
        tr!("Link to this finding"),
        rule = card.rule,
    );
}

/// What breaks, with what machines have instead. Which machine has what is for the script, which tells it of one.
fn headline(card: &Card<'_>, machine: &str) -> String {
    let values: Vec<(Cow<'_, str>, String)> = card
        .instead
        .list
        .iter()
        .filter(|(value, _)| !value.is_empty())
        .map(|(value, places)| (tr(value), places.written_in(&card.all)))
        .collect();
    match values.as_slice() {
        [] => told(&card.says, machine),
        [_] => {
            let own = card.instead.list.iter().map(|(value, _)| value.as_str()).collect::<String>();
            told(&format!("{}{own}", card.says), machine)
        }
        _ => {
            let mut shown: Vec<&str> =
                values.iter().map(|(value, _)| &**value).take(INSTEAD).collect();
            if values.len() > INSTEAD {
                shown.push("…");
            }
            let shown = shown.join(&tr!(", "));
            // Lists of texts cannot fail to be written.
            let own = serde_json::to_string(&values).unwrap_or_default();
            let own =
                format!("<span class=\"own\" data-own=\"{}\">{}</span>", Text(&own), Text(&shown));
            // A sentence of another language may go on behind the values.
            let says = format!("{}{OWN}", card.says);
            let says = tr(&says);
            let (before, behind) = says.split_once(OWN).unwrap_or((&says, ""));
            format!("{}{own}{}", named(before, machine), named(behind, machine))
        }
    }
}

/// How a machine is called in what is said of several: by its name, by its family, or as what it is.
fn machine_of(places: &Places, board: &Board<'_>) -> String {
    let machines = places.machines();
    let families: BTreeSet<&str> =
        machines.iter().filter_map(|one| Some(board.family(*one)?.name)).collect();
    let of_systems = ["rootfs", "image", "machine", "linux", "windows", "darwin"];
    match (machines.len(), families.len(), families.first()) {
        (1, ..) => machines.first().map(|one| board.machine(*one)).unwrap_or_default(),
        (_, 1, Some(family)) if !of_systems.contains(family) => (*family).to_owned(),
        _ => tr!("the machine"),
    }
}

/// A text in the language that is spoken, with the machine's name.
fn told(text: &str, machine: &str) -> String {
    named(&tr(text), machine)
}

/// A text with the machine's name, which the script replaces where one is meant.
fn named(text: &str, machine: &str) -> String {
    let mut parts = text.split(NAME);
    let mut out = Text(parts.next().unwrap_or_default()).to_string();
    for part in parts {
        if out.strip_suffix(' ').is_some_and(|before| joins(before, machine)) {
            out.pop();
        }
        let part = part.strip_prefix(' ').filter(|part| joins(machine, part)).unwrap_or(part);
        let _ = write!(out, "<span class=\"m\">{}</span>{}", Text(machine), Text(part));
    }
    out
}

/// One side of what was seen.
struct Evidence<'p, 'a> {
    page: &'p Page<'a>,
    board: &'p Board<'a>,
    card: &'p Card<'a>,
    machine: &'p str,
}

impl Evidence<'_, '_> {
    fn write(&self, out: &mut String, side: &Ordered<String, Ordered<Seen<'_>, Places>>) {
        out.push_str("<ul>\n");
        let each = side.list.iter().map(|(text, places)| self.one(text, &places.list));
        folded(out, &each.collect::<Vec<_>>(), AT_ONCE * 2);
        out.push_str("</ul>\n");
    }

    /// One thing that was seen, and all the places where.
    fn one(&self, text: &str, places: &[(Seen<'_>, Places)]) -> String {
        let mut of_all = Places::default();
        places.iter().flat_map(|(_, at)| at.iter()).for_each(|pair| of_all.add(pair));
        let mut out = format!(
            "<li{}><span class=\"seen\">{}</span>",
            at(&of_all, &self.card.all),
            told(text, self.machine)
        );
        let list: Vec<String> = places.iter().map(|(seen, at)| self.place(seen, at)).collect();
        out.push_str("<ul class=\"from\">");
        folded(&mut out, &list, AT_ONCE);
        out.push_str("</ul></li>\n");
        out
    }

    fn place(&self, seen: &Seen<'_>, places: &Places) -> String {
        let whose = places.told_in(&self.card.all, self.board);
        // What names it already need not be told twice.
        let is_named =
            places.subjects().iter().all(|one| seen.told.contains(self.board.subject(*one)));
        let whose = match whose.is_empty() || is_named {
            true => String::new(),
            false => format!(" <span class=\"whose\">{whose}</span>"),
        };
        let snippet = seen.origin.and_then(|origin| self.snippet(origin)).unwrap_or_default();
        format!(
            "<li{}><cite>{}</cite>{whose}{snippet}</li>",
            at(places, &self.card.all),
            told(&seen.told, self.machine)
        )
    }

    /// The line that an origin names, with the piece that is meant.
    fn snippet(&self, origin: &Origin) -> Option<String> {
        let (path, line, columns) = match origin {
            Origin::Line { path, line } => (path.as_str(), *line, None),
            Origin::Span { path, span } => {
                let end = (span.end_line == span.line).then_some(span.end_column);
                (&**path, span.line, Some((span.column, end)))
            }
            _ => return None,
        };
        let text = (self.page.line)(path, line)?;
        let text: Vec<char> = text.trim_end().chars().take(LONGEST).collect();
        let of = |chars: &[char]| chars.iter().collect::<String>();
        let code = match columns {
            None => Text(&of(&text)).to_string(),
            Some((from, to)) => {
                let from = (from as usize).saturating_sub(1).min(text.len());
                let to = to.map_or(text.len(), |to| (to as usize).saturating_sub(1));
                let to = to.clamp(from, text.len());
                format!(
                    "{}<mark>{}</mark>{}",
                    Text(&of(&text[..from])),
                    Text(&of(&text[from..to])),
                    Text(&of(&text[to..]))
                )
            }
        };
        Some(format!("<pre><b>{line}</b>{code}</pre>"))
    }
}

/// Which pairs something is of, for the script.
fn at(places: &Places, all: &Places) -> String {
    match places.written_in(all).as_str() {
        "" => String::new(),
        written => format!(" data-at=\"{written}\""),
    }
}

/// Items of a list, those behind the first ones folded.
fn folded(out: &mut String, items: &[String], at_once: usize) {
    // One more takes no more room than to say that there is one.
    let shown = if items.len() <= at_once + 1 { items.len() } else { at_once };
    out.extend(items[..shown].iter().map(String::as_str));
    if shown < items.len() {
        let _ = write!(
            out,
            "<li class=\"more\"><details><summary>{}</summary><ul>{}</ul></details></li>",
            tr!("{rest} more", rest = number(items.len() - shown)),
            items[shown..].concat()
        );
    }
}

fn mends(out: &mut String, board: &Board<'_>, card: &Card<'_>, machine: &str) {
    if card.mends.list.is_empty() && card.fixes.list.is_empty() {
        return;
    }
    let _ = write!(out, "<div class=\"mend\"><h3>{}</h3>\n<ul>\n", tr!("Mend"));
    let item = |text: &str, places: &Places| {
        let whose = match places.told_in(&card.all, board) {
            whose if whose.is_empty() => whose,
            whose => format!(" <span class=\"whose\">{whose}</span>"),
        };
        format!("<li{}>{}{whose}</li>\n", at(places, &card.all), told(text, machine))
    };
    // The best comes first, and each machine may have its own.
    let mut by_place: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for ((place, text), places) in &card.mends.list {
        by_place.entry(*place).or_default().push(item(text, places));
    }
    for items in by_place.values() {
        folded(out, items, AT_ONCE);
    }
    for ((says, is_safe), places) in &card.fixes.list {
        let command = if *is_safe { "landfall fix" } else { "landfall fix --unsafe" };
        let _ = writeln!(
            out,
            "<li{}>{}</li>",
            at(places, &card.all),
            tr!(
                "{command}: {says}",
                command = format!("<code>{command}</code>"),
                says = Text(&tr(says))
            )
        );
    }
    out.push_str("</ul></div>\n");
}

/// What could not be looked at. What decides no verdict is folded.
pub(super) fn doubts(board: &Board<'_>, folded: &Folded<'_>) -> String {
    let (deciding, others): (Vec<_>, Vec<_>) =
        folded.doubts.iter().partition(|doubt| doubt.decides > 0);
    let mut out: String = deciding.iter().map(|doubt| doubted(board, doubt)).collect();
    if !others.is_empty() {
        let _ = write!(
            out,
            "<details class=\"others\"><summary>{}</summary>\n{}</details>\n",
            tr!("{doubts} on which no verdict hangs", doubts = markup::doubts(others.len())),
            others.iter().map(|doubt| doubted(board, doubt)).collect::<String>()
        );
    }
    out
}

fn doubted(board: &Board<'_>, doubt: &Doubted) -> String {
    let machine = machine_of(&doubt.all, board);
    let rules: Vec<&str> = doubt.rules.iter().copied().collect();
    let named = match rules.as_slice() {
        [one] => tr!("{rule} could not look", rule = format!("<code>{one}</code>")),
        many => tr!("{count} rules could not look", count = many.len()),
    };
    let links: Vec<String> =
        rules.iter().map(|rule| format!("<a href=\"#rule-{rule}\">{rule}</a>")).collect();
    format!(
        "<details class=\"card doubt\" id=\"{}\" data-rule=\"{}\" data-at=\"{}\">\n<summary>\
         <span class=\"mark\">{}</span> <span class=\"says\">{}</span> <span class=\"of\">{named} · {}</span></summary>\n\
         <div class=\"body\"><div class=\"scroll\"><table class=\"where\"><tbody>\n{}</tbody></table></div>\n\
         <p class=\"links\">{} <a href=\"#{}\">{}</a></p></div>\n</details>\n",
        doubt.id,
        rules.join(" "),
        doubt.all.written(),
        tr!("unsure"),
        told(&doubt.reason, &machine),
        doubt.all.summed(board),
        doubt.all.rows(board),
        links.join(" "),
        doubt.id,
        tr!("Link to this doubt"),
    )
}

/// What somebody chose not to hear.
pub(super) fn silenced(board: &Board<'_>, folded: &Folded<'_>) -> String {
    if folded.silenced.list.is_empty() {
        return String::new();
    }
    let mut out = String::from("<ul class=\"silenced\">\n");
    for ((rule, by), places) in &folded.silenced.list {
        let _ = writeln!(
            out,
            "<li><a href=\"#rule-{rule}\"><code>{rule}</code></a> <cite>{}</cite> {}</li>",
            Text(&tr(by)),
            places.summed(board)
        );
    }
    out.push_str("</ul>\n");
    out
}
