//! In what machines differ, what breaks by it first.

use std::fmt::Write as _;

use landfall_facts::{Comparison, Difference, Finding};

use super::markup::{Text, counted};
use crate::compare::told_plainly;

/// All pairs of machines that were compared.
pub(super) fn render(comparisons: &[Comparison]) -> String {
    comparisons.iter().map(one).collect()
}

fn one(comparison: &Comparison) -> String {
    let Comparison { from, to, differences, together, unseen, alike, .. } = comparison;
    let mut out = format!(
        "<div class=\"compared\"><h3>From {} to {}</h3>\n<p class=\"none\">{} differ, {} alike, {} not known of one. What matters comes first.</p>\n",
        Text(from),
        Text(to),
        counted(differences.len(), "fact", "facts"),
        alike,
        unseen.len()
    );
    let (matter, only): (Vec<_>, Vec<_>) =
        differences.iter().partition(|one| one.weight().is_some());
    let row = |out: &mut String, one: &Difference| {
        let word = match (one.weight(), one.brings.is_empty()) {
            (None, _) => "differs",
            (Some(_), true) => "mends",
            (Some(weight), false) => weight.name(),
        };
        let _ = writeln!(
            out,
            "<tr class=\"{word}\"><td><span class=\"mark\">{word}</span></td><td><code>{}</code></td><td>{}{}</td></tr>",
            Text(&one.name),
            Text(&told_plainly(one)),
            findings(&one.brings, &one.mends)
        );
    };
    let table = |rows: &[&Difference]| {
        let mut out = String::from("<div class=\"scroll\"><table class=\"differences\"><tbody>\n");
        rows.iter().for_each(|one| row(&mut out, one));
        out.push_str("</tbody></table></div>\n");
        out
    };
    if !matter.is_empty() {
        out.push_str(&table(&matter));
    }
    if !together.is_empty() {
        let _ = write!(out, "<p>By several of these together:</p>{}", findings(together, &[]));
    }
    if !only.is_empty() {
        let _ = writeln!(
            out,
            "<details class=\"fold\"><summary>{} and change nothing that landfall knows of</summary>{}</details>",
            counted(only.len(), "fact differs", "facts differ"),
            table(&only)
        );
    }
    out.push_str("</div>\n");
    out
}

/// What comes with a difference, and what goes.
fn findings(brings: &[Finding], mends: &[Finding]) -> String {
    if brings.is_empty() && mends.is_empty() {
        return String::new();
    }
    let one = |prefix: &str, finding: &Finding| {
        let (rule, says) = (finding.rule, Text(&finding.says));
        format!("<li>{prefix}{says} <code>{rule}</code></li>")
    };
    let brings = brings.iter().map(|finding| one("", finding));
    let mends = mends.iter().map(|finding| one("no more: ", finding));
    format!("<ul>{}</ul>", brings.chain(mends).collect::<String>())
}
