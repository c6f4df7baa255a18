//! How the set of system calls that a program was seen to make grew from run to run, as a plot and as a table.

use std::fmt::Write as _;

use super::markup::{self, Text};
use crate::tr;

/// What `landfall trace` wrote of a program.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// The file.
    pub name: String,
    /// Each run: its program, and the calls that no run before it had made, by name.
    pub runs: Vec<(String, Vec<String>)>,
    /// How many new calls one more run can be expected to make.
    pub expected: Option<f64>,
}

const WIDE: usize = 640;
const HIGH: usize = 180;
const LEFT: usize = 40;
const BOTTOM: usize = 24;
/// So many runs that bring nothing new are called quiet enough, as `landfall trace` does.
const ENOUGH: usize = 3;

/// All that was traced.
pub(super) fn render(courses: &[Course]) -> String {
    let mut out = String::new();
    for course in courses.iter().filter(|course| !course.runs.is_empty()) {
        one(&mut out, course);
    }
    out
}

fn one(out: &mut String, course: &Course) {
    let runs = course.runs.len();
    let mut seen = 0;
    let grown: Vec<usize> = course
        .runs
        .iter()
        .map(|(_, new)| {
            seen += new.len();
            seen
        })
        .collect();
    let quiet = course.runs.iter().rev().take_while(|(_, new)| new.is_empty()).count();
    let says = match quiet >= ENOUGH {
        true => tr!(
            "Converged, as far as runs can tell: the last {quiet} brought nothing new. That is no proof.",
            quiet
        ),
        false => tr!(
            "Not converged: {enough} runs in a row that bring nothing new are wanted.",
            enough = ENOUGH
        ),
    };
    let expected = course.expected.map_or(String::new(), |expected| {
        let expected = format!("{expected:.1}");
        tr!(" One more run like these can be expected to bring {expected} new.", expected)
    });
    let _ = writeln!(
        out,
        "<figure class=\"course\"><figcaption>{} {says}{expected}</figcaption>",
        tr!(
            "{program}: {kinds} of calls in {runs}.",
            program = format!("<b>{}</b>", Text(&course.name)),
            kinds = markup::kinds(seen),
            runs = markup::runs(runs)
        )
    );
    plot(out, &grown);
    let _ = writeln!(
        out,
        "<details class=\"fold\"><summary>{}</summary><div class=\"scroll\"><table class=\"where\"><tbody>",
        tr!("What each run brought")
    );
    for (at, (program, new)) in course.runs.iter().enumerate() {
        let new = if new.is_empty() { tr!("nothing new") } else { new.join(", ") };
        let _ =
            writeln!(out, "<tr><td>{}. {}</td><td>{}</td></tr>", at + 1, Text(program), Text(&new));
    }
    out.push_str("</tbody></table></div></details></figure>\n");
}

/// Kinds of calls over runs, as steps: between two runs nothing was seen.
fn plot(out: &mut String, grown: &[usize]) {
    let most = grown.last().copied().unwrap_or(0).max(1);
    let x = |run: usize| LEFT + (WIDE - LEFT - 12) * run / grown.len().max(1);
    let y = |kinds: usize| 10 + (HIGH - BOTTOM - 10) * (most - kinds.min(most)) / most;
    let _ = writeln!(
        out,
        "<svg class=\"plot\" viewBox=\"0 0 {WIDE} {HIGH}\" role=\"img\" aria-label=\"{}\">",
        tr!(
            "Kinds of calls seen: {first} after the first run, {most} after {runs}",
            first = grown.first().copied().unwrap_or(0),
            most,
            runs = markup::runs(grown.len())
        )
    );
    for kinds in [0, most / 2, most] {
        let at = y(kinds);
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{at}\" y2=\"{at}\"/><text x=\"{}\" y=\"{}\" text-anchor=\"end\">{kinds}</text>",
            WIDE - 12,
            LEFT - 8,
            at + 4
        );
    }
    let mut path = String::new();
    for (run, kinds) in grown.iter().enumerate() {
        let start = if run == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{start}{} {1}L{2} {1}", x(run), y(*kinds), x(run + 1));
    }
    let _ = write!(
        out,
        "<path d=\"{path}\"/>\n<text x=\"{LEFT}\" y=\"{0}\">{2}</text><text x=\"{1}\" y=\"{0}\" text-anchor=\"end\">{3}</text>\n</svg>\n",
        HIGH - 6,
        WIDE - 12,
        tr!("run {number}", number = 1),
        tr!("run {number}", number = grown.len())
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_quiet_once_three_brought_nothing() {
        let run =
            |new: &[&str]| ("web".to_owned(), new.iter().map(|name| (*name).to_owned()).collect());
        let mut course = Course {
            name: "web.json".to_owned(),
            runs: vec![run(&["read"]), run(&[])],
            expected: None,
        };
        assert!(render(&[course.clone()]).contains("Not converged"));
        course.runs.extend([run(&[]), run(&[])]);
        let told = render(&[course]);
        assert!(told.contains("the last 3 brought nothing new"), "{told}");
        assert!(told.contains("1 kind of calls in 4 runs"), "{told}");
        assert!(render(&[Course::default()]).is_empty());
    }
}
