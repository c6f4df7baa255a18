//! How the set of system calls that a program was seen to make grew from run to run, as a plot and as a table.

use std::fmt::Write as _;

use super::markup::{Text, counted};

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
        true => format!(
            "Converged, as far as runs can tell: the last {quiet} brought nothing new. That is no proof."
        ),
        false => {
            format!("Not converged: {ENOUGH} runs in a row that bring nothing new are wanted.")
        }
    };
    let expected = course.expected.map_or(String::new(), |expected| {
        format!(" One more run like these can be expected to bring {expected:.1} new.")
    });
    let _ = writeln!(
        out,
        "<figure class=\"course\"><figcaption><b>{}</b>: {} of calls in {}. {says}{expected}</figcaption>",
        Text(&course.name),
        counted(seen, "kind", "kinds"),
        counted(runs, "run", "runs")
    );
    plot(out, &grown);
    out.push_str(
        "<details class=\"fold\"><summary>What each run brought</summary><div class=\"scroll\"><table class=\"where\"><tbody>\n",
    );
    for (at, (program, new)) in course.runs.iter().enumerate() {
        let new = if new.is_empty() { "nothing new".to_owned() } else { new.join(", ") };
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
        "<svg class=\"plot\" viewBox=\"0 0 {WIDE} {HIGH}\" role=\"img\" aria-label=\"Kinds of calls seen: {} after the first run, {most} after {}\">",
        grown.first().copied().unwrap_or(0),
        counted(grown.len(), "run", "runs")
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
        "<path d=\"{path}\"/>\n<text x=\"{LEFT}\" y=\"{0}\">run 1</text><text x=\"{1}\" y=\"{0}\" text-anchor=\"end\">run {2}</text>\n</svg>\n",
        HIGH - 6,
        WIDE - 12,
        grown.len()
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
