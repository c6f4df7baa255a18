//! In what machines differ, what breaks by it first.

use std::fmt::Write as _;

use landfall_facts::{Comparison, Difference, Finding};

use super::markup::{self, Text, number};
use crate::compare::told_plainly;
use crate::language::tr;
use crate::tr;

/// All pairs of machines that were compared.
pub(super) fn render(comparisons: &[Comparison]) -> String {
    comparisons.iter().map(one).collect()
}

fn one(comparison: &Comparison) -> String {
    let Comparison { from, to, differences, together, unseen, alike, .. } = comparison;
    let mut out = format!(
        "<div class=\"compared\"><h3>{}</h3>\n<p class=\"none\">{}</p>\n",
        tr!("From {from} to {to}", from = Text(from), to = Text(to)),
        tr!(
            "{facts} differ, {alike} alike, {unseen} not known of one. What matters comes first.",
            facts = markup::facts(differences.len()),
            alike,
            unseen = unseen.len()
        )
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
            "<tr class=\"{word}\"><td><span class=\"mark\">{}</span></td><td><code>{}</code></td><td>{}{}</td></tr>",
            tr(word),
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
        let _ = write!(
            out,
            "<p>{}</p>{}",
            tr!("By several of these together:"),
            findings(together, &[])
        );
    }
    if !only.is_empty() {
        let _ = writeln!(
            out,
            "<details class=\"fold\"><summary>{}</summary>{}</details>",
            match only.len() {
                1 => tr!("1 fact differs and changes nothing that landfall knows of"),
                many => tr!(
                    "{count} facts differ and change nothing that landfall knows of",
                    count = number(many)
                ),
            },
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
    let one = |told: String, finding: &Finding| {
        let rule = finding.rule;
        format!("<li>{told} <code>{rule}</code></li>")
    };
    let says = |finding: &Finding| Text(&tr(&finding.says)).to_string();
    let brings = brings.iter().map(|finding| one(says(finding), finding));
    let mends =
        mends.iter().map(|finding| one(tr!("no more: {says}", says = says(finding)), finding));
    format!("<ul>{}</ul>", brings.chain(mends).collect::<String>())
}
