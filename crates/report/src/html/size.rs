//! Where the bytes of artifacts go: each one beside the largest, and its packages and sections, the largest first.

use std::fmt::Write as _;

use landfall_facts::{Anatomy, Fact, Measured};

use super::markup::{self, Text};
use crate::builds::size;
use crate::language::tr;
use crate::tr;

/// So many packages are told one by one; the others are summed.
const PACKAGES: usize = 14;
/// The same of sections, of which there are fewer.
const SECTIONS: usize = 8;

/// All artifacts in their order; nothing where none was looked into.
pub(super) fn render(sizes: &[(String, Anatomy)]) -> String {
    let largest = sizes.iter().map(|(_, anatomy)| anatomy.size).max().unwrap_or(0);
    let mut out = String::new();
    for (name, anatomy) in sizes {
        let _ = write!(
            out,
            "<details class=\"size\"><summary><span>{}</span> <span class=\"bytes\">{}</span> {}</summary>\n<div class=\"body sides\">\n",
            Text(name),
            size(anatomy.size),
            bar(anatomy.size, largest)
        );
        let heading = tr!("Code by package of Go");
        list(&mut out, &heading, &anatomy.packages, PACKAGES, markup::packages);
        list(&mut out, &tr!("Sections"), &anatomy.sections, SECTIONS, markup::sections);
        out.push_str("</div></details>\n");
    }
    out
}

/// The largest of some, the others summed, or why nobody knows.
fn list(
    out: &mut String,
    heading: &str,
    all: &Fact<Vec<Measured>>,
    most: usize,
    counted: fn(usize) -> String,
) {
    let _ = writeln!(out, "<div class=\"side\"><h3>{heading}</h3>");
    match all {
        Fact::Known(all, _) => {
            let mut sorted: Vec<&Measured> = all.iter().filter(|one| one.size > 0).collect();
            sorted.sort_by(|one, other| (other.size, &one.name).cmp(&(one.size, &other.name)));
            let (shown, rest) = sorted.split_at(most.min(sorted.len()));
            let largest = shown.first().map_or(0, |one| one.size);
            out.push_str("<table class=\"bars\"><tbody>\n");
            for one in shown {
                row(out, &Text(&one.name).to_string(), one.size, largest);
            }
            let summed: u64 = rest.iter().map(|one| one.size).sum();
            if summed > 0 {
                let name = tr!("{things} more", things = counted(rest.len()));
                row(out, &name, summed, largest);
            }
            out.push_str("</tbody></table>\n");
        }
        Fact::Absent(origin) => {
            let why = tr!("none: {why}", why = tr(&origin.to_string()));
            let _ = writeln!(out, "<p class=\"none\">{}</p>", Text(&why));
        }
        Fact::Unknown(why) => {
            let why = tr!("not known: {why}", why = tr(&why.to_string()));
            let _ = writeln!(out, "<p class=\"none\">{}</p>", Text(&why));
        }
    }
    out.push_str("</div>\n");
}

fn row(out: &mut String, name: &str, bytes: u64, largest: u64) {
    let _ = writeln!(
        out,
        "<tr><th scope=\"row\">{name}</th><td>{}</td><td>{}</td></tr>",
        size(bytes),
        bar(bytes, largest)
    );
}

/// How large something is beside the largest. The number stands beside it, so it says nothing of its own.
fn bar(bytes: u64, largest: u64) -> String {
    // What is summed may be more than any of those that are not.
    let share = (bytes * 100).checked_div(largest).unwrap_or(0).clamp(1, 100);
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{share}\" height=\"8\"/></svg>"
    )
}
